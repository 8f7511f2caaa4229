"""gitsm sla names what keeps a proof from being made, wherever an answer is shown."""

from __future__ import annotations

import json
from pathlib import Path

from cli_support import Repo
from promise_support import calendar, on_disk, promised, step


def _repo(folder: Path, minutes: int = 60) -> Repo:
    sla = promised(120, {"step": "ola/desk"}, clock_rules={"pause": ["awaiting_user"]})
    return on_disk(folder, sla, {**step("desk", minutes), "clock_rules": {"pause": ["awaiting_parts"]}})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_step_that_pauses_more_is_named_and_nothing_looks_like_a_yes(tmp_path: Path) -> None:
    repo = _repo(tmp_path)
    told = repo.run("sla", "prove")
    assert told.code == 1 and "1 target: 1 not proved" in told.out
    assert "because ola/desk stops its clock for awaiting_parts" in _one_line(told.out)
    assert "for every minute" not in told.out, "nothing was proved for any minute"
    (body,) = json.loads(repo.run("sla", "prove", "--format", "json").out)["agreements"][0]["proofs"]
    assert body["answer"] == "not_proved" and "awaiting_parts" in body["because"]
    assert [body[key] for key in ("worst", "slack", "bound", "term", "ticket")] == [None] * 5
    assert "ola/desk 1 h (24x7); but ola/desk stops its clock" in _one_line(repo.run("sla", "show", "promise").out)
    assert "always kept" not in repo.run("sla", "whatif", "promise", "--step", "ola/desk=1m").out
    assert repo.run("sla", "list").out.splitlines()[1].split()[2:6] == ["-", "-", "-", "1"]


def test_what_is_not_kept_says_what_else_keeps_it_from_being_proved(tmp_path: Path) -> None:
    out = _one_line(_repo(tmp_path, 121).run("sla", "prove").out)
    assert "besides ola/desk stops its clock for awaiting_parts" in out
    assert "certain are 0 %" in out and "One change is enough" not in out


def test_an_answer_for_tickets_that_are_never_paused_says_so(tmp_path: Path) -> None:
    waits = {"clock_rules": {"pause": ["awaiting_user"]}}
    night = {"id": "fix", "metric": "resolution_time", "at_most": "600m", "clock": "service_hours"}
    sla = promised(600, {"step": "ola/desk"}, "office", targets=[night], **waits)
    office = calendar("office", mon_fri=[["08:00", "18:00"]])
    repo = on_disk(tmp_path, sla, {**step("desk", 840), **waits}, office)
    told = repo.run("sla", "prove")
    assert told.code == 0, told.err
    assert "always kept" in told.out and "all answers: said only of tickets that are never paused" in told.out
    (body,) = json.loads(repo.run("sla", "prove", "--format", "json").out)["agreements"][0]["proofs"]
    assert body["unless_paused"] == [{"step": "ola/desk", "reasons": ["awaiting_user"]}]
