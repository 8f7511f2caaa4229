"""KPIs, observations and improvement items."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.improvement import Improvement
from gitsm.model.kpi import Kpi, Observation, Observations
from gitsm.site import measures
from gitsm.site.fields import inline
from gitsm.site.html import Html, cat, code, el, esc, join, small
from gitsm.site.measures import Measured
from gitsm.site.page import Page
from gitsm.site.pages.boards import OPEN, benefit, improvements, overdue, priority, raised, state_of
from gitsm.site.parts import bullets, dated, day, item_link, pairs, ref, role, status
from gitsm.site.pictures import trend
from gitsm.site.table import Cell, Table
from gitsm.site.view import View


def kpi_lead(page: Page, item: Loaded) -> str:
    """The question, and the answer of the last period."""
    kpi = item.artefact
    assert isinstance(kpi, Kpi)
    one = measures.measured(page.view, item)
    question = kpi.question or kpi.title
    if one.hidden:
        return cat(question, " ", small("Values are not published for this audience."))
    if one.last is None:
        return cat(question, " ", el("strong", "No value yet."))
    return cat(
        question,
        " ",
        el("strong", f"{measures.value(kpi, one.value)} in {measures.period(one.last)}"),
        f"; target {measures.target(kpi)}.",
    )


def kpi_sections(page: Page, item: Loaded) -> frozenset[str]:
    """State and trend, definition, values."""
    kpi = item.artefact
    assert isinstance(kpi, Kpi)
    one = measures.measured(page.view, item)
    page.h2("State")
    page.html(el("div", trend(one), el("p", measures.state(one)), class_="g-state"))
    page.html(pairs(_limits(kpi, one)))
    page.h2("How it is computed")
    page.html(pairs(_definition(page, item, kpi)))
    page.h2("Values")
    page.table(values_table(kpi, one.observations))
    _linked_improvements(page, kpi)
    return frozenset(
        {
            "question",
            "target",
            "thresholds",
            "baseline",
            "direction",
            "unit",
            "formula",
            "numerator",
            "denominator",
            "population",
            "filters",
            "data_source",
            "frequency",
            "aggregation",
            "rounding",
            "missing_data",
            "collector",
        }
    )


def _limits(kpi: Kpi, one: Measured) -> list[tuple[str, Html]]:
    rows = [("Target", el("strong", measures.target(kpi)))]
    if kpi.baseline:
        base = kpi.baseline
        detail = join([base.period, f"measured {base.measured_on}" if base.measured_on else None, base.source], ", ")
        rows.append(("Baseline", cat(measures.value(kpi, base.value), " ", small(detail))))
    limits = kpi.thresholds
    if limits is not None:
        names = [
            (name, getattr(limits, name)) for name in type(limits).model_fields if getattr(limits, name) is not None
        ]
        rows.append(("Limits", esc(", ".join(f"{name} {measures.value(kpi, value)}" for name, value in names))))
    rows.append(("Better", esc(measures.better(kpi))))
    base_value, goal = (kpi.baseline.value if kpi.baseline else None), (kpi.target.value if kpi.target else None)
    if base_value is not None and goal is not None and one.value is not None and goal != base_value:
        share = round(100 * (one.value - base_value) / (goal - base_value))
        rows.append(("Way from baseline to target", esc(f"{words.number(share)}\u00a0%")))
    return rows


def _definition(page: Page, item: Loaded, kpi: Kpi) -> list[tuple[str, Html]]:
    rows: list[tuple[str, Html]] = []
    if kpi.formula:
        rows.append(("Formula", code(kpi.formula)))
    for name in ("numerator", "denominator", "population", "missing_data", "data_source"):
        if getattr(kpi, name):
            rows.append((words.label(name), esc(getattr(kpi, name))))
    if kpi.filters:
        rows.append(("Left out", bullets(kpi.filters)))
    rows.append(("Unit", esc(words.enum(kpi.unit or "not stated"))))
    how = join(
        [
            f"each {kpi.frequency}" if kpi.frequency else None,
            words.enum(kpi.aggregation) if kpi.aggregation else None,
            f"{words.plural(kpi.rounding, 'decimal')} shown" if kpi.rounding is not None else None,
        ],
        ", ",
    )
    rows.append(("Measured", how or esc("–")))
    if kpi.collector:
        rows.append(("Recorded by", role(page, kpi.collector)))
    return rows


def values_table(kpi: Kpi | None, observations: tuple[Observation, ...]) -> Table:
    """Every value of a series, newest first."""
    table = Table(
        "Values",
        (
            "Period|date|head",
            "Value|num",
            "State",
            "Cases|num",
            "Series|num",
            "Source",
            "Note",
        ),
        name="values",
        listing=True,
        empty="No value yet.",
    )
    for one in reversed(observations):
        shown = measures.value(kpi, one.value) if kpi else words.measure(one.value, None)
        colour = measures.colour(kpi, one.value) if kpi else "no limits"
        mark = {
            "green": status("ok", "green"),
            "amber": status("warn", "amber"),
            "red": status("err", "red"),
            "no data": status("unk", "no data"),
        }.get(colour, esc("–"))
        extra = join(
            [
                one.note,
                f"computed {one.computed_at}" if one.computed_at else None,
                cat("SHA-256 ", code(one.source_hash)) if one.source_hash else None,
            ],
            ", ",
        )
        number = "" if one.value is None else repr(float(one.value))
        table.add(
            Cell(measures.period(one), None, one.from_.isoformat()),
            Cell(shown, None, number),
            mark,
            words.number(one.sample_size) if one.sample_size is not None else "–",
            str(one.series),
            one.source or "–",
            extra or "",
        )
    return table


def _by_kpi(view: View) -> dict[str, list[tuple[Loaded, Improvement]]]:
    found: dict[str, list[tuple[Loaded, Improvement]]] = {}
    for item, one in improvements(view):
        if one.benefit:
            found.setdefault(one.benefit.kpi, []).append((item, one))
    return found


def _linked_improvements(page: Page, kpi: Kpi) -> None:
    found = page.view.once("improvements.by_kpi", _by_kpi).get(kpi.id, [])
    if not found:
        return
    page.h2("Improvements that aim at it")
    table = Table(
        "Improvements",
        ("Item|head", "State", "From – to|num", "Target|date"),
        stack=True,
    )
    for item, one in found:
        assert one.benefit is not None
        table.add(
            item_link(page, item),
            state_of(one, page.view.as_of),
            f"{measures.value(kpi, one.benefit.from_)} → {measures.value(kpi, one.benefit.to)}",
            dated(one.target_date),
        )
    page.table(table)


def observations_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Values of all series, with the KPI they belong to."""
    found = item.artefact
    assert isinstance(found, Observations)
    target = page.view.get(f"kpi/{found.id}")
    kpi = target.artefact if target is not None and isinstance(target.artefact, Kpi) else None
    page.text("Values of ", ref(page, f"kpi/{found.id}"), ".")
    page.h2("Values")
    page.table(values_table(kpi, tuple(sorted(found.series, key=lambda one: (one.series, one.from_)))))
    return frozenset({"series"})


