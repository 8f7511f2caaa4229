"""Can the parts underneath keep a promised availability? By composition, and by minutes in the worst period (M2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from gitsm.analysis.dependencies import Claim, Component, Dependencies, chance_of, claims_of
from gitsm.analysis.effective import term_of
from gitsm.analysis.periods import periods, shorter_by_years
from gitsm.analysis.redundancy import ONE, Structure
from gitsm.analysis.shared_parts import certain, shared_parts
from gitsm.analysis.speakers import next_change, speakers
from gitsm.analysis.support_chain import clock_of, day_of
from gitsm.calendar.almanac import Almanac, Known, Unresolved
from gitsm.calendar.hours import AllOf, AnyOf, Hours, Without
from gitsm.calendar.instant import Span, local_midnight
from gitsm.calendar.zones import Zone, zone
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target

Kept = Literal["kept", "not kept", "not proved"]
MOST_YEARS = 10
"""Years of an agreement whose periods are looked at."""
NONE = Fraction(0)
_RANKS: dict[Kept, int] = {"not kept": 0, "not proved": 1, "kept": 2}


@dataclass(frozen=True, slots=True)
class Spent:
    """What one needed part may take from a period: minutes, of which `unpromised` lie where it promises nothing."""

    name: str
    minutes: Fraction
    unpromised: int = 0


@dataclass(frozen=True, slots=True)
class Downtime:
    """The worst period of a promise: agreed service time and allowed downtime in minutes, and what may be spent.

    `planned`: minutes of maintenance windows that count as downtime. `note`: where fewer periods were looked at.
    """

    start: date
    end: date
    minutes: int
    allowed: Fraction
    planned: int
    spent: tuple[Spent, ...]
    note: str = ""

    @property
    def total(self) -> Fraction:
        """All that may be spent."""
        return sum((one.minutes for one in self.spent), Fraction(self.planned))

    @property
    def slack(self) -> Fraction:
        """Minutes left; negative where the promise may be broken."""
        return self.allowed - self.total


@dataclass(frozen=True, slots=True)
class Needed:
    """Something that a service needs in any case: a single part, or a redundant group as one.

    `claim`: what is promised about a single part; `share`: its availability, None where nothing is promised.
    """

    name: str
    structure: Structure
    claim: Claim | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Given:
    """What the parts of a service give together; `composed`, `least`, `unknown`, `shared` as in Availability."""

    composed: Fraction
    least: Fraction
    unknown: tuple[str, ...]
    parts: tuple[Needed, ...]
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """The answer for one promise of availability and one of its services.

    `composed`: what the parts give together, where what nothing is promised about (`unknown`, `shared`) never fails;
    `least`: where `unknown` never works and `shared`, on which several redundant parts rest, takes all that they may
    lose. `by_minutes` answers for the worst period; `downtime` is None where nothing can be said.
    """

    item: Loaded
    target: Target
    service: str
    answer: Kept
    reason: str = ""
    composed: Fraction = NONE
    least: Fraction = NONE
    unknown: tuple[str, ...] = ()
    parts: tuple[tuple[str, Fraction | None], ...] = ()
    """What is needed in any case, each with its availability; None where nothing is promised about it."""
    by_minutes: Kept = "not proved"
    minutes_reason: str = ""
    downtime: Downtime | None = None
    shared: tuple[str, ...] = ()
    since: date | None = None
    """The day from which it answers so, where other versions of what the service rests on apply by then."""

    @property
    def promised(self) -> Fraction:
        """The promise, as an exact share."""
        return Claim(self.item, self.target).share


class Availabilities:
    """Answers about the promises of availability in a snapshot, each made once."""

    def __init__(self, almanac: Almanac) -> None:
        self.almanac = almanac
        self._days: dict[date, Dependencies] = {}
        self._speakers = speakers(almanac.snapshot)
        self._answers: dict[tuple[str, str], tuple[Availability, ...]] = {}
        self._both: dict[tuple[int, int], Hours] = {}
        self._hours: dict[tuple[str, str], _Clock] = {}

    def dependencies(self, on: date) -> Dependencies:
        """What services rest on, on a day."""
        found = self._days.get(on)
        if found is None:
            found = self._days[on] = Dependencies(self.almanac.snapshot, on)
        return found

    def answers(self, item: Loaded) -> tuple[Availability, ...]:
        """One for each promise of availability in an SLA and each of its services, in the order they are written."""
        return tuple(one for claim in claims_of(item) for one in self.of(item, claim.target))

    def of(self, item: Loaded, target: Target) -> tuple[Availability, ...]:
        """The answers about one promise, one for each service."""
        key = (item.path, target.id)
        found = self._answers.get(key)
        if found is None:
            sla = item.artefact
            assert isinstance(sla, Sla)
            found = self._answers[key] = tuple(self._answer(item, target, name) for name in sla.services)
        return found

    def _answer(self, item: Loaded, target: Target, name: str) -> Availability:
        """The worst of the answers for today and for each day of the term on which something below changes."""
        on, end = day_of(item, self.almanac.on), term_of(self.almanac.snapshot, item)[1]
        found = [self._answer_on(item, target, name, on)]
        while (day := next_change(self.dependencies(on), name, self._speakers, end)) is not None:
            on = day
            found.append(replace(self._answer_on(item, target, name, on), since=on))
        return min(found, key=lambda one: (_RANKS[one.answer], _RANKS[one.by_minutes], one.least))

    def _answer_on(self, item: Loaded, target: Target, name: str, on: date) -> Availability:
        promise = Claim(item, target)
        known = self.dependencies(on)
        try:
            component = known.service(name)
            if component.claim is not None and isinstance(component.claim.item.artefact, Sla):
                raise Unresolved(  # but this promise, and others like it
                    f"nothing says what service {name} rests on{_over((component.name,), known)}"
                )
            given = self.given(name, known.on)
        except Unresolved as error:
            return Availability(item, target, name, "not proved", str(error), minutes_reason=str(error))
        composed, least = given.composed, given.least
        answer: Kept = "not kept" if composed < promise.share else "kept" if least >= promise.share else "not proved"
        reason = _why(given.unknown, given.shared, known) if answer == "not proved" else ""
        by_minutes, why, downtime = self._minutes(promise, component, known)
        parts = tuple((one.name, one.share) for one in given.parts)
        return Availability(
            item, target, name, answer, reason, composed, least, given.unknown, parts, by_minutes, why, downtime,
            given.shared,
        )  # fmt: skip

    def given(self, name: str, on: date) -> Given:
        """What the parts of a service give together on a day. Raises Unresolved where that cannot be told."""
        known = self.dependencies(on)
        component = known.service(name)
        best = known.chances(_share, ONE, component)
        parts = tuple(
            Needed(label, one, claim, None if label in component.exposed else chance_of(one, best))
            for label, one, claim in _needed(component, known)
        )
        composed = chance_of(component.structure, best)
        least = certain(known, component, component.structure, _share, NONE)
        shared = tuple(sorted(shared_parts(known, component)))
        return Given(composed, least, tuple(sorted(component.exposed)), parts, shared)

    def _minutes(self, promise: Claim, component: Component, known: Dependencies) -> tuple[Kept, str, Downtime | None]:
        """The answer by minutes, with the reason where there is none, and the worst period."""
        shared = shared_parts(known, component)
        try:
            worst = self._worst(promise, component, known, sure=False)
            surely = self._worst(promise, component, known, sure=True) if shared else None
        except Unresolved as error:
            return "not proved", str(error), None
        if worst is None:
            return "not proved", "its term holds no period", None
        if worst.slack < 0:
            return "not kept", "", worst
        if component.exposed:
            return "not proved", _why(tuple(sorted(component.exposed)), (), known), worst
        if surely is not None and surely.slack < 0:
            return "not proved", _why((), tuple(sorted(shared)), known), worst
        return "kept", "", worst

    def _worst(self, promise: Claim, component: Component, known: Dependencies, *, sure: bool) -> Downtime | None:
        found = self._periods(promise, component, known, sure)
        return min(found, key=lambda one: (one.slack, one.start), default=None)

    def _periods(self, promise: Claim, component: Component, known: Dependencies, sure: bool) -> Iterator[Downtime]:
        mine = self._clock(promise)
        claims = [claim for name in sorted(component.reached) if (claim := known.components[name].claim) is not None]
        start, end, note = _term(promise.item, [mine, *map(self._clock, claims)], self.almanac.on)
        clocks = _zone(self.almanac)
        for period in periods(mine.period, start, end):
            if period[1] <= known.on and known.on > day_of(promise.item, self.almanac.on):
                continue  # over before these versions apply
            span = _span(period, clocks)
            served = mine.hours.elapsed(*span)
            if served:
                lost = {id(claim): self._lost(self._clock(claim), mine, claim, period, clocks) for claim in claims}
                planned = mine.counted.elapsed(*span) if mine.counted else 0
                spent = tuple(_spent(component, known, lost, served, sure))
                yield Downtime(*period, served, (ONE - promise.share) * served, planned, spent, note)

    def _lost(
        self, theirs: _Clock, mine: _Clock, claim: Claim, period: tuple[date, date], clocks: Zone
    ) -> tuple[Fraction, int]:
        """Minutes of my period in which a promise lets its part fail, and those in which it promises nothing."""
        span = _span(period, clocks)
        both = self._joint(theirs.hours, mine.hours)
        outside = mine.hours.elapsed(*span) - both.elapsed(*span)
        total = Fraction(outside)
        own = [one for one in theirs.own if one[0] < period[1] and period[0] < one[1]]
        covered = own and min(own)[0] <= period[0] and period[1] <= max(own)[1]
        for one in own if covered else periods(theirs.period, *period, whole=False):
            low, high = _span(one, clocks)
            budget = (ONE - claim.share) * theirs.hours.elapsed(low, high)
            total += min(budget, Fraction(both.elapsed(max(low, span[0]), min(high, span[1]))))
        return total, outside

    def _joint(self, one: Hours, two: Hours) -> Hours:
        if one is two:
            return one
        key = (id(one), id(two))
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = AllOf((one, two))
        return found

    def _clock(self, claim: Claim) -> _Clock:
        key = (claim.item.path, claim.target.id)
        found = self._hours.get(key)
        if found is None:
            found = self._hours[key] = _clock(claim, self.almanac)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Clock:
    """The hours in which a promise of availability counts: its clock less the maintenance that does not count."""

    what: str
    period: str
    hours: Hours
    counted: Hours | None
    known: tuple[tuple[str, Known], ...]
    own: frozenset[tuple[date, date]]
    """The periods of its own term; of any other span it may lose what each period allows that the span touches."""


def _clock(claim: Claim, almanac: Almanac) -> _Clock:
    if claim.target.period is None:
        raise Unresolved(f"target {claim.target.id} of {claim.item.key} states no period")
    measured = clock_of(claim.item, claim.target, almanac)
    hours, counted = measured.known.hours, None
    known = [(f"calendar {measured.calendar}", measured.known)]
    agreement = claim.item.artefact
    if isinstance(agreement, Sla):
        free: list[Hours] = []
        taken: list[Hours] = []
        for window in agreement.maintenance:
            if window.window is not None:
                found = almanac.known(window.window)
                known.append((f"calendar {window.window}", found))
                (taken if window.counted_as_downtime else free).append(found.hours)
        if free:
            hours = Without(hours, AnyOf(free))
        if taken:
            counted = AllOf((hours, AnyOf(taken)))
    start, end, period = agreement.start, agreement.end, claim.target.period
    own = periods(period, start, shorter_by_years(start, end, MOST_YEARS)) if start and end else ()
    return _Clock(claim.item.key, period, hours, counted, tuple(known), frozenset(own))


def _term(item: Loaded, clocks: list[_Clock], on: date) -> tuple[date, date, str]:
    """The days whose periods are looked at: the agreement's, so far as the calendars involved say their hours."""
    start, end = item.artefact.start, item.artefact.end
    if start is None or end is None:
        raise Unresolved(f"{item.key} states no term (valid.from and valid.to)")
    begins, ends, note = start, shorter_by_years(start, end, MOST_YEARS), ""
    if ends < end:
        note = f"until {ends} only: the first {MOST_YEARS} years"
    for what, known in {name: known for clock in clocks for name, known in clock.known}.items():
        if known.end is not None and known.end < ends:
            raise Unresolved(f"{what} ends on {known.end}, before {item.key} does on {end}")
        if known.start is not None and known.start > begins:
            if known.start > max(on, start):
                raise Unresolved(f"{what} begins on {known.start}, after {item.key} does on {start}")
            begins, note = known.start, f"from {known.start} on: {what} says nothing about earlier days"
    if begins >= ends:
        raise Unresolved(f"{item.key} leaves no day to prove: from {begins} to {ends} (that day excluded)")
    return begins, ends, note


