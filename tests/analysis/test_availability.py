"""Promises of availability against what lies below: the worked values of M2, hours, periods, maintenance, what is
not known, and random services against every state of their parts.
"""

from __future__ import annotations

import itertools
import json
import random
from datetime import date
from fractions import Fraction as F
from typing import Any

from gitsm.analysis import availability_words
from gitsm.analysis.availability import Availabilities, Availability
from gitsm.analysis.common_cause import common_causes
from gitsm.analysis.dependencies import Dependencies
from gitsm.analysis.periods import periods
from gitsm.calendar.almanac import Almanac
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from promise_support import DAY, ENVELOPE, TERM, calendar
from support import settings_text


def _target(percent: float, clock: str = "support_hours", period: str = "month") -> dict[str, Any]:
    return {"id": "up", "metric": "availability", "at_least": percent, "clock": clock, "period": period}


def _service(id_: str, depends_on: Any = None) -> dict[str, Any]:
    return {**ENVELOPE, "id": id_, "status": "live", **({} if depends_on is None else {"depends_on": depends_on})}


def _snapshot(files: dict[str, Any]) -> Snapshot:
    texts = {path: json.dumps(content) for path, content in files.items()}
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **texts}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def _world(
    percent: float,
    depends_on: Any,
    promised: dict[str, float],
    *,
    below: dict[str, Any] | None = None,
    hours: str = "24x7",
    period: str = "month",
    their_hours: str = "24x7",
    their_period: str = "month",
    **sla: Any,
) -> Snapshot:
    """The service `mail` with its promise, and one OLA for each part of which something is promised."""
    files: dict[str, Any] = {"services/mail.yaml": _service("mail", depends_on)}
    for name in sorted({*promised, *(below or {})}):
        files[f"services/{name}.yaml"] = _service(name, (below or {}).get(name))
    for name, share in promised.items():
        files[f"olas/{name}.yaml"] = {
            **ENVELOPE, "id": name, "status": "agreed", "valid": TERM, "supports": [f"service/{name}"],
            "support_hours": their_hours, "targets": [_target(share, period=their_period)],
        }  # fmt: skip
    files["slas/mail.yaml"] = {
        **ENVELOPE, "id": "mail", "status": "agreed", "valid": TERM, "services": ["mail"], "service_hours": hours,
        "targets": [_target(percent, "service_hours", period)], **sla,
    }  # fmt: skip
    files["services/calendars/office.yaml"] = calendar("office", mon_fri=[["08:00", "18:00"]])
    files["services/calendars/sunday.yaml"] = calendar("sunday", sun=[["05:00", "09:00"]])
    return _snapshot(files)


def _answer(snapshot: Snapshot) -> Availability:
    (item,) = snapshot.of_kind("sla")
    (one,) = Availabilities(Almanac(snapshot, DAY)).answers(item)
    return one


def _on(*names: str) -> list[dict[str, str]]:
    return [{"service": name} for name in names]


def test_the_worked_structure_gives_99_84_percent() -> None:
    node = {"serial": [{"service": "a"}, {"parallel": _on("b", "c")}, {"service": "d"}]}
    one = _answer(_world(99.84, node, {"a": 99.95, "b": 99, "c": 99, "d": 99.9}))
    assert one.composed == F("0.99840064995") and one.answer == "kept"
    assert availability_words.percent(one.composed) == "99.84\u00a0%", "never rounded up"


def test_around_the_clock_99_9_percent_lost_in_business_hours_leaves_99_673() -> None:
    """22 days of 10 hours in a month of 30 days: June 2026. 43.2 minutes of 13,200 are lost."""
    june = {"from": "2026-06-01", "to": "2026-07-01"}
    one = _answer(_world(99.673, {"service": "a"}, {"a": 99.9}, hours="office", valid=june))
    assert one.answer == "kept" and one.by_minutes == "not kept" and one.downtime is not None
    assert (one.downtime.minutes, one.downtime.total) == (13_200, F("43.2"))
    assert round(float(100 * (1 - one.downtime.total / one.downtime.minutes)), 3) == 99.673


def test_a_year_may_be_lost_in_one_month() -> None:
    one = _answer(_world(99.9, {"service": "a"}, {"a": 99.9}, their_period="year"))
    assert one.downtime is not None and one.downtime.total == F("525.6")
    assert one.by_minutes == "not kept" and one.answer == "kept"


def test_a_month_allows_43_2_minutes_of_30_days_and_a_year_twelve_of_its_months() -> None:
    one = _answer(_world(99.9, {"service": "a"}, {"a": 99.9}, period="year"))
    assert one.downtime is not None and one.by_minutes == "kept"
    assert one.downtime.allowed == F("525.6") and one.downtime.slack == 0
    weekly = _answer(_world(99.9, {"service": "a"}, {"a": 99.9}, their_period="week"))
    assert weekly.downtime is not None and weekly.by_minutes == "not kept", "a month meets parts of six weeks"


def test_maintenance_counts_or_does_not() -> None:
    window = {"id": "sunday", "window": "sunday"}
    free = _answer(_world(99, {"service": "a"}, {"a": 99.9}, maintenance=[{**window, "counted_as_downtime": False}]))
    counted = _answer(_world(99, {"service": "a"}, {"a": 99.9}, maintenance=[window]))
    assert free.downtime is not None and counted.downtime is not None
    assert free.by_minutes == "kept" and free.downtime.planned == 0
    assert counted.by_minutes == "not kept" and counted.downtime.planned == 5 * 240
    days = (free.downtime.end - free.downtime.start).days
    assert free.downtime.minutes in (days * 1440 - 4 * 240, days * 1440 - 5 * 240)


