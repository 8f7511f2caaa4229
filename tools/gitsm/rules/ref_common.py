"""What the rules of family REF share."""

from __future__ import annotations

from gitsm.base.source import Position, Route
from gitsm.check.rule import Context
from gitsm.load.positions import find
from gitsm.load.yaml import decode


def key_position(ctx: Context, route: Route) -> Position | None:
    """The place of a key of the current file; its value has the same route."""
    text = decode(ctx.snapshot.tree.read(ctx.current.path))
    return find(text, frozenset({route})).get(route, (None, None))[1]
