"""The portable clock vectors: made by the plain clock, answered by the product, in the format that is documented."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import make_vectors
import pytest

from gitsm.calendar.almanac import own_hours
from gitsm.calendar.clock import ask
from gitsm.calendar.hours import Always, Hours
from gitsm.calendar.instant import Instant, instant_of
from gitsm.calendar.ticket import Agreement, Event, Promise, Refused, Terms
from gitsm.model.service import Calendar

REFERENCE = Path(__file__).parents[2] / "docs/reference"
FRAME = {"status": "approved", "owner": "service-level-manager", "version": "1.0.0"}
DOCUMENT = json.loads((REFERENCE / "clock-vectors.json").read_text("utf-8"))
VECTORS = {vector["id"]: vector for vector in DOCUMENT["vectors"]}
REPORTS = {
    "glpi-project/glpi#10594",
    "glpi-project/glpi#15605",
    "glpi-project/glpi#24481",
    "glpi-project/glpi#23359",
    "glpi-project/glpi#15429",
    "frappe/helpdesk#2212",
    "zammad/zammad#390",
    "TencentBlueKing/bk-itsm#1460",
}


def hours_of(id_: str) -> Hours:
    spec = DOCUMENT["calendars"][id_]
    if spec.get("always"):
        return Always()
    return own_hours(Calendar.model_validate({**FRAME, "id": id_, "title": id_, **spec}))


HOURS = {id_: hours_of(id_) for id_ in DOCUMENT["calendars"]}


def minute(text: str) -> Instant:
    return instant_of(datetime.fromisoformat(text))


def terms(version: dict[str, Any]) -> Terms:
    promises = {
        one.get("priority"): Promise(one["minutes"], HOURS[one["calendar"]], one["calendar"])
        for one in version["targets"]
    }
    return Terms(
        promises,
        frozenset(version["pause"]),
        version.get("on_priority_change"),
        version.get("on_reopen"),
        version.get("cut_over"),
        minute(version["since"]) if "since" in version else None,
    )


def event(said: dict[str, Any]) -> Event:
    times = {name: minute(said[name]) for name in ("at", "until", "since") if name in said}
    return Event(kind=said["event"], reason=said.get("reason"), priority=said.get("priority"), **times)


def answered(vector: dict[str, Any]) -> dict[str, Any]:
    """What the product answers, in the words of the file, with instants as whole minutes."""
    agreement = Agreement(tuple(terms(version) for version in vector["agreement"]))
    try:
        answer = ask(agreement, [event(said) for said in vector["events"]], minute(vector["at"]))
    except Refused:
        return {"state": "refused"}
    names = ("state", "verdict", "target", "elapsed", "remaining", "due", "breached_at")
    found = {name: getattr(answer, name) for name in names}
    return {**found, "earlier_breaches": sum(past.breached_at is not None for past in answer.earlier)}


def expected(vector: dict[str, Any]) -> dict[str, Any]:
    """What is expected, with instants as whole minutes."""
    times = {name: minute(vector["expect"][name]) for name in ("due", "breached_at") if vector["expect"].get(name)}
    return {**vector["expect"], **times}


@pytest.mark.parametrize("id_", VECTORS)
def test_the_clock_answers_a_vector(id_: str) -> None:
    assert answered(VECTORS[id_]) == expected(VECTORS[id_]), VECTORS[id_]["words"]


def test_the_file_is_what_the_plain_clock_makes_of_the_cases() -> None:
    made = make_vectors.written()
    assert (REFERENCE / "clock-vectors.json").read_text("utf-8") == made, (
        "docs/reference/clock-vectors.json is not what PYTHONPATH=tests python tests/calendar/make_vectors.py writes"
    )


def test_the_file_keeps_to_its_schema() -> None:
    schema = json.loads((REFERENCE / "clock-vectors.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(DOCUMENT, schema)


def test_there_are_enough_vectors_and_every_report_has_one() -> None:
    assert len(VECTORS) == len(DOCUMENT["vectors"]) >= 200
    assert {vector.get("source") for vector in DOCUMENT["vectors"]} >= REPORTS
    versions = [version for vector in DOCUMENT["vectors"] for version in vector["agreement"]]
    used = {target["calendar"] for version in versions for target in version["targets"]}
    assert used == set(DOCUMENT["calendars"]), "a calendar that no vector uses"
    states = {(vector["expect"]["state"], vector["expect"].get("verdict")) for vector in DOCUMENT["vectors"]}
    assert states >= {
        ("refused", None), ("not_started", None), ("no_target", None), ("running", "open"), ("running", "breached"),
        ("outside_hours", "open"), ("paused", "open"), ("paused", "breached"), ("stopped", "met"),
        ("stopped", "breached"),
    }  # fmt: skip
