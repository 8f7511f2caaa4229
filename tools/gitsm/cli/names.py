"""What people type for an artefact: `kind/id` or a bare id. Unknown names get a proposal."""

from __future__ import annotations

from gitsm.base.errors import UsageError
from gitsm.load.explain import closest
from gitsm.load.snapshot import Snapshot
from gitsm.model.kinds import KINDS

LEADERS = {"observations": "kpi", "control-mapping": "framework"}
"""Kinds whose id is by definition that of another one. `gitsm mv` moves both; a bare id means the latter."""


def key_of(snapshot: Snapshot, name: str) -> str:
    """The `kind/id` that a name means, also of a file that cannot be read. Raises UsageError for none or many."""
    known = sorted(set(snapshot.by_key) | snapshot.broken)
    if name in known:
        return name
    if name in snapshot.former:
        kind = name.partition("/")[0]
        raise UsageError(f"{name} was renamed.", f"use {kind}/{snapshot.former[name]}")
    if "/" not in name:
        fits = [key for key in known if key.partition("/")[2] == name]
        fits = [key for key in fits if f"{LEADERS.get(key.partition('/')[0], '')}/{name}" not in fits]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UsageError(f'"{name}" can mean {", ".join(fits)}.', "write the kind in front of it")
    near = closest(name, known) or closest(name, {key.partition("/")[2] for key in known})
    if "/" in name and not near and name.partition("/")[0] not in KINDS:
        raise UsageError(f'"{name.partition("/")[0]}" is no kind.', f"kinds are {', '.join(KINDS)}")
    fix = f"did you mean {near}?" if near else "`gitsm graph --format json` lists all artefacts"
    raise UsageError(f'There is no artefact "{name}".', fix)
