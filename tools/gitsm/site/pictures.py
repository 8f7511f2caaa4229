"""Pictures on pages: drawn by `render`, filled and framed here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitsm.base import words
from gitsm.model.agreement import Sla
from gitsm.model.priority import PriorityScheme
from gitsm.model.process import Escalation, Process
from gitsm.render import chart
from gitsm.render.promise.bars import Bar, bars, narrow
from gitsm.render.promise.shapes import NARROW, WIDTH
from gitsm.render.promise.week import Day, Kind, week
from gitsm.site import measures
from gitsm.site.html import EMPTY, Html, cat, el
from gitsm.site.measures import Measured
from gitsm.site.page import Page
from gitsm.site.redact import HIDDEN
from gitsm.site.view import View


def slack_bars(rows: Sequence[Bar], title: str, description: str, heads: tuple[str, str, str]) -> Html:
    """Bars of promises, wide and narrow."""
    return both(bars(rows, title, description, heads), narrow(rows, title, description, heads), title)


def both(wide: str, small: str, label: str) -> Html:
    """A picture drawn twice: for desks and paper, and for phones. The style sheet shows one of them."""
    return cat(scroller(wide, label, css=" g-wide"), Html("\n"), scroller(small, label, css=" g-narrow"))


def week_picture(days: Sequence[Day], names: dict[Kind, str], title: str, description: str) -> Html:
    """The open hours of a week, wide and narrow."""
    wide, small = (week(days, names, title, description, width) for width in (WIDTH, NARROW))
    return both(wide, small, title)


def scroller(svg: str, label: str, css: str = "") -> Html:
    """A wide picture in a box that scrolls sideways and can be reached by keyboard; left out of the search index."""
    return el(
        "div",
        Html("\n"),
        Html(svg),
        Html("\n"),
        class_=f"g-scroll g-pic g-min-{smallest(svg)}{css}",
        tabindex="0",
        role="region",
        aria_label=label,
        data_search_exclude="1",
    )


STEP, WIDEST = 40, 3600
_LEGIBLE = 0.86
_WIDTH = re.compile(r'<svg[^>]* viewBox="0 0 ([0-9.]+) ')


def smallest(svg: str) -> int:
    """The least width in px at which a picture stays readable: 86 % of how it is drawn, in steps that `widths` has."""
    match = _WIDTH.match(svg)
    return min(WIDEST, int(float(match[1]) * _LEGIBLE) // STEP * STEP) if match else 0


def widths() -> str:
    """Style rules for the least widths of pictures; the pages' policy allows no style of their own."""
    return "".join(f".g-min-{width} .g-svg{{min-width:{width}px}}\n" for width in range(STEP, WIDEST + 1, STEP))


def trend(one: Measured) -> Html:
    """The last twelve values as a small line with the target; nothing where there is no value."""
    shown = one.observations[-12:]
    if not shown:
        return EMPTY
    kpi = one.kpi
    goal = kpi.target.value if kpi.target else None
    span = f"{measures.period(shown[0])} to {measures.period(shown[-1])}"
    said = f"{words.plural(len(shown), 'value')} from {span}, last {measures.value(kpi, one.value)}"
    drawn = chart.trend(
        [each.value for each in shown], goal, f"Trend of {kpi.title}", f"{said}; target {measures.target(kpi)}."
    )
    return el("div", Html(drawn.svg.replace("\n", "")), class_="g-spark", data_search_exclude="1")


def escalation(page: Page, process: Process, levels: list[Escalation]) -> Html | None:
    """The stair over the target's time; None where no level is stated in percent."""
    landings = []
    for one in levels:
        if not one.at or not one.at.endswith("%"):
            continue
        share = int(one.at[:-1]) / 100
        known = promised(page.view, process, one.of)
        time = f" · {words.duration(round(known[1] * share))}" if known else ""
        target = page.view.target(f"role/{one.to}") if one.to else None
        shown = HIDDEN if target and target.state == "hidden" else (one.to or "nobody")
        href = page.href(page.view.paths[target.item.path]) if target and target.item else None
        name = f"{one.level} {words.enum(one.type)}" + (", breach notice" if one.breach_notice else "")
        landings.append(chart.Landing(share, name, f"to {shown}", f"{one.at[:-1]}\u00a0%{time}", href))
    if not landings:
        return None
    said = "; ".join(f"{each.name} {each.to} at {each.at}" for each in landings)
    drawn = chart.ladder(landings, f"Escalation in {process.title}", f"{said}.", target="100\u00a0%")
    return scroller(drawn.svg, f"Escalation in {process.title}")


def promised(view: View, process: Process, metric: str) -> tuple[str, int] | None:
    """(priority, minutes) promised for the most urgent priority, where all agreements in force say the same."""
    item = view.get(f"priority-scheme/{process.priority_scheme}") if process.priority_scheme else None
    if item is None or not isinstance(item.artefact, PriorityScheme) or not item.artefact.priorities:
        return None
    first = item.artefact.priorities[0].id
    times = {
        int(target.at_most)
        for each in view.of_kind("sla")
        if isinstance(each.artefact, Sla)
        and each.artefact.priority_scheme == process.priority_scheme
        and view.condition(each) == "in force"
        for target in each.artefact.targets
        if target.metric == metric and target.priority == first and target.at_most is not None
    }
    return (first, times.pop()) if len(times) == 1 else None
