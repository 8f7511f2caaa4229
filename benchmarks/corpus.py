"""Makes a large governance repository out of the worked one: whole copies under other ids, closed under reference.

Every copy keeps sizes, workflows and RACI of the original; ids and the references to them get a suffix, at the exact
places where the reader found them. A given share of the files gets a misspelled owner, which is one finding each.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from gitsm.adapters.disk import DiskTree
from gitsm.load.loader import load
from gitsm.load.positions import find
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.meta import InFramework, Ref
from gitsm.model.walk import references

PADDING = ("glossary-term", "practice-adoption", "calendar", "service", "kpi", "party")
"""Kinds of the last, incomplete copy: their references go to the first copy."""


def edits(snapshot: Snapshot, item: Loaded, renamed: frozenset[str]) -> list[tuple[int, int, int, str]]:
    """[(line, column, end column, id)] where a suffix goes: the id of the artefact and its references."""
    text = snapshot.tree.read(item.path).decode()
    wanted: dict[tuple[str | int, ...], str] = {("id",): item.artefact.id}
    for route, name, marks in references(item.artefact):
        mark = marks[0]
        kinds = mark.kinds if isinstance(mark, Ref) else ("framework",) if isinstance(mark, InFramework) else ()
        word = str(name)
        if isinstance(mark, InFramework) and mark.form == "qualified":
            word = word.partition("/")[0]
        if isinstance(mark, Ref) and mark.same:
            kinds = (item.kind.slug,)
        qualified = isinstance(mark, Ref) and mark.qualified
        targets = [word] if qualified else [f"{kind}/{word}" for kind in kinds]
        if any(target in renamed for target in targets):
            wanted[route] = word
    if item.artefact.title == item.artefact.id:
        wanted[("title",)] = item.artefact.title
    places = find(text, frozenset(wanted))
    found = []
    for route, word in wanted.items():
        place = places[route][0]
        quoted = text.splitlines()[place.line - 1][place.column - 1] in "\"'"
        column = place.column + (1 if quoted else 0)
        found.append((place.line, column, column + len(word), word))
    return sorted(found, reverse=True)


def copies(snapshot: Snapshot, count: int) -> Iterator[tuple[str, str]]:
    """(path, text) of `count` files: whole copies first, then a part of one more."""
    items = [item for item in snapshot.items if item.kind.slug != "settings"]
    everything = frozenset(item.key for item in items)
    full = [(item, edits(snapshot, item, everything)) for item in items]
    small = [i for i in items if i.kind.slug in PADDING]
    own = [(item, edits(snapshot, item, frozenset({item.key}))) for item in small]
    made, number = 0, 0
    while made < count:
        batch = full if count - made >= len(full) else own
        for item, places in batch[: count - made]:
            lines = snapshot.tree.read(item.path).decode().splitlines(keepends=True)
            for line, _, end, _ in places:
                lines[line - 1] = lines[line - 1][: end - 1] + f"-c{number}" + lines[line - 1][end - 1 :]
            yield item.path.replace(item.artefact.id, f"{item.artefact.id}-c{number}", 1), "".join(lines)
            made += 1
        number += 1


def write(source: Path, target: Path, count: int, faulty: float = 0.02, seed: int = 7) -> dict[str, float]:
    """Writes a repository of `count` artefacts (and gitsm.yaml). Returns figures about it."""
    snapshot = load(DiskTree(source))
    if snapshot.findings:
        raise SystemExit(f"{source} itself does not load: {snapshot.findings[0].place} {snapshot.findings[0].message}")
    rng = random.Random(seed)
    total = broken = 0
    for path, text in copies(snapshot, count):
        if rng.random() < faulty:
            text = text.replace("\nowner: ", "\nowner: no-such-", 1)
            broken += 1
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        total += len(text.encode())
    settings = snapshot.tree.read("gitsm.yaml").decode()
    for item in snapshot.items:
        if item.kind.slug == "settings":
            for line, _, end, _ in edits(snapshot, item, frozenset(i.key for i in snapshot.items)):
                lines = settings.splitlines(keepends=True)
                if not lines[line - 1].startswith("id:"):
                    lines[line - 1] = lines[line - 1][: end - 1] + "-c0" + lines[line - 1][end - 1 :]
                settings = "".join(lines)
    (target / "gitsm.yaml").write_text(settings, encoding="utf-8")
    sizes = [len(snapshot.tree.read(i.path)) for i in snapshot.items if i.kind.slug != "settings"]
    return {
        "files": count,
        "faulty": broken,
        "mean_bytes": total / count,
        "mean_bytes_of_worked_content": sum(sizes) / len(sizes),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--source", type=Path, default=Path(__file__).resolve().parent.parent)
    options = parser.parse_args()
    for name, value in write(options.source, options.target, options.count).items():
        print(f"{name}\t{value:g}")
