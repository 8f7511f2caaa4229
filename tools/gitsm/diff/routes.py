"""Patterns of routes: `*` stands for one step, a last `**` for any rest, `|` parts words of which one stands there."""

from __future__ import annotations

from gitsm.base.source import Route


def pattern(text: str) -> tuple[str, ...]:
    """The steps of a pattern written with `/`."""
    return tuple(text.split("/"))


def fits(wanted: tuple[str, ...], route: Route) -> bool:
    """Whether a route is one of those that a pattern means."""
    if wanted[-1:] == ("**",):
        wanted, route = wanted[:-1], route[: len(wanted) - 1]
    return len(wanted) == len(route) and all(
        one == "*" or str(step) in one.split("|") for one, step in zip(wanted, route, strict=True)
    )
