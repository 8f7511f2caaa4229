"""The support chain of a promise, resolved: who works, how long, in which hours, reached by which share of tickets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gitsm.base import words
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import ALWAYS, Almanac, Known, Unresolved
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import (
    Agreement,
    Conditional,
    Contract,
    Link,
    Metric,
    Ola,
    ParallelSteps,
    Sequence,
    Sla,
    Step,
    Target,
)
from gitsm.model.priority import PriorityScheme
from gitsm.model.service import Service

TIME_METRICS: tuple[Metric, ...] = (
    "response_time", "restoration_time", "resolution_time", "fulfilment_time", "acknowledge_time", "handover_time",
    "diagnose_time",
)  # fmt: skip
"""Metrics that a clock measures on each ticket."""
ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Measured:
    """The clock of a target: the hours that it counts. `calendar` is the id of the calendar they come from."""

    kind: str
    calendar: str
    known: Known


@dataclass(frozen=True, slots=True)
class Share:
    """The share of tickets that reach a conditional part. Where none is stated it counts as all of them."""

    number: int
    value: Fraction
    stated: bool
    source: str = ""
    measured: date | None = None
    parent: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """One step: `minutes` of work within its target, then `handover`, on hours of its own.

    `kept` is the share of its cases in which it keeps its target, None where the agreement does not say; the least
    where several targets may be meant.
    """

    item: Loaded
    target: Target
    minutes: int
    handover: int
    measured: Measured
    support: Measured
    kept: Fraction | None
    under: tuple[int, ...] = ()
    """Numbers of the conditional parts it lies in, outermost first."""
    meant: tuple[Target, ...] = ()
    """All targets of the agreement that may be meant; `target` is the one that takes longest."""

    @property
    def key(self) -> str:
        """`ola/id` or `contract/id`."""
        return self.item.key


@dataclass(frozen=True, slots=True, eq=False)
class InTurn:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AtOnce:
    """Parts side by side; the last one counts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Maybe:
    """A part that only a share of the tickets reaches."""

    share: Share
    part: Part


