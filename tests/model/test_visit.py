"""Walking models: durations, evidence and missing fields are found at every depth, with routes that lead back."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from gitsm.adapters.disk import DiskTree
from gitsm.base.scalars import Duration
from gitsm.load.loader import load
from gitsm.load.yaml import decode, parse
from gitsm.model.artefact import Evidence
from gitsm.model.completeness import missing
from gitsm.model.process import Process
from gitsm.model.visit import above, elements_at, instances, written
from gitsm.model.walk import normalise, texts
from support import ROOT


def is_duration(kind: type) -> bool:
    return kind is Duration


def is_evidence(kind: type) -> bool:
    return kind is Evidence


def everything(value: Any, route: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every value of a model the slow way: no plans, no shortcuts."""
    found = [(route, value)]
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            found += everything(getattr(value, name), (*route, field.alias or name))
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            found += everything(item, (*route, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            found += everything(item, (*route, key))
    return found


def test_planned_visits_find_what_a_full_search_finds_in_all_content() -> None:
    snapshot = load(DiskTree(ROOT))
    durations = evidences = 0
    for item in snapshot.items:
        full = everything(item.artefact)
        for kind, wanted in ((Duration, is_duration), (Evidence, is_evidence)):
            expected = [(route, value) for route, value in full if isinstance(value, kind)]
            assert list(instances(item.artefact, wanted)) == expected, item.path
        durations += sum(isinstance(value, Duration) for _, value in full)
        evidences += sum(isinstance(value, Evidence) for _, value in full)
    assert durations > 20
    assert evidences > 5


def test_routes_of_texts_lead_back_to_what_is_written_in_the_file() -> None:
    snapshot = load(DiskTree(ROOT))
    for item in snapshot.items:
        raw = parse(decode(snapshot.tree.read(item.path)))
        for route, text in texts(item.artefact):
            value: Any = raw
            try:
                for step in route:
                    value = value[step]
            except (KeyError, IndexError):
                assert not written(item.artefact, route), (item.path, route)
                continue
            assert value == text
            assert written(item.artefact, route)


def test_missing_fields_are_found_deep_inside_and_named_by_ids() -> None:
    process = Process.model_validate(
        {
            "id": "p", "title": "P", "version": "1.0.0", "status": "draft", "owner": "x",
            "activities": [{"id": "a", "name": "A", "duty": "operate"}, {"id": "b", "raci": {}}],
            "workflow": {}, "kpis": ["k"],
        }
    )  # fmt: skip
    gaps = [normalise(process, route)[1] for route, _ in missing(process)]
    assert [gap for gap in gaps if gap.startswith("activities")] == [
        "activities.a.raci",
        "activities.b.name",
        "activities.b.duty",
    ]
    assert {"practice", "purpose", "scope", "triggers", "review", "effective_from"} <= set(gaps)
    assert "kpis" not in gaps
    assert [type(model).__name__ for model in above(process, ("activities", 1, "raci", "accountable"))] == [
        "Process",
        "Activity",
        "Raci",
    ]
    assert [element.key for element in elements_at(process, "activities")] == ["a", "b"]
    assert elements_at(process, "workflow.nodes") == elements_at(process, "states.nothing") == ()
