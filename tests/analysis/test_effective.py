"""Which version of an agreement applies when, and which one a running ticket follows."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gitsm.analysis.clock_terms import clock_for
from gitsm.analysis.effective import applies, course, gaps, silence
from gitsm.calendar.almanac import Almanac
from gitsm.calendar.instant import instant_of
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from promise_support import DAY, promised
from support import settings_text

DAYS = [date(2026, 1, 1).replace(month=month) for month in range(1, 13)]


def _versions(*spans: tuple[date, date | None], cut_over: str | None = None, **more: Any) -> Snapshot:
    files = {"gitsm.yaml": settings_text(more or None)}
    for number, (start, end) in enumerate(spans, 1):
        sla = promised(60 * number, {"step": "ola/team"})
        sla |= {"version": f"{number}.0.0", "valid": {"from": f"{start}", **({"to": f"{end}"} if end else {})}}
        sla["clock_rules"] = {"pause": [], **({"cut_over": cut_over} if cut_over else {})}
        files[f"slas/promise@{number}.0.0.yaml"] = json.dumps(sla)
    snapshot = load(MemoryTree(files))
    assert not snapshot.findings
    return snapshot


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(1, 6) | st.none()), min_size=1, max_size=5, unique_by=lambda s: s[0]
    )
)
def test_each_day_of_the_history_has_one_version_or_lies_in_a_gap(drawn: list[tuple[int, int | None]]) -> None:
    """Versions one after the other, each with a length in months (None: open); told day by day by the plain way."""
    drawn.sort()
    spans: list[tuple[date, date | None]] = []
    for number, (month, length) in enumerate(drawn):
        following = drawn[number + 1][0] if number + 1 < len(drawn) else 99
        end = None if length is None else min(month + length, following, 11)
        spans.append((DAYS[month], DAYS[end] if end is not None and end > month else None))
    periods = course(_versions(*spans), "sla/promise", DAY)
    until = [(a, b or (spans[n + 1][0] if n + 1 < len(spans) else date.max)) for n, (a, b) in enumerate(spans)]
    without = {day for gap in gaps(periods) for day in DAYS if gap.start <= day < gap.end}
    first = spans[0][0]
    last = max(end for _, end in until)
    for day in DAYS:
        running = [n for n, (a, b) in enumerate(until, 1) if a <= day < b]
        expected = f"{running[-1]}.0.0" if running else ""
        found = applies(periods, day)
        assert (found.version if found else "") == expected
        inside = first <= day < last
        assert (day in without) == (inside and not running)


def _ticket(snapshot: Snapshot, opened: str) -> list[str]:
    """Names of the versions that a ticket opened at an instant (UTC) follows, one after the other."""
    item = snapshot.versions("sla", "promise")[0]
    clock = clock_for(Almanac(snapshot, DAY), item, item.artefact.targets[0])
    at = instant_of(datetime.fromisoformat(opened).replace(tzinfo=ZoneInfo("UTC")))
    return [terms.name if terms is not None else "" for _, terms in clock.agreement.course(at)]


TWO = ((date(2026, 1, 1), date(2026, 6, 1)), (date(2026, 6, 1), date(2027, 1, 1)))


def test_a_running_ticket_stays_with_its_version_or_follows_the_new_one() -> None:
    assert _ticket(_versions(*TWO, cut_over="new_tickets_only"), "2026-05-31T23:59") == ["1.0.0"]
    assert _ticket(_versions(*TWO, cut_over="all_open_tickets"), "2026-05-31T23:59") == ["1.0.0", "2.0.0"]
    assert _ticket(_versions(*TWO, cut_over="new_tickets_only"), "2026-06-01T00:00") == ["2.0.0"]


def test_a_day_begins_in_the_time_zone_of_the_settings() -> None:
    berlin = _versions(*TWO, cut_over="new_tickets_only", timezone="Europe/Berlin")
    assert _ticket(berlin, "2026-05-31T21:59") == ["1.0.0"]
    assert _ticket(berlin, "2026-05-31T22:00") == ["2.0.0"]


def test_nothing_is_promised_to_a_ticket_opened_between_two_versions() -> None:
    spans = ((date(2026, 1, 1), date(2026, 5, 1)), (date(2026, 6, 1), date(2027, 1, 1)))
    kept = _versions(*spans, cut_over="new_tickets_only")
    assert _ticket(kept, "2026-05-10T00:00") == [""]
    assert _ticket(kept, "2026-04-30T00:00") == ["1.0.0"]
    assert _ticket(_versions(*spans, cut_over="all_open_tickets"), "2026-05-10T00:00") == ["", "2.0.0"]


def test_before_the_first_version_the_one_that_begins_first_is_meant() -> None:
    ahead = _versions(*TWO)
    before = date(2025, 6, 1)
    meant = ahead.resolve("sla", "promise", before)
    assert meant is not None and meant.version == "1.0.0"
    assert silence(ahead, "sla/promise", before).endswith("the first one, 1.0.0, begins on 2026-01-01.")
    assert silence(ahead, "sla/promise", date(2026, 6, 1)) == silence(ahead, "sla/none", before) == ""


def _terminated(ends: str, opens_to: str | None, **more: Any) -> Snapshot:
    """Version 1 from January (`opens_to`: its stated end), version 2 from April, terminated."""
    files = {"gitsm.yaml": settings_text()}
    terms = ({"from": "2026-01-01", **({"to": opens_to} if opens_to else {})}, {"from": "2026-04-01", "to": ends})
    for number, valid in enumerate(terms, 1):
        sla = promised(60 * number, {"step": "ola/team"}) | {"version": f"{number}.0.0", "valid": valid}
        sla |= {"status": "terminated", **more} if number == 2 else {}
        files[f"slas/promise@{number}.0.0.yaml"] = json.dumps(sla)
    snapshot = load(MemoryTree(files))
    assert not snapshot.findings
    return snapshot


def test_a_terminated_version_stays_in_the_history_and_no_older_one_comes_back() -> None:
    snapshot = _terminated("2026-06-01", None)
    periods = course(snapshot, "sla/promise", DAYS[9])
    assert [(one.item.version, one.start, one.end) for one in periods] == [
        ("1.0.0", DAYS[0], DAYS[3]), ("2.0.0", DAYS[3], DAYS[5]),
    ]  # fmt: skip
    said = silence(snapshot, "sla/promise", DAYS[9])
    assert said == "No version of sla/promise applies on 2026-10-01: the last one, 2.0.0, ended on 2026-06-01."
    first = snapshot.versions("sla", "promise")[0]
    assert snapshot.condition(first, DAYS[9]) == "superseded" and snapshot.in_force("sla", "promise", DAYS[9]) is None
    (target,) = first.artefact.targets  # type: ignore[attr-defined]
    clock = clock_for(Almanac(snapshot, DAYS[9]), first, target)
    assert [terms.name for terms in clock.agreement.versions] == ["1.0.0", "2.0.0"]


def test_what_was_terminated_before_it_was_agreed_or_on_no_known_day_has_no_history() -> None:
    for snapshot in (_terminated("2026-12-01", None), _terminated("2026-06-01", None, version="0.9.0")):
        assert [one.item.version for one in course(snapshot, "sla/promise", DAYS[9])] == ["1.0.0"]


def test_a_gap_after_a_terminated_version_is_a_gap() -> None:
    periods = course(_terminated("2026-06-01", "2026-03-01"), "sla/promise", DAYS[9])
    assert [(gap.start, gap.end) for gap in gaps(periods)] == [(DAYS[2], DAYS[3])]
