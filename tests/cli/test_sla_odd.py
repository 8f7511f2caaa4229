"""gitsm sla meets odd agreements: hours that never come, limits of centuries, versions with other targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from promise_support import calendar, on_disk, promised, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])


@pytest.mark.parametrize("limit", ["99999d", "999999w"])
@pytest.mark.parametrize("hours", ["24x7", "office"])
def test_work_of_centuries_is_never_done_and_breaks_nothing(tmp_path: Path, limit: str, hours: str) -> None:
    step_ = step("desk", 10, hours, at_most=limit)
    repo = on_disk(tmp_path, promised(60, {"step": "ola/desk"}), step_, OFFICE)
    result = repo.run("sla", "prove")
    assert result.code == 1 and "1 not kept" in result.out and "never" in result.out
    assert "OLA-01" in repo.run("check", "--format", "json").out
    over = repo.run("sla", "whatif", "promise", "--target", f"fix={limit}")
    assert over.code == 1 and "an error of its own" not in over.err


def test_a_wait_at_the_edge_of_what_is_looked_at_has_no_ticket_but_an_answer(tmp_path: Path) -> None:
    term = {"from": "2020-01-01", "to": "2040-01-01", "notice": "90d"}
    rare = {
        **calendar("rare"),
        "exceptions": [{"date": f"{year}-01-01", "open": [["10:00", "11:00"]]} for year in (2020, 2090)],
    }
    desk = {**step("desk", 30, "rare"), "valid": term}
    repo = on_disk(tmp_path, promised(60, {"step": "ola/desk"}, valid=term), desk, rare)
    result = repo.run("sla", "prove")
    assert result.code == 1 and "an error of its own" not in result.err
