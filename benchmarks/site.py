"""Prints how the time of `gitsm site build` grows: about 2,000 pages against 1,000, from copies of the worked content.

python benchmarks/site.py --copies 4 8 --runs 1

Only whole copies: with a part of one the two sites would differ in what their pages hold, and that would be measured.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

from gitsm.adapters.disk import DiskTree
from gitsm.load.loader import load

ROOT = Path(__file__).resolve().parent.parent


def cpu() -> float:
    """Processor seconds of all children so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def artefacts(copies: int) -> int:
    """Files in so many whole copies of the worked content."""
    kinds = [item.kind.slug for item in load(DiskTree(ROOT)).items if item.kind.slug != "settings"]
    once = sum(1 for kind in kinds if kind in corpus.ONCE)
    return once + copies * (len(kinds) - once)


def build(count: int, runs: int) -> tuple[int, float, float, float]:
    """(pages, median wall seconds, median processor seconds, bytes of HTML per page) of a site."""
    gitsm = str(Path(sys.executable).with_name("gitsm"))
    with tempfile.TemporaryDirectory(prefix="gitsm-bench-") as name:
        folder = Path(name) / "repository"
        corpus.write(ROOT, folder, count)
        seconds, work = [], []
        for _ in range(runs):
            started, before = time.perf_counter(), cpu()
            command = [gitsm, "-C", str(folder), "site", "build", "--output", str(Path(name) / "site")]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - started)
            work.append(cpu() - before)
        sizes = [page.stat().st_size for page in (Path(name) / "site").rglob("*.html")]
        return len(sizes), statistics.median(seconds), statistics.median(work), sum(sizes) / len(sizes)


def main() -> None:
    """Parses the options and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, nargs=2, default=[4, 8])
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    results = [build(artefacts(copies), options.runs) for copies in options.copies]
    for pages, seconds, work, size in results:
        each = f"{1000 * work / pages:.1f} ms of processor a page\t{size / 1024:.1f} KiB of HTML a page"
        print(f"site\t{pages} pages\t{seconds:.1f} s\t{work:.1f} s of processor\t{each}")
    (few, short, light, _), (many, long, heavy, _) = results
    print(f"{many} pages take {long / short:.2f} times {few} pages ({heavy / light:.2f} times the processor time)")
    print(f"a page costs {heavy / many / (light / few):.3f} times as much (at most 1.1, as 2.2 for twice the pages)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak of one process {peak:.0f} MiB")


if __name__ == "__main__":
    main()
