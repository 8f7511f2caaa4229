"""What is said of an open change at a meeting: the decision asked, of whom, and what depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitsm.base import words
from gitsm.check.evidence import STRENGTH_WORDS, Decision, MergedChange
from gitsm.export.parts import planned, sentences
from gitsm.plan.agenda import Item


@dataclass(frozen=True, slots=True)
class Ask:
    """A role that is asked: the state of its agreement, who can give it, and a remark."""

    role: str
    state: str
    can: tuple[str, ...]
    by: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Topic:
    """An open change in words."""

    heading: str
    sentence: str
    question: str
    asks: tuple[Ask, ...]
    impact: str
    verdict: str
    obstacles: tuple[str, ...]
    plans: tuple[tuple[str, str], ...]


def topic(item: Item) -> Topic:
    """What the meeting reads about a change."""
    plan, request = item.plan, item.plan.request
    told = (
        ("Reference", request.reference), ("Rationale", request.rationale),
        ("Communication", request.communication), ("Back-out", request.back_out),
    )  # fmt: skip
    asks = tuple(Ask(one.role, one.state, one.can, one.by, one.note) for one in planned.needs(plan))
    return Topic(
        planned.heading(plan), sentences.sentence(plan), question(item), asks, planned.touched_line(plan),
        sentences.verdict(plan), tuple(one.message for one in plan.obstacles if one.blocks),
        tuple((name, text) for name, text in told if text),
    )  # fmt: skip


def question(item: Item) -> str:
    """The decision that is asked for."""
    plan = item.plan
    if plan.blocked:
        return "Nothing to decide yet: it is blocked, whoever agrees."
    if plan.unjudged:
        return "Who must decide is not known."
    if item.decided:
        return "Nothing left to decide: it may be merged."
    open_ = [one for one in plan.judgement.requirements if one.state != "given"]
    bodies = [one.role for one in open_ if one.kind == "body" and one.role]
    others = len(open_) - len(bodies)
    if bodies:
        more = (
            f" {words.plural(others, 'further agreement')} {words.agree(others, 'is', 'are')} missing."
            if others
            else ""
        )
        return f"Does {words.listed(bodies)} agree?{more}"
    return f"{words.plural(others, 'agreement')} {words.agree(others, 'is', 'are')} missing."


def decided(change: MergedChange) -> str:
    """What was decided, in a sentence."""
    if change.auto_merged:
        return "Merged by the policy, without a second person."
    if not change.approvals:
        return "Merged. The evidence names nobody whose agreement counted."
    return "Agreed and merged."


def voices(change: MergedChange, handles: bool) -> Iterator[str]:
    """Who agreed, objected or did not count, a line each; people only where handles may be named."""
    for one in change.decisions:
        if one.counted or handles:
            yield _voice(one, handles)


def _voice(one: Decision, handles: bool) -> str:
    who = words.listed(list(one.roles)) if one.roles else ("" if handles else "one person")
    if handles and one.party:
        who = f"{who} ({one.party})" if who else one.party
    verb = "agreed" if one.approves else "objected"
    day = f" on {one.day}" if one.day else ""
    counts = "" if one.counted else f"; does not count: {one.why_not or 'no reason stated'}"
    return f"{who or 'somebody'} {verb}{day}, {STRENGTH_WORDS[one.strength]}{counts}"