def test_hours_in_which_the_part_promises_nothing_may_all_be_lost() -> None:
    one = _answer(_world(99, {"service": "a"}, {"a": 100}, their_hours="office"))
    assert one.downtime is not None and one.by_minutes == "not kept"
    assert one.downtime.spent[0].unpromised == one.downtime.total


def test_what_nobody_promises_is_not_proved_unless_it_does_not_matter() -> None:
    node = {"serial": _on("a", "b")}
    one = _answer(_world(99, node, {"a": 99.9}, below={"b": None}))
    assert one.answer == one.by_minutes == "not proved" and one.unknown == ("service/b",)
    spare = {"parallel": [{"service": "a"}, {"ci": "spare"}]}
    assert _answer(_world(99, spare, {"a": 99.9})).answer == "kept"
    assert _answer(_world(99.95, node, {"a": 99.9}, below={"b": None})).answer == "not kept", "whatever b does"
    nothing = _answer(_world(99, None, {}))
    assert nothing.answer == "not proved" and "what service mail rests on" in nothing.reason


def test_a_promise_about_the_whole_is_never_better_than_its_parts() -> None:
    below = {"a": {"service": "line"}}
    good_line = _answer(_world(99, {"service": "a"}, {"a": 99.5, "line": 99.9}, below=below))
    poor_line = _answer(_world(99, {"service": "a"}, {"a": 99.5, "line": 99.1}, below=below))
    assert (good_line.composed, poor_line.composed) == (F("0.995"), F("0.991"))


def test_circles_and_missing_parts_are_not_proved_with_the_reason() -> None:
    circle = _answer(_world(99, {"service": "a"}, {"a": 99}, below={"a": {"service": "mail"}}))
    assert circle.answer == "not proved" and "mail > a > mail" in circle.reason
    missing = _answer(_world(99, {"service": "gone"}, {}))
    assert missing.answer == "not proved" and missing.reason == "there is no service gone"


def test_a_million_places_are_given_up_and_fifty_levels_too() -> None:
    files: dict[str, Any] = {}
    below = {f"s{n}": {"serial": [*_on(f"s{n + 1}"), {"parallel": _on(f"s{n + 1}")}]} for n in range(20)}
    files = {"below": {**below, "s20": None}}
    one = _answer(_world(99, {"service": "s0"}, {}, **files))
    assert one.answer == "not proved" and "parts" in one.reason
    deep = {f"s{n}": {"service": f"s{n + 1}"} for n in range(80)}
    one = _answer(_world(99, {"service": "s0"}, {}, below={**deep, "s80": None}))
    assert one.answer == "not proved" and "more than 50" in one.reason


def test_common_causes_are_named_once_with_what_they_cost() -> None:
    below = {"a": {"service": "site"}, "b": {"service": "site"}, "site": {"service": "power"}}
    snapshot = _world(99, {"parallel": _on("a", "b")}, {"a": 99, "b": 99, "site": 99.5, "power": 99.9}, below=below)
    (cause,) = common_causes(Dependencies(snapshot, DAY), "mail")
    assert (cause.name, cause.members, cause.alone) == ("service/site", (0, 1), True)
    assert cause.apart == F("0.9999") and cause.together is not None and cause.together < F("0.995")


def test_random_services_against_every_state_of_their_parts() -> None:
    dice = random.Random(20261122)
    names = [f"p{n}" for n in range(6)]

    def node(depth: int) -> Any:
        if depth == 0 or dice.random() < 0.25:
            return {"service": dice.choice(names)}
        parts = list({json.dumps(one): one for one in (node(depth - 1) for _ in range(dice.randint(1, 3)))}.values())
        kind = dice.choice(["serial", "parallel", "k_of_n"])
        return {"k_of_n": dice.randint(1, len(parts)), "of": parts} if kind == "k_of_n" else {kind: parts}

    def up(part: Any, working: dict[str, bool]) -> bool:
        if "service" in part:
            return working[part["service"]]
        inside = [up(one, working) for one in part.get("serial") or part.get("parallel") or part["of"]]
        needed = len(inside) if "serial" in part else 1 if "parallel" in part else part["k_of_n"]
        return sum(inside) >= needed

    for _ in range(200):
        promised = {name: dice.randint(9000, 9999) / 100 for name in names}
        shares = {name: F(str(share)) / 100 for name, share in promised.items()}
        top = node(3)
        expected = F(0)
        for states in itertools.product((True, False), repeat=len(names)):
            weight = F(1)
            for name, state in zip(names, states, strict=True):
                weight *= shares[name] if state else 1 - shares[name]
            expected += weight * up(top, dict(zip(names, states, strict=True)))
        assert _answer(_world(90, top, promised)).composed == expected, top


def test_periods_are_those_of_the_calendar_or_counted_where_none_fits() -> None:
    assert list(periods("month", date(2026, 1, 15), date(2026, 3, 1))) == [(date(2026, 2, 1), date(2026, 3, 1))]
    assert list(periods("year", date(2026, 2, 1), date(2027, 2, 1))) == [(date(2026, 2, 1), date(2027, 2, 1))]
    weeks = list(periods("week", date(2026, 1, 1), date(2026, 2, 1), whole=False))
    assert weeks[0][0] == date(2025, 12, 29) and len(weeks) == 5
    assert list(periods("quarter", date(9999, 10, 1), date(9999, 12, 31)))[-1][1] == date.max


def test_a_month_counted_from_the_middle_may_lose_what_two_months_of_the_part_allow() -> None:
    odd = {"from": "2026-06-15", "to": "2026-07-15"}
    one = _answer(_world(99.9, {"service": "a"}, {"a": 99.9}, valid=odd))
    assert one.downtime is not None and one.downtime.total == F("43.2") + F("44.64"), "the end of June, begin of July"
    assert one.by_minutes == "not kept"
