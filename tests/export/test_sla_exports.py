"""Exports of agreements, read back by readers of their own: OpenSLO by the rules of its fields, CSV, iCalendar."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
import yaml

from cli_support import Repo, run
from gitsm.calendar.almanac import Almanac
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from promise_support import calendar, in_turn, promised, step
from support import ROOT, settings_text

WORKED = ("-C", str(ROOT), "sla", "export")
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LABEL = re.compile(r"[a-z0-9A-Z][a-z0-9A-Z._-]*[a-z0-9A-Z]*")
DURATION = re.compile(r"[1-9][0-9]*[mhdwMQY]")
START = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
SETTINGS = settings_text({"as_of": "2026-06-01", "timezone": "Europe/Berlin"})


def repo(root: Path, sla: dict[str, Any], *others: dict[str, Any]) -> Repo:
    files = {"gitsm.yaml": SETTINGS, "slas/promise.yaml": json.dumps(sla)}
    for one in others:
        files[f"{'services/calendars' if 'weekly' in one else 'olas'}/{one['id']}.yaml"] = json.dumps(one)
    return Repo(root, files)


def with_targets(*targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**promised(240, in_turn("desk"), **more), "targets": list(targets)}


def conforms(document: dict[str, Any]) -> None:
    """The rules of the fields of OpenSLO v1, as far as such documents use them."""
    assert document["apiVersion"] == "openslo/v1"
    assert set(document) == {"apiVersion", "kind", "metadata", "spec"}
    metadata, spec = document["metadata"], document["spec"]
    assert set(metadata) <= {"name", "displayName", "labels", "annotations"}
    assert NAME.fullmatch(metadata["name"]) and 0 < len(metadata["displayName"]) <= 63
    assert all(LABEL.fullmatch(value) and len(value) <= 63 for value in metadata.get("labels", {}).values())
    assert len(spec.get("description", "")) <= 1050
    if document["kind"] == "Service":
        assert set(spec) <= {"description"}
        return
    assert document["kind"] == "SLO"
    assert set(spec) == {"description", "service", "indicator", "timeWindow", "budgetingMethod", "objectives"}
    assert NAME.fullmatch(spec["service"])
    assert NAME.fullmatch(spec["indicator"]["metadata"]["name"])
    ratio = spec["indicator"]["spec"]["ratioMetric"]
    assert set(spec["indicator"]["spec"]) == {"ratioMetric"} and set(ratio) == {"counter", "good", "total"}
    assert ratio["counter"] is True
    for side in ("good", "total"):
        source = ratio[side]["metricSource"]
        assert isinstance(source["type"], str) and isinstance(source["spec"], dict)
    (window,) = spec["timeWindow"]
    assert DURATION.fullmatch(window["duration"]) and window["isRolling"] is False
    assert START.fullmatch(window["calendar"]["startTime"]) and window["calendar"]["timeZone"]
    (objective,) = spec["objectives"]
    assert 0 <= objective["targetPercent"] < 100
    sliced = spec["budgetingMethod"] == "Timeslices"
    assert sliced == ("timeSliceTarget" in objective) == ("timeSliceWindow" in objective)
    if sliced:
        assert 0 < objective["timeSliceTarget"] <= 1 and DURATION.fullmatch(objective["timeSliceWindow"])
    else:
        assert spec["budgetingMethod"] == "Occurrences"


def test_the_worked_organisation_as_openslo_follows_the_rules_of_its_fields() -> None:
    result = run(*WORKED, "--format", "openslo")
    assert result.code == 0
    documents = list(yaml.safe_load_all(result.out))
    for document in documents:
        conforms(document)
    slos = {one["metadata"]["name"]: one["spec"] for one in documents if one["kind"] == "SLO"}
    services = {one["metadata"]["name"] for one in documents if one["kind"] == "Service"}
    assert len(slos) == len([one for one in documents if one["kind"] == "SLO"])
    assert {spec["service"] for spec in slos.values()} == services
    one = slos["email-resolve-p1"]
    assert one["objectives"][0]["targetPercent"] == 95
    good = one["indicator"]["spec"]["ratioMetric"]["good"]["metricSource"]["spec"]
    assert (good["at_most_minutes"], good["clock"], good["priority"]) == (240, "service_hours", "p1")
    assert one["timeWindow"][0]["duration"] == "1M"
    assert slos["email-available"]["budgetingMethod"] == "Timeslices"
    assert slos["email-available"]["objectives"][0]["targetPercent"] == 99.5


def test_what_openslo_has_no_field_for_stands_on_stderr_and_in_the_file() -> None:
    result = run(*WORKED, "workplace", "--format", "openslo")
    told = [line.removeprefix("gitsm: ") for line in result.err.splitlines()]
    assert "sla/workplace 1.1.0, target satisfied: not exported, satisfaction is no share of good events" in told
    assert any("left out: clock_rules" in line and "supported_by" in line for line in told)
    assert any("promises 2 services as one" in line for line in told)
    comments = [line for line in result.out.splitlines() if line.startswith("# - ")]
    assert [line.removeprefix("# - ") for line in comments] == told


def test_a_promise_for_every_ticket_is_no_openslo_objective(tmp_path: Path) -> None:
    every = {"id": "fix", "metric": "resolution_time", "at_most": "4h", "clock": "calendar", "period": "month"}
    whole = {"id": "up", "metric": "availability", "at_least": 100, "clock": "calendar"}
    target = {**every, "id": "most", "compliance": 90}
    unmeasured = {key: value for key, value in target.items() if key != "period"} | {"id": "unmeasured"}
    targets = (every, {**every, "id": "all", "compliance": 100}, whole, target, unmeasured)
    here = repo(tmp_path, with_targets(*targets), step("desk", 60))
    result = here.run("sla", "export", "--format", "openslo")
    assert [d["metadata"]["name"] for d in yaml.safe_load_all(result.out) if d["kind"] == "SLO"] == ["promise-most"]
    assert "targets fix, all: not exported, it is promised for every ticket" in result.err
    assert "target up: not exported, it promises 100 %" in result.err
    assert "target unmeasured: not exported, it states no measurement period" in result.err


def test_names_that_are_too_long_stay_apart(tmp_path: Path) -> None:
    target = {"metric": "resolution_time", "at_most": "4h", "clock": "calendar", "compliance": 90, "period": "year"}
    long = [{**target, "id": f"{'resolve-' * 9}{end}", "priority": end} for end in ("p1", "p2")]
    sla = with_targets(*long, title="Everything that anybody in the whole company may ever need to work")
    result = repo(tmp_path, sla, step("desk", 60)).run("sla", "export", "--format", "openslo")
    assert "its title is cut to 63 characters" in result.err
    documents = list(yaml.safe_load_all(result.out))
    for document in documents:
        conforms(document)
    assert len({one["metadata"]["name"] for one in documents if one["kind"] == "SLO"}) == 2


@pytest.mark.parametrize("text", ["=1+1", "- a: b", "# no comment", "two\nlines", "'", "@x"])
def test_texts_stay_texts_in_yaml_and_csv(tmp_path: Path, text: str) -> None:
    target = {"id": "fix", "metric": "resolution_time", "at_most": "4h", "clock": "calendar", "compliance": 90}
    target["period"] = "month"
    sla = with_targets({**target, "exclusions": [text], "data_source": text}, title=text)
    here = repo(tmp_path, sla, step("desk", 60))
    documents = list(yaml.safe_load_all(here.run("sla", "export", "--format", "openslo").out))
    good = documents[-1]["spec"]["indicator"]["spec"]["ratioMetric"]["good"]["metricSource"]
    assert good["spec"]["without"] == [text] and good["type"] == text
    out = here.run("sla", "export", "--format", "csv").out
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert row["exclusions"].lstrip("'")[:1] == text.lstrip("'")[:1]
    assert row["title"][:1] not in "=+-@|"


def test_the_csv_reads_back_as_the_agreements_say() -> None:
    result = run(*WORKED, "email", "--format", "csv")
    rows = {row["target"]: row for row in csv.DictReader(io.StringIO(result.out, newline=""))}
    first = rows["resolve-p3"]
    assert (first["sla"], first["version"], first["priority"], first["metric"]) == (
        "email",
        "1.1.0",
        "p3",
        "resolution_time",
    )
    assert (first["at_most_minutes"], first["compliance_percent"]) == ("600", "90")
    assert (first["clock"], first["calendar"], first["time_zone"]) == ("support_hours", "office-de", "Europe/Berlin")
    assert (first["pause_states"], first["on_reopen"]) == ("awaiting_user", "continue")
    assert (rows["available"]["at_least"], rows["available"]["at_most_minutes"]) == ("99.5", "")
    assert "left out: " in result.err and "supported_by" in result.err


def instants(text: str) -> tuple[list[tuple[datetime, datetime]], list[date]]:
    """Openings and holidays of an iCalendar file, by the package icalendar."""
    opened, closed = [], []
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        if isinstance(start, datetime):
            opened.append((start, end))
        else:
            closed.append(start)
    return opened, closed


def test_the_hours_as_icalendar_are_those_that_the_calendar_layer_counts(tmp_path: Path) -> None:
    holidays = [{"date": "2026-12-24", "name": "Eve; half, day", "from": "12:00"}, {"date": "2026-12-25"}]
    office = calendar("office", "Europe/Berlin", mon_fri=[["08:00", "12:00"], ["12:00", "18:00"]], holidays=holidays)
    night = calendar("night", "America/New_York", sat_sun=[["00:00", "06:00"], ["22:00", "24:00"]])
    target = {"id": "a", "metric": "resolution_time", "at_most": "4h", "clock": "service_hours", "compliance": 90}
    sla = with_targets(target, {**target, "id": "b", "clock": "support_hours"}, hours="office", support_hours="night")
    here = repo(tmp_path, sla, office, night, step("desk", 60))
    result = here.run("sla", "export", "--format", "ics", "--year", "2026")
    assert (result.code, result.err) == (0, "")
    opened, closed = instants(result.out)
    assert closed == [date(2026, 12, 24), date(2026, 12, 25)]
    snapshot = load(MemoryTree({path: data.decode() for path, data in here.snapshot().items()}))
    almanac = Almanac(snapshot, date(2026, 6, 1))
    for id_, zone in (("office", "Europe/Berlin"), ("night", "America/New_York")):
        clocks = almanac.zone(id_)
        assert clocks is not None and clocks.name == zone
    minutes = sum(int((end - start).total_seconds()) // 60 for start, end in opened)
    assert minutes == sum(almanac.hours(id_).elapsed(low, high) for id_, low, high in (
        ("office", _minute("2025-12-31T23:00"), _minute("2026-12-31T23:00")),
        ("night", _minute("2026-01-01T05:00"), _minute("2027-01-01T05:00")),
    ))  # fmt: skip
    days = {start.date(): (start, end) for start, end in opened if end.hour in (16, 17) and start.hour in (6, 7)}
    assert days[date(2026, 3, 27)][0] == datetime(2026, 3, 27, 7, tzinfo=UTC)
    assert days[date(2026, 3, 30)][0] == datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert (datetime(2026, 12, 24, 7, tzinfo=UTC), datetime(2026, 12, 24, 11, tzinfo=UTC)) in opened


def _minute(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 60


def test_the_same_opening_keeps_its_uid_and_lines_are_short() -> None:
    first = run(*WORKED, "--format", "ics", "--year", "2026")
    again = run(*WORKED, "--format", "ics", "--year", "2026", "--as-of", "2026-10-01")
    uids = [re.findall(r"UID:(.*)\r\n", one.out) for one in (first, again)]
    assert uids[0] == uids[1] and len(set(uids[0])) == len(uids[0]) > 200
    assert all(len(line.encode()) <= 75 for line in first.out.split("\r\n"))


def test_wrong_usage_and_what_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert run(*WORKED).code == 2
    assert run(*WORKED, "--format", "csv", "--year", "2026").code == 2
    assert run(*WORKED, "emial", "--format", "csv").code == 2
    here = repo(tmp_path, promised(240, in_turn("desk")), step("desk", 60))
    here.write("slas/broken.yaml", "id: [")
    result = here.run("sla", "export", "--format", "csv")
    assert (result.code, "sla/broken cannot be read" in result.err) == (1, True)
    here.write("gitsm.yaml", SETTINGS)
    always = here.run("sla", "export", "promise", "--format", "ics")
    assert "no opening is written" in always.err
    assert icalendar.Calendar.from_ical(always.out).walk("VEVENT") == []
