"""Recovery down the dependencies: the same answer whichever service is asked first, in circles and deep chains."""

from __future__ import annotations

import json
from typing import Any

from gitsm.analysis.continuity import Continuity, Recovery
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.model.service import Service
from promise_support import DAY, ENVELOPE
from support import settings_text


def _snapshot(needs: dict[str, list[str]], hours: int = 1) -> Snapshot:
    files: dict[str, Any] = {}
    for name, below in needs.items():
        node = {"depends_on": {"serial": [{"service": one} for one in below]}} if below else {}
        files[f"services/{name}.yaml"] = {**ENVELOPE, "id": name, "status": "live", "rto": f"{hours}h", **node}
    texts = {path: json.dumps(content) for path, content in files.items()}
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **texts}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def _answers(snapshot: Snapshot, order: list[str]) -> dict[str, list[Recovery]]:
    known = Continuity(snapshot, DAY)
    found: dict[str, list[Recovery]] = {}
    for name in order:
        item = snapshot.resolve("service", name, DAY)
        assert item is not None and isinstance(item.artefact, Service)
        found[name] = list(known.parts(item.artefact, "rto"))
    return found


def test_a_circle_is_told_as_such_whoever_is_asked_first() -> None:
    snapshot = _snapshot({"top": ["a"], "a": ["b"], "b": ["c"], "c": ["a", "leaf"], "leaf": []})
    names = ["top", "a", "b", "c", "leaf"]
    first = _answers(snapshot, names)
    assert first == _answers(snapshot, names[::-1]) == _answers(snapshot, ["b", "top", "c", "a", "leaf"])
    for name in ("top", "a", "b"):
        assert [(one.circle, one.unstated) for one in first[name]] == [(("a", "b", "c", "a"), ())]
    assert [one.circle for one in first["c"]] == [("a", "b", "c", "a"), ()], "the leaf hangs in no circle"


def test_times_add_up_on_a_chain_of_any_length_from_either_end() -> None:
    needs = {f"s{n:03}": [f"s{n + 1:03}"] for n in range(120)} | {"s120": []}
    snapshot = _snapshot(needs)
    names = sorted(needs)
    first = _answers(snapshot, names)
    assert first == _answers(snapshot, names[::-1])
    assert first["s000"][0].minutes == 120 * 60 and len(first["s000"][0].path) == 120
