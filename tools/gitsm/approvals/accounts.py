"""From accounts on a platform to people: who made a change, and whose reviews are heard.

An account is a party by its number on that platform, on the day judged; its login counts only where the party states
no number. Addresses and trailers in commits are claims: they can widen the set of authors, never narrow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from gitsm.analysis.people import active_party
from gitsm.approvals.forge import Account, Commit, PullRequest, Review
from gitsm.approvals.request import ChangeRequest, Voice, described
from gitsm.load.snapshot import Snapshot

_Key = TypeVar("_Key", int, str)
DECISIVE = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
WEB_FLOW = "web-flow"
"""The account that commits in the platform's own editor, for the author named beside it."""
_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_NO_REPLY = re.compile(r"<(?:([0-9]{1,18})\+)?([A-Za-z0-9][A-Za-z0-9-]{0,98})@users\.noreply\.[a-z0-9.-]{1,200}>")


@dataclass(frozen=True, slots=True)
class Directory:
    """The parties of a snapshot by their accounts on one platform, on a day."""

    by_id: dict[int, str]
    by_login: dict[str, str]
    """Lower-case logins of accounts that state no number."""
    logins: dict[str, str]
    """Party -> login, as the party states it."""

    @classmethod
    def of(cls, snapshot: Snapshot, platform: str, on: date) -> Directory:
        """Reads the accounts. One that two parties claim belongs to neither."""
        ids: dict[int, set[str]] = {}
        names: dict[str, set[str]] = {}
        logins: dict[str, str] = {}
        for id_ in snapshot.ids.get("party", ()):
            party = active_party(snapshot, id_, on)
            for account in party.accounts if party is not None else ():
                if account.platform != platform or not account.holds(on):
                    continue
                logins.setdefault(id_, account.handle)
                if account.user_id:
                    ids.setdefault(account.user_id, set()).add(id_)
                else:
                    names.setdefault(account.handle.lower(), set()).add(id_)
        return cls(_single(ids), _single(names), logins)

    def party(self, account: Account) -> str:
        """The party behind an account; empty where there is none."""
        found = self.by_id.get(account.user_id) if account.user_id else None
        return found or self.by_login.get(account.login.lower(), "")


def _single(found: dict[_Key, set[str]]) -> dict[_Key, str]:
    return {key: next(iter(parties)) for key, parties in found.items() if len(parties) == 1}


@dataclass(frozen=True, slots=True)
class Makers:
    """Who made a change: parties, and those whom no party names, in words."""

    parties: frozenset[str]
    strangers: tuple[str, ...]


def makers(pull: PullRequest, commits: tuple[Commit, ...], pusher: Account | None, people: Directory) -> Makers:
    """Everybody who had a hand in a change: who opened it, wrote, committed or shared a commit, or pushed last."""
    found: dict[str, None] = {}
    strangers: dict[str, None] = {}
    for account, words in _hands(pull, commits, pusher):
        party = people.party(account) if account is not None else ""
        if party:
            found[party] = None
        else:
            strangers[words] = None
    return Makers(frozenset(found), tuple(strangers))


def _hands(
    pull: PullRequest, commits: tuple[Commit, ...], pusher: Account | None
) -> Iterator[tuple[Account | None, str]]:
    yield pull.author, pull.author.login
    yield pusher, pusher.login if pusher is not None else "of the last push (the platform does not say whose it was)"
    if pull.commits > len(commits):
        yield None, f"of {pull.commits - len(commits)} commits that the platform does not list"
    for commit in commits:
        short = commit.sha[:12]
        yield commit.author, commit.author.login if commit.author else f"of commit {short} (no account has the address)"
        if not _by_platform(commit):
            committer = commit.committer
            yield committer, committer.login if committer else f"who committed {short} (no account has the address)"
        for match in _CO_AUTHOR.finditer(commit.message):
            account = _no_reply(match[1])
            yield account, account.login if account else f"who shared in commit {short} (an address, not an account)"


def _by_platform(commit: Commit) -> bool:
    return commit.committer is not None and commit.committer.login == WEB_FLOW and commit.author is not None


def _no_reply(text: str) -> Account | None:
    """The account in an address that the platform makes from its number and login."""
    match = _NO_REPLY.search(text)
    return Account(match[2], int(match[1] or 0)) if match else None


def decisive(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The latest review per account that decides anything; one that was dismissed leaves no voice behind.

    A comment replaces nothing. An earlier approval does not come back when a later objection is dismissed.
    """
    latest: dict[tuple[int, str], Review] = {}
    for review in reviews:
        if review.state in DECISIVE:
            account = review.account
            key = (account.user_id, "" if account.user_id else account.login.lower())
            latest.pop(key, None)
            latest[key] = review
    return tuple(review for review in latest.values() if review.state != "DISMISSED")


@dataclass(frozen=True, slots=True)
class Heard:
    """The reviews that count, as voices, and in words why others do not."""

    voices: tuple[Voice, ...]
    unheard: tuple[str, ...]


def heard(reviews: Iterable[Review], people: Directory, can_write: Callable[[Account], bool]) -> Heard:
    """Voices of people of the base who may also write to the repository, each bound to the commit they looked at."""
    voices: list[Voice] = []
    unheard: list[str] = []
    for review in decisive(reviews):
        login = review.account.login
        party = people.party(review.account)
        if not party:
            unheard.append(f"the review of {login} does not count: no party of the base has that account")
        elif not can_write(review.account):
            unheard.append(f"the review of {login} does not count: the account may not write to the repository")
        else:
            day = review.submitted[:10]
            voices.append(Voice(party, review.state == "APPROVED", review.commit, "attested", day=day))
    return Heard(tuple(voices), tuple(unheard))


def request_of(pull: PullRequest, made: Makers, said: Heard) -> ChangeRequest:
    """The pull request as it is put before the approvers."""
    fields = described(pull.body)
    notes = (*_words(fields.pop("notes", ())), *said.unheard)
    return ChangeRequest(
        authors=made.parties, strangers=made.strangers, voices=said.voices, title=pull.title,
        commit=pull.head, notes=notes, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()
