"""Can the agreements underneath keep the promise above? Three answers, each with its arithmetic (M1, M3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

from gitsm.analysis.comparable import doubts
from gitsm.analysis.periods import LONGEST_TERM, too_long
from gitsm.analysis.shares import at_most
from gitsm.analysis.support_chain import (
    TIME_METRICS,
    AtOnce,
    Chain,
    Measured,
    Part,
    Share,
    Work,
    chain_of,
    clock_of,
    day_of,
    minutes_of,
)
from gitsm.analysis.way import leaves, stages
from gitsm.base import words
from gitsm.calendar.almanac import Almanac, Unresolved
from gitsm.calendar.flow import Flow, NeverDone, Worst, at_once, latest, then, work, worst
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.weeks import WEEK, WeekBook
from gitsm.calendar.zones import zone
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target

Answer = Literal["always kept", "kept for at least", "not kept", "not proved"]
MOST_CONDITIONS = 8
"""Conditional parts of one chain whose combinations are followed: 256 of them."""
ONE = Fraction(1)
Case = Callable[[frozenset[int]], Worst | None]
RANKS: dict[Answer, int] = {"not kept": 0, "not proved": 1, "kept for at least": 2, "always kept": 3}
"""The answers, the worst first."""


@dataclass(frozen=True, slots=True)
class Term:
    """The start minutes that a proof covers: [low, high). `note` says where they are fewer than the agreement's."""

    start: date
    end: date
    low: Instant
    high: Instant
    note: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """One way a ticket may take: the conditional parts it reaches, and its worst case on the clock of the target.

    `worst` is None where the work is never done.
    """

    taken: frozenset[int]
    worst: Worst | None
    fits: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer for one target.

    `bound`: share of tickets for which the promise is kept at least. `longest`: the path through every conditional
    part, `common` the one through none. `reason`: why nothing could be proved; beside `not kept`, why a better answer
    could not be proved either. `rare`: the largest share of tickets on paths that do not fit.
    """

    item: Loaded
    target: Target
    answer: Answer
    reason: str = ""
    measured: Measured | None = None
    term: Term | None = None
    chain: Chain | None = None
    longest: Path | None = None
    common: Path | None = None
    unfit: tuple[Path, ...] = ()
    bound: Fraction = Fraction(0)
    rare: Fraction = Fraction(0)
    parts: tuple[Proof, ...] = ()
    """Where other versions of the steps apply in parts of the term: a proof for each part. This one is the worst."""

    @property
    def limit(self) -> int:
        """The promise in minutes of its clock."""
        return int(self.target.at_most or 0)

    @property
    def compliance(self) -> Fraction:
        """Share of tickets for which it is promised; all where nothing is said."""
        return Fraction(str(self.target.compliance)) / 100 if self.target.compliance is not None else ONE

    @property
    def shown(self) -> Path | None:
        """The path that shows the answer: one that does not fit, with fewest conditional parts, else the longest."""
        return self.unfit[0] if self.unfit else self.longest

    @property
    def certain(self) -> Fraction:
        """Share of tickets for which it is kept at least, so far as that is proved."""
        return Fraction(0) if self.reason else self.bound

    @property
    def usual(self) -> Path | None:
        """The path on which slack is measured: the longest where every path fits, else the common one."""
        return self.common if self.unfit else self.longest

    @property
    def slack(self) -> int | None:
        """Minutes between the promise and the worst case of the usual path; negative where that does not fit."""
        if self.usual is None or self.usual.worst is None:
            return None
        return self.limit - self.usual.worst.minutes


class Prover:
    """Proofs about the SLAs of a snapshot, each made once. `almanac` says the hours, and the day looked at."""

    def __init__(self, almanac: Almanac) -> None:
        self.almanac = almanac
        self._almanacs = {almanac.on: almanac}
        self._proofs: dict[tuple[str, str], Proof] = {}
        self._weeks = WeekBook()
        self._flows: dict[tuple[int, int, Instant, Instant], Flow] = {}

    def proofs(self, item: Loaded) -> tuple[Proof, ...]:
        """One for each time target of an SLA, in the order in which they are written."""
        sla = item.artefact
        assert isinstance(sla, Sla)
        return tuple(self.proof(item, target) for target in sla.targets if target.metric in TIME_METRICS)

    def proof(self, item: Loaded, target: Target) -> Proof:
        """The proof of one time target of an SLA."""
        known = self._proofs.get((item.path, target.id))
        if known is None:
            try:
                known = self._prove(item, target)
            except Unresolved as error:
                known = Proof(item, target, "not proved", str(error))
            self._proofs[item.path, target.id] = known
        return known

    def _prove(self, item: Loaded, target: Target) -> Proof:
        minutes_of(item, target)
        on, snapshot = day_of(item, self.almanac.on), self.almanac.snapshot
        measured, chain = self._resolved(item, target, on)
        start, end = snapshot.span(item) if item.phase == "agreed" else (item.artefact.start, item.artefact.end)
        if start is None or end is None:
            raise Unresolved(f"{item.key} states no term (valid.from and valid.to)")
        if too_long(start, end):
            raise Unresolved(f"the term of {item.key} from {start} to {end} is longer than {LONGEST_TERM} years")
        days = self._changes(item, chain, on, end)
        found: list[Proof] = []
        trouble: Unresolved | None = None
        for first, last in pairwise([start, *days, end]):
            try:
                if first > start:
                    measured, chain = self._resolved(item, target, first)
                term = self._term(item, measured, chain, first, last, end)
                found.append(_since(judged(item, target, measured, chain, term, self), first, start))
            except Unresolved as error:
                trouble = trouble or error
        if trouble is not None and all(one.answer != "not kept" for one in found):
            raise trouble
        worst = min(found, key=_hardship)
        open_ = next((one.reason for one in found if one.reason), "" if trouble is None else str(trouble))
        worst = replace(worst, reason=worst.reason or open_)
        if not days or worst.term is None:
            return worst
        note = f"versions change on {words.listed([str(day) for day in days])}; this part of the term is the worst"
        term = replace(worst.term, note="; ".join(filter(None, (worst.term.note, note))))
        return replace(worst, term=term, parts=tuple(found))

    def _resolved(self, item: Loaded, target: Target, on: date) -> tuple[Measured, Chain]:
        """The clock of a target and its chain, on a day."""
        almanac = self._almanac(day_of(item, self.almanac.on))
        measured = clock_of(item, target, almanac, on)
        chain = chain_of(item, target, almanac, on)
        if item.phase == "agreed":
            used = {
                measured.calendar,
                *(one.calendar for step in chain.steps() for one in (step.measured, step.support)),
            }
            if name := next(filter(None, map(almanac.unagreed, sorted(used))), ""):
                raise Unresolved(f"no version of calendar {name} is approved, so nobody has agreed to its hours")
        if len(chain.shares) > MOST_CONDITIONS:
            raise Unresolved(
                f"the chain has {len(chain.shares)} conditional parts; at most {MOST_CONDITIONS} are followed"
            )
        return measured, chain

    def _almanac(self, day: date) -> Almanac:
        """The hours as they are said around a day: those of an agreement to come are those of its first day."""
        found = self._almanacs.get(day)
        if found is None:
            found = self._almanacs[day] = Almanac(self.almanac.snapshot, day)
        return found

    def _changes(self, item: Loaded, chain: Chain, on: date, end: date) -> list[date]:
        """The days up to the end on which another version of a step, or of a service promised, begins to apply."""
        sla, snapshot = item.artefact, self.almanac.snapshot
        assert isinstance(sla, Sla)
        found: set[date] = set()
        for key in {step.key for step in chain.steps()} | {f"service/{name}" for name in sla.services}:
            kind, _, id_ = key.partition("/")
            before = snapshot.resolve(kind, id_, on)
            for day in snapshot.starts.get(key, ()):
                if on < day < end and (after := snapshot.resolve(kind, id_, day)) is not before:
                    found.add(day)
                    before = after
            heirs = (heir.artefact.start for heir in snapshot.successors.get(key, ()) if heir.phase == "agreed")
            found.update(day for day in heirs if day is not None and on < day < end)
        return sorted(found)

    def _term(self, item: Loaded, measured: Measured, chain: Chain, start: date, last: date, end: date) -> Term:
        """The part of an agreement's term from `start` to `last`, so far as everything is said for it."""
        begins, note = start, ""
        for what, first, stops in self._terms(measured, chain):
            if stops is not None and stops < last:
                raise Unresolved(f"{what} ends on {stops}, before {item.key} does on {end}")
            if first is not None and first > begins:
                if first > max(self.almanac.on, start):
                    raise Unresolved(f"{what} begins on {first}, after {item.key} does on {start}")
                begins, note = first, f"from {first} on: {what} says nothing about earlier days"
        if begins >= last:
            raise Unresolved(f"{item.key} leaves no day to prove: from {begins} to {last} (that day excluded)")
        name = self.almanac.snapshot.settings.timezone
        try:
            clocks = zone(name)
        except ValueError as error:
            raise Unresolved(f"gitsm.yaml: {error}") from None
        low, high = (clocks.instant(local_midnight(day)) for day in (begins, last))
        whole = item.artefact.start or begins  # a part may be a single Sunday: its tickets count from Monday on
        if not measured.known.hours.elapsed(clocks.instant(local_midnight(whole)), clocks.instant(local_midnight(end))):
            raise Unresolved(
                f"the clock of {item.key} never runs: calendar {measured.calendar}, which it counts, is not open "
                f"from {whole} to {end}"
            )
        return Term(begins, last, low, high, note)

    def _terms(self, measured: Measured, chain: Chain) -> Iterator[tuple[str, date | None, date | None]]:
        """(what, first day, day after the last) of everything that a proof rests on."""
        yield f"calendar {measured.calendar}", measured.known.start, measured.known.end
        for step in chain.steps():
            item = step.item
            agreed = item.phase == "agreed"
            yield step.key, *(self.almanac.snapshot.span(item) if agreed else (item.artefact.start, item.artefact.end))
            for one in (step.measured, step.support):
                yield f"calendar {one.calendar}", one.known.start, one.known.end

    def work(self, hours: Hours, minutes: int, low: Instant, high: Instant) -> Flow:
        """`gitsm.calendar.flow.work`, each worked out once."""
        key = (id(hours), minutes, low, high)
        found = self._flows.get(key)
        if found is None:
            found = self._flows[key] = work(hours, minutes, low, high)
        return found

    def case(self, chain: Chain, taken: frozenset[int], term: Term, clock: Hours) -> Worst | None:
        """The worst case of a path; None where its work is never done."""
        try:
            return self.worst(chain.part, taken, term, clock)
        except NeverDone:
            return None

    def worst(self, part: Part, taken: frozenset[int], term: Term, clock: Hours) -> Worst:
        """The worst case of a part over every start of a term, the first where several are. Raises NeverDone.

        One of each kind of week is gone through, with as many weeks after it as the work may reach.
        """
        hours = {clock, *(stage[0] for stage in leaves(part, taken))}
        reach = 1
        while True:
            found: Worst | None = None
            further = reach
            for low, high in self._weeks.different(hours, term.low, term.high, reach):
                flow = flow_of(part, taken, low, high, self)
                further = max(further, _reach(flow))
                one = worst(flow, clock)
                if found is None or one.minutes > found.minutes:
                    found = one
            assert found is not None
            if further == reach:
                return found
            reach = further


