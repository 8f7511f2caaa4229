"""What if a promise, a step, its hours or a share were another? Proved again over a changed copy of the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from gitsm.analysis.proof import Proof, Prover
from gitsm.analysis.support_chain import TIME_METRICS, Work, chain_of, conditionals, direct_steps, label_of
from gitsm.base import words
from gitsm.base.errors import UsageError
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import ALWAYS, Almanac, Unresolved
from gitsm.load.explain import closest
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.model.agreement import Agreement, Conditional, Link, ParallelSteps, Sequence, Sla, Step, Support, Target

Kind = Literal["target", "step", "hours", "share"]
OWN_HOURS = ("service_hours", "support_hours")


@dataclass(frozen=True, slots=True)
class Wish:
    """One change to try: whose (`resolve-p1`, `ola/desk`, `ola/desk/resolve-p1`, `service_hours`), and to what.

    `minutes` for targets and steps, `calendar` for hours, `percent` for shares.
    """

    kind: Kind
    whose: str
    minutes: int = 0
    calendar: str = ""
    percent: float = 0


@dataclass(frozen=True, slots=True)
class Before:
    """A proof as it is, and as it would be."""

    before: Proof
    after: Proof

    @property
    def changed(self) -> bool:
        """Whether the change makes a difference to it."""
        return _result(self.before) != _result(self.after)


def _result(proof: Proof) -> tuple[object, ...]:
    return proof.answer, proof.bound, proof.limit, proof.slack, proof.reason, proof.longest and proof.longest.worst


@dataclass(frozen=True, slots=True)
class Tried:
    """What was changed, in words, the proofs of the SLA before and after, and what made them."""

    item: Loaded
    changes: tuple[str, ...]
    proofs: tuple[Before, ...]
    prover: Prover


def what_if(prover: Prover, item: Loaded, wishes: Iterable[Wish]) -> Tried:
    """The time targets of an SLA proved again after some changes. Raises UsageError for what does not fit."""
    trial = _Trial(prover, item)
    wishes = list(wishes)
    for wish in wishes:
        if wish.kind == "target":
            trial.named.add(_named_target(item, wish.whose).id)
    for wish in wishes:
        getattr(trial, f"_{wish.kind}")(wish)
    after = Prover(Almanac(trial.snapshot(), prover.almanac.on))
    changed = trial.items.get(item.path, item)
    pairs = zip(prover.proofs(item), after.proofs(changed), strict=True)
    return Tried(item, tuple(trial.words), tuple(Before(*pair) for pair in pairs), after)


class _Trial:
    """The changed artefacts by path. `named`: the targets that the change is about; without any, all."""

    def __init__(self, prover: Prover, item: Loaded) -> None:
        self.prover = prover
        self.item = item
        self.items: dict[str, Loaded] = {}
        self.words: list[str] = []
        self.named: set[str] = set()

    def snapshot(self) -> Snapshot:
        """The repository with what was changed."""
        old = self.prover.almanac.snapshot
        items = (self.items.get(one.path, one) for one in old.items)
        return build(old.tree, items, old.findings, old.broken, old.paths)

    @property
    def sla(self) -> Sla:
        return cast("Sla", self.items.get(self.item.path, self.item).artefact)

    def _put(self, item: Loaded, fields: Mapping[str, object]) -> None:
        current = self.items.get(item.path, item)
        self.items[item.path] = replace(current, artefact=current.artefact.model_copy(update=dict(fields)))

    def _target(self, wish: Wish) -> None:
        target = _named_target(self.item, wish.whose)
        self._put(self.item, {"targets": _with_limit(self.sla.targets, {target.id}, wish.minutes)})
        self.words.append(f"{self.item.key} {target.id}: {_instead(wish.minutes, target)}")

    def _step(self, wish: Wish) -> None:
        key, _, name = _split(wish.whose)
        steps = self._steps(key)
        used = {step.target.id: step.target for _, step in steps}
        if name:
            agreement = cast("Agreement", steps[0][1].item.artefact)
            found = {one.id: one for one in agreement.targets if one.metric in TIME_METRICS}
            if name not in found:
                raise UsageError(f"{key} has no time target {name}.", _proposal(name, found))
            used = {name: found[name]}
        if len(used) > 1:
            each = ", ".join(f"{step.target.id} for {target}" for target, step in steps)
            raise UsageError(
                f"{key} carries {self.item.key} with several of its targets: {each}.",
                f"write which, such as --step {key}/{next(iter(used))}=2h",
            )
        target = next(iter(used.values()))
        item = steps[0][1].item
        current = cast("Agreement", self.items.get(item.path, item).artefact)
        self._put(item, {"targets": _with_limit(current.targets, set(used), wish.minutes)})
        self.words.append(f"{key} {target.id}: {_instead(wish.minutes, target)}")

    def _hours(self, wish: Wish) -> None:
        try:
            self.prover.almanac.known(wish.calendar)
        except Unresolved as error:
            ids = [*self.prover.almanac.snapshot.ids.get("calendar", ()), ALWAYS]
            raise UsageError(f"{_upper(str(error))}.", _proposal(wish.calendar, ids)) from None
        if wish.whose in OWN_HOURS:
            item, field = self.item, wish.whose
        else:
            key, _, rest = _split(wish.whose)
            if rest:
                raise UsageError(f"Hours belong to {key} as a whole, not to {rest}.", f"write --hours {key}=CALENDAR")
            item, field = self._steps(key, every=True)[0][1].item, "support_hours"
        before = getattr(self.items.get(item.path, item).artefact, field)
        self._put(item, {field: wish.calendar})
        self.words.append(f"{item.key} {words.enum(field)}: {wish.calendar} instead of {before or 'none of its own'}")

    def _share(self, wish: Wish) -> None:
        self._steps(wish.whose, every=True)
        found: list[float | None] = []
        supported = tuple(
            one.model_copy(update={"chain": _with_share(one.chain, wish.whose, wish.percent, found)})
            for one in self.sla.supported_by
        )
        if not found:
            raise UsageError(
                f"{wish.whose} is no conditional step of {self.item.key}: every ticket reaches it.",
                "put it under `conditional` in the chain first",
            )
        capped = set(_capped(self.sla.supported_by))
        self._put(self.item, {"supported_by": supported})
        before = ", ".join(dict.fromkeys("an unknown share" if one is None else _percent(one) for one in found))
        self.words.append(f"{wish.whose}: {_percent(wish.percent)} of the tickets instead of {before}")
        for who, stated, least in _capped(supported):
            if (who, stated, least) not in capped:
                self.words.append(
                    f"{who}: {_percent(least)} of the tickets at most instead of {_percent(stated)}, since only so "
                    "many reach the part in which it lies"
                )

    def _steps(self, key: str, *, every: bool = False) -> list[tuple[str, Work]]:
        """(target of the SLA, step) of the steps on an agreement, under the targets that the change is about."""
        known: dict[str, None] = {}
        found: list[tuple[str, Work]] = []
        for target, step in _all_steps(self.item, self.prover):
            known[step.key] = None
            if step.key == key and (every or not self.named or target in self.named):
                found.append((target, step))
        if not found:
            if key in known:
                raise UsageError(
                    f"{key} carries none of {words.listed(sorted(self.named))}.",
                    "leave --target out, or name another step",
                )
            raise UsageError(f"{key} is no step under {self.item.key}.", _proposal(key, known))
        return found


def _all_steps(item: Loaded, prover: Prover) -> Iterator[tuple[str, Work]]:
    for target in cast("Sla", item.artefact).targets:
        if target.metric not in TIME_METRICS:
            continue
        try:
            chain = chain_of(item, target, prover.almanac)
        except Unresolved:
            continue
        for step in chain.steps():
            yield target.id, step


def _named_target(item: Loaded, name: str) -> Target:
    found = {one.id: one for one in cast("Sla", item.artefact).targets if one.metric in TIME_METRICS}
    if name not in found:
        raise UsageError(f"{item.key} has no time target {name}.", _proposal(name, found))
    return found[name]


def _split(whose: str) -> tuple[str, str, str]:
    """`ola/desk/resolve-p1` as (`ola/desk`, `/`, `resolve-p1`)."""
    kind, _, rest = whose.partition("/")
    id_, slash, name = rest.partition("/")
    return f"{kind}/{id_}" if rest else kind, slash, name


def _with_limit(targets: tuple[Target, ...], names: set[str], minutes: int) -> tuple[Target, ...]:
    limit = {"at_most": Duration(minutes)}
    return tuple(one.model_copy(update=limit) if one.id in names else one for one in targets)


def _with_share(link: Link, key: str, percent: float, found: list[float | None]) -> Link:
    if isinstance(link, Step):
        return link
    if isinstance(link, Conditional):
        inner = _with_share(link.conditional, key, percent, found)
        if key not in direct_steps(link.conditional):
            return link.model_copy(update={"conditional": inner})
        found.append(link.share)
        return link.model_copy(update={"conditional": inner, "share": percent, "source": "assumed", "measured": None})
    if isinstance(link, Sequence):
        return link.model_copy(
            update={"sequence": tuple(_with_share(one, key, percent, found) for one in link.sequence)}
        )
    assert isinstance(link, ParallelSteps)
    return link.model_copy(update={"parallel": tuple(_with_share(one, key, percent, found) for one in link.parallel)})


def _capped(supported: Iterable[Support]) -> Iterator[tuple[str, float, float]]:
    """(steps, share stated, share that counts) of conditional parts that lie in one which fewer tickets reach."""
    for one in supported:
        yield from _capped_in(one.chain, 100)


def _capped_in(link: Link, most: float) -> Iterator[tuple[str, float, float]]:
    for one in conditionals(link):
        share = one.share if one.share is not None else 100
        if one.share is not None and share > most:
            yield words.listed(label_of(one)), share, most
        yield from _capped_in(one.conditional, min(share, most))


def _instead(minutes: int, target: Target) -> str:
    before = words.hours(int(target.at_most)) if target.at_most is not None else "no limit"
    return f"{words.hours(minutes)} instead of {before}"


def _percent(value: float) -> str:
    return f"{words.number(value)}{words.NBSP}%"


def _proposal(name: str, known: Iterable[str]) -> str:
    ids = list(known)
    near = closest(name, ids)
    return f"did you mean {near}?" if near else f"there are {words.listed(ids)}" if ids else "there are none"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
