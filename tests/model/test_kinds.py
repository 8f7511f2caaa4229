"""The table of kinds, the lifecycles and the meaning of fields hold together."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pydantic import BaseModel

from gitsm.base.dates import add_months, inside, overlap
from gitsm.base.scalars import Duration, Version
from gitsm.model.agreement import Target
from gitsm.model.kinds import FOLDERS, KINDS
from gitsm.model.lifecycle import LIFECYCLES
from gitsm.model.meta import kpi_direction, metric_direction
from gitsm.model.service import days_of
from gitsm.model.walk import enumeration, models_in, normalise, references, texts
from support import ROOT

MODELS = {slug: kind.model for slug, kind in KINDS.items()}


@pytest.mark.parametrize("slug", KINDS)
def test_status_words_are_the_states_of_the_lifecycle(slug: str) -> None:
    kind = KINDS[slug]
    assert enumeration(kind.model, "status") == kind.lifecycle.states
    for source, target in kind.lifecycle.transitions:
        assert {source, target} <= set(kind.lifecycle.states)


def test_every_folder_of_the_table_exists_in_the_worked_repository_and_holds_artefacts() -> None:
    for folder in FOLDERS:
        if folder != "policies/waivers":
            assert list((ROOT / folder).glob("*.yaml")), folder


def everything() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    queue: list[type[BaseModel]] = list(MODELS.values())
    while queue:
        model = queue.pop()
        if model in found:
            continue
        found.append(model)
        for field in model.model_fields.values():
            queue += models_in(field.annotation)
    return found


def test_every_field_of_every_model_is_described() -> None:
    for model in everything():
        assert model.__doc__, model.__name__
        for name, field in model.model_fields.items():
            assert field.description or name == "status", f"{model.__name__}.{name}"


def test_keys_of_ours_are_never_words_that_readers_disagree_about() -> None:
    for model in everything():
        for name, field in model.model_fields.items():
            key = field.alias or name
            assert re.fullmatch(r"[a-z][a-z0-9_]*", key), key
            assert key not in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}, f"{model.__name__}.{key}"


@pytest.mark.parametrize(
    ("life", "start", "goal", "steps"),
    [
        ("document", "draft", "approved", ("draft", "approved")),
        ("document", "retired", "approved", None),
        ("agreement", "draft", "agreed", ("draft", "negotiating", "agreed")),
        ("improvement", "approved", "closed", ("approved", "in_progress", "implemented", "in_review", "closed")),
        ("improvement", "closed", "in_review", None),
        ("service", "live", "retired", ("live", "retiring", "retired")),
    ],
)
def test_paths_of_allowed_transitions(life: str, start: str, goal: str, steps: tuple[str, ...] | None) -> None:
    assert LIFECYCLES[life].path(start, goal) == steps


def test_durations_have_one_canonical_spelling() -> None:
    for text, minutes, canonical in [
        ("4h", 240, "4h"), ("240m", 240, "4h"), ("PT4H", 240, "4h"), ("2d", 2880, "2d"), ("1h30m", 90, "1h30m"),
        ("P1DT1H", 1500, "1d1h"), ("1w", 10080, "7d"), ("0m", 0, "0m"),
    ]:  # fmt: skip
        assert (Duration.parse(text), Duration.parse(text).canonical) == (minutes, canonical)


def test_versions_order_by_number() -> None:
    texts_ = ["1.10.0", "1.9.9", "2.0.0", "1.9.10"]
    assert [str(v) for v in sorted(map(Version.parse, texts_))] == ["1.9.9", "1.9.10", "1.10.0", "2.0.0"]


def test_months_end_where_the_month_ends_and_periods_are_half_open() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 31), 13) == date(2027, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert not inside(date(2026, 2, 1), date(2026, 1, 1), date(2026, 2, 1))
    assert inside(date(2026, 1, 1), date(2026, 1, 1), None)
    assert not overlap((None, date(2026, 2, 1)), (date(2026, 2, 1), None))
    assert overlap((None, None), (date(2026, 2, 1), date(2026, 2, 2)))


def test_days_of_a_range_may_run_over_the_week_end() -> None:
    assert days_of("mon-fri") == (0, 1, 2, 3, 4)
    assert days_of("fri-mon") == (4, 5, 6, 0)
    assert days_of("sun") == (6,)


def target(metric: str, **limits: object) -> Target:
    return Target.model_validate({"id": "t", "metric": metric, **limits})


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (target("resolution_time", at_most="4h"), target("resolution_time", at_most="8h"), "looser"),
        (target("resolution_time", at_most="4h"), target("resolution_time", at_most="240m"), "neutral"),
        (target("resolution_time", at_most="4h"), target("resolution_time", at_most="1h"), "tighter"),
        (target("availability", at_least=99.9), target("availability", at_least=99.5), "looser"),
        (target("availability", at_least=99.5), target("availability", at_least=99.9), "tighter"),
        (target("availability", at_least=99.5), target("csat", at_least=99.9), "mixed"),
        (target("resolution_time"), target("resolution_time", at_most="1h"), "mixed"),
    ],
)
def test_direction_of_a_target_depends_on_its_metric(before: Target, after: Target, verdict: str) -> None:
    assert metric_direction(before, after) == verdict


def test_direction_of_a_kpi_limit_depends_on_which_way_is_better() -> None:
    assert kpi_direction(("higher_is_better", 90), ("higher_is_better", 80)) == "looser"
    assert kpi_direction(("lower_is_better", 20), ("lower_is_better", 10)) == "tighter"
    assert kpi_direction(("in_range", 20), ("in_range", 10)) == "mixed"


PROCESS = {
    "id": "demo", "title": "Demo", "version": "1.0.0", "status": "draft", "owner": "demo-owner", "purpose": "Show it",
    "activities": [{"id": "log", "name": "Log", "raci": {"accountable": "boss", "responsible": ["agent"]}}],
    "workflow": {"nodes": [{"id": "start", "type": "start"}], "edges": [{"from": "start", "to": "log"}]},
}  # fmt: skip


def test_references_texts_and_location_keys_are_read_off_the_models() -> None:
    process = MODELS["process"].model_validate(PROCESS)
    assert [(route, name) for route, name, _ in references(process)] == [
        (("owner",), "demo-owner"),
        (("activities", 0, "raci", "accountable"), "boss"),
        (("activities", 0, "raci", "responsible", 0), "agent"),
        (("workflow", "edges", 0, "from"), "start"),
        (("workflow", "edges", 0, "to"), "log"),
    ]
    assert [text for _, text in texts(process)] == ["Demo", "Show it", "Log"]
    assert normalise(process, ("activities", "log", "raci", "responsible", "agent")) == (
        ("activities", 0, "raci", "responsible", 0),
        "activities.log.raci.responsible.agent",
    )
    assert normalise(process, ("workflow", "edges", 0))[1] == "workflow.edges.start>log"
    assert normalise(process, ("activities", 0, "raci", "consulted"))[1] == "activities.log.raci.consulted"
    assert normalise(process, ("activities", "nowhere", "x")) == (
        ("activities", "nowhere", "x"),
        "activities.nowhere.x",
    )
