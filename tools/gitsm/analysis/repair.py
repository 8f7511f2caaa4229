"""What would make a promise feasible that is not: a longer target, another clock, or one change of one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gitsm.analysis.proof import RANKS, Answer, Case, Path, Proof, Prover, judged
from gitsm.analysis.support_chain import AtOnce, Chain, InTurn, Maybe, Measured, Part, Work, hours_of
from gitsm.analysis.way import done_at
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import ALL_HOURS, ALWAYS, Unresolved
from gitsm.calendar.flow import Worst

Kind = Literal["target", "clock", "step target", "step hours"]
OTHER_CLOCKS = {
    "calendar": ("service_hours", "support_hours"),
    "service_hours": ("support_hours",),
    "support_hours": ("service_hours",),
}
"""Clocks by which a promise could be measured instead: hours of the agreement that may be fewer."""
Change = Callable[[Proof, bool], Proof]
"""A part of a proof judged again with something else: quickly, for a few starts, or for all."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that mends a promise, and the answer after it. `minutes`: the new limit of the target or of the step.

    `clock`: by which the promise would be measured. `calendar`: the hours that count then, or that the step would have
    to work instead.
    """

    kind: Kind
    answer: Answer
    minutes: int = 0
    step: Work | None = None
    calendar: str = ""
    clock: str = ""


def repairs(proof: Proof, prover: Prover) -> tuple[Repair, ...]:
    """Every single change that mends a promise: of the target itself, then of each step.

    What is not kept is mended when it is kept for enough tickets, what is kept for enough when it is always kept. Of
    the target the shortest time that does it, and another clock of the agreement; of a step the longest target that
    does it, and the hours of the promise's own clock, or all hours. An agreement that carries several steps changes for
    all of them. Nothing for a proof that stands or could not be made, nor for one that could not be made after the
    change either: the reason for that stands in it.
    """
    if proof.answer in ("always kept", "not proved") or proof.chain is None or proof.reason:
        return ()
    trial = _Trial(proof, prover)
    found = [*trial.of_target(), *trial.of_clock()]
    told: set[tuple[str, str]] = set()
    for step in proof.chain.steps():
        if (step.item.path, step.target.id) not in told:
            found += trial.of_step_target(step)
        if (step.item.path, "") not in told:
            found += trial.of_step_hours(step)
        told |= {(step.item.path, step.target.id), (step.item.path, "")}
    return tuple(found)


class _Trial:
    """A proof judged again after changes, in every part of its term."""

    def __init__(self, proof: Proof, prover: Prover) -> None:
        self.proof = proof
        self.prover = prover
        self.parts = proof.parts or (proof,)
        self.starts = {id(part): {one.worst.start: None for one in _paths(part) if one.worst} for part in self.parts}

    def answer(self, change: Change) -> Answer:
        """The worst answer of all parts after a change.

        Starts that once were too late are tried first: most changes fail there, and need no proof for every start.
        """
        for quick in (True, False):
            after: Answer = "always kept"
            for part in self.parts:
                changed = change(part, quick)
                after = min(after, changed.answer, key=RANKS.__getitem__)
                if not quick:
                    self.starts[id(part)].update({one.worst.start: None for one in changed.unfit if one.worst})
            if not self.better(after):
                return after
        return after

    def better(self, after: Answer) -> bool:
        return after == "always kept" or (self.proof.answer == "not kept" and after == "kept for at least")

    def of_target(self) -> Iterator[Repair]:
        """The answer changes only where the promise reaches the worst case of one more path: each is tried in turn."""
        now = self.parts
        cases = [self._cases(part) for part in self.parts]
        while above := [path.worst.minutes for part in now for path in part.unfit if path.worst]:
            minutes = min(above)
            now = tuple(
                _with_limit(part, minutes, self.prover, case) for part, case in zip(self.parts, cases, strict=True)
            )
            after = min((part.answer for part in now), key=RANKS.__getitem__)
            if self.better(after):
                yield Repair("target", after, minutes)
                return

    def _cases(self, proof: Proof) -> Case:
        """The worst cases of a part as it is, each worked out once."""
        assert proof.chain is not None and proof.term is not None and proof.measured is not None
        chain, term, clock = proof.chain, proof.term, proof.measured.known.hours
        known = {path.taken: path.worst for path in _paths(proof)}

        def case(taken: frozenset[int]) -> Worst | None:
            if taken not in known:
                known[taken] = self.prover.case(chain, taken, term, clock)
            return known[taken]

        return case

    def of_clock(self) -> Iterator[Repair]:
        """The first other clock of the agreement on which the promise, as it is, would be kept."""
        item, now = self.proof.item, self.proof.measured
        for kind in OTHER_CLOCKS.get(self.proof.target.clock or "", ()):
            try:
                measured = hours_of(item, kind, self.prover.almanac)
            except Unresolved:
                continue
            known = measured.known
            said = all(part.term and known.covers(part.term.start, part.term.end) for part in self.parts)
            if not said or now is None or measured.calendar == now.calendar or not self._runs(measured):
                continue
            after = self.answer(self._on_clock(measured))
            if self.better(after):
                yield Repair("clock", after, clock=kind, calendar=measured.calendar)
                return

    def _runs(self, measured: Measured) -> bool:
        terms = (part.term for part in self.parts)
        return any(term is not None and measured.known.hours.elapsed(term.low, term.high) for term in terms)

    def _on_clock(self, measured: Measured) -> Change:
        def change(part: Proof, quick: bool) -> Proof:
            assert part.chain is not None
            return self._judged(part, part.chain, measured, quick)

        return change

    def of_step_target(self, step: Work) -> Iterator[Repair]:
        """The longest target of a step, in all the places where its agreement carries it, that mends the promise."""

        def answer(minutes: int) -> Answer:
            def shorter(work: Work) -> Work:
                same = work.item is step.item and work.target is step.target
                return replace(work, minutes=minutes) if same else work

            return self.answer(self._changed(shorter))

        low, high = self._bracket(step, lambda minutes: self.better(answer(minutes)))
        while high - low > 1:
            middle = (low + high) // 2
            if self.better(answer(middle)):
                low = middle
            else:
                high = middle
        if low:
            yield Repair("step target", answer(low), low, step)

    def _bracket(self, step: Work, mends: Callable[[int], bool]) -> tuple[int, int]:
        """(minutes that mend, or 0; more minutes that do not), close together: more work is never done earlier.

        On the clock of the promise a step often takes just its minutes, so what is too much is tried first.
        """
        if step.minutes < 2:
            return 0, 0
        over = max((path.worst.minutes - self.proof.limit for path in self.proof.unfit if path.worst), default=1)
        guess = min(max(step.minutes - over, 1), step.minutes - 1)
        if mends(guess):
            low, wide = guess, 1
            while low + wide < step.minutes and mends(low + wide):
                low, wide = low + wide, wide * 2
            return low, min(low + wide, step.minutes)
        if guess == 1 or not mends(1):
            return 0, 0
        high, wide = guess, 1
        while high - wide > 1 and not mends(high - wide):
            high, wide = high - wide, wide * 2
        return max(high - wide, 1), high

    def of_step_hours(self, step: Work) -> Iterator[Repair]:
        """The hours of the promise's clock, or all hours, as support hours of a step where they mend the promise."""
        for measured in (self.proof.measured, Measured("calendar", ALWAYS, ALL_HOURS)):
            if measured is None or not _works_otherwise(self.proof, step, measured):
                continue
            after = self.answer(self._changed(_on_hours(step, measured)))
            if self.better(after):
                yield Repair("step hours", after, 0, step, measured.calendar)
                return

    def _changed(self, change: Callable[[Work], Work]) -> Change:
        def changed(part: Proof, quick: bool) -> Proof:
            assert part.chain is not None and part.measured is not None
            steps = _with(part.chain.part, change)
            same = steps is part.chain.part
            return part if same else self._judged(part, Chain(steps, part.chain.shares), part.measured, quick)

        return changed

    def _judged(self, part: Proof, chain: Chain, measured: Measured, quick: bool) -> Proof:
        """A part judged again with another chain or clock; `quick`: for the starts only that are known to be bad."""
        assert part.term is not None
        clock = measured.known.hours

        def case(taken: frozenset[int]) -> Worst | None:
            found = Worst(-1, 0, 0)
            for start in self.starts[id(part)]:
                done = done_at(chain.part, taken, start)
                if done is None:
                    return None
                if (counted := clock.elapsed(start, done)) > found.minutes:
                    found = Worst(counted, start, done)
            return found

        return judged(part.item, part.target, measured, chain, part.term, self.prover, case if quick else None)


