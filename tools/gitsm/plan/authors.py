"""From the names on commits to parties. A name is a claim: it can add somebody to the authors, never take one away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.role import Party

_NO_REPLY = re.compile(r"(?:([0-9]+)\+)?([A-Za-z0-9-]+)@users\.noreply\.[A-Za-z0-9.-]+")


class People:
    """The parties of some revisions by what a commit may say of its author: id, address, account, account number."""

    def __init__(self, *groups: tuple[Loaded, ...]) -> None:
        self._known: dict[str, set[str]] = {}
        for group in groups:
            for item in group:
                party = item.artefact
                if isinstance(party, Party) and party.type != "team":
                    self._add(party.id, party.id)
                    for account in party.accounts:
                        self._add(account.handle, party.id)
                        if account.user_id is not None:
                            self._add(f"#{account.user_id}", party.id)

    def _add(self, word: str, party: str) -> None:
        self._known.setdefault(word.casefold(), set()).add(party)

    def named(self, handle: str) -> frozenset[str]:
        """The parties that a handle may mean: an id or an account, with or without `@`."""
        return frozenset(self._known.get(handle.strip().removeprefix("@").casefold(), ()))

    def behind(self, name: str, address: str) -> frozenset[str]:
        """Every party that a name with its address may be; empty for a stranger."""
        found: set[str] = set()
        for word in _words(name.strip(), address.strip()):
            found |= self._known.get(word.casefold(), set())
        return frozenset(found)


@lru_cache(maxsize=8)
def _people(*groups: tuple[Loaded, ...]) -> People:
    return People(*groups)


def people_of(*snapshots: Snapshot) -> People:
    """The parties of some revisions; those with the very same parties share the answer."""
    return _people(*dict.fromkeys(snapshot.by_kind.get("party", ()) for snapshot in snapshots))


def _words(name: str, address: str) -> Iterator[str]:
    yield from (name, address, address.partition("@")[0])
    match = _NO_REPLY.fullmatch(address)
    if match:
        yield from (match[2], f"#{match[1]}")


def authors_among(
    identities: Iterable[tuple[str, str]], ruling: Snapshot, *others: Snapshot
) -> tuple[frozenset[str], tuple[str, ...]]:
    """(parties, strangers as `name <address>`) behind names and addresses on commits.

    Parties of every snapshot are added to the authors; known is only whom the ruling one names, so that an account that
    comes with the change proves nothing about who wrote it.
    """
    everybody, known = people_of(ruling, *others), people_of(ruling)
    parties: set[str] = set()
    strangers: dict[str, None] = {}
    for name, address in identities:
        parties |= everybody.behind(name, address)
        if not known.behind(name, address):
            strangers[f"{name} <{address}>"] = None
    return frozenset(parties), tuple(strangers)
