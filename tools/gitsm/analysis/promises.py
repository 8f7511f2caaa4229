"""The service level agreements that a reader asks about on a day, each with its proofs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from gitsm.analysis.proof import Answer, Proof, Prover
from gitsm.calendar.almanac import ALWAYS, Almanac, Unresolved
from gitsm.calendar.zones import Zone, zone
from gitsm.load.snapshot import Condition, Loaded
from gitsm.model.agreement import Sla

ANSWERS: tuple[Answer, ...] = ("always kept", "kept for at least", "not kept", "not proved")
PAST: tuple[Condition, ...] = ("expired", "superseded", "ended")


@dataclass(frozen=True, slots=True)
class Promised:
    """A version of an SLA with the proofs of its time targets. Of a draft nothing is promised yet."""

    item: Loaded
    condition: Condition
    proofs: tuple[Proof, ...]

    @property
    def sla(self) -> Sla:
        """The agreement."""
        return cast("Sla", self.item.artefact)

    @property
    def draft(self) -> bool:
        """Whether it is not agreed yet."""
        return self.condition == "working"

    @property
    def answers(self) -> Counter[Answer]:
        """How many targets have each answer."""
        return Counter(proof.answer for proof in self.proofs)

    @property
    def open(self) -> bool:
        """Whether a target is not kept or not proved."""
        return any(proof.answer in ("not kept", "not proved") for proof in self.proofs)

    @property
    def tightest(self) -> Proof | None:
        """The proof with the least slack for its limit; None where none has any."""
        found = [proof for proof in self.proofs if proof.slack is not None]
        return min(found, key=slack_share, default=None)


def slack_share(proof: Proof) -> Fraction:
    """Slack as a share of the limit; of a limit of nothing, nothing."""
    return Fraction(proof.slack or 0, proof.limit) if proof.limit else Fraction(0)


def promises(prover: Prover, items: Iterable[Loaded]) -> Iterator[Promised]:
    """The SLAs that hold now or later, in the order given."""
    snapshot, on = prover.almanac.snapshot, prover.almanac.on
    for item in items:
        condition = snapshot.condition(item, on)
        if condition not in PAST:
            yield Promised(item, condition, prover.proofs(item))


def sums(promised: Sequence[Promised], *, drafts: bool = False) -> dict[Answer, int]:
    """How many targets of the agreed ones, or of the drafts, have each answer, in the order of the answers."""
    counted: Counter[Answer] = Counter()
    for one in promised:
        if one.draft == drafts:
            counted += one.answers
    return {answer: counted[answer] for answer in ANSWERS}


def clocks_for(almanac: Almanac, *calendars: str) -> Zone:
    """The zone whose clocks people read for some calendars: of the first that has one, else of gitsm.yaml, else UTC."""
    for id_ in calendars:
        try:
            found = almanac.zone(id_) if id_ != ALWAYS else None
        except Unresolved:
            continue
        if found is not None:
            return found
    try:
        return zone(almanac.snapshot.settings.timezone)
    except ValueError:
        return zone("UTC")


def clocks_of(proof: Proof, almanac: Almanac) -> Zone:
    """The zone in which the story of a proof is told: that of the promise's clock."""
    return clocks_for(almanac, proof.measured.calendar if proof.measured else ALWAYS)


def holds(item: Loaded, condition: Condition) -> str:
    """When a version holds: `in force until 2027-02-01`, `from 2027-02-01`, `expired on 2026-02-01`, `draft`."""
    start, end = item.artefact.start, item.artefact.end
    if condition == "working":
        return "draft" if item.artefact.status == "draft" else f"draft ({item.artefact.status})"
    if condition == "scheduled":
        return f"from {_iso(start)} until {_iso(end)}" if end else f"from {_iso(start)}"
    word = "on" if condition in ("expired", "superseded") else "until"
    return f"{condition} {word} {_iso(end)}" if end else condition


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "a day not stated"
