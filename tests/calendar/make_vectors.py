"""Makes docs/reference/clock-vectors.json: `PYTHONPATH=tests python tests/calendar/make_vectors.py`.

Expected values come from the plain clock in tests/clock_oracle.py, not from the product; those of the vectors written
by hand must agree with what was worked out on paper. The same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from vector_calendars import CALENDARS, WORDS
from vector_cases import FOUND, Case
from vector_stories import PLACES, STORIES

import calendar_oracle
import clock_oracle

TARGET = Path(__file__).parents[2] / "docs/reference/clock-vectors.json"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
USUAL = {"pause": ["awaiting_user"], "on_priority_change": "restart", "on_reopen": "continue"}
FIELDS = ("state", "verdict", "target", "elapsed", "remaining", "due", "breached_at", "earlier_breaches")
INSTANTS = ("due", "breached_at")
OPEN = {name: calendar_oracle.kept(calendar_oracle.of_spec(spec)) for name, spec in CALENDARS.items()}


def duration(text: str) -> int:
    """Minutes of `4h`, `30m`, `6h30m`."""
    hours, _, minutes = text.partition("h") if "h" in text else ("0", "", text)
    return int(hours) * 60 + int(minutes.rstrip("m") or 0)


def zone_name(calendar: str) -> str:
    return str(CALENDARS[calendar].get("timezone", "UTC"))


def instant(text: str, zone: str) -> str:
    """A time on the wall as ISO 8601 with its offset."""
    wall = datetime.fromisoformat(text.rstrip("*")).replace(
        tzinfo=calendar_oracle.zone_of(zone), fold=int(text.endswith("*"))
    )
    return wall.isoformat(timespec="minutes")


def minute(iso: str) -> int:
    """Minutes since 1970 in UTC."""
    return (datetime.fromisoformat(iso) - EPOCH) // timedelta(minutes=1)


def shown(at: int | None, zone: str) -> str | None:
    if at is None:
        return None
    return (EPOCH + timedelta(minutes=at)).astimezone(calendar_oracle.zone_of(zone)).isoformat(timespec="minutes")


def event(text: str, zone: str) -> dict[str, Any]:
    """`pause 2026-11-20T11:00 awaiting_user until=2026-11-20T13:00` as an event."""
    kind, at, *rest = text.split()
    found: dict[str, Any] = {"event": kind, "at": instant(at, zone)}
    for word in rest:
        name, equals, value = word.partition("=")
        if equals:
            found[name] = instant(value, zone)
        else:
            found["priority" if kind in ("start", "priority") else "reason"] = word
    return found


def agreement(case: Case, zone: str) -> list[dict[str, Any]]:
    """The versions of a case, complete."""
    found = []
    for change in case.versions:
        said: dict[str, Any] = {**USUAL, "targets": case.targets, **change}
        targets = []
        for priority, text in said.pop("targets").items():
            limit, _, calendar = text.partition(" ")
            one = {} if priority == "*" else {"priority": priority}
            targets.append({**one, "minutes": duration(limit), "calendar": calendar or case.calendar})
        version = {name: value for name, value in said.items() if value is not None}
        if "since" in version:
            version["since"] = instant(version["since"], zone)
        found.append({**version, "targets": targets})
    return found


def plain(versions: list[dict[str, Any]]) -> list[clock_oracle.Version]:
    """Versions of a vector for the plain clock."""
    return [
        clock_oracle.Version(
            {one.get("priority"): (one["minutes"], OPEN[one["calendar"]]) for one in version["targets"]},
            set(version["pause"]),
            version.get("on_priority_change"),
            version.get("on_reopen"),
            version.get("cut_over"),
            minute(version["since"]) if "since" in version else None,
        )
        for version in versions
    ]


def expected(vector: dict[str, Any]) -> dict[str, Any]:
    """What the plain clock answers, with minutes since 1970 for instants."""
    events = [
        {name: minute(value) if name in ("at", "until", "since") else value for name, value in one.items()}
        for one in vector["events"]
    ]
    at = minute(vector["at"])
    told = clock_oracle.clock(plain(vector["agreement"]), events, at, at + 100 * 1440)
    if told["state"] == clock_oracle.REFUSED:
        return {"state": clock_oracle.REFUSED}
    told["earlier_breaches"] = sum(past[-1] is not None for past in told.pop("earlier"))
    return {name: told[name] for name in FIELDS}


def vector(case: Case) -> dict[str, Any]:
    """A case, worked out. Fails where a person worked out something else."""
    zone = zone_name(case.calendar)
    made: dict[str, Any] = {"id": case.id, "words": case.words}
    if case.source:
        made["source"] = case.source
    made["agreement"] = agreement(case, zone)
    made["events"] = [event(text, zone) for text in case.events.split(";") if text.strip()]
    made["at"] = instant(case.at, zone)
    told = expected(made)
    made["expect"] = {name: shown(value, zone) if name in INSTANTS else value for name, value in told.items()}
    for name, value in case.says.items():
        said = instant(value, zone) if name in INSTANTS and value else value
        assert made["expect"].get(name) == said, f"{case.id}: {name} {made['expect'].get(name)}, on paper {said}"
    return made


def stories() -> Iterator[Case]:
    """Every story on every calendar."""
    for calendar, (day, following, opens, closes, before, after, special) in PLACES.items():
        low, high = (int(text[:2]) * 60 + int(text[3:]) for text in (opens, closes))
        days = {"d": day, "n": following, "x": before, "y": after}
        for name, words, events, at, limit in STORIES:
            said = words.replace("a special day", special)
            yield Case(
                f"{calendar}-{name}",
                f"{said}; {WORDS[calendar]}.",
                _filled(events, days, low, high),
                _filled(at, days, low, high),
                {},
                calendar,
                {"p1": limit, "p2": "40h"},
                ({"on_priority_change": "retroactive"},),
            )


def _filled(text: str, days: dict[str, str], low: int, high: int) -> str:
    words = []
    for word in text.split():
        if word.startswith("{"):
            day, _, time = word.rstrip(";").partition("T")
            start, sign, more = time.strip("{}").partition("+") if "+" in time else time.strip("{}").partition("-")
            at = (low if start == "o" else high) + int(f"{sign}{more}" or 0)
            late, at = divmod(at, 1440)
            on = date.fromisoformat(days[day.strip("{}")]) + timedelta(days=late)
            word = f"{on}T{at // 60:02d}:{at % 60:02d}" + (";" if word.endswith(";") else "")
        words.append(word)
    return " ".join(words)


def document() -> dict[str, Any]:
    """The whole file."""
    vectors = [vector(case) for case in (*FOUND, *stories())]
    assert len({one["id"] for one in vectors}) == len(vectors)
    return {"format": "clock-vectors/1", "calendars": CALENDARS, "vectors": vectors}


def written() -> str:
    """Its text: one vector a line, so that a change shows as the vectors that changed."""
    made = document()
    calendars = ",\n".join(f"    {json.dumps(name)}: {json.dumps(spec)}" for name, spec in made["calendars"].items())
    vectors = ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in made["vectors"])
    head = f'{{\n  "format": "{made["format"]}",\n  "calendars": {{\n{calendars}\n  }},\n'
    return f'{head}  "vectors": [\n{vectors}\n  ]\n}}\n'


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
