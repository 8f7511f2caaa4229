"""Promises before and after a change in words: how much slack is left, and whether they can still be kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from gitsm.analysis import availability_words, proof_words
from gitsm.analysis.availability import Availability
from gitsm.analysis.proof import Proof
from gitsm.base import words
from gitsm.calendar.zones import Zone, zone
from gitsm.diff.consequences import Promise
from gitsm.diff.due_shifts import Shift
from gitsm.export.parts.proved import exact, stamp
from gitsm.plan.plan import Plan

SHOWN = 2
"""Promises in the one line; all of them stand in the details."""


def moving(plan: Plan) -> list[Promise]:
    """The promises whose answer or slack moves: broken ones first, then those with the least slack left."""
    return sorted((one for one in plan.promises if one.moved), key=lambda one: (not one.breaks, _left(one.after)))


def _left(side: Proof | Availability) -> Fraction:
    """Slack as a share of the promise."""
    if isinstance(side, Proof):
        return Fraction(side.slack or 0, max(side.limit, 1))
    return side.composed - side.promised


def proof_line(plan: Plan) -> str:
    """`9 promises rest on it, 2 move: …`, in one line; what it shows is proved on both sides."""
    if not plan.promises:
        return "no promise rests on it"
    count = f"{words.plural(len(plan.promises), 'promise')} {words.agree(len(plan.promises), 'rests', 'rest')} on it"
    moved = moving(plan)
    if not moved:
        return f"{count}, none gains or loses slack"
    shown = "; ".join(map(sentence, moved[:SHOWN]))
    more = f"; and {len(moved) - SHOWN} more" if len(moved) > SHOWN else ""
    return f"{count}, {len(moved)} {words.agree(len(moved), 'moves', 'move')}: {shown}{more}"


def sentence(one: Promise) -> str:
    """`sla/email resolution time of p1 within 4 h: slack 55 m → 25 m, always kept → not kept`."""
    after = one.after
    before = None if one.before is None else _said(one.before)
    now = _said(after)
    parts = [_turned(old, new) for old, new in zip(before or ("", ""), now, strict=True)]
    parts = [part for part in parts if part]
    if after.answer == "not proved":
        parts[-1] += f" ({after.reason})"
    draft = "" if one.agreed else " (draft)"
    return f"{after.item.key}{_version(one)} {_promise(after)}{draft}: {', '.join(parts)}"


def _turned(old: str, new: str) -> str:
    if not new or not old or old == new:
        return new
    for start in ("slack ", "its parts give "):
        if old.startswith(start) and new.startswith(start):
            return f"{old} → {new.removeprefix(start)}"
    return f"{old} → {new}"


def _version(one: Promise) -> str:
    """The version, where several are looked at."""
    return f" {one.after.item.version}" if "@" in one.after.item.path else ""


def _promise(side: Proof | Availability) -> str:
    return proof_words.promise(side) if isinstance(side, Proof) else availability_words.promise(side)


def _said(side: Proof | Availability) -> tuple[str, str]:
    """(slack in words, answer in words)"""
    if isinstance(side, Availability):
        shown = f"its parts give {availability_words.percent(side.composed)}" if side.answer != "not proved" else ""
        return shown, _both(side)
    slack = side.slack
    if slack is None:
        return "", proof_words.answer(side)
    return f"slack {words.MINUS if slack < 0 else ''}{words.hours(abs(slack))}", proof_words.answer(side)


def _both(side: Availability) -> str:
    """The answer by composition, and by minutes where that is worse."""
    if side.answer == "kept" and side.by_minutes != "kept":
        return f"{side.by_minutes} in the worst period"
    return side.answer


def shift_line(shift: Shift, clocks: Zone) -> str:
    """What a change of hours does to tickets: how many are due later or earlier, and the one that moves furthest."""
    count = len(shift.promises)
    which = shift.promises[0] if count == 1 else f"{shift.promises[0]} and {count - 1} more"
    moves = [f"{words.number(n)} are due {way}" for n, way in ((shift.later, "later"), (shift.earlier, "earlier")) if n]
    opened = proof_words.moment(shift.opened, clocks)
    before = proof_words.moment(shift.before, clocks)
    after = "never" if shift.after is None else proof_words.moment(shift.after, clocks)
    return (
        f"{words.hours(shift.limit)} on {shift.calendar} ({which}): of {words.number(shift.tickets)} tickets, one "
        f"opened at each full hour of a year, {words.listed(moves)}; one opened {opened} is due {after} "
        f"instead of {before}"
    )


def shift_lines(plan: Plan) -> list[str]:
    """The same for every shift of a plan, in the time zone of gitsm.yaml."""
    try:
        clocks = zone(plan.head.settings.timezone)
    except ValueError:
        clocks = zone("UTC")
    return [shift_line(one, clocks) for one in plan.shifts]


def shift_bodies(plan: Plan) -> list[dict[str, Any]]:
    """The shifts as JSON; instants in UTC, `after` null where nothing is ever due."""
    return [
        {
            "calendar": one.calendar,
            "limit_minutes": one.limit,
            "promises": list(one.promises),
            "tickets": one.tickets,
            "later": one.later,
            "earlier": one.earlier,
            "most_minutes": None if one.after is None else one.most,
            "opened": stamp(one.opened),
            "before": stamp(one.before),
            "after": None if one.after is None else stamp(one.after),
            "words": text,
        }
        for one, text in zip(plan.shifts, shift_lines(plan), strict=True)
    ]


def promise_bodies(promises: Sequence[Promise]) -> list[dict[str, Any]]:
    """The promises as JSON: answer, slack and bound on both sides."""
    return [
        {
            "artefact": one.key,
            "version": one.after.item.version,
            "target": one.after.target.id,
            "metric": one.after.target.metric,
            "service": one.after.service if isinstance(one.after, Availability) else None,
            "agreed": one.agreed,
            "before": None if one.before is None else _side(one.before),
            "after": _side(one.after),
            "moved": one.moved,
            "breaks": one.breaks,
            "words": sentence(one),
        }
        for one in promises
    ]


def _side(side: Proof | Availability) -> dict[str, Any]:
    if isinstance(side, Proof):
        answer: str = side.answer
        share, slack = side.certain, None if side.slack is None else Fraction(side.slack)
    else:
        answer = side.by_minutes if side.answer == "kept" else side.answer
        share, slack = side.composed, None if side.downtime is None else side.downtime.slack
    return {
        "answer": answer.replace(" ", "_"),
        "share": exact(share) if side.answer != "not proved" else None,
        "slack_minutes": None if slack is None else exact(slack / 100),
        "reason": side.reason,
    }