def _paths(proof: Proof) -> Iterator[Path]:
    """The paths of which a proof tells the worst case."""
    yield from (path for path in (proof.longest, proof.common, *proof.unfit) if path is not None)


def _with_limit(proof: Proof, minutes: int, prover: Prover, case: Case) -> Proof:
    """A proof for another limit of the target."""
    assert proof.measured is not None and proof.chain is not None and proof.term is not None
    target = proof.target.model_copy(update={"at_most": Duration(minutes)})
    return judged(proof.item, target, proof.measured, proof.chain, proof.term, prover, case)


def _on_hours(step: Work, measured: Measured) -> Callable[[Work], Work]:
    """Other support hours of the agreement behind a step. A target measured around the clock stays so."""

    def change(work: Work) -> Work:
        if work.item is not step.item:
            return work
        support = replace(measured, kind="support_hours")
        works = support if work.measured.kind == "support_hours" else work.measured
        hands_over = support if work.handover else works
        if (works.calendar, hands_over.calendar) == (work.measured.calendar, work.support.calendar):
            return work
        return replace(work, measured=works, support=hands_over)

    return change


def _works_otherwise(proof: Proof, step: Work, measured: Measured) -> bool:
    """Whether other support hours of its agreement would make a difference to any step."""
    change = _on_hours(step, measured)
    return proof.chain is not None and any(change(one) is not one for one in proof.chain.steps())


def _with(part: Part, change: Callable[[Work], Work]) -> Part:
    """The part with changed steps; the very same where nothing changes."""
    if isinstance(part, Work):
        return change(part)
    if isinstance(part, Maybe):
        inner = _with(part.part, change)
        return part if inner is part.part else Maybe(part.share, inner)
    parts = tuple(_with(one, change) for one in part.parts)
    if all(new is old for new, old in zip(parts, part.parts, strict=True)):
        return part
    return InTurn(parts) if isinstance(part, InTurn) else AtOnce(parts)
