"""CAL-05: calendars that meet in a chain can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.support_chain import TIME_METRICS, day_of
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.calendar.almanac import ALWAYS
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.model.agreement import Agreement, Sla
from gitsm.model.service import Calendar, Service
from gitsm.rules.promises import agreement_of, places
from gitsm.rules.words import named


@rule("CAL-05", Severity.ERROR, on=Sla, depends=agreements)
def every_calendar_of_a_chain_has_a_zone(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Every calendar that an SLA and its chain use states its time zone, so that all are compared in UTC.

    Why: nine o'clock in two cities is not one moment; compared as local times, hours seem covered that are not.
    Fix: add `timezone` to the calendar. Proofs compare every minute of the agreement's term in UTC, with each change of
    the clock.
    """
    if not any(target.metric in TIME_METRICS for target in sla.targets):
        return
    told: set[str] = set()
    for name, route in _used(sla, ctx):
        for id_ in _timeless(name, ctx, ()):
            if id_ in told:
                continue
            told.add(id_)
            item = ctx.snapshot.resolve("calendar", id_, ctx.as_of)
            if item is None:
                yield Unknown(f"calendar {id_} cannot be read", route)
                continue
            over = f" (through {name})" if name != id_ else ""
            text = f"{named(item)} states no time zone, so hours of {ctx.current.key} cannot be compared with it{over}."
            related = ((item, (), "the calendar"),)
            yield Problem(text, route, about=id_, fix=f"add timezone to {item.path}", related=related)


def _used(sla: Sla, ctx: Context) -> Iterator[tuple[str, Route]]:
    """Calendars of the SLA (or of its services) and of the steps, each with where it is used."""
    for kind in ("service_hours", "support_hours"):
        own = getattr(sla, kind)
        if own is not None:
            yield own, (kind,)
            continue
        for number, name in enumerate(sla.services):
            service = ctx.snapshot.resolve("service", name, ctx.as_of)
            if service is not None and isinstance(service.artefact, Service):
                theirs = getattr(service.artefact, kind)
                if theirs is not None:
                    yield theirs, ("services", number)
    for place in places(sla):
        item = agreement_of(place.step, ctx)
        if item is not None and isinstance(item.artefact, Agreement) and item.artefact.support_hours:
            yield item.artefact.support_hours, place.route


def _timeless(id_: str, ctx: Context, above: tuple[str, ...]) -> Iterator[str]:
    """Calendars without a time zone among one and those it is combined from; ones that cannot be read too."""
    if id_ == ALWAYS or id_ in above:
        return  # a circle is REF-04
    item = ctx.snapshot.resolve("calendar", id_, day_of(ctx.current, ctx.as_of))
    if item is None or not isinstance(item.artefact, Calendar):
        if f"calendar/{id_}" in ctx.snapshot.broken:
            yield id_
        return  # REF-01
    calendar = item.artefact
    if calendar.timezone is None and (calendar.weekly or calendar.holidays or calendar.exceptions):
        yield id_
    if calendar.parents is not None:
        for parent in (*calendar.parents.union, *calendar.parents.intersection):
            yield from _timeless(parent, ctx, (*above, id_))
