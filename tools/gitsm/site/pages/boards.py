"""KPI board and improvement board."""

from __future__ import annotations

from collections import Counter
from datetime import date

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.improvement import Improvement
from gitsm.model.kpi import Kpi
from gitsm.site import measures
from gitsm.site.html import Html, cat, el, esc, join, small
from gitsm.site.measures import Measured
from gitsm.site.page import Page
from gitsm.site.parts import dated, figures, item_link, ref, role, status
from gitsm.site.pictures import trend
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

COLOUR_ORDER = {"red": "0", "amber": "1", "no data": "2", "no limits": "3", "green": "4"}


def kpis_now(view: View) -> list[tuple[Loaded, Measured]]:
    """Active and proposed KPIs with their figures."""
    return view.once("kpis", _kpis)


def _kpis(view: View) -> list[tuple[Loaded, Measured]]:
    return [(item, measures.measured(view, item)) for item in view.current_of("kpi") if view.condition(item) != "ended"]


def kpi_board(view: View) -> Page:
    """Every KPI with state, trend and target; what needs somebody first."""
    page = Page(view, "kpi-board", "KPI board")
    page.kicker("Measures", f"state on {view.as_of}")
    page.h1()
    shown = kpis_now(view)
    counts = Counter(one.colour for _, one in shown)
    reached = sum(1 for _, one in shown if one.reached)
    trouble = counts["red"] + counts["amber"]
    page.lead(
        f"{words.plural(reached, 'measure')} of {len(shown)} {'has' if reached == 1 else 'have'} reached the target; "
        f"{counts['green']} {'is' if counts['green'] == 1 else 'are'} within the limits, {trouble} outside."
    )
    table = Table(
        "KPIs",
        (
            "Measure|head",
            "State",
            "Trend",
            "Last|num",
            "Target|num",
            "Better",
            "Of",
            "Owner",
            "Unit|csv",
            "Formula|csv",
        ),
        name="kpis",
        listing=True,
        css="g-measures",
        empty="There is no KPI for this audience.",
    )
    for item, one in sorted(shown, key=lambda pair: (COLOUR_ORDER[pair[1].colour], pair[0].artefact.title.lower())):
        table.add(*_kpi_cells(page, item, one))
    page.table(table)
    if any(one.illustrative for _, one in shown):
        page.note("Figures marked illustrative are made up for the worked example. The dashed line is the target.")
    else:
        page.note("The dashed line is the target. Each measure links to its values.")
    return page


def _kpi_cells(page: Page, item: Loaded, one: Measured) -> tuple[str | Cell, ...]:
    kpi = one.kpi
    last = cat(measures.value(kpi, one.value), el("br"), small(measures.period(one.last))) if one.last else esc("–")
    order = "" if one.value is None else repr(float(one.value))
    return (
        Cell(item_link(page, item), kpi.title, kpi.title.lower()),
        Cell(measures.state(one), None, COLOUR_ORDER[one.colour]),
        Cell(trend(one), ""),
        Cell(last, None, order),
        measures.target(kpi),
        measures.better(kpi),
        measured_thing(page, kpi),
        role(page, kpi.owner),
        kpi.unit or "",
        kpi.formula or "",
    )


def measured_thing(page: Page, kpi: Kpi) -> Html:
    """Process, service or agreement that the KPI measures."""
    about = kpi.measures
    if about is None:
        return esc("–")
    pairs = (("process", about.process), ("service", about.service), ("sla", about.sla))
    return join([ref(page, f"{kind}/{id_}") for kind, id_ in pairs if id_], ", ") or esc("–")


# -- improvement -----------------------------------------------------------------------------------------------------

OPEN = ("proposed", "triaged", "deferred", "approved", "in_progress", "blocked", "implemented", "in_review")
NOT_OVERDUE = frozenset({"implemented", "in_review"})
COLUMNS = (
    ("Ideas", ("proposed", "triaged", "deferred")),
    ("Decided", ("approved",)),
    ("In work", ("in_progress", "blocked")),
    ("To be proven", ("implemented", "in_review")),
    ("Done or dropped", ("closed", "rejected", "duplicate", "cancelled")),
)


def improvements(view: View) -> list[tuple[Loaded, Improvement]]:
    """Every visible item of the register."""
    return view.once("improvements", _improvements)


def _improvements(view: View) -> list[tuple[Loaded, Improvement]]:
    return [(item, item.artefact) for item in view.of_kind("improvement") if isinstance(item.artefact, Improvement)]


def overdue(one: Improvement, today: date) -> int:
    """Days by which the item is overdue; 0 where it is not."""
    if one.status not in OPEN or one.status in NOT_OVERDUE or one.target_date is None:
        return 0
    return max(0, (today - one.target_date).days)


