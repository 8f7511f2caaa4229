"""Which way a value moved: whether a promise, a control or a measure got looser, tighter, both or neither.

The signs are those of the field metadata (`gitsm.model.meta`): for durations larger is looser, for availability,
compliance and satisfaction smaller is. What appears where nothing was promised is tighter, what disappears looser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gitsm.base.scalars import Duration
from gitsm.model.meta import Meaning, Verdict, kpi_direction
from gitsm.model.priority import PriorityScheme

DAY = 24 * 60
_PROMISES = frozenset({"obligation", "control"})


@dataclass(frozen=True, slots=True)
class Sides:
    """What stands around a value on both sides: the artefacts, and the models that hold the field."""

    artefact_before: Any
    artefact_after: Any
    owner_before: Any
    owner_after: Any


def opposite(verdict: Verdict) -> Verdict:
    """The direction of the way back."""
    if verdict == "looser":
        return "tighter"
    return "looser" if verdict == "tighter" else verdict


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """One direction for several: both ways are mixed, which is judged as its looser part."""
    seen = set(verdicts)
    if "mixed" in seen or {"looser", "tighter"} <= seen:
        return "mixed"
    if "looser" in seen:
        return "looser"
    return "tighter" if "tighter" in seen else "neutral"


def of_value(meaning: Meaning, order: tuple[str, ...], before: Any, after: Any, sides: Sides) -> Verdict:
    """Direction of a single value."""
    looser = meaning.looser
    if looser is None:
        return "neutral"
    if looser == "limited" and (before is None or after is None):
        return "looser" if before is None else "tighter"
    if before is None or after is None:
        return _appeared(meaning, before is None)
    if callable(looser):
        if looser is kpi_direction:
            ways = (getattr(sides.artefact_before, "direction", None), getattr(sides.artefact_after, "direction", None))
            return looser((ways[0], before), (ways[1], after)) if ways[0] == ways[1] else "mixed"
        return looser(sides.owner_before, sides.owner_after)
    if looser == "changed":
        return "looser"
    if looser == "limited":
        return "looser" if after < before else "tighter"
    grew = _grew(before, after, order)
    if grew is None:
        return "mixed"
    return "looser" if grew == (looser in ("larger", "lowered")) else "tighter"


def of_element(meaning: Meaning, added: bool) -> Verdict:
    """Direction of an element that was added to a list or removed from it."""
    if meaning.looser in ("added", "removed"):
        return "looser" if added == (meaning.looser == "added") else "tighter"
    return "neutral"


def of_cases(before: frozenset[str], after: frozenset[str]) -> Verdict:
    """Direction of a list of cases, an empty one meaning all: fewer cases are looser."""
    if before == after:
        return "neutral"
    if not before or not after:
        return "looser" if not before else "tighter"
    if after < before:
        return "looser"
    return "tighter" if before < after else "mixed"


def of_cell(sides: Sides, before: str | None, after: str | None) -> Verdict:
    """Direction of a cell of the priority matrix: a less urgent priority is looser."""
    scheme = sides.artefact_after
    if not isinstance(scheme, PriorityScheme) or before is None or after is None:
        return "mixed"
    order = tuple(priority.id for priority in scheme.priorities)
    if before not in order or after not in order:
        return "mixed"
    return "looser" if order.index(after) > order.index(before) else "tighter"


def _appeared(meaning: Meaning, appeared: bool) -> Verdict:
    if meaning.material not in _PROMISES and meaning.looser is not kpi_direction:
        return "neutral"
    if meaning.looser == "added":
        return "looser" if appeared else "tighter"
    if meaning.looser == "changed":
        return "looser"
    return "tighter" if appeared else "looser"


def _grew(before: Any, after: Any, order: tuple[str, ...]) -> bool | None:
    """Whether a value grew; None where the two cannot be compared."""
    if order:
        return order.index(after) > order.index(before) if before in order and after in order else None
    if isinstance(before, str) and isinstance(after, str):
        old, new = _span(before), _span(after)
        if old is None or new is None or old[0] != new[0]:
            return None
        if old[2] <= new[1]:
            return True
        return False if new[2] <= old[1] else None
    return bool(after > before)


def _span(text: str) -> tuple[str, int, int] | None:
    """(what is counted, least, most) of a text such as `50%`, `90d`, `2h30m` or `3mo`; a month has 28 to 31 days."""
    if text.endswith("%") and text[:-1].isdigit():
        return "percent", int(text[:-1]), int(text[:-1])
    if text.endswith("mo") and text[:-2].isdigit():
        months = int(text[:-2])
        years = months // 12  # whole years have 365 or 366 days
        rest = months - 12 * years
        return "time", (365 * years + 28 * rest) * DAY, (366 * years + 31 * rest) * DAY
    try:
        minutes = int(Duration.parse(text))
    except ValueError:
        return None
    return "time", minutes, minutes
