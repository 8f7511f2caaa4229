"""Two versions of an artefact compared as objects: fields by name, list elements by key, values by meaning.

No difference are: the order of keys and of lists whose order says nothing, comments, formatting, another spelling of
the same value (`240m` and `4h`), a default written out, windows cut otherwise, a value that an agreement states instead
of taking the same one from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from gitsm.base.scalars import Duration
from gitsm.base.source import Route
from gitsm.diff.difference import Difference, Operation
from gitsm.diff.direction import Sides, of_cases, of_cell, of_element, of_value
from gitsm.diff.fields import FieldPlan, field_plans
from gitsm.diff.hours import calendar_differences, of_calendars
from gitsm.diff.matching import keyed, leftovers, name_of, token
from gitsm.model.agreement import Sla
from gitsm.model.artefact import Artefact, Element
from gitsm.model.meta import Meaning, Verdict
from gitsm.model.service import Calendar

Side = Literal["base", "head"]
CalendarOf = Callable[[str, Side], Calendar | None]
"""The calendar an id means on a side. Raises KeyError for one that does not exist; None = all hours (24x7)."""
Inherited = Callable[[Sla, str, Side], Any]
"""What an SLA takes from elsewhere for a field it leaves out: hours from its services, targets from its parent."""
_DATED = frozenset({"weekly", "holidays", "exceptions"})
_INHERITED_HOURS = frozenset({"service_hours", "support_hours"})


def no_calendars(id_: str, _side: Side) -> Calendar | None:
    """Knows no calendar but the one that is always open."""
    if id_ == "24x7":
        return None
    raise KeyError(id_)


def nothing_inherited(_sla: Sla, field: str, _side: Side) -> Any:
    """Knows nothing an agreement could take from elsewhere."""
    return () if field == "targets" else None


def compare(
    before: Artefact, after: Artefact, calendar_of: CalendarOf = no_calendars, inherited: Inherited = nothing_inherited
) -> tuple[Difference, ...]:
    """Every difference of meaning between two versions of the same kind, in the order of the fields."""
    return tuple(_Comparison(before, after, calendar_of, inherited).models(before, after, ()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Walks both versions side by side."""

    before: Artefact
    after: Artefact
    calendar_of: CalendarOf
    inherited: Inherited

    def models(self, old: BaseModel | None, new: BaseModel | None, route: Route) -> Iterator[Difference]:
        """Differences of two models of one class, field by field; None on one side is one with nothing filled in."""
        calendars = (old, new) if isinstance(old, Calendar) and isinstance(new, Calendar) else None
        if calendars:
            meaning = next(plan.meaning for plan in field_plans(Calendar) if plan.attribute == "weekly")
            for where, was, now, verdict in calendar_differences(*calendars):
                yield Difference("changed", where, was, now, verdict, meaning)
            yield from self._words_of_days(*calendars)
        for plan in field_plans(type(new) if old is None and new is not None else type(old)):  # type: ignore[arg-type]
            if calendars and plan.attribute in _DATED:
                continue
            was, now = self._values(plan, old, new)
            if was is not now:
                yield from self._field(plan, was, now, (*route, plan.key), Sides(self.before, self.after, old, new))

    def _words_of_days(self, old: Calendar, new: Calendar) -> Iterator[Difference]:
        """What stands beside the hours of days that both calendars name: names, regions, reasons."""
        for listed in ("holidays", "exceptions"):
            was = {item.date: item for item in getattr(old, listed)}
            for item in getattr(new, listed):
                before = was.get(item.date)
                for found in self.models(before, item, (listed, item.key)) if before is not None else ():
                    if found.prose:
                        yield found

    def _values(self, plan: FieldPlan, old: BaseModel | None, new: BaseModel | None) -> tuple[Any, Any]:
        """The values of a field on both sides, with what an agreement inherits where only one side states it."""
        was = plan.default if old is None else getattr(old, plan.attribute)
        now = plan.default if new is None else getattr(new, plan.attribute)
        if isinstance(old, Sla) and isinstance(new, Sla):
            if plan.attribute in _INHERITED_HOURS and (was is None) != (now is None):
                return (
                    self.inherited(old, plan.attribute, "base") if was is None else was,
                    self.inherited(new, plan.attribute, "head") if now is None else now,
                )
            if plan.attribute == "targets":
                return self._with_parents(old, new, was, now)
        return was, now

    def _with_parents(self, old: Sla, new: Sla, was: tuple[Any, ...], now: tuple[Any, ...]) -> tuple[Any, Any]:
        """Targets of both sides; what only one side states is taken from the parent of the other, if it is there."""
        stated = {target.id for target in was}, {target.id for target in now}
        from_above = (
            tuple(t for t in self.inherited(old, "targets", "base") if t.id in stated[1] - stated[0]),
            tuple(t for t in self.inherited(new, "targets", "head") if t.id in stated[0] - stated[1]),
        )
        return (*was, *from_above[0]), (*now, *from_above[1])

    def _field(self, plan: FieldPlan, old: Any, new: Any, route: Route, sides: Sides) -> Iterator[Difference]:
        if plan.listing and isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._lists(plan, old, new, route)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self._mappings(plan, old, new, route, sides)
        elif _one_model(old, new):
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
        return of_value(plan.meaning, plan.order or SEVERITIES, was, now, sides)

    def _lists(self, plan: FieldPlan, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
        meaning = plan.meaning
        if any(isinstance(item, Element) and item.key for item in (*old, *new)):
            yield from self._keyed(meaning, old, new, route)
        else:
            yield from self._bags(plan, old, new, route)
        if meaning.ordered:
            yield from _order(meaning, old, new, route)

    def _keyed(
        self, meaning: Meaning, old: tuple[Any, ...], new: tuple[Any, ...], route: Route
    ) -> Iterator[Difference]:
        for name, was, now in keyed(old, new, self._equal):
            here = (*route, name)
            if now is None:
                yield Difference("removed", here, was, None, of_element(meaning, False), meaning)
            elif was is None:
                yield Difference("added", here, None, now, of_element(meaning, True), meaning)
            elif type(was) is type(now):
                yield from self.models(was, now, here)
            else:
                yield Difference("changed", here, was, now, "mixed", meaning)

    def _bags(self, plan: FieldPlan, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
        """Lists of plain values, or of elements without keys: what is in one and not in the other.

        Texts and elements without keys that are left on both sides are paired in their order: a sentence reworded is
        neither a statement that went nor one that came.
        """
        gone, come = leftovers(old, new, self._equal)
        paired = zip(gone, come, strict=False) if plan.prose or any(isinstance(x, Element) for x in gone) else ()
        pairs = [(old[a], new[b], (*route, name_of(new[b], new))) for a, b in paired]
        for was, now, here in pairs:
            if isinstance(was, BaseModel) and type(was) is type(now):
                yield from self.models(was, now, here)
            else:
                verdict = of_value(plan.meaning, (), was, now, Sides(self.before, self.after, None, None))
                yield Difference("changed", here, was, now, verdict, plan.meaning, plan.prose)
        narrowed = plan.meaning.looser == "narrowed"
        cases = of_cases(frozenset(map(token, old)), frozenset(map(token, new))) if narrowed else None
        for number in gone[len(pairs) :]:
            here = (*route, name_of(old[number], old))
            way = cases or of_element(plan.meaning, False)
            yield Difference("removed", here, old[number], None, way, plan.meaning, plan.prose)
        for number in come[len(pairs) :]:
            here = (*route, name_of(new[number], new))
            way = cases or of_element(plan.meaning, True)
            yield Difference("added", here, None, new[number], way, plan.meaning, plan.prose)

    def _equal(self, one: Any, other: Any) -> bool:
        """Whether two elements mean the same."""
        if isinstance(one, BaseModel) and type(one) is type(other):
            return not any(True for _ in self.models(one, other, ()))
        return same(one, other)


SEVERITIES = ("error", "warning", "info", "off")


def same(old: Any, new: Any) -> bool:
    """Whether two values mean the same: a duration never equals a bare number."""
    if isinstance(old, Duration) != isinstance(new, Duration):
        return False
    return bool(old == new)


def _one_model(old: Any, new: Any) -> bool:
    """Whether two values are models of one class, or one of them is and the other is missing."""
    if isinstance(old, BaseModel):
        return new is None or type(old) is type(new)
    return old is None and isinstance(new, BaseModel)


def _operation(old: Any, new: Any) -> Operation:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _order(meaning: Meaning, old: tuple[Any, ...], new: tuple[Any, ...], route: Route) -> Iterator[Difference]:
    """Another order of what stands on both sides, where the order says something."""
    was, now = [_key(item) for item in old], [_key(item) for item in new]
    both = set(was) & set(now)
    if [key for key in was if key in both] != [key for key in now if key in both]:
        verdict: Verdict = "mixed" if meaning.material in ("obligation", "control") else "neutral"
        yield Difference("reordered", route, tuple(was), tuple(now), verdict, meaning)


def _key(item: Any) -> str:
    return getattr(item, "key", "") or token(item)
