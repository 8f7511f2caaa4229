"""The surroundings as JSON, shape `doctor/1`."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.export.parts.checkup import Checkup
from gitsm.export.parts.envelope import document


def doctor_json(checkups: Iterable[Checkup]) -> str:
    """The checkups in order; `works` is false where gitsm cannot work here."""
    listed = list(checkups)
    body = [{"id": one.id, "state": one.state, "found": one.found, "fix": one.fix or None} for one in listed]
    return document("doctor/1", None, {"works": all(one.state != "cannot" for one in listed), "checks": body})