def _reach(flow: Flow) -> int:
    """How many weeks after that of its start the work of a flow touches at most."""
    found = 0
    for number in range(flow.low // WEEK, (flow.high - 1) // WEEK + 1):
        done = flow(min((number + 1) * WEEK, flow.high) - 1)
        found = max(found, -(-done // WEEK) - number - 1)
    return found


def _since(proof: Proof, first: date, start: date) -> Proof:
    """The proof for a part of a term, with the day from which its reason is one."""
    return replace(proof, reason=f"from {first} on, {proof.reason}") if proof.reason and first > start else proof


def _hardship(proof: Proof) -> tuple[int, Fraction, int]:
    """What comes first is the worst: by the answer, then by the bound, then by the slack."""
    return RANKS[proof.answer], proof.bound, -1 << 62 if proof.slack is None else proof.slack


def judged(
    item: Loaded, target: Target, measured: Measured, chain: Chain, term: Term, prover: Prover, case: Case | None = None
) -> Proof:
    """The proof for a resolved chain: every path's worst case, the bound of M3, and the answer in its order.

    Where the steps do not count as the promise does (`gitsm.analysis.comparable`), nothing is kept by proof.

    `case`: another way to find the worst case of a path, such as one of a few starts only.
    """
    limit = int(target.at_most or 0)

    def path(taken: frozenset[int]) -> Path:
        found = case(taken) if case else prover.case(chain, taken, term, measured.known.hours)
        return Path(taken, found, found is not None and found.minutes <= limit)

    longest = path(frozenset(share.number for share in chain.shares))
    common = path(frozenset()) if chain.shares else longest
    unfit = () if longest.fits else tuple(_unfit(chain.shares, longest, path))
    values = {share.number: share.value for share in chain.shares}
    rare = at_most((one.taken for one in unfit), values)
    never = sum((lost for _, lost in missed(chain, [one.taken for one in unfit])), Fraction(0))
    bound = max(Fraction(0), ONE - rare - never)
    wanted = Fraction(str(target.compliance)) / 100 if target.compliance is not None else ONE
    answer: Answer = "not kept" if bound < wanted else "always kept" if longest.fits else "kept for at least"
    reason = doubts(item, target, chain)
    if reason and answer != "not kept":  # a ticket that is late without any pause stays late
        return Proof(item, target, "not proved", reason, measured, term, chain)
    return Proof(item, target, answer, reason, measured, term, chain, longest, common, unfit, bound, rare)


def _unfit(shares: tuple[Share, ...], longest: Path, path: Callable[[frozenset[int]], Path]) -> Iterator[Path]:
    """The paths that do not fit with the fewest conditional parts: whoever takes more of them does not fit either."""
    found: list[frozenset[int]] = []
    numbers = [share.number for share in shares]
    for size in range(len(numbers) + 1):
        for chosen in combinations(numbers, size):
            taken = frozenset(chosen)
            open_ended = any(shares[n].parent is not None and shares[n].parent not in taken for n in taken)
            if open_ended or any(one <= taken for one in found):
                continue
            one = longest if taken == longest.taken else path(taken)
            if not one.fits:
                found.append(taken)
                yield one


def missed(chain: Chain, unfit: list[frozenset[int]]) -> Iterator[tuple[Work, Fraction]]:
    """v(1 - q) of each step that lies on a path that fits. A step that does not say how often it keeps its target
    counts as never.
    """
    values = {share.number: share.value for share in chain.shares}
    for step in chain.steps():
        if any(one <= frozenset(step.under) for one in unfit):
            continue  # whoever reaches it is on a path already counted
        share = values[step.under[-1]] if step.under else ONE
        yield step, share * (ONE - (step.kept if step.kept is not None else 0))


def flow_of(part: Part, taken: frozenset[int], low: Instant, high: Instant, prover: Prover) -> Flow:
    """When a part is done for the starts in [low, high), for tickets that reach the conditional parts `taken`.

    Raises NeverDone.
    """
    flow = at_once(low, high)
    todo = list(stages(part, taken))
    for i, stage in enumerate(todo):
        first, last = flow(low), flow(high - 1) + 1
        if isinstance(stage, AtOnce):
            flow = then(flow, latest([flow_of(one, taken, first, last, prover) for one in stage.parts]))
            continue
        hours, minutes = stage
        following = todo[i + 1] if i + 1 < len(todo) else None
        if isinstance(following, tuple) and following[0] is hours:
            todo[i + 1] = (hours, minutes + following[1])  # on the same hours, one after the other is their sum
        else:
            flow = then(flow, prover.work(hours, minutes, first, last))
    return flow
