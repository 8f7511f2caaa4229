"""The navigation: short and the same on every page, so that build time grows with the number of pages only."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.site.pages.guides import GUIDES, present
from gitsm.site.view import View

MOST_PROCESSES = 12
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("People", (("Roles", "all/role"), ("RACI by role", "raci-by-role"), ("RACI by party", "raci-by-party"))),
    (
        "Services and agreements",
        (
            ("Service catalogue", "services"),
            ("Promise map", "promises"),
            ("Service level agreements", "all/sla"),
            ("Operational agreements", "all/ola"),
            ("Contracts", "all/contract"),
            ("Calendars", "all/calendar"),
            ("Known errors", "all/known-error"),
        ),
    ),
    (
        "Measures",
        (
            ("KPI board", "kpi-board"),
            ("Improvement board", "improvements"),
            ("Objectives", "all/objective"),
            ("Success factors", "all/csf"),
        ),
    ),
    (
        "Control",
        (
            ("Document register", "register"),
            ("Review calendar", "reviews"),
            ("Findings", "findings"),
            ("Waivers", "waivers"),
            ("Policies", "all/policy"),
            ("Control coverage", "all/control-mapping"),
            ("Practices", "all/practice-adoption"),
            ("Rules", "rules"),
            ("All kinds", "kinds"),
        ),
    ),
    (
        "Changes",
        (
            ("Who must agree", "approvals"),
            ("Change schedule", "change-schedule"),
            ("Change register", "changes"),
            ("What evidence proves", "evidence-limits"),
        ),
    ),
    ("Words", (("Glossary", "glossary"),)),
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation; `page` (path without ending) empty = a heading with entries below."""

    title: str
    page: str = ""
    entries: tuple[NavEntry, ...] = ()


def navigation(view: View) -> tuple[NavEntry, ...]:
    """Sections with their overview pages; processes by name as long as they are few."""
    processes = [
        NavEntry(item.artefact.title, view.paths[item.path])
        for item in view.current_of("process")
        if view.condition(item) != "ended"
    ]
    shown = tuple(processes) if 0 < len(processes) <= MOST_PROCESSES else (NavEntry("All processes", "all/process"),)
    groups = [NavEntry(title, "", tuple(NavEntry(name, path) for name, path in entries)) for title, entries in GROUPS]
    held = present(view)
    guides = tuple(NavEntry(name, path) for name, path in GUIDES if path in held)
    help_ = (NavEntry("Help", "", guides),) if guides else ()
    return (NavEntry("At a glance", "index"), NavEntry("Processes", "", shown), *groups, *help_)
