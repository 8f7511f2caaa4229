"""Two versions of an artefact compared as objects: fields by name, list elements by key, values by meaning.

No difference are: the order of keys and of lists whose order says nothing, comments, formatting, another spelling of
the same value (`240m` and `4h`), a default written out, windows cut otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from gitsm.base.scalars import Duration
from gitsm.base.source import Route
from gitsm.diff.difference import Difference, Operation
from gitsm.diff.direction import Sides, of_cell, of_element, of_value
from gitsm.diff.fields import FieldPlan, field_plans
from gitsm.diff.hours import calendar_differences, of_calendars
from gitsm.model.artefact import Artefact, Element
from gitsm.model.meta import Meaning, Verdict
from gitsm.model.service import Calendar

Side = Literal["base", "head"]
CalendarOf = Callable[[str, Side], Calendar | None]
"""The calendar an id means on a side. Raises KeyError for one that does not exist; None = all hours (24x7)."""
_DATED = frozenset({"weekly", "holidays", "exceptions"})


def no_calendars(id_: str, _side: Side) -> Calendar | None:
    """Knows no calendar but the one that is always open."""
    if id_ == "24x7":
        return None
    raise KeyError(id_)


def compare(before: Artefact, after: Artefact, calendar_of: CalendarOf = no_calendars) -> tuple[Difference, ...]:
    """Every difference of meaning between two versions of the same kind, in the order of the fields."""
    return tuple(_Comparison(before, after, calendar_of).models(before, after, ()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Walks both versions side by side."""

    before: Artefact
    after: Artefact
    calendar_of: CalendarOf

    def models(self, old: BaseModel, new: BaseModel, route: Route) -> Iterator[Difference]:
        """Differences of two models of one class, field by field."""
        calendars = (old, new) if isinstance(old, Calendar) and isinstance(new, Calendar) else None
        if calendars:
            meaning = next(plan.meaning for plan in field_plans(Calendar) if plan.attribute == "weekly")
            for where, was, now, verdict in calendar_differences(*calendars):
                yield Difference("changed", where, was, now, verdict, meaning)
        for plan in field_plans(type(old)):
            if calendars and plan.attribute in _DATED:
                continue
            sides = Sides(self.before, self.after, old, new)
            values = getattr(old, plan.attribute), getattr(new, plan.attribute)
            yield from self._field(plan, *values, (*route, plan.key), sides)

    def _field(self, plan: FieldPlan, old: Any, new: Any, route: Route, sides: Sides) -> Iterator[Difference]:
        if plan.listing and isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._lists(plan, old, new, route)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self._mappings(plan, old, new, route, sides)
        elif isinstance(old, BaseModel) and type(old) is type(new):
            yield from self.models(old, new, route)
        elif not same(old, new):
            verdict = self._of_value(plan, old, new, sides)
            yield Difference(_operation(old, new), route, old, new, verdict, plan.meaning, plan.prose)

    def _of_value(self, plan: FieldPlan, old: Any, new: Any, sides: Sides) -> Verdict:
        if plan.meaning.compare != "hours":
            return of_value(plan.meaning, plan.order, old, new, sides)
        if not isinstance(old, str) or not isinstance(new, str):
            return "mixed"
        try:
            return of_calendars(self.calendar_of(old, "base"), self.calendar_of(new, "head"))
        except KeyError:
            return "mixed"

    def _mappings(self, plan: FieldPlan, old: Any, new: Any, route: Route, sides: Sides) -> Iterator[Difference]:
        for key in [*old, *(key for key in new if key not in old)]:
            was, now = old.get(key), new.get(key)
            if isinstance(was, dict) and isinstance(now, dict):
                yield from self._mappings(plan, was, now, (*route, key), sides)
            elif not same(was, now):
                cell = plan.attribute == "matrix" and not isinstance(was, dict) and not isinstance(now, dict)
                verdict = of_cell(sides, was, now) if cell else self._of_entry(plan, was, now, sides)
                yield Difference(_operation(was, now), (*route, key), was, now, verdict, plan.meaning)

    def _of_entry(self, plan: FieldPlan, was: Any, now: Any, sides: Sides) -> Verdict:
        """An entry of a mapping. One that appears or goes moves something by as much as its default, not known here."""
        if plan.meaning.looser is None and plan.meaning.material != "control":
            return "neutral"
        if was is None or now is None or plan.meaning.looser is None:
            return "mixed"
        return of_value(plan.meaning, plan.order or _SEVERITIES, was, now, sides)

    def _lists(self, plan: FieldPlan, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
        meaning = plan.meaning
        if any(isinstance(item, Element) and item.key for item in (*old, *new)):
            yield from self._keyed(meaning, old, new, route)
        else:
            yield from _bags(plan, old, new, route)
        if meaning.ordered:
            yield from _order(meaning, old, new, route)

    def _keyed(
        self, meaning: Meaning, old: tuple[Any, ...], new: tuple[Any, ...], route: Route
    ) -> Iterator[Difference]:
        was, now = _by_key(old), _by_key(new)
        for key in [*was, *(key for key in now if key not in was)]:
            here = (*route, key)
            if key not in now:
                yield Difference("removed", here, was[key], None, of_element(meaning, False), meaning)
            elif key not in was:
                yield Difference("added", here, None, now[key], of_element(meaning, True), meaning)
            elif type(was[key]) is type(now[key]):
                yield from self.models(was[key], now[key], here)
            else:
                yield Difference("changed", here, was[key], now[key], "mixed", meaning)


_SEVERITIES = ("error", "warning", "info", "off")


def same(old: Any, new: Any) -> bool:
    """Whether two values mean the same: a duration never equals a bare number."""
    if isinstance(old, Duration) != isinstance(new, Duration):
        return False
    return bool(old == new)


def _operation(old: Any, new: Any) -> Operation:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _by_key(items: tuple[Any, ...]) -> dict[str, Any]:
    """Elements by key; those without one, or whose key occurs again, by their number among such."""
    found: dict[str, Any] = {}
    for item in items:
        key = getattr(item, "key", "") or type(item).__name__.lower()
        number = 2
        free = key
        while free in found:
            free, number = f"{key}#{number}", number + 1
        found[free] = item
    return found


def _bags(plan: FieldPlan, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
    """Lists of plain values, or of elements without keys: what is in one and not in the other."""
    meaning, prose = plan.meaning, plan.prose
    was, now = Counter(map(_token, old)), Counter(map(_token, new))
    gone, come = was - now, now - was
    for item in old:
        if gone[_token(item)] > 0:
            gone[_token(item)] -= 1
            yield Difference(
                "removed", (*route, _name(item, old)), item, None, of_element(meaning, False), meaning, prose
            )
    for item in new:
        if come[_token(item)] > 0:
            come[_token(item)] -= 1
            yield Difference("added", (*route, _name(item, new)), None, item, of_element(meaning, True), meaning, prose)


def _token(item: Any) -> str:
    return item.model_dump_json(by_alias=True) if isinstance(item, BaseModel) else repr(item)


def _name(item: Any, among: tuple[Any, ...]) -> str | int:
    return item if isinstance(item, str) and len(item) <= 80 and " " not in item else among.index(item)


def _order(meaning: Meaning, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
    """Another order of what stands on both sides, where the order says something."""
    was, now = [_key(item) for item in old], [_key(item) for item in new]
    both = set(was) & set(now)
    if [key for key in was if key in both] != [key for key in now if key in both]:
        verdict: Verdict = "mixed" if meaning.material in ("obligation", "control") else "neutral"
        yield Difference("reordered", route, tuple(was), tuple(now), verdict, meaning)


def _key(item: Any) -> str:
    return getattr(item, "key", "") or _token(item)