Part = Work | InTurn | AtOnce | Maybe


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The chain behind one target."""

    part: Part
    shares: tuple[Share, ...]

    def steps(self) -> tuple[Work, ...]:
        """Its steps, in the order in which they are written."""
        return tuple(_steps(self.part))


def _steps(part: Part) -> Iterator[Work]:
    if isinstance(part, Work):
        yield part
    elif isinstance(part, Maybe):
        yield from _steps(part.part)
    else:
        for one in part.parts:
            yield from _steps(one)


def fraction(percent: float) -> Fraction:
    """A percentage as written, as an exact share."""
    return Fraction(str(percent)) / 100


def day_of(item: Loaded, as_of: date) -> date:
    """The day on which an agreement is looked at: the one asked for, moved into its term."""
    start, end = item.artefact.start, item.artefact.end
    if start is not None and as_of < start:
        return start
    if end is not None and as_of >= end:
        return end - timedelta(days=1)
    return as_of


def clock_of(item: Loaded, target: Target, almanac: Almanac, on: date | None = None) -> Measured:
    """The hours that the clock of an agreement's target counts, on a day (else that of the almanac).

    Raises Unresolved, with the reason.
    """
    if target.clock is None:
        raise Unresolved(f"target {target.id} of {item.key} states no clock")
    if target.clock == "calendar":
        return Measured("calendar", ALWAYS, almanac.known(ALWAYS))
    return hours_of(item, target.clock, almanac, on)


def hours_of(item: Loaded, kind: str, almanac: Almanac, on: date | None = None) -> Measured:
    """The service_hours or support_hours of an agreement: its own, else those of its services, which must agree.

    Raises Unresolved, with the reason.
    """
    own = getattr(item.artefact, kind, None)
    if own is None and isinstance(item.artefact, Sla):
        own = _of_services(item, item.artefact, kind, almanac, on or almanac.on)
    if own is None:
        raise Unresolved(f"{item.key} states no {kind}")
    return Measured(kind, own, almanac.known(own))


def _of_services(item: Loaded, sla: Sla, kind: str, almanac: Almanac, on: date) -> str | None:
    found: dict[str, str] = {}
    for name in sla.services:
        service = almanac.snapshot.resolve("service", name, on)
        if service is not None and isinstance(service.artefact, Service):
            stated = getattr(service.artefact, kind)
            if stated is not None:
                found.setdefault(stated, name)
    if len(found) > 1:
        each = ", ".join(f"{name} has {hours}" for hours, name in found.items())
        raise Unresolved(f"{item.key} states no {kind}, and its services differ: {each}")
    return next(iter(found), None)


def minutes_of(item: Loaded, target: Target) -> int:
    """The limit of a time target. Raises Unresolved where it has none, or none in a unit of time."""
    if target.at_most is None:
        raise Unresolved(f"target {target.id} of {item.key} states no limit")
    if not isinstance(target.at_most, Duration):
        raise Unresolved(f"target {target.id} of {item.key} states a limit without a unit of time")
    return int(target.at_most)


def answering(agreement: Agreement, metric: Metric, priority: str | None) -> tuple[int, ...]:
    """Positions of the targets with which an agreement answers a metric for a priority: its own, else those for all.

    A promise that names no priority may meet any of them.
    """
    of_metric = [(number, one) for number, one in enumerate(agreement.targets) if one.metric == metric]
    if priority is None:
        return tuple(number for number, _ in of_metric)
    own = [number for number, one in of_metric if one.priority == priority]
    return tuple(own or [number for number, one in of_metric if not one.priority])


def targets_of(item: Loaded, metric: Metric, priority: str | None) -> tuple[Target, ...]:
    """What a supporting agreement promises for a metric and priority, the one that takes longest first.

    Raises Unresolved where nothing is promised, nothing in minutes, or clocks differ so that none is always the
    longest.
    """
    agreement = item.artefact
    assert isinstance(agreement, Agreement)
    found = [agreement.targets[number] for number in answering(agreement, metric, priority)]
    if not found:
        whom = f" for {priority}" if priority else ""
        raise Unresolved(f"{item.key} promises no {words.enum(metric)}{whom}")
    found.sort(key=lambda one: (-minutes_of(item, one), one.clock == "calendar"))
    longest = found[0]
    for one in found:
        if one.clock not in (longest.clock, "calendar"):  # as much on fewer hours may take longer
            raise Unresolved(
                f"{item.key} promises {words.enum(metric)} on different clocks ({longest.id}, {one.id}): "
                "which of them takes longest is not the same for every ticket"
            )
    return tuple(found)


class _Resolver:
    def __init__(self, item: Loaded, target: Target, snapshot: Snapshot, almanac: Almanac, on: date) -> None:
        self.item = item
        self.agreed = item.phase == "agreed"
        self.target = target
        self.snapshot = snapshot
        self.almanac = almanac
        self.on = on
        self.shares: list[Share] = []

    def part(self, link: Link, under: tuple[int, ...]) -> Part:
        if isinstance(link, Step):
            return self._work(link, under)
        if isinstance(link, Sequence):
            return InTurn(tuple(self.part(one, under) for one in link.sequence))
        if isinstance(link, ParallelSteps):
            return AtOnce(tuple(self.part(one, under) for one in link.parallel))
        return self._maybe(link, under)

    def _maybe(self, link: Conditional, under: tuple[int, ...]) -> Maybe:
        number = len(self.shares)
        stated = link.share is not None
        value = fraction(float(link.share)) if link.share is not None else ALL
        parent = under[-1] if under else None
        if parent is not None:
            value = min(value, self.shares[parent].value)
        share = Share(number, value, stated, link.source or "", link.measured, parent, " and ".join(label_of(link)))
        self.shares.append(share)
        return Maybe(share, self.part(link.conditional, (*under, number)))

    def _work(self, step: Step, under: tuple[int, ...]) -> Work:
        kind, _, id_ = step.step.partition("/")
        item = self.snapshot.resolve(kind, id_, self.on)
        if item is None:
            broken = step.step in self.snapshot.broken
            raise Unresolved(f"{step.step} cannot be read" if broken else f"there is no {step.step}")
        if not isinstance(item.artefact, Ola | Contract):  # an SLA among them, which could carry itself
            raise Unresolved(f"{step.step} is no OLA or contract, so it carries nothing")
        if item.phase == "ended" or (item.phase == "working" and self.agreed):
            raise Unresolved(f"the status of {step.step} is {item.artefact.status}, so nobody has agreed to it")
        if self.agreed and self.snapshot.condition(item, self.on) == "superseded":
            heirs = words.listed([heir.key for heir in self.snapshot.successors.get(item.key, ())])
            if heirs:
                raise Unresolved(f"{step.step} is superseded by {heirs}, so the chain has to name that")
        metric = step.metric or self.target.metric
        if metric not in TIME_METRICS:
            raise Unresolved(f"{step.step} is asked for {words.enum(metric)}, which no clock measures on a ticket")
        found = targets_of(item, metric, self.target.priority)
        sla = self.item.artefact
        missing = left_out(sla, self.target, found, self.snapshot, self.on) if isinstance(sla, Sla) else []
        if missing:
            raise Unresolved(
                f"{item.key} promises no {words.enum(metric)} for {words.listed(missing)}, for which target "
                f"{self.target.id} of {self.item.key} holds too: it names no priority"
            )
        target = found[0]
        measured = clock_of(item, target, self.almanac, self.on)
        handover = int(step.handover or 0)
        support = hours_of(item, "support_hours", self.almanac, self.on) if handover else measured
        said = [fraction(float(one.compliance)) for one in found if one.compliance is not None]
        kept = min(said) if len(said) == len(found) else None
        return Work(item, target, minutes_of(item, target), handover, measured, support, kept, under, found)


def left_out(sla: Sla, target: Target, found: tuple[Target, ...], snapshot: Snapshot, on: date) -> list[str]:
    """Priorities of the scheme that a target means without naming them, and for which a step promises nothing.

    `found`: what the step promises for it.
    """
    if target.priority is not None or not all(one.priority for one in found):
        return []
    own = {one.priority for one in (*found, *(one for one in sla.targets if one.metric == target.metric))}
    named = snapshot.resolve("priority-scheme", sla.priority_scheme, on) if sla.priority_scheme else None
    scheme = named.artefact if named is not None else None
    if not isinstance(scheme, PriorityScheme):
        return []
    return [one.id for one in scheme.priorities if one.target is None and one.id not in own]


def direct_steps(link: Link) -> Iterator[str]:
    """The steps of a part that lie in no conditional part of it."""
    if isinstance(link, Step):
        yield link.step
    elif not isinstance(link, Conditional):
        for one in link.sequence if isinstance(link, Sequence) else link.parallel:
            yield from direct_steps(one)


def label_of(link: Conditional) -> list[str]:
    """The steps that a conditional part is named after: its own, else those of the conditional parts in it."""
    inner: Link = link.conditional
    while isinstance(inner, Conditional):
        inner = inner.conditional
    return list(direct_steps(inner)) or [inner_step for one in conditionals(inner) for inner_step in label_of(one)]


def conditionals(link: Link) -> Iterator[Conditional]:
    """The outermost conditional parts of a part, itself among them."""
    if isinstance(link, Conditional):
        yield link
    elif not isinstance(link, Step):
        for one in link.sequence if isinstance(link, Sequence) else link.parallel:
            yield from conditionals(one)


def chain_of(item: Loaded, target: Target, almanac: Almanac, on: date | None = None) -> Chain:
    """The chain behind a target of an SLA on a day (else that of the almanac, moved into the term of the SLA).

    Raises Unresolved where there is none, or a step cannot be told.
    """
    sla = item.artefact
    assert isinstance(sla, Sla)
    found = [one.chain for one in sla.supported_by if target.id in one.for_]
    if not found:
        raise Unresolved(f"no support chain carries target {target.id} of {item.key}")
    resolver = _Resolver(item, target, almanac.snapshot, almanac, on or day_of(item, almanac.on))
    parts = tuple(resolver.part(one, ()) for one in found)
    return Chain(parts[0] if len(parts) == 1 else AtOnce(parts), tuple(resolver.shares))
