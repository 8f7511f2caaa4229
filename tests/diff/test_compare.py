"""Versions compared as objects: what means the same is no change, what moved has a direction."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
import yaml

from diff_support import Edits, pairs_after, snapshot_after, worked, worked_files
from gitsm.diff.pairs import changed_pairs
from support import AS_OF

SLA = "slas/billing-platform.yaml"
PAUSE = "pause: [awaiting_user]"
RESPOND = "id: respond-p1, metric: response_time, priority: p1, at_most: 30m"


def moves(edits: Edits) -> list[tuple[str, str, str]]:
    """(operation, place, direction) of everything that differs."""
    return [(d.operation, f"{pair.key}:{d.at}", d.direction) for pair in pairs_after(edits) for d in pair.differences]


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param({SLA: (RESPOND, RESPOND.replace("30m", "0h30m"))}, id="unit"),
        pytest.param({SLA: (RESPOND, RESPOND.replace("30m", "PT30M"))}, id="iso"),
        pytest.param({SLA: (RESPOND, "metric: response_time, id: respond-p1, at_most: 30m, priority: p1")}, id="keys"),
        pytest.param({SLA: ("level: service\n", "level: service\n# a comment\n\n\n")}, id="comment"),
        pytest.param({SLA: ("pause: [awaiting_user]", "pause: [\n    awaiting_user]")}, id="style"),
        pytest.param({SLA: (" at_least: 99.5,", " at_least: 99.50,")}, id="number"),
        pytest.param(
            {
                SLA: (
                    "attendees: [finance-representative, service-level-manager,",
                    "attendees: [service-level-manager, finance-representative,",
                )
            },
            id="list",
        ),
        pytest.param({"processes/change-enablement.yaml": ("  binding: head\n", "")}, id="default"),
    ],
)
def test_what_means_the_same_is_no_change(edits: Edits) -> None:
    assert moves(edits) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "direction"),
    [
        (RESPOND, RESPOND.replace("30m", "45m"), "targets.respond-p1.at_most", "looser"),
        (RESPOND, RESPOND.replace("30m", "20m"), "targets.respond-p1.at_most", "tighter"),
        ("at_least: 99.5", "at_least: 99", "targets.available.at_least", "looser"),
        ("at_least: 99.5", "at_least: 99.9", "targets.available.at_least", "tighter"),
        ("notice: 60d", "notice: 2mo", "valid.notice", "mixed"),
        ("notice: 60d", "notice: 3mo", "valid.notice", "tighter"),
        ("notice: 60d", "notice: 30d", "valid.notice", "looser"),
        ("at_most: 60, unit", "at_most: 50, unit", "volume.at_most", "looser"),
        ("every: 12mo", "every: 18mo", "review.every", "looser"),
        ("classification: public", "classification: internal", "classification", "tighter"),
        ("level: service\n", "level: service\nexclusions: [Work ordered by the customer]\n", "exclusions.0", "looser"),
        (PAUSE, "pause: [awaiting_user, awaiting_supplier]", "clock_rules.pause.awaiting_supplier", "looser"),
        (PAUSE, "pause: []", "clock_rules.pause.awaiting_user", "tighter"),
        ("service_hours: 24x7", "service_hours: office-de", "service_hours", "looser"),
        ("support_hours: office-de", "support_hours: 24x7", "support_hours", "tighter"),
    ],
)  # fmt: skip
def test_each_move_of_a_promise_has_its_direction(old: str, new: str, place: str, direction: str) -> None:
    found = moves({SLA: (old, new)})
    assert [(where, way) for _, where, way in found] == [(f"sla/billing-platform:{place}", direction)]


def test_a_target_that_goes_is_looser_and_one_that_comes_is_tighter() -> None:
    line = (
        "  - {id: available, metric: availability, at_least: 99.5, clock: service_hours, period: month,"
        " data_source: monitoring}\n"
    )
    assert moves({SLA: (line, "")}) == [("removed", "sla/billing-platform:targets.available", "looser")]
    more = line.replace("available", "reachable")
    assert moves({SLA: (line, line + more)}) == [("added", "sla/billing-platform:targets.reachable", "tighter")]


def test_a_new_version_file_is_compared_with_the_version_in_force() -> None:
    text = worked_files()[SLA].decode()
    later = text.replace("version: 2.0.0", "version: 3.0.0").replace("from: 2026-05-01", "from: 2027-02-01")
    assert RESPOND in later
    path = "slas/billing-platform@3.0.0.yaml"
    found = pairs_after({path: later.replace(RESPOND, RESPOND.replace("30m", "2h"))})
    assert [(p.pairing, p.base.version if p.base else "", p.item.version) for p in found] == [
        ("follows", "2.0.0", "3.0.0")
    ]
    looser = [d.at for d in found[0].differences if d.direction == "looser"]
    assert looser == ["targets.respond-p1.at_most"]


def test_a_version_number_edited_in_place_is_a_revision() -> None:
    found = pairs_after({SLA: ("version: 2.0.0", "version: 2.0.1")})
    assert [(p.pairing, [d.at for d in p.differences]) for p in found] == [("revised", ["version"])]


def test_a_moved_file_is_not_a_removal() -> None:
    text = worked_files()[SLA].decode()
    found = pairs_after({SLA: None, "slas/billing-platform@2.0.0.yaml": text})
    assert [(p.pairing, p.moved, p.differences) for p in found] == [("same", True, ())]


def test_removed_and_added() -> None:
    text = worked_files()["docs/glossary/workaround.yaml"].decode()
    found = pairs_after(
        {
            "docs/glossary/workaround.yaml": None,
            "docs/glossary/stopgap.yaml": text.replace("id: workaround", "id: stopgap"),
        }
    )
    assert [(p.pairing, p.key) for p in found] == [
        ("added", "glossary-term/stopgap"),
        ("removed", "glossary-term/workaround"),
    ]


def test_a_calendar_cut_otherwise_is_the_same_calendar() -> None:
    path, name = next(
        (path, path.split("/")[-1]) for path in worked_files() if path.startswith("services/calendars/office-de")
    )
    raw = yaml.safe_load(worked_files()[path])
    week = raw["weekly"]
    spec, (start, end) = next((spec, windows[0]) for spec, windows in week.items())
    raw["weekly"] = {**week, spec: [[start, "12:00"], ["12:00", end]]}
    assert name and moves({path: dump(raw)}) == []
    raw["weekly"] = {**week, spec: [[start, "12:00"], ["12:30", end]]}
    found = moves({path: dump(raw)})
    assert found and {way for _, _, way in found} == {"looser"}
    raw["weekly"] = week
    raw["holidays"] = [*raw.get("holidays", []), {"date": "2027-03-10", "name": "Works outing"}]
    assert moves({path: dump(raw)}) == [("changed", f"calendar/{raw['id']}:days.2027-03-10", "looser")]


def dump(raw: Any) -> str:
    """JSON is YAML, with every text in quotes."""
    return json.dumps(raw, default=str, ensure_ascii=False) + "\n"


def test_no_shuffling_of_keys_and_lists_without_order_is_a_change() -> None:
    """Every worked file, its keys shuffled: nothing differs."""
    rng = random.Random(4)

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            rng.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    head = snapshot_after(
        {
            path: dump(shuffled(yaml.safe_load(text)))
            for path, text in worked_files().items()
            if path.endswith(".yaml") and path != "policies/baseline.yaml"
        }
    )
    assert [(p.key, p.differences[:2]) for p in changed_pairs(worked(), head, AS_OF)] == []


def test_a_renamed_id_is_followed_everywhere() -> None:
    """As `gitsm mv` leaves it: the new file names its old id, and every reference follows."""
    old, new = "quality-manager", "quality-lead"
    edits: dict[str, Any] = {}
    for path, text in worked_files().items():
        words = text.decode()
        if path == f"roles/{old}.yaml":
            edits[path] = None
            edits[f"roles/{new}.yaml"] = words.replace(f"id: {old}\n", f"id: {new}\nformerly: [{old}]\n")
        elif re.search(rf"(?<![\w-]){old}(?![\w-])", words) and path.endswith(".yaml"):
            edits[path] = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, words)
    found = pairs_after(edits)
    assert [(p.pairing, p.key, p.differences) for p in found if p.pairing == "renamed"] == [
        ("renamed", f"role/{new}", ())
    ]
    assert [d.at for p in found for d in p.differences if not d.prose] == []
