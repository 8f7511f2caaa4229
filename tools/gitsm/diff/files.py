"""Changes of files that are no artefacts but decide: the baseline, extension schemas, policy tests, workflows, owners.

Each is a change of the rules of the repository (49), answered for by the settings or by the policy process. Any other
file that is not governed says nothing of this kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from gitsm.diff.changes import FORMATTING, Change
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.direction import together
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.baseline import Baseline
from gitsm.model.kinds import BASELINE_FILE, EXTENSIONS_FOLDER, POLICY_TESTS_FOLDER
from gitsm.model.meta import Meaning, Verdict

RULES = 49
POLICY = ("process", "change-enablement")
SETTINGS = ("settings", "settings")
_CONTROL = Meaning(material="control")


def governing(path: str) -> bool:
    """Whether a file that is no artefact decides what is found or who decides."""
    return _reads(path) or path.startswith(".github/") or path.rpartition("/")[2] == "CODEOWNERS"


def file_changes(base: Snapshot, head: Snapshot, paths: Iterable[str], as_of: date) -> Iterator[Change]:
    """The changes of governing files among `paths`, by path; the baseline is looked at in any case."""
    for path in sorted({*paths, BASELINE_FILE}):
        if not governing(path):
            continue
        pair = _answering(base, head, SETTINGS if _reads(path) else POLICY, as_of)
        if pair is None:
            continue
        if not _reads(path):
            yield _change(path, pair, (_whole("changed", "mixed"),))
        elif path == BASELINE_FILE:
            yield from _baseline(base, head, pair)
        else:
            yield from _text(path, base, head, pair)


def _reads(path: str) -> bool:
    return path == BASELINE_FILE or path.startswith((EXTENSIONS_FOLDER + "/", POLICY_TESTS_FOLDER + "/"))


def _answering(base: Snapshot, head: Snapshot, name: tuple[str, str], as_of: date) -> Pair | None:
    """The artefact that answers for a file, unchanged as far as this change goes."""
    kind, id_ = name
    old, new = base.resolve(kind, id_, as_of), head.resolve(kind, id_, as_of)
    if old is None and new is None and name != SETTINGS:
        return _answering(base, head, SETTINGS, as_of)
    return Pair("same", old, new) if old is not None or new is not None else None


def _change(path: str, pair: Pair, differences: tuple[Difference, ...]) -> Change:
    return Change(RULES, pair, together(d.direction for d in differences), differences, path)


def _whole(operation: Any, verdict: Verdict) -> Difference:
    return Difference(operation, (), None, None, verdict, _CONTROL)


def _baseline(base: Snapshot, head: Snapshot, pair: Pair) -> Iterator[Change]:
    """A baseline hides findings: one that grows is looser, one that shrinks tighter."""
    texts = _read(base, BASELINE_FILE), _read(head, BASELINE_FILE)
    if texts[0] == texts[1]:
        return
    old, new = _entries(texts[0]), _entries(texts[1])
    if old is None or new is None:
        yield _change(BASELINE_FILE, pair, (_whole("changed", "mixed"),))
        return
    found = [Difference("removed", ("entries", key), old[key], None, "tighter", _CONTROL) for key in old.keys() - new]
    found += [Difference("added", ("entries", key), None, new[key], "looser", _CONTROL) for key in new.keys() - old]
    if found:
        yield _change(BASELINE_FILE, pair, tuple(sorted(found, key=lambda d: d.at)))
    else:
        yield Change(FORMATTING, pair, "neutral", (), BASELINE_FILE)


def _entries(data: bytes | None) -> dict[str, str] | None:
    """Known findings by their key; None for a file that cannot be read."""
    if data is None:
        return {}
    try:
        baseline = Baseline.model_validate(parse(decode(data)))
    except (Broken, ValidationError):
        return None
    return {
        " ".join(filter(None, (e.rule, e.artefact, e.at, "" if e.severity == "error" else e.severity))): (
            f"{e.rule} in {e.artefact}"
        )
        for e in baseline.entries
    }


def _text(path: str, base: Snapshot, head: Snapshot, pair: Pair) -> Iterator[Change]:
    """An extension schema or a policy test: one more is tighter, one less looser, another text either."""
    before, after = _read(base, path), _read(head, path)
    if before == after:
        return
    if before is not None and after is not None and _values(before) == _values(after) is not None:
        yield Change(FORMATTING, pair, "neutral", (), path)
    elif before is None:
        yield _change(path, pair, (_whole("added", "tighter"),))
    elif after is None:
        yield _change(path, pair, (_whole("removed", "looser"),))
    else:
        yield _change(path, pair, (_whole("changed", "mixed"),))


def _values(data: bytes) -> Any:
    """The plain values of a JSON or YAML file; None where it cannot be read."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        pass
    try:
        return parse(decode(data))
    except Broken:
        return None


def _read(snapshot: Snapshot, path: str) -> bytes | None:
    try:
        return snapshot.tree.read(path)
    except OSError:
        return None
