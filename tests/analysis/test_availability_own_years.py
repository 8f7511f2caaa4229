"""A part measured over a year that begins in summer may lose what that year allows, not what the calendar's does."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction as F
from typing import Any

from gitsm.analysis.availability import Availabilities, Availability
from gitsm.calendar.almanac import Almanac
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from promise_support import ENVELOPE, calendar
from support import settings_text


def answered(percent: float, theirs: dict[str, str], mine: dict[str, str], *calendars: dict[str, Any]) -> Availability:
    """A promise for each month on a part promised at 99.9 percent a year, each with its term."""

    def target(share: float, clock: str, period: str) -> dict[str, Any]:
        return {"id": "up", "metric": "availability", "at_least": share, "clock": clock, "period": period}

    hours = "office" if calendars else "24x7"
    both = {**ENVELOPE, "status": "agreed"}
    files: dict[str, Any] = {
        "services/mail.yaml": {**ENVELOPE, "id": "mail", "status": "live", "depends_on": {"service": "part"}},
        "services/part.yaml": {**ENVELOPE, "id": "part", "status": "live"},
        "olas/part.yaml": {
            **both, "id": "part", "valid": theirs, "supports": ["service/part"], "support_hours": hours,
            "targets": [target(99.9, "support_hours", "year")],
        },
        "slas/mail.yaml": {
            **both, "id": "mail", "valid": mine, "services": ["mail"], "service_hours": hours,
            "targets": [target(percent, "service_hours", "month")],
        },
    }  # fmt: skip
    for one in calendars:
        files[f"services/calendars/office@{one['version']}.yaml"] = one
    texts = {path: json.dumps(content) for path, content in files.items()}
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **texts}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    (item,) = snapshot.of_kind("sla")
    (found,) = Availabilities(Almanac(snapshot, date(2027, 8, 1))).answers(item)
    return found


def test_a_year_from_march_holds_the_leap_day_of_the_next_calendar_year() -> None:
    one = answered(98.7824, {"from": "2027-03-01", "to": "2028-03-01"}, {"from": "2027-03-01", "to": "2027-12-01"})
    assert one.by_minutes == "not kept" and one.downtime is not None
    assert (one.downtime.allowed, one.downtime.total) == (F("526.0032"), F("527.04"))  # 366 days, all lost in April


def test_hours_that_grow_later_in_their_year_are_lost_before() -> None:
    office = calendar("office", mon=[["08:00", "18:00"]])
    always = calendar("office", mon_sun=[["00:00", "24:00"]]) | {"version": "2.0.0", "effective_from": "2028-01-01"}
    terms = {"from": "2027-07-01", "to": "2028-07-01"}, {"from": "2027-07-01", "to": "2027-12-01"}
    one = answered(95, *terms, office, always)
    assert one.by_minutes == "not kept" and one.downtime is not None
    assert one.downtime.total == F("0.001") * (26 * 600 + 182 * 1440)  # 26 Mondays of 2027, 182 days of 2028
