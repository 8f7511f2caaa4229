"""The hook proves what moves the governed branch or the evidence; nobody waits for a proof that nothing asks for."""

from __future__ import annotations

import io
import sys

import pytest

from cli_support import run
from evidence.world import World


@pytest.mark.parametrize(
    ("refs", "proved"),
    [
        (["work"], False), (["gitsm-requests"], False), (["work", "other"], False),
        (["main"], True), (["work", "main"], True), (["gitsm-evidence"], True),
    ],
    ids=str,
)  # fmt: skip
def test_a_branch_of_work_waits_for_no_proof(
    world: World, monkeypatch: pytest.MonkeyPatch, refs: list[str], proved: bool
) -> None:
    world.begin().save()
    here = world.folder / ".git"
    evidence = (here / "refs" / "heads" / "gitsm-evidence").read_text().strip()
    tip = {"gitsm-evidence": evidence, "main": world.tip}
    lines = "".join(f"{tip.get(ref, '0' * 40)} {tip.get(ref, world.tip)} refs/heads/{ref}\n" for ref in refs)
    asked = []

    def judged(*_: object) -> object:
        asked.append("")
        raise AssertionError("asked for a proof")

    monkeypatch.setattr("gitsm.audit.verify.verify", judged)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    monkeypatch.chdir(here)
    code = run("cab", "hook", "--receive").code
    assert (code == 0, bool(asked)) == (not proved, proved)
