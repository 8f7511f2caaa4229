"""The terms of an SLA's clock from its versions: what `gitsm.calendar.clock` runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gitsm.analysis.effective import course, gaps
from gitsm.analysis.promises import clocks_for
from gitsm.analysis.support_chain import Measured, clock_of
from gitsm.base import words
from gitsm.calendar.almanac import Almanac
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.ticket import Agreement, Promise, Terms
from gitsm.calendar.zones import Zone
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one target: its terms over time, and the zone whose clocks its readers look at.

    `start`, `end`: the instants between which a version of the agreement applies; None where it is a draft. `pauses`:
    the reasons agreed in the version asked for, then those of its other versions.
    """

    item: Loaded
    target: Target
    measured: Measured
    agreement: Agreement
    clocks: Zone
    pauses: tuple[str, ...]
    start: Instant | None
    end: Instant | None

    def hours(self, version: str, label: str) -> Hours:
        """The hours that a version of the agreement counts, by the words in which an answer names both."""
        for terms in self.agreement.versions:
            for promise in terms.promises.values():
                if terms.name == version and promise.label == label:
                    return promise.hours
        return self.measured.known.hours


def clock_for(almanac: Almanac, item: Loaded, target: Target) -> Clock:
    """The clock of a target of an SLA, with every version of the agreement that applied; of a draft, the draft alone.

    A version without a target for the metric promises nothing. A gap between versions does so too, and has no name.
    Raises Unresolved where hours cannot be told.
    """
    measured = clock_of(item, target, almanac)
    clocks = clocks_for(almanac, measured.calendar)
    midnights = clocks_for(almanac)
    snapshot = almanac.snapshot
    history = course(snapshot, item.key, almanac.on)
    agreed = [one.item for one in history]
    pauses = tuple(dict.fromkeys(reason for one in (item, *agreed) for reason in _sla(one).pauses))
    if not any(one is item for one in agreed):
        terms = Agreement((_terms(almanac, item, target, None),))
        return Clock(item, target, measured, terms, clocks, _sla(item).pauses, None, None)
    versions: dict[Instant, Terms] = {}
    ends: list[Instant] = []
    for one in history:
        since = midnights.instant(local_midnight(one.start))
        versions[since] = _terms(almanac, one.item, target, since)
        if one.end is not None:
            ends.append(midnights.instant(local_midnight(one.end)))
    for gap in gaps(history):
        since = midnights.instant(local_midnight(gap.start))
        versions[since] = Terms({}, cut_over="new_tickets_only", since=since)
    open_ended = len(ends) < len(agreed)
    agreement = Agreement(tuple(versions[since] for since in sorted(versions)))
    return Clock(item, target, measured, agreement, clocks, pauses, min(versions), None if open_ended else max(ends))


def _sla(item: Loaded) -> Sla:
    return cast("Sla", item.artefact)


def _terms(almanac: Almanac, item: Loaded, target: Target, since: Instant | None) -> Terms:
    sla = _sla(item)
    promises: dict[str | None, Promise] = {}
    for one in sla.targets:
        if one.metric == target.metric and one.at_most is not None:
            measured = clock_of(item, one, almanac)
            label = "every hour" if one.clock == "calendar" else f"{words.enum(measured.kind)} ({measured.calendar})"
            promises[one.priority] = Promise(int(one.at_most), measured.known.hours, label)
    rules = sla.clock_rules
    if rules is None:
        return Terms(promises, since=since, name=item.version)
    return Terms(
        promises,
        frozenset(rules.pause),
        rules.on_priority_change,
        rules.on_reopen,
        rules.cut_over,
        since,
        item.version,
    )
