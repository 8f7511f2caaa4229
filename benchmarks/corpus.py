"""Makes a large governance repository out of the worked one: whole copies under other ids, closed under reference.

Every copy keeps sizes, workflows and RACI of the original; ids and the references to them get a suffix, at the exact
places where the reader found them. A share of the files gets a misspelled owner, one finding each; with the drafts of
the worked content that makes about two files in a hundred with findings.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

from gitsm.adapters.disk import DiskTree
from gitsm.base.source import Route
from gitsm.load.loader import load
from gitsm.load.positions import find
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.meta import InFramework, Ref
from gitsm.model.walk import references

PADDING = ("glossary-term", "known-error", "service", "improvement", "party")
"""Kinds of the last, incomplete copy: their references go to the first copy."""
ONCE = ("practice-adoption", "settings")
"""Kinds that cannot be copied: one per practice of the catalogue, one per repository."""
_PATH = re.compile(r"[a-z_]+(?:/[a-z_]+)*/[a-z0-9-]+(?:@[0-9.]+)?\.yaml")

Edit = tuple[int, int, str]
"""Line, column (both from 1) and the suffix that goes in there."""


def edits(snapshot: Snapshot, item: Loaded, renamed: frozenset[str], own: str, others: str) -> list[Edit]:
    """Where suffixes go: `own` behind the id of the artefact, `others` behind its references to renamed artefacts."""
    wanted: dict[Route, tuple[str, str]] = {("id",): (item.artefact.id, own)}
    for index, old in enumerate(item.artefact.formerly):
        wanted[("formerly", index)] = (old, own)
    if item.artefact.title == item.artefact.id:
        wanted[("title",)] = (item.artefact.title, own)
    for route, name, marks in references(item.artefact):
        mark, word = marks[0], str(name)
        if isinstance(mark, InFramework):
            word = word.partition("/")[0] if mark.form == "qualified" else ""
            targets = [f"framework/{word}"]
        elif isinstance(mark, Ref):
            kinds = (item.kind.slug,) if mark.same else mark.kinds
            targets = [word] if mark.qualified else [f"{kind}/{word}" for kind in kinds]
        else:
            continue
        if any(target in renamed for target in targets):
            wanted[route] = (word, others)
    lines = snapshot.tree.read(item.path).decode().splitlines()
    places = find("\n".join(lines), frozenset(wanted))
    found = []
    for route, (word, suffix) in wanted.items():
        place = places[route][0]
        quoted = lines[place.line - 1][place.column - 1] in "\"'"
        found.append((place.line, place.column + (1 if quoted else 0) + len(word), suffix))
    return sorted(found, reverse=True)


def apply(text: str, places: list[Edit]) -> str:
    """The text with the suffixes put in."""
    lines = text.splitlines(keepends=True)
    for line, column, suffix in places:
        lines[line - 1] = lines[line - 1][: column - 1] + suffix + lines[line - 1][column - 1 :]
    return "".join(lines)


def renamed_path(path: str, suffix: str) -> str:
    """The path with the suffix behind the id."""
    stem, at, version = path.removesuffix(".yaml").partition("@")
    return f"{stem}{suffix}{at}{version}.yaml"


def copies(snapshot: Snapshot, count: int) -> Iterator[tuple[str, str]]:
    """(path, text) of `count` files: what stands once, whole copies, then a part of one more."""
    texts = {item.path: snapshot.tree.read(item.path).decode() for item in snapshot.items}
    items = [item for item in snapshot.items if item.kind.slug not in ONCE]
    every = frozenset(item.key for item in items)
    once = [item for item in snapshot.items if item.kind.slug == "practice-adoption"][:count]
    for item in once:
        yield item.path, apply(texts[item.path], [e for e in edits(snapshot, item, every, "", "-c0") if e[2]])
    made, number = len(once), 0
    small = [item for item in items if item.kind.slug in PADDING and "@" not in item.path]
    while made < count:
        whole = count - made >= len(items) or number == 0
        for item in (items if whole else small)[: count - made]:
            suffix = f"-c{number}"
            text = apply(texts[item.path], edits(snapshot, item, every, suffix, suffix if whole else "-c0"))
            target = suffix if whole else "-c0"
            yield (
                renamed_path(item.path, suffix),
                _PATH.sub(lambda m, t=target: renamed_path(m[0], t) if m[0] in texts else m[0], text),  # type: ignore[misc]
            )
            made += 1
        number += 1


def write(source: Path, target: Path, count: int, faulty: float = 0.01, seed: int = 7) -> dict[str, float]:
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
    settings = next(item for item in snapshot.items if item.kind.slug == "settings")
    every = frozenset(item.key for item in snapshot.items if item.kind.slug not in ONCE)
    places = [edit for edit in edits(snapshot, settings, every, "", "-c0") if edit[2]]
    (target / "gitsm.yaml").write_text(apply(snapshot.tree.read("gitsm.yaml").decode(), places), encoding="utf-8")
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
