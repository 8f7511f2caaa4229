"""OLA-03 finds the priority for which a promise holds without naming it, and which no team has agreed to."""

from __future__ import annotations

import json
from pathlib import Path

from promise_support import ENVELOPE, in_turn, on_disk, promised, step


def test_a_priority_that_is_meant_and_agreed_with_nobody_is_found(tmp_path: Path) -> None:
    each = [step("desk", 60, priority=one, id=f"fix-{one}")["targets"][0] for one in ("p1", "p2")]
    scheme = {
        **ENVELOPE, "id": "standard", "status": "approved", "effective_from": "2020-01-01",
        "priorities": [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}],
    }  # fmt: skip
    sla = promised(60, in_turn("desk"), priority_scheme="standard")
    repo = on_disk(tmp_path, sla, {**step("desk", 60), "targets": each})
    repo.write("processes/priorities/standard.yaml", json.dumps(scheme))
    body = repo.run("check", "--format", "json").json
    (found,) = [one["message"] for one in body["findings"] if one["rule"] == "OLA-03"]
    assert 'promises no resolution time of p3; "fix" names no priority, so it holds for them too' in found
    assert not [one for one in body["not_known"] if one["rule"] == "OLA-01"], "said once"
