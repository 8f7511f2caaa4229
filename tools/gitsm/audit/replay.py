"""A merged change judged again from a clone: was it merged as approved, by people who could, and is it what they saw?

Nothing is taken from the statement that can be worked out: class, approvers and authors come from the plan of the same
two revisions, decisions from the approvers' own signed words. What only the gate can know is believed if its key signed
it: what a platform said, and the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gitsm.analysis.working_days import after_working_days, open_days
from gitsm.approvals.docket import Asked, SignerOf, hear, opener_fault, read_request, read_voice
from gitsm.approvals.evidence import EVIDENCE_NAMESPACE, Sealed, Statement, Unreadable
from gitsm.approvals.request import ChangeRequest, Voice, described
from gitsm.approvals.signers import Signer, whose
from gitsm.audit.history import Commit, History, net
from gitsm.audit.past import Line
from gitsm.audit.rulesets import Standing, by_earlier_rules, not_approved, standing_words
from gitsm.audit.surviving import survival_at
from gitsm.audit.verdict import CommitVerdict, Finding
from gitsm.audit.versions import SEGREGATION, Versions
from gitsm.load.snapshot import Snapshot
from gitsm.plan.authors import authors_among
from gitsm.plan.earlier import judged_as
from gitsm.plan.plan import Plan, plan
from gitsm.plan.verdict import Survival

_HEX = re.compile(r"[0-9a-f]+")
_WEAKEST: tuple[Finding, ...] = ("recorded", "attested", "signed")


@dataclass(slots=True)
class Trial:
    """What was found about one statement: what is wrong, and what nobody can say."""

    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What is odd, or what only a later ruleset sees otherwise: said, and held against nobody."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Judges statements about changes. `versions` gives the repository at a commit."""

    history: History
    versions: Versions
    signer_of: SignerOf
    today: date | None = None
    """The day on which is asked; None: nothing is said of what is overdue."""
    reviews: Mapping[str, date] = field(default_factory=dict)
    """By commit the day on which an emergency change was looked back on."""
    rulesets: Mapping[int, Standing] = field(default_factory=dict)
    """By number of the statement how its ruleset stands to that of this version; not there: the same."""
    past: Line | None = None
    """How files stood before on the branch; without it small steps are not added up."""

    def judge(self, statement: Statement, title: str) -> CommitVerdict:
        """The verdict on the change that a statement is about."""
        trial = Trial()
        predicate = statement.predicate
        request = _text(predicate, "request", "id")
        class_ = _text(predicate, "class", "computed")
        strength: Finding = "unproved"
        approvals: tuple[str, ...] = ()
        try:
            judged = self._judged(statement, trial)
        except Unreadable as error:
            trial.wrong.append(f"its statement {error}")
            judged = None
        if judged is not None:
            voices = [voice for need in judged.judgement.requirements for voice in need.by]
            approvals = tuple(dict.fromkeys(_shown(voice) for voice in voices))
            strength = next((s for s in _WEAKEST if any(v.strength == s for v in voices)), "attested")
        finding: Finding = "violated" if trial.wrong else "unproved" if trial.unknown or judged is None else strength
        return CommitVerdict(
            statement.subject, title, finding, request, class_, approvals, (*trial.wrong, *trial.unknown),
            tuple(trial.told),
        )  # fmt: skip

    def sealed_by_gate(self, statement: Statement, at: Snapshot) -> str:
        """Why the signature of a statement is not that of the gate as it was then; "" where it is."""
        key = self.signer_of(statement.sealed.data, statement.sealed.signature, EVIDENCE_NAMESPACE)
        if not key:
            return "the signature of its statement is missing or does not fit: the statement was edited"
        day = date.fromisoformat(statement.day)
        party, standing, bot = whose(self.versions.signers(at, day), key, day)
        if not party:
            return "its statement is signed with a key that no party carried at the base"
        if not bot:
            return f"its statement is signed by {party}, who is not the gate"
        if standing != "valid":
            when = "no longer" if standing == "late" else "not yet"
            return f"its statement is signed with a key of {party} that {when} counted on {day}"
        return ""

    def _judged(self, statement: Statement, trial: Trial) -> Plan | None:
        predicate = statement.predicate
        target, base, head = (_id(predicate, name) for name in ("target", "base", "head"))
        if self.history.commit(target) is None:
            trial.wrong.append("its statement names a target that is not in this repository")
            return None
        ruling = self.versions.at(target)
        why = self.sealed_by_gate(statement, ruling)
        if why:
            trial.wrong.append(why)
            return None
        found = self.history.commit(head)
        if found is None:
            trial.unknown.append("the commits that were approved are not in this clone")
            return None
        if found.tree != _id(predicate, "headTree") or self.history.merge_base(target, head) != base:
            trial.wrong.append("its statement names another base or tree than the commits have")
            return None
        work = self.history.between(base, head)
        trial.wrong += self._merged_as_approved(statement, target, base, found, work)
        survival = survival_at(self.history, self.versions, target, base, head)
        judged = self._plan(statement, trial, (target, base, head), work, survival)
        standing = self.rulesets.get(statement.number, "current")
        trial.told += filter(None, [standing_words(statement, standing)])
        if standing == "earlier" and not judged.unjudged:
            wrong, told = by_earlier_rules(statement, judged, lambda class_: judged_as(judged, class_, survival))
            trial.wrong += wrong
            trial.told += told
        else:
            _compare(statement, judged, trial)
        if judged.judgement.authority == "emergency":
            trial.wrong += self._overdue(statement, judged)
        return judged

    def _overdue(self, statement: Statement, judged: Plan) -> Iterator[str]:
        """An emergency change that nobody looked back on in time (CHG-04)."""
        authorities = judged.policy.authorities if judged.policy else None
        within = authorities.emergency.review_within if authorities and authorities.emergency else None
        day = date.fromisoformat(statement.day)
        is_open = open_days(judged.ruling, within.calendar, day) if within else None
        due = after_working_days(is_open, day, within.working_days) if within and is_open else None
        reviewed = self.reviews.get(statement.subject)
        if due is not None and self.today is not None and (reviewed or self.today) > due:
            late = f"on {reviewed} only" if reviewed else "not yet"
            yield f"an emergency change must be looked back on by {due}; it was {late} (CHG-04)"

    def _merged_as_approved(
        self, statement: Statement, target: str, base: str, head: Commit, work: tuple[Commit, ...]
    ) -> Iterator[str]:
        """What shows that the branch received something else than the head that was approved."""
        predicate = statement.predicate
        method = predicate.get("method")
        came = [self.history.commit(str(id_)) for id_ in _list(predicate, "commits")]
        commits = [one for one in came if one is not None]
        if len(commits) != len(came) or not commits or commits[-1].id != statement.subject:
            yield "its statement does not say which commits came"
            return
        before = (target, *(one.id for one in commits))
        parents = [(one,) for one in before[:-1]] if method != "merge" else [(target, head.id)]
        if method not in ("merge", "squash", "rebase") or (method != "rebase" and len(commits) != 1):
            yield "its statement names no way of merging that there is"
        elif [one.parents for one in commits] != parents:
            yield "its parents are not what the statement says: base and approved head"
        if not self._same_tree(commits, target, base, head, work):
            yield "its content is not the merge of base and approved head: something else came in with it"
        paths = {one.path for commit in work for one in commit.changes}
        strange = sorted({one.path for commit in commits for one in commit.changes} - paths)
        if strange and len(work) == len({one.id for one in work}) and method == "rebase":
            yield f"{strange[0]} was changed on the way, though the approved commits do not touch it"

    def _same_tree(self, commits: list[Commit], target: str, base: str, head: Commit, work: tuple[Commit, ...]) -> bool:
        last = commits[-1]
        if base == target:
            return last.tree == head.tree
        line = self.history.line
        if self.history.whole and base in line and target in line and all(len(one.parents) == 1 for one in work):
            meanwhile = {
                one.path
                for id_ in line[line.index(base) + 1 : line.index(target) + 1]
                for one in (self.history.commit(id_) or last).changes
            }  # fmt: skip
            wanted = net(reversed(work))
            if meanwhile.isdisjoint(wanted) and net(commits) == wanted:
                return True
        return self.history.merged_tree(target, head.id) == last.tree

    def _plan(
        self, statement: Statement, trial: Trial, ids: tuple[str, str, str], work: tuple[Commit, ...],
        survival: Survival,
    ) -> Plan:  # fmt: skip
        day = date.fromisoformat(statement.day)
        target, base, head = ids
        ruling = self.versions.at(target)
        before = ruling if base == target else self.versions.at(base)
        after = self.versions.at(head)
        signers = self.versions.signers(ruling, day)
        request = self._request(statement, trial, head, signers, day)
        people = [person for commit in work for person in commit.people]
        sides = {id(one.by_kind.get("party")): one for one in (ruling, before, after)}
        parties, strangers = authors_among(people, *sides.values())
        if not _text(statement.predicate, "request", "statement"):
            strangers = ()  # whose accounts the names on commits are, only the platform knows: the gate's word
        request = _with_authors(request, parties, strangers)
        changed = {one.path for commit in work for one in commit.changes}
        others = changed - before.paths - after.paths
        return plan(
            *self.versions.reports(base, head, changed, day), request, others, None if ruling is before else ruling,
            self.past.before(target) if self.past else None, survival, SEGREGATION,
        )  # fmt: skip

    def _request(
        self, statement: Statement, trial: Trial, head: str, signers: tuple[Signer, ...], day: date
    ) -> ChangeRequest:
        predicate = statement.predicate
        text = _text(predicate, "request", "statement")
        asked = read_request(Sealed("", _ascii(text), _text(predicate, "request", "signature"))) if text else None
        spoken = sorted(self._voices(statement, asked, trial, signers, day), key=lambda one: one[:2])
        voices = tuple(voice for _, _, voice in spoken)
        if asked is not None:
            return self._asked(asked, statement, trial, head, signers, voices)
        fields: Any = {
            "declared": _plain(predicate, "class", "declared") or None,
            "reference": _text(predicate, "reference"),
            "rationale": _text(predicate, "rationale"),
            "communication": _text(predicate, "communication"),
            "back_out": _text(predicate, "backOut"),
        }
        authors = frozenset(str(one) for one in _list(predicate, "authors"))
        strangers = tuple(str(one) for one in _list(predicate, "strangers"))
        return ChangeRequest(authors=authors, strangers=strangers, voices=voices, commit=head, **fields)

    def _asked(
        self, asked: Asked, statement: Statement, trial: Trial, head: str, signers: tuple[Signer, ...],
        voices: tuple[Voice, ...],
    ) -> ChangeRequest:  # fmt: skip
        fault = opener_fault(asked, signers, self.signer_of)
        if fault:
            trial.wrong.append(fault)
        if str(asked.number) != _text(statement.predicate, "request", "id"):
            trial.wrong.append("the request in its statement is another one")
        if asked.target != _text(statement.predicate, "branch"):
            trial.wrong.append(f"it was asked for the branch {asked.target[:80]}, and merged into another one")
        fields: Any = described(asked.description)
        return ChangeRequest(authors=frozenset([asked.by]), voices=voices, commit=head, **fields)

    def _voices(
        self, statement: Statement, asked: Asked | None, trial: Trial, signers: tuple[Signer, ...], day: date
    ) -> Iterator[tuple[str, bool, Voice]]:
        """(when, whether it objects, voice) of each decision. Their order in the statement is nobody's word."""
        for row in _list(statement.predicate, "decisions"):
            if not isinstance(row, dict):
                raise Unreadable("holds a decision that is none")
            if row.get("strength") == "attested":
                if row.get("counted") is False:
                    continue  # heard by nobody then: no party, no right to write, or a commit before the last push
                moment = _text(row, "moment")
                if moment > statement.moment:
                    trial.wrong.append(f"the decision of {_text(row, 'party')} is later than the merge")
                approves = row.get("decision") == "approve"
                voice = Voice(_text(row, "party"), approves, _text(row, "commit"), "attested", day=moment[:10])
                yield moment, not approves, voice
                continue
            said = read_voice(Sealed("", _ascii(_text(row, "statement")), _text(row, "signature")))
            heard = hear([said], asked, day, signers, self.signer_of)[0]
            if heard.voice is not None:
                yield said.moment, not heard.voice.approves, heard.voice
            elif row.get("counted"):
                trial.wrong.append(f"the decision of {said.by} does not count: {heard.why_not}")


