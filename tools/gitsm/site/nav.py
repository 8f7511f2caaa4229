"""The navigation: short and the same on every page, so that build time grows with the number of pages only."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.site.view import View

MOST_PROCESSES = 12


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation; `page` (path without ending) empty = a heading with entries below."""

    title: str
    page: str = ""
    entries: tuple["NavEntry", ...] = ()


def navigation(view: View) -> tuple[NavEntry, ...]:
    """Sections with their overview pages; processes by name as long as they are few."""
    processes = [
        NavEntry(item.artefact.title, view.paths[item.path])
        for item in view.current_of("process")
        if view.condition(item) in ("in force", "working", "scheduled")
    ]
    shown = tuple(processes) if len(processes) <= MOST_PROCESSES else (NavEntry("All processes", "all/process"),)
    groups = (
        ("Processes", shown),
    )
    return (NavEntry("At a glance", "index"), *(NavEntry(title, "", entries) for title, entries in groups if entries))
