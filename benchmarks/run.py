"""Prints, in one run, what `gitsm check` costs against what users would pick instead, on the same files.

Peers: check-jsonschema (with ruamel.yaml.clib) and ajv-cli with the generated schemas, one run per kind as their
command lines demand. They check shape only; gitsm also runs every rule. Each figure is the median of `--runs` cold
processes; peak memory is that of the process tree's largest process.

    make bench              # or: python benchmarks/run.py --sizes 1000 10000 --runs 5
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import corpus

from gitsm import __version__
from gitsm.adapters.disk import DiskTree
from gitsm.load.loader import load
from gitsm.model.kinds import KINDS
from gitsm.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "node_modules" / ".gitsm-tools"
PEERS = ROOT / ".gitsm" / "peers"
CLICK = "import click\n@click.command()\ndef main():\n    '''One command.'''\nmain()\n"


@dataclass(frozen=True)
class Cost:
    """Median wall time in seconds, peak memory in MiB."""

    wall: float
    peak: float


def run(commands: list[list[str]], runs: int, cwd: Path) -> Cost:
    """Cost of running the commands one after the other, each in a process of its own."""
    walls, peaks = [], []
    for _ in range(runs):
        started = time.perf_counter()
        peak = 0.0
        for command in commands:
            process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, _, usage = os.wait4(process.pid, 0)
            peak = max(peak, usage.ru_maxrss / 1024)
        walls.append(time.perf_counter() - started)
        peaks.append(peak)
    return Cost(statistics.median(walls), max(peaks))


def install_peers() -> tuple[str, str]:
    """(check-jsonschema, ajv), installed where they are missing."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "check-jsonschema", "ruamel.yaml.clib"], check=True
        )
    ajv = TOOLS / "node_modules" / ".bin" / "ajv"
    if not ajv.exists():
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", str(TOOLS)]
        subprocess.run([*npm, "ajv-cli", "ajv-formats"], check=True)
    return str(PEERS / "bin" / "check-jsonschema"), str(ajv)


def by_kind(folder: Path) -> dict[str, list[str]]:
    """Files of each kind that has some."""
    found = {}
    for slug, kind in KINDS.items():
        files = ["gitsm.yaml"] if slug == "settings" else [
            str(path.relative_to(folder)) for path in sorted((folder / kind.folder).glob("*.yaml"))
        ]  # fmt: skip
        if files:
            found[slug] = files
    return found


def peer_commands(folder: Path, checker: str, ajv: str) -> tuple[list[list[str]], list[list[str]]]:
    """One run per kind for each of the two peers."""
    left, right = [], []
    for slug, files in by_kind(folder).items():
        schema = str(ROOT / "schemas" / f"{slug}.schema.json")
        left.append([checker, "--schemafile", schema, *files])
        options = ["--spec=draft2020", "-c", "ajv-formats", "--strict=false", "--errors=no"]
        pattern = "gitsm.yaml" if slug == "settings" else f"{KINDS[slug].folder}/*.yaml"
        right.append([ajv, "validate", *options, "-s", schema, "-d", pattern])
    return left, right


def versions(checker: str) -> list[str]:
    """What was measured, with versions."""
    peer = subprocess.run([checker, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    package = json.loads((TOOLS / "node_modules" / "ajv-cli" / "package.json").read_text())
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return [
        f"gitsm {__version__} with {len(RULES)} rules, Python {platform.python_version()}",
        f"{peer} with ruamel.yaml.clib",
        f"ajv-cli {package['version']} on node {node}",
        f"{os.cpu_count()} cores, {platform.system()}",
    ]


def start_up(runs: int, say: Callable[[str], None]) -> None:
    """Start-up: help against a one-command click program, and the worked content against the bare interpreter."""
    gitsm = str(Path(sys.executable).with_name("gitsm"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "one.py").write_text(CLICK)
        artefacts = len(load(DiskTree(ROOT)).items) - 1
        corpus.write(ROOT, folder / "worked", artefacts, faulty=0)
        bare = run([[sys.executable, "-c", "pass"]], runs, folder)
        click = run([[sys.executable, "one.py", "--help"]], runs, folder)
        own = run([[gitsm, "--help"]], runs, folder)
        small = run([[gitsm, "check"]], runs, folder / "worked")
    say(
        f"gitsm --help\t{own.wall:.3f} s\t{own.wall / click.wall:.2f} x a one-command click program ({click.wall:.3f} s)"  # noqa: E501
    )
    say(
        f"{artefacts} artefacts\t{small.wall:.3f} s\t{small.wall - bare.wall:+.3f} s over the interpreter's start ({bare.wall:.3f} s)"  # noqa: E501
    )


def sizes(counts: list[int], runs: int, say: Callable[[str], None]) -> None:
    """Whole checks of large repositories against both peers."""
    checker, ajv = install_peers()
    for line in versions(checker):
        say(f"# {line}")
    gitsm = str(Path(sys.executable).with_name("gitsm"))
    for count in counts:
        folder = Path(tempfile.mkdtemp(prefix="gitsm-bench-"))
        try:
            facts = corpus.write(ROOT, folder, count)
            ratio = facts["mean_bytes"] / facts["mean_bytes_of_worked_content"]
            say(f"# {count} artefacts, mean size {facts['mean_bytes']:.0f} bytes ({ratio:.2f} x worked content), "
                f"{facts['faulty'] / count:.1%} faulty")  # fmt: skip
            left, right = peer_commands(folder, checker, ajv)
            own = run([[gitsm, "check"]], runs, folder)
            few = max(1, runs if count <= 1000 else 1)
            peers = {"check-jsonschema": run(left, few, folder), "ajv-cli": run(right, few, folder)}
            say(f"gitsm check\t{count}\t{own.wall:.2f} s\t{own.peak:.0f} MiB")
            for name, cost in peers.items():
                say(
                    f"{name}\t{count}\t{cost.wall:.2f} s\t{cost.peak:.0f} MiB\tgitsm takes {own.wall / cost.wall:.3f} of it"  # noqa: E501
                )
        finally:
            shutil.rmtree(folder)


def main() -> None:
    """Parses the options and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    start_up(options.runs, print)
    sizes(options.sizes, options.runs, print)


if __name__ == "__main__":
    main()
