"""What calendars mean whose versions leave gaps, that stand above one another, or are written wrongly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gitsm.calendar.almanac import Almanac, Unresolved
from gitsm.load.snapshot import Snapshot
from promise_support import calendar, promised, repository, step

DAY = date(2026, 6, 1)
OPEN = [["08:00", "18:00"]]


def _snapshot(*calendars: dict[str, Any]) -> Snapshot:
    return repository(promised(60, {"step": "ola/desk"}), step("desk", 60), *calendars)


def _version(number: int, start: str, end: str | None = None) -> dict[str, Any]:
    more = {"effective_to": end} if end else {}
    return {
        **calendar("office", mon_fri=OPEN), "version": f"{number}.0.0", "effective_from": start,
        "file": f"office@{number}.0.0", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("on", "said"), [(date(2026, 3, 1), (1, 5)), (date(2026, 6, 1), (7, None)), (date(2026, 8, 1), (7, None))]
)
def test_versions_with_a_gap_say_nothing_about_it(on: date, said: tuple[int, int | None]) -> None:
    snapshot = _snapshot(_version(1, "2026-01-01", "2026-05-01"), _version(2, "2026-07-01"))
    known = Almanac(snapshot, on).known("office")
    assert known.start == date(2026, said[0], 1) and known.end == (date(2026, said[1], 1) if said[1] else None)
    follows = _snapshot(_version(1, "2026-01-01", "2026-05-01"), _version(2, "2026-05-01"))
    assert Almanac(follows, on).known("office").covers(date(2026, 1, 1), date(2030, 1, 1))


def test_what_is_retired_says_nothing_after_its_last_day() -> None:
    retired = _version(1, "2026-01-01", "2026-05-01") | {"status": "retired"}
    assert Almanac(_snapshot(retired), DAY).known("office").end == date(2026, 5, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"weekly": {"sat": [["22:00", "06:00"]]}},
        {"exceptions": [{"date": "2026-06-06", "open": [["22:00", "06:00"]]}]},
        {"holidays": [{"date": "2026-06-06", "from": "22:00", "to": "06:00"}]},
    ],
)
def test_a_window_that_ends_before_it_begins_is_no_time_for_anybody(change: dict[str, Any]) -> None:
    """CAL-01 calls it an error; a clock does not run on a guess of what was meant."""
    with pytest.raises(
        Unresolved, match="calendar office has the window 22:00 to 06:00; past midnight, two are written"
    ):
        Almanac(_snapshot({**calendar("office", mon_fri=OPEN), **change}), DAY).hours("office")


def _over(id_: str, *parents: str) -> dict[str, Any]:
    return {**calendar(id_), "parents": {"union": list(parents)}}


def test_a_reason_does_not_hang_on_which_calendar_is_asked_first() -> None:
    row = [_over(f"c{n:02}", f"c{n + 1:02}") for n in range(55)] + [calendar("c55", mon_fri=OPEN)]
    snapshot = _snapshot(*row, _over("a", "b"), _over("b", "a"))
    ids = [*(f"c{n:02}" for n in range(56)), "a", "b"]

    def told(order: list[str]) -> dict[str, str]:
        almanac, found = Almanac(snapshot, DAY), {}
        for id_ in order:
            try:
                found[id_] = "" if almanac.hours(id_).next_open(0) is not None else "closed"
            except Unresolved as error:
                found[id_] = str(error)
        return found

    first = told(ids)
    assert first == told(ids[::-1])
    assert first["c05"] == "calendar c05 stands above more than 49 others in a row" and first["c06"] == ""
    assert first["a"] == "calendar a is combined from itself (a > b > a)"
    assert first["b"] == "calendar b is combined from itself (b > a > b)"