def _with_authors(request: ChangeRequest, parties: frozenset[str], strangers: tuple[str, ...]) -> ChangeRequest:
    return replace(
        request, authors=request.authors | parties, strangers=tuple(dict.fromkeys((*request.strangers, *strangers)))
    )


def _compare(statement: Statement, judged: Plan, trial: Trial) -> None:
    """Holds what the plan says now against what was allowed to be merged."""
    recorded = _text(statement.predicate, "class", "computed")
    if judged.class_ != recorded:
        trial.wrong.append(f"it was recorded as {recorded}, but it is {judged.class_}")
    for one in judged.obstacles:
        if one.blocks:
            trial.wrong.append(f"it was blocked by {one.rule}: {one.message}")
    if judged.judgement.outcome != "approved":
        (trial.unknown if judged.unjudged else trial.wrong).append(not_approved(judged.judgement))


def _shown(voice: Voice) -> str:
    if voice.strength == "recorded":
        return f"{voice.role} by document {voice.document[:12]}, entered by {voice.entered_by}"
    return f"{voice.person} ({voice.strength})"


def _text(value: Mapping[str, Any], *names: str) -> str:
    found = _plain(value, *names)
    if not isinstance(found, str):
        raise Unreadable(f"lacks {'.'.join(names)}")
    return found


def _plain(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _id(value: Mapping[str, Any], name: str) -> str:
    found = _text(value, name)
    if not _HEX.fullmatch(found):
        raise Unreadable(f"names no commit as its {name}")
    return found


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    if not isinstance(found, list):
        raise Unreadable(f"lacks {name}")
    return found


def _ascii(text: str) -> bytes:
    try:
        return text.encode("ascii")
    except UnicodeEncodeError:
        raise Unreadable("holds a text that is not ASCII") from None