def observations_lead(page: Page, item: Loaded) -> str:
    """How many values, until when."""
    found = item.artefact
    assert isinstance(found, Observations)
    if not found.series:
        return "No value yet."
    last = max(one.to for one in found.series)
    return f"{words.plural(len(found.series), 'value')}, the last for the time before {last}."


# -- improvement -----------------------------------------------------------------------------------------------------


def improvement_lead(page: Page, item: Loaded) -> str:
    """What it is about, and where it stands."""
    one = item.artefact
    assert isinstance(one, Improvement)
    today = page.view.as_of
    opening = (one.description or one.title).rstrip(".") + "."
    late = overdue(one, today)
    if late:
        return cat(opening, " ", el("strong", f"It is {words.plural(late, 'day')} late."))
    start = raised(one)
    age = f", {words.plural((today - start).days, 'day')} after it was raised" if start and one.status in OPEN else ""
    return f"{opening} It is {words.enum(one.status)}{age}."


def improvement_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Benefit, way so far, actions, proof."""
    one = item.artefact
    assert isinstance(one, Improvement)
    page.h2("What it is to bring")
    rows: list[tuple[str, Html]] = [("State", state_of(one, page.view.as_of)), ("Target", day(one.target_date))]
    if one.benefit is not None:
        by = f" by {one.benefit.by}" if one.benefit.by else ""
        rows.append(("Benefit", cat(benefit(page, one), by)))
        if one.benefit.financial:
            rows.append(("Worth a year", inline(page, item, one.benefit.financial)))
    weight = priority(one)
    if weight is not None:
        rows.append(("Priority", cat(el("strong", words.number(round(weight, 2))), " ", small(_scored(one)))))
    if one.result is not None:
        rows.append(("Measured afterwards", _result(page, one)))
    if one.review is not None:
        judged = join(
            [words.enum(one.review.decision or "not judged"), str(one.review.date) if one.review.date else None], ", "
        )
        rows.append(("Judged", cat(judged, " by ", role(page, one.review.by))))
        if one.review.lesson:
            rows.append(("Lesson", esc(one.review.lesson)))
    page.html(pairs(rows))
    _actions(page, one)
    _history(page, one)
    return frozenset({"benefit", "score", "priority", "result", "review", "actions", "history", "target_date"})


def _scored(one: Improvement) -> str:
    if one.priority is not None:
        return f"set: {one.priority.reason}"
    score = one.score
    if score is None:
        return ""
    risk = f", risk {score.risk}" if score.risk is not None else ""
    return f"value {score.value} × confidence {words.number(score.confidence)} ÷ effort {score.effort}{risk}"


def _result(page: Page, one: Improvement) -> Html:
    result = one.result
    assert result is not None
    item = page.view.get(f"kpi/{result.kpi}") if result.kpi else None
    unit = item.artefact.unit if item is not None and isinstance(item.artefact, Kpi) else None
    detail = join(
        [
            f"measured {result.measured_on}" if result.measured_on else None,
            words.plural(result.sample_size, "case") if result.sample_size is not None else None,
        ],
        ", ",
    )
    return cat(
        ref(page, f"kpi/{result.kpi}") if result.kpi else None,
        " ",
        el("strong", words.measure(result.value, unit)),
        " ",
        small(detail),
    )


def _actions(page: Page, one: Improvement) -> None:
    if not one.actions:
        return
    page.h2("Actions")
    table = Table(
        "Actions",
        ("Action|head", "State", "Owner", "Due|date", "Done|date"),
        stack=True,
    )
    for action in one.actions:
        if action.done:
            mark = status("ok", "done")
        elif action.due and action.due < page.view.as_of:
            mark = status("warn", f"{words.plural((page.view.as_of - action.due).days, 'day')} late")
        else:
            mark = status("none", "open")
        table.add(
            cat(action.text or action.id, " ", small(action.id)),
            mark,
            role(page, action.owner),
            dated(action.due),
            dated(action.done),
        )
    page.table(table)


def _history(page: Page, one: Improvement) -> None:
    if not one.history:
        return
    page.h2("The way so far")
    table = Table(
        "States reached",
        (
            "Day|date",
            "State|head",
            "Decided by",
            "Reason",
            "Stayed|num",
        ),
        stack=True,
    )
    for index, entry in enumerate(one.history):
        last = index == len(one.history) - 1
        end = page.view.as_of if last and one.status in OPEN else None if last else one.history[index + 1].date
        stayed = words.plural((end - entry.date).days, "day") if end else "–"
        table.add(dated(entry.date), words.enum(entry.status), role(page, entry.by), entry.reason or "–", stayed)
    page.table(table)
