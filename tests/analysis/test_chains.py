"""Generated chains, each with exactly the promise that it can keep, or one minute less: all told apart."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

import calendar_oracle
import chain_oracle
from gitsm.analysis.ticket import ticket_of
from gitsm.calendar.instant import instant_of
from promise_support import calendar, promised, proved, step

CHAINS, BATCH = 240, 20
TERM = {"from": "2026-03-23", "to": "2026-04-06", "notice": "30d"}  # both weeks around the clock change of Europe
LOW, HIGH = (instant_of(datetime(2026, month, day, tzinfo=UTC)) for month, day in ((3, 23), (4, 6)))
LAST = instant_of(datetime(2026, 6, 15, tzinfo=UTC))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("UTC", "Europe/Berlin", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
POOL = 14


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@cache
def pool() -> dict[str, tuple[dict[str, Any], chain_oracle.Minutes]]:
    """Calendars by id, as documents and as tables of minutes; `c1` is open whenever `c0` is, and so on in pairs."""
    chance = random.Random(7)
    found: dict[str, tuple[dict[str, Any], chain_oracle.Minutes]] = {}
    found["24x7"] = ({}, chain_oracle.Minutes(calendar_oracle.always, LOW, LAST))
    for pair in range(POOL // 2):
        zone = ZONES[pair % len(ZONES)]
        closed = date(2026, chance.choice([3, 4]), chance.randrange(1, 31))
        narrow: dict[int, list[tuple[int, int]]] = {}
        for day in range(7):
            edges = sorted(chance.sample(range(0, 1441, chance.choice([1, 15])), 2 * chance.choice([0, 1, 1, 2])))
            narrow[day] = list(zip(edges[::2], edges[1::2], strict=True))
        narrow[chance.randrange(5)] = [(480, 1080)]
        wide = {day: [(max(a - 30, 0), min(b + 45, 1440)) for a, b in windows] for day, windows in narrow.items()}
        wide = {day: [(windows[0][0], windows[-1][1])] if windows else [(600, 660)] for day, windows in wide.items()}
        for name, windows, named in (
            (f"c{2 * pair}", narrow, {closed: list[tuple[int, int]]()}),
            (f"c{2 * pair + 1}", wide, {}),
        ):
            document = calendar(
                name,
                zone,
                holidays=[{"date": day.isoformat()} for day in named],
                **{DAYS[day]: [[_time(a), _time(b)] for a, b in each] for day, each in windows.items() if each},
            )
            is_open = calendar_oracle.weekly(zone, windows, named)
            found[name] = document, chain_oracle.Minutes(is_open, LOW, LAST)
    return found


def _chain(chance: random.Random, names: list[str], depth: int = 0) -> dict[str, Any]:
    kind = chance.random()
    if depth > 2 or kind < 0.35:
        name = f"s{len(names)}"
        names.append(name)
        one: dict[str, Any] = {"step": f"ola/{name}"}
        if chance.random() < 0.3:
            one["handover"] = f"{chance.randrange(1, 30)}m"
        return one
    if kind < 0.7:
        return {"sequence": [_chain(chance, names, depth + 1) for _ in range(chance.randrange(1, 4))]}
    if kind < 0.9:
        return {"parallel": [_chain(chance, names, depth + 1) for _ in range(2)]}
    return {"conditional": _chain(chance, names, depth + 1), "share": chance.randrange(1, 40)}


@pytest.mark.parametrize("batch", range(CHAINS // BATCH))
def test_a_chain_keeps_exactly_its_worst_case_and_not_a_minute_less(batch: int) -> None:
    judged = 0
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        chance = random.Random(number)
        names: list[str] = []
        chain = _chain(chance, names)
        worked = {name: (chance.choice(sorted(pool())), chance.randrange(0, 300)) for name in names}
        counts = chance.choice(sorted(pool()))
        steps = {f"ola/{name}": (pool()[hours][1], minutes) for name, (hours, minutes) in worked.items()}
        clock = pool()[counts][1]
        minutes, start = chain_oracle.worst(chain, clock, steps, LOW, HIGH)
        if minutes == 0:
            continue  # nothing to do: no promise is a minute shorter
        judged += 1
        calendars = [pool()[name][0] for name in {counts, *(hours for hours, _ in worked.values())} - {"24x7"}]
        documents = [{**step(name, taken, hours), "valid": TERM} for name, (hours, taken) in worked.items()]

        kept = proved(promised(minutes, chain, counts, valid=TERM), *documents, *calendars)
        assert kept.answer == "always kept" and kept.bound == 1, number
        assert kept.longest is not None and kept.longest.worst is not None
        assert (kept.longest.worst.minutes, kept.longest.worst.start) == (minutes, start), number

        broken = proved(promised(minutes - 1, chain, counts, valid=TERM), *documents, *calendars)
        assert broken.answer == "not kept", number
        ticket = ticket_of(broken)
        assert ticket is not None and ticket.late
        if broken.shown is broken.longest:  # the story goes through every part, as the oracle does
            assert chain_oracle.done(chain, ticket.opened, steps) == ticket.done
            assert clock.elapsed(ticket.opened, ticket.done) == ticket.counted == minutes

        widened = chance.choice(names)
        hours, taken = worked[widened]
        if hours != "24x7" and int(hours[1:]) % 2 == 0:
            wider = f"c{int(hours[1:]) + 1}"
            better = [one for one in documents if one["id"] != widened]
            better.append({**step(widened, taken, wider), "valid": TERM})
            more = proved(promised(minutes, chain, counts, valid=TERM), *better, *calendars, pool()[wider][0])
            assert more.answer == "always kept", number
    assert judged * CHAINS >= 200 * BATCH
