"""A term of centuries and a ticket of decades are told in bounds, with what is wrong about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli_support import Repo
from promise_support import calendar, on_disk, promised, step


def _repo(root: Path, end: str, minutes: int = 60) -> Repo:
    valid = {"from": "2026-01-01", "to": end, "notice": "90d"}
    office = calendar("office", mon_fri=[["08:00", "18:00"]])
    below: dict[str, Any] = {**step("desk", minutes, "office"), "valid": valid}
    return on_disk(root, {**promised(120, {"step": "ola/desk"}, "office"), "valid": valid}, below, office)


@pytest.mark.parametrize(("end", "said"), [("2126-01-01", False), ("2126-01-02", True)])
def test_a_term_of_more_than_a_century_is_a_slip_of_the_pen(tmp_path: Path, end: str, said: bool) -> None:
    repo = _repo(tmp_path, end)
    found = repo.run("check", "--format", "json").json["findings"]
    terms = [one for one in found if one["rule"] == "DOC-04"]
    assert {(one["artefact"], one["at"]) for one in terms} == (
        {("sla/promise", "valid.to#term"), ("ola/desk", "valid.to#term")} if said else set()
    )
    assert all(f"from 2026-01-01 to {end}, for more than 100 years" in one["message"] for one in terms)
    if said:
        proof = repo.run("sla", "prove", "promise", "--format", "json").json["agreements"][0]["proofs"][0]
        assert proof["answer"] == "not_proved" and "is longer than 100 years" in proof["because"]


def test_a_ticket_of_many_years_is_told_from_both_ends(tmp_path: Path) -> None:
    proved = _repo(tmp_path, "2027-01-01", 99_999).run("sla", "prove", "promise", "--format", "json")
    assert proved.code == 1
    ticket = proved.json["agreements"][0]["proofs"][0]["ticket"]
    assert len(ticket["legs"]) == 200 and ticket["legs_left_out"] > 100
    assert ticket["legs"][0]["from"] == ticket["opened"] and ticket["legs"][-1]["to"] == ticket["done"]
    assert f"{ticket['legs_left_out']} such stretches, left out here" in ticket["story"]
    assert len(proved.out) < 80_000
