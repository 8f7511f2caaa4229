"""The verification of a branch: every first-parent commit since the gate began, and the evidence as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.approvals.docket import SignerOf
from gitsm.approvals.evidence import CHANGE, GENESIS, REVIEW, SNAPSHOT, Chain, Statement
from gitsm.audit.derived import governed
from gitsm.audit.history import History
from gitsm.audit.past import Line
from gitsm.audit.replay import Replay
from gitsm.audit.rulesets import standings
from gitsm.audit.verdict import CommitVerdict, Verification
from gitsm.audit.versions import Versions
from gitsm.base.spread import Spread, alone

AHEAD = 256
"""Commits whose contents are fetched together."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is verified: a branch up to its tip, or of it the commits after `start` up to `end` ("" = all).

    `complete`: the tip is that of the branch, so that a statement about a commit that is not on it means that history
    was rewritten. `clone_faults` say what is wrong with the clone itself. `today` is the day on which is asked.
    `judged` is what stands for the branch here, such as `origin/main`; "" where it goes by its own name.
    """

    branch: str
    start: str = ""
    end: str = ""
    anchor: str = ""
    complete: bool = True
    clone_faults: tuple[str, ...] = ()
    today: date | None = None
    judged: str = ""


def verify(
    history: History, chain: Chain, signer_of: SignerOf, question: Question, spread: Spread = alone
) -> Verification:
    """Every verdict. Needs nothing but the clone behind `history` and the statements of the evidence branch.

    `spread` may have parts of the commits judged in other processes.
    """
    return _Court(history, chain, signer_of, question, spread).verification()


class _Court:
    def __init__(self, history: History, chain: Chain, signer_of: SignerOf, question: Question, spread: Spread) -> None:
        self.history = history
        self.chain = chain
        self.question = question
        self.spread = spread
        self.versions = Versions(history)
        reviews = {one.subject: date.fromisoformat(one.day) for one in reversed(chain.statements) if one.type == REVIEW}
        self.replay = Replay(
            history, self.versions, signer_of, question.today, reviews, standings(chain.changes()), Line(history)
        )
        self.line = history.line
        self.place = {commit: number for number, commit in enumerate(self.line)}
        self.genesis = chain.genesis
        self.first = self.place.get(self.genesis.subject, -1) if self.genesis else -1
        self.by_commit: dict[str, Statement] = {}
        for one in chain.changes():
            if one.predicate.get("branch") != question.branch:
                continue  # what was agreed to for another branch proves nothing here
            for id_ in _commits(one):
                self.by_commit.setdefault(id_, one)
        self.last = max((self.place[id_] for id_ in self.by_commit if id_ in self.place), default=-1)
        self.wrong: dict[str, list[str]] = {}
        for fault in chain.faults:
            if fault.subject in self.place:
                self.wrong.setdefault(fault.subject, []).append(fault.words)

    def verification(self) -> Verification:
        faults = tuple(dict.fromkeys(self._faults()))
        return Verification(
            self.question.branch, self.line[-1] if self.line else "",
            self.genesis.subject if self.genesis else "", max(self.first, 0), tuple(self._commits()), faults,
            self.chain.head, len(self.chain.statements),
            sum(1 for one in self.chain.statements if one.type == SNAPSHOT),
            self._anchored() if self.question.anchor else None, self.question.judged or self.question.branch,
        )  # fmt: skip

    def _anchored(self) -> bool:
        return any(one.sealed.digest == self.question.anchor for one in self.chain.statements)

    def _faults(self) -> Iterator[str]:
        yield from self.question.clone_faults
        yield from (fault.words for fault in self.chain.faults if fault.subject not in self.place)
        if self.genesis is None:
            yield "no statement says with which commit the gate began"
        elif self.first < 0:
            yield "the commit with which the gate began is not on this branch: its history was rewritten"
        if self.question.anchor and not self._anchored():
            yield "the anchor is not in the chain: evidence was cut off or replaced"
        if self.first >= 0:
            yield from self._chained()

    def _chained(self) -> Iterator[str]:
        """What is wrong with statements that are not about a commit of the branch."""
        at = self.genesis.subject if self.genesis else ""
        for one in self.chain.statements:
            if one.type == CHANGE:
                if one.predicate.get("branch") != self.question.branch:
                    continue
                if one.subject in self.place:
                    at = one.subject
                elif self.question.complete:
                    yield (
                        f"statement {one.number} is about {one.subject[:12]}, which is not on this branch: "
                        "its history was rewritten or cut off"
                    )
                continue
            why = self.replay.sealed_by_gate(one, self.versions.at(at))
            if why:
                kind = "the first statement" if one.type == GENESIS else f"statement {one.number}"
                yield f"{kind}: {why}"

    def _commits(self) -> Iterator[CommitVerdict]:
        if self.first < 0:
            return
        start = self.place.get(self.question.start, -1) + 1
        end = self.place.get(self.question.end, len(self.line) - 1)
        asked = self.line[max(start, self.first) : end + 1]
        yield from self.spread(lambda part: self._judged(asked[part.start : part.stop]), len(asked))

    def _judged(self, commits: tuple[str, ...]) -> Iterator[CommitVerdict]:
        """The verdicts on commits in a row."""
        done: dict[str, CommitVerdict] = {}
        for number, id_ in enumerate(commits):
            if number % AHEAD == 0:
                self.history.expect(self._contents(commits[number : number + AHEAD]))
            yield self._verdict(id_, done)

    def _contents(self, commits: tuple[str, ...]) -> Iterator[str]:
        """What the artefacts hold that came with some commits."""
        for id_ in commits:
            commit = self.history.commit(id_)
            for one in commit.changes if commit is not None else ():
                if one.after is not None and governed(one.path):
                    yield one.after.blob

    def _verdict(self, id_: str, done: dict[str, CommitVerdict]) -> CommitVerdict:
        commit = self.history.commit(id_)
        title = commit.title if commit else ""
        wrong = self.wrong.get(id_, [])
        statement = self.by_commit.get(id_)
        if id_ == self.line[self.first]:
            reasons = (*wrong, "the gate begins here")
            return CommitVerdict(id_, title, "violated" if wrong else "attested", reasons=reasons)
        if statement is None:
            return self._bare(id_, title, wrong, self.place[id_] < self.last)
        found = done.get(statement.subject)
        if found is None:
            found = done[statement.subject] = self.replay.judge(statement, title)
        more = (*wrong, *(self.wrong.get(statement.subject, []) if statement.subject != id_ else []))
        return CommitVerdict(
            id_, title, "violated" if more else found.finding, found.request, found.class_, found.approvals,
            (*more, *found.reasons), found.notes,
        )  # fmt: skip

    def _bare(self, id_: str, title: str, wrong: list[str], passed: bool) -> CommitVerdict:
        """A commit without a statement: proved to have come past the gate where the chain goes on without it."""
        if wrong:
            return CommitVerdict(id_, title, "violated", reasons=tuple(wrong))
        if passed and not self.chain.faults:
            words = "it came past the gate (CHG-05; pushed directly?): the evidence goes on and says nothing of it"
            return CommitVerdict(id_, title, "violated", reasons=(words,))
        words = "there is no statement about it: it was pushed directly, or its evidence is missing (CHG-05)"
        return CommitVerdict(id_, title, "unproved", reasons=(words,))


def _commits(statement: Statement) -> tuple[str, ...]:
    listed = statement.predicate.get("commits")
    rest = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return (*rest, statement.subject)