def raised(one: Improvement) -> date | None:
    """The day the item was raised."""
    if one.raised and one.raised.date:
        return one.raised.date
    return one.history[0].date if one.history else None


def since(one: Improvement) -> date | None:
    """The day the item reached its present state."""
    return next((entry.date for entry in reversed(one.history) if entry.status == one.status), None)


def priority(one: Improvement) -> float | None:
    """Value times confidence divided by effort, or the stated override."""
    if one.priority is not None:
        return float(one.priority.value)
    return one.score.value * one.score.confidence / one.score.effort if one.score else None


def state_of(one: Improvement, today: date) -> Html:
    """The state, with what is late."""
    late = overdue(one, today)
    if late:
        return status("warn", f"{words.enum(one.status)}, {words.plural(late, 'day')} late")
    if one.status == "blocked":
        return status("warn", "blocked")
    if one.status == "closed":
        done = one.review.decision if one.review else None
        return status("ok", words.enum(done) if done else "closed")
    return status("none", words.enum(one.status))


def improvement_board(view: View) -> Page:
    """The register by stage, with ages."""
    page = Page(view, "improvements", "Improvement board")
    page.kicker("Measures", f"state on {view.as_of}")
    page.h1()
    shown = improvements(view)
    still = [one for _, one in shown if one.status in OPEN]
    late = [one for one in still if overdue(one, view.as_of)]
    proven = [one for _, one in shown if one.review and one.review.decision == "benefit_realised"]
    page.lead(
        f"{words.plural(len(still), 'improvement')} open, {len(late)} overdue. "
        f"{len(proven)} {words.agree(len(proven), 'has', 'have')} been proven by a measured result."
    )
    ages = [(view.as_of - day).days for one in still if (day := raised(one)) is not None]
    columns = []
    for title, states in COLUMNS:
        group = [one for _, one in shown if one.status in states]
        oldest = max(
            ((view.as_of - day).days for one in group if one.status in OPEN and (day := raised(one))), default=None
        )
        lines = [
            ", ".join(f"{count} {words.enum(name)}" for name, count in Counter(one.status for one in group).items())
        ]
        lines += [f"oldest {words.plural(oldest, 'day')}"] if oldest is not None else []
        columns.append((title, str(len(group)), [line for line in lines if line] or ["none"], ""))
    page.html(figures(columns))
    if ages:
        middle = sorted(ages)[len(ages) // 2]
        page.note(
            f"Half of the open items are older than {words.plural(middle, 'day')}; "
            f"the oldest was raised {words.plural(max(ages), 'day')} ago."
        )
    page.h2("Register")
    table = Table(
        "Improvement register",
        (
            "Item|head",
            "State",
            "Priority|num",
            "Owner",
            "Benefit",
            "Age|num",
            "In state|num",
            "Target|date",
            "Source|csv",
            "Id|csv",
        ),
        name="improvements",
        listing=True,
        stack=True,
        empty="There is no improvement item for this audience.",
    )
    for item, one in sorted(shown, key=lambda pair: (_stage(pair[1]), -overdue(pair[1], view.as_of), pair[1].id)):
        table.add(*_item_cells(page, item, one))
    page.table(table)
    page.note(
        "Priority = value × confidence ÷ effort, unless the item states another with its reason. ",
        "Age counts from the day an item was raised.",
    )
    return page


def _stage(one: Improvement) -> int:
    return (
        next(number for number, (_, states) in enumerate(COLUMNS) if one.status in states) if one.status in OPEN else 9
    )


def _item_cells(page: Page, item: Loaded, one: Improvement) -> tuple[str | Cell, ...]:
    today = page.view.as_of
    weight = priority(one)
    return (
        Cell(cat(item_link(page, item), el("br"), small(one.id)), one.title, one.id),
        Cell(state_of(one, today), None, f"{_stage(one)}{one.status}"),
        words.number(round(weight, 2)) if weight is not None else "–",
        role(page, one.owner),
        benefit(page, one),
        _age(raised(one), today if one.status in OPEN else since(one)),
        _age(since(one), today),
        dated(one.target_date),
        words.enum(one.source or ""),
        one.id,
    )


def _age(start: date | None, end: date | None) -> Cell:
    if start is None or end is None:
        return Cell("–", "", "-1")
    days = (end - start).days
    return Cell(f"{days}\u00a0d", str(days), str(days))


def benefit(page: Page, one: Improvement) -> Html:
    """What the item is to bring, on which KPI."""
    if one.benefit is None:
        return esc("–")
    item = page.view.get(f"kpi/{one.benefit.kpi}")
    unit = item.artefact.unit if item is not None and isinstance(item.artefact, Kpi) else None
    span = f"{words.measure(one.benefit.from_, unit)} → {words.measure(one.benefit.to, unit)}"
    return cat(ref(page, f"kpi/{one.benefit.kpi}"), el("br"), small(span))
