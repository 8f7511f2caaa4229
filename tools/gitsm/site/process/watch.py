"""Escalation and measures of a process."""

from __future__ import annotations

from gitsm.base import words
from gitsm.model.process import Escalation, Process
from gitsm.site import measures
from gitsm.site.html import EMPTY, cat, el, esc, small
from gitsm.site.page import Page
from gitsm.site.parts import item_link, ref, role, roles
from gitsm.site.pictures import escalation, promised, trend
from gitsm.site.table import Cell, Column, Table


def escalation_section(page: Page, process: Process) -> None:
    """Ladder and table."""
    if not process.escalations:
        return
    page.h2("Escalation")
    levels = sorted(process.escalations, key=lambda one: one.level)
    picture = escalation(page, process, levels)
    if picture is not None:
        page.html(picture)
        known = promised(page.view, process, levels[0].of)
        if known:
            page.note(
                f"Times for {known[0].upper()}, promised within {words.duration(known[1])}; ",
                "other priorities: the same shares of their targets.",
            )
    page.table(_levels(page, levels))


def _levels(page: Page, levels: list[Escalation]) -> Table:
    """The levels; columns that nobody uses are left out."""
    of = {one.of for one in levels}
    told, some = any(one.notify for one in levels), any(one.priorities for one in levels)
    columns: list[str | Column] = [
        "Level|num|head",
        "Kind",
        Column(f"At, of {words.enum(of.pop())}" if len(of) == 1 else "At", "num"),
        "Goes to",
    ]
    columns += ["Also told"] if told else []
    columns += ["Priorities"] if some else []
    table = Table("Escalation levels", [*columns, "Breach notice"])
    for one in levels:
        at = f"{one.at[:-1]}\u00a0%" if one.at and one.at.endswith("%") else (one.at or "–")
        cells: list[str] = [
            str(one.level),
            words.enum(one.type),
            at if of == set() else cat(at, el("br"), small("of ", words.enum(one.of))),
            role(page, one.to),
        ]
        cells += [roles(page, one.notify) if one.notify else "–"] if told else []
        cells += [", ".join(one.priorities) or "all"] if some else []
        table.add(*cells, words.scalar(one.breach_notice))
    return table


def measures_section(page: Page, process: Process) -> None:
    """The KPIs of the process."""
    page.h2("Measures")
    table = measures_table(page, [f"kpi/{id_}" for id_ in process.kpis])
    page.table(table)


def measures_table(page: Page, keys: list[str]) -> Table:
    """KPIs with state, trend and target; each followed by its counter-measure."""
    table = Table(
        "Measures",
        ("Measure|head", "State", "Trend", "Last|num", "Target|num", "Better"),
        css="g-measures",
        empty="No measure is named.",
    )
    done: set[str] = set()
    for key in keys:
        _measure_row(page, table, key, done, "")
    return table


def _measure_row(page: Page, table: Table, key: str, done: set[str], suffix: str) -> None:
    if key in done:
        return
    done.add(key)
    item = page.view.get(key)
    if item is None:
        table.add(ref(page, key), *[EMPTY] * 5)
        return
    one = measures.measured(page.view, item)
    kpi = one.kpi
    last = cat(measures.value(kpi, one.value), el("br"), small(measures.period(one.last))) if one.last else esc("–")
    table.add(
        cat(item_link(page, item), suffix),
        measures.state(one),
        Cell(trend(one), ""),
        last,
        measures.target(kpi),
        measures.better(kpi),
    )
    if kpi.counter_metric and not suffix:
        _measure_row(page, table, f"kpi/{kpi.counter_metric}", done, " (counter-measure)")
