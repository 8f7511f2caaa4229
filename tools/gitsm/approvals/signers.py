"""Whose key is it: the public keys of parties at a revision, with the days on which they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gitsm.analysis.people import active_party
from gitsm.approvals.evidence import APPROVAL_NAMESPACE, EVIDENCE_NAMESPACE, REQUEST_NAMESPACE
from gitsm.load.snapshot import Snapshot
from gitsm.model.role import Party

Standing = Literal["valid", "early", "late", "strange"]


@dataclass(frozen=True, slots=True)
class Signer:
    """A public key of a party, without comment. Half-open: `to` is the first day on which it no longer counts."""

    party: str
    key: str
    bot: bool
    from_: date | None
    to: date | None

    def standing(self, day: date) -> Standing:
        """Whether the key counts on the day."""
        if self.from_ is not None and day < self.from_:
            return "early"
        return "late" if self.to is not None and self.to <= day else "valid"


def signers_of(snapshot: Snapshot, on: date) -> tuple[Signer, ...]:
    """Every key of an approved party. Keys out of their time are there too, so that it can be said why they fail."""
    return tuple(_signers(snapshot, on))


def _signers(snapshot: Snapshot, on: date) -> Iterator[Signer]:
    for id_ in snapshot.ids.get("party", ()):
        party: Party | None = active_party(snapshot, id_, on)
        for one in party.ssh_keys if party is not None else ():
            assert party is not None
            yield Signer(id_, one.key_, party.type == "bot", one.from_, one.to)


def whose(signers: Iterable[Signer], key: str, day: date) -> tuple[str, Standing, bool]:
    """(party, standing, is a bot) of a key; the party is empty for a key that nobody carries.

    A key that two parties carry belongs to nobody: it cannot tell them apart.
    """
    found = [one for one in signers if one.key == key]
    if not found or len({one.party for one in found}) > 1:
        return "", "strange", False
    valid = [one for one in found if one.standing(day) == "valid"]
    best = valid[0] if valid else found[-1]
    return best.party, best.standing(day), best.bot


def allowed_signers(signers: Iterable[Signer]) -> str:
    """The file that `ssh-keygen -Y verify -f` reads, for checking by hand: principals are parties.

    A bot may sign evidence, a person approvals and requests; days become `valid-after` and `valid-before` (UTC).
    """
    lines = []
    for one in signers:
        spaces = EVIDENCE_NAMESPACE if one.bot else f"{APPROVAL_NAMESPACE},{REQUEST_NAMESPACE}"
        options = [f'namespaces="{spaces}"']
        options += [f'valid-after="{one.from_:%Y%m%d}000000Z"'] if one.from_ else []
        options += [f'valid-before="{one.to:%Y%m%d}000000Z"'] if one.to else []
        lines.append(f"{one.party} {','.join(options)} {one.key}\n")
    return "".join(lines)
