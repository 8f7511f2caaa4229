"""Prints, in one run, what `gitsm plan` costs where a tenth of the artefacts changed, against git's own text diff.

    python benchmarks/plan.py --size 1000 --runs 5

Rows: `git diff` as text; the start of the tool (a Python that imports what a plan needs); the command; and, inside
one process, its parts: both revisions read in full, the base read and the head sharing what is unchanged, the differing
artefacts read and compared alone, and the check of each side.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import corpus

from gitsm import __version__
from gitsm.adapters.disk import DiskTree
from gitsm.adapters.git import Git, GitTree
from gitsm.approvals.request import ChangeRequest
from gitsm.check.report import check
from gitsm.diff.pairs import changed_pairs
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import Entry, Tree
from gitsm.model.kinds import ROOTS
from gitsm.plan.plan import plan
from gitsm.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
START = (
    "import gitsm.cli.commands.plan, gitsm.export.plan_text, gitsm.model.process, gitsm.model.kpi, gitsm.cli.planning"
)
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {"NAME": "bench", "EMAIL": "bench@example.org", "DATE": "2026-10-01T12:00:00+00:00"}.items()
}


def git(folder: Path, *args: str) -> None:
    subprocess.run(["git", "-c", "init.defaultBranch=main", *args], cwd=folder, check=True, env={**os.environ, **GIT})


def repository(folder: Path, size: int) -> int:
    """A repository of `size` artefacts with a branch `change` on which every tenth differs; gives their number.

    On the branch `small` one process differs.
    """
    own = sum(1 for _ in load(DiskTree(ROOT)).items)
    corpus.write(ROOT, folder, size - own, faulty=0.0)
    for root in ROOTS:  # beside its copies the worked organisation itself: its policy judges
        source = ROOT / root
        if source.is_dir():
            shutil.copytree(source, folder / root, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, folder / root)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    git(folder, "checkout", "-q", "-b", "change")
    changed = 0
    for path in sorted(folder.rglob("*.yaml"))[::10]:
        text = path.read_text(encoding="utf-8")
        path.write_text(other(text), encoding="utf-8")
        changed += 1
    git(folder, "commit", "-q", "-a", "-m", "change")
    git(folder, "checkout", "-q", "-b", "small", "main")
    path = next(iter(sorted((folder / "processes").glob("*.yaml"))))
    path.write_text(other(path.read_text(encoding="utf-8")), encoding="utf-8")
    git(folder, "commit", "-q", "-a", "-m", "small")
    git(folder, "checkout", "-q", "change")
    return changed


def other(text: str) -> str:
    """The text with another title."""
    return re.sub(r'^title: ("?)', r"title: \1Other ", text, count=1, flags=re.MULTILINE)


def wall(command: list[str], cwd: Path, runs: int) -> float:
    """Median wall time of a process, in milliseconds."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found)


def inside(work: Callable[[], object], runs: int) -> float:
    """Median wall time of work in this process, garbage collection off as in the command, in milliseconds."""
    found = []
    gc.disable()
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1000)
        gc.enable()
        gc.collect()
        gc.disable()
    gc.enable()
    return statistics.median(found)


def forgetful(snapshot: Snapshot) -> Snapshot:
    """The snapshot without what others worked out of it before."""
    snapshot.derived.clear()
    return snapshot


class Only:
    """Some files of a tree."""

    def __init__(self, tree: Tree, paths: set[str]) -> None:
        self._tree, self._paths = tree, paths

    @property
    def label(self) -> str:
        return self._tree.label

    def entries(self, roots: object) -> list[Entry]:
        return [entry for entry in self._tree.entries(roots) if entry.path in self._paths]  # type: ignore[arg-type]

    def read(self, path: str) -> bytes:
        return self._tree.read(path)


def measure(size: int, runs: int, say: Callable[[str], None]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changed = repository(folder, size)
        repo = Git(folder)
        sides = repo.resolve("main"), repo.resolve("change")

        def tree(number: int) -> GitTree:
            return GitTree(repo, sides[number])

        listing = repo.run("diff-tree", "-r", "-z", "--name-only", *sides).decode().split("\0")
        paths = {path for path in listing if path}

        def compared_alone() -> object:
            before, after = load(Only(tree(0), paths)), load(Only(tree(1), paths))
            return changed_pairs(before, after, DAY)

        base = load(tree(0))
        head = load(tree(1), like=base)
        before = check(base, RULES, DAY)
        reports = before, check(head, RULES, DAY, base=base, like=before)
        text = wall(["git", "diff", "main", "change"], folder, runs)
        start = wall([sys.executable, "-c", START], folder, runs)
        whole = wall([sys.executable, "-m", "gitsm", "plan", "main..change"], folder, runs)
        small = wall([sys.executable, "-m", "gitsm", "plan", "main..small"], folder, runs)
        full = inside(lambda: (load(tree(0)), load(tree(1))), runs)
        sharing = inside(lambda: load(tree(1), like=load(tree(0))), runs)
        alone = inside(compared_alone, runs)
        first = inside(lambda: check(forgetful(base), RULES, DAY), runs)
        again = inside(lambda: check(forgetful(head), RULES, DAY, base=base), runs)
        second = inside(lambda: check(forgetful(head), RULES, DAY, base=base, like=before), runs)
        rest = inside(lambda: plan(*reports, ChangeRequest()), runs)
        say(f"{size} artefacts, {changed} changed; medians of {runs} runs in ms")
        rows = {
            "git diff, text": text, "start of the tool": start, "gitsm plan": whole,
            "  beyond the start": whole - start, "both revisions in full": full, "base, and head sharing": sharing,
            "differing artefacts read and compared": alone,
            "check of the base": first, "check of the head, from nothing": again,
            "check of the head, after the base": second, "gitsm plan, one artefact differs": small,
            "classes, impact, approvers": rest,
        }  # fmt: skip
        for label, value in rows.items():
            say(f"  {label:<40} {value:8.0f}")
        say(f"  plan beyond its start / git diff            {(whole - start) / text:6.1f} x   (goal: at most 6)")
        say(f"  differing artefacts alone / git diff        {alone / text:6.1f} x")
        say(f"  plan beyond its start / both in full        {(whole - start) / full:6.2f}     (goal: at most 0.20)")
        say(f"  differing artefacts alone / both in full    {alone / full:6.2f}")
        judged = full + first + again
        say(f"  plan beyond its start / both read, judged   {(whole - start) / judged:6.2f}")
        say(f"  the same where one artefact differs         {(small - start) / judged:6.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(f"gitsm {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
    measure(options.size, options.runs, print)


if __name__ == "__main__":
    main()
