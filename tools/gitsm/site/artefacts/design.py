"""Priority schemes and settings."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.priority import PriorityScheme
from gitsm.model.settings import Settings
from gitsm.rules import BY_ID
from gitsm.site.html import cat, el, join, link, small, ticked
from gitsm.site.page import Page
from gitsm.site.parts import role, rule_link, status
from gitsm.site.table import Cell, Column, Table

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def scheme_sections(page: Page, item: Loaded) -> frozenset[str]:
    """The matrix first, then what each level means."""
    scheme = item.artefact
    assert isinstance(scheme, PriorityScheme)
    page.h2("Which priority")
    columns: list[str | Column] = [
        "Impact|head",
        *[Column(f"urgency {level.name or level.id}", "mark") for level in scheme.urgency],
    ]
    table = Table("Priority matrix", columns, name="matrix", css="g-matrix", empty="No level is stated yet.")
    for level in scheme.impact:
        cells = [_priority(scheme, scheme.matrix.get(level.id, {}).get(other.id)) for other in scheme.urgency]
        table.add(el("strong", level.name or level.id), *cells)
    page.table(table)
    page.h2("How to tell")
    tests = Table(
        "Levels",
        ("Level|head", "Of", "It applies when"),
        stack=True,
        empty="No level is stated yet.",
    )
    for name, levels in (("impact", scheme.impact), ("urgency", scheme.urgency)):
        for level in levels:
            tests.add(
                cat(level.name or level.id, " ", small(level.id)), name, level.test or status("unk", "not stated")
            )
    page.table(tests)
    page.h2("What each priority means")
    means = Table(
        "Priorities",
        ("Priority|head", "Name", "How it is handled", "Remarks"),
        stack=True,
        empty="No priority is stated yet.",
    )
    for one in scheme.priorities:
        remarks = join(
            [
                "starts the major-incident procedure" if one.major else None,
                "no target expected" if one.target else None,
                f"colour in the tool {one.colour}" if one.colour else None,
            ],
            ", ",
        )
        means.add(
            el("strong", one.id.upper() if len(one.id) < 4 else one.id),
            one.name or "–",
            one.handling or "–",
            remarks or "–",
        )
    page.table(means)
    if scheme.override:
        reason = " and must give a reason" if scheme.override.reason_required else ""
        page.text(role(page, scheme.override.by), f" may set another priority{reason}.")
    return frozenset({"impact", "urgency", "priorities", "matrix", "override"})


def _priority(scheme: PriorityScheme, id_: str | None) -> Cell:
    if id_ is None:
        return Cell(status("err", "none"))
    order = [one.id for one in scheme.priorities]
    rank = order.index(id_) if id_ in order else len(order)
    level = 5 - min(4, round(4 * rank / max(1, len(order) - 1)))
    return Cell(el("span", id_.upper() if len(id_) < 4 else id_, class_=f"g-heat h{level}"), id_)


def scheme_lead(page: Page, item: Loaded) -> str:
    """How many priorities come from how many levels."""
    scheme = item.artefact
    assert isinstance(scheme, PriorityScheme)
    impact, urgency = (words.plural(len(levels), "level") for levels in (scheme.impact, scheme.urgency))
    result = words.plural(len(scheme.priorities), "priority", "priorities")
    return f"Impact ({impact}) and urgency ({urgency}) give one of {result}."


def settings_lead(page: Page, item: Loaded) -> str:
    """What they are for."""
    one = item.artefact
    assert isinstance(one, Settings)
    pinned = f" Ruleset {one.ruleset} is pinned." if one.ruleset else ""
    return f"What this repository is judged by, and what its site may show.{pinned}"


def settings_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Severities and thresholds as tables."""
    one = item.artefact
    assert isinstance(one, Settings)
    page.h2("Severities set here")
    table = Table(
        "Severities",
        ("Rule|head", "Here", "By default", "What must hold"),
        empty="Every rule has the severity it has by default.",
    )
    for id_, word in one.severity.items():
        known = BY_ID.get(id_)
        table.add(
            rule_link(page, id_) if known else id_,
            word,
            known.severity.word if known else "–",
            ticked(known.title) if known else "–",
        )
    page.table(table)
    page.h2("Thresholds set here")
    limits = Table(
        "Thresholds",
        ("Threshold|head", "Value|num", "Rule"),
        empty="Every threshold is at its default.",
    )
    for name, value in one.thresholds.items():
        id_ = name.partition(".")[0]
        limits.add(name, words.number(value), rule_link(page, id_) if id_ in BY_ID else id_)
    page.table(limits)
    page.h2("Duties that must not meet")
    conflicts = Table("Duties in conflict", ("Duty|head", "and"), empty="No pair is in conflict.")
    for first, second in one.duty_conflicts:
        conflicts.add(words.enum(first), words.enum(second))
    page.table(conflicts)
    page.note(
        "A role or person must not be able to perform both sides in one flow (",
        link("RAC-10", page.href("rule/RAC-10")) if "RAC-10" in BY_ID else "RAC-10",
        ").",
    )
    return frozenset({"severity", "thresholds", "duty_conflicts"})