def _spent(
    component: Component, known: Dependencies, lost: dict[int, tuple[Fraction, int]], served: int, sure: bool
) -> Iterator[Spent]:
    """What each needed part may take. Minutes of redundant parts meet as chance has it; those of single ones add up.

    `sure`: what redundant parts share takes all it can of what is promised above it.
    """

    def worth(claim: Claim) -> Fraction:
        return ONE - min(lost[id(claim)][0] / served, ONE)

    chances = known.chances(worth, ONE, component)
    for name, structure, claim in _needed(component, known):
        works = certain(known, component, structure, worth, ONE) if sure else chance_of(structure, chances)
        minutes = (ONE - works) * served
        yield Spent(name, minutes, lost[id(claim)][1] if claim is not None else 0)


def _needed(component: Component, known: Dependencies) -> Iterator[tuple[str, Structure, Claim | None]]:
    """What is needed in any case, each once: single parts with what is promised about them, redundant ones as one."""
    seen: set[str] = set()
    waiting = [component]
    while waiting:
        one = waiting.pop(0)
        if one.name in seen:
            continue
        seen.add(one.name)
        if one.claim is not None or one.below is None:
            yield one.name, one.structure, one.claim
            continue
        singles, groups = known.needed(one)
        for label, structure in groups:
            yield label, structure, None
        waiting = [*singles, *waiting]


def _share(claim: Claim) -> Fraction:
    return claim.share


def _why(unknown: tuple[str, ...], shared: tuple[str, ...], known: Dependencies) -> str:
    """Why nothing is proved: for what no promise speaks for, or what redundant parts share."""
    if unknown:
        return f"nothing says how available {_listed(unknown)} is{_over(unknown, known)}"
    return f"redundant parts rest on {_listed(shared)}, of which nothing is promised by itself"


def _over(names: tuple[str, ...], known: Dependencies) -> str:
    """Which agreements about some components do not hold on the day, after a colon."""
    over = tuple(dict.fromkeys(known.silent[name][1] for name in names if name in known.silent))
    return f": {_listed(over)}" if over else ""


def _listed(names: tuple[str, ...]) -> str:
    shown = names[:4]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(shown) + more


def _zone(almanac: Almanac) -> Zone:
    try:
        return zone(almanac.snapshot.settings.timezone)
    except ValueError as error:
        raise Unresolved(f"gitsm.yaml: {error}") from None


def _span(period: tuple[date, date], clocks: Zone) -> Span:
    return clocks.instant(local_midnight(period[0])), clocks.instant(local_midnight(period[1]))
