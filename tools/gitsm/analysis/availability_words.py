"""Answers about availability in words, the same for a finding, a terminal and a page."""

from __future__ import annotations

from fractions import Fraction

from gitsm.analysis.availability import Availability
from gitsm.analysis.common_cause import CommonCause
from gitsm.base import words

_PLACES = 10_000


def percent(value: Fraction) -> str:
    """A share in percent with four decimals at most, never rounded up: `99.7002 %`."""
    return f"{_number(value * 100 * _PLACES)}{words.NBSP}%"


def _number(parts: Fraction) -> str:
    whole, rest = divmod(parts.numerator // parts.denominator, _PLACES)
    return words.number(whole) + (f".{rest:04}".rstrip("0") if rest else "")


def minutes(value: Fraction, up: bool = True) -> str:
    """Minutes with one decimal: `43.2 minutes`. What may be lost is rounded up, what is allowed down."""
    tenths = value * 10
    whole = -(-tenths.numerator // tenths.denominator) if up else tenths.numerator // tenths.denominator
    figure, rest = divmod(whole, 10)
    text = words.number(figure) + (f".{rest}" if rest else "")
    return f"{text}{words.NBSP}{'minute' if whole == 10 else 'minutes'}"


def promise(one: Availability) -> str:
    """What is promised: `availability of 99.9 % of service email`."""
    return f"availability of {percent(one.promised)} of service {one.service}"


def because(one: Availability) -> str:
    """Why the composition answers as it does, in one sentence without its full stop."""
    return f"from {one.since} on, {_because(one)}" if one.since is not None else _because(one)


def _because(one: Availability) -> str:
    if one.answer == "not proved" and not one.unknown:
        if not one.shared:
            return one.reason
        best, least = percent(one.composed), percent(one.least)
        return f"{one.reason}: its parts give {best} if that never fails, {least} if it takes all that they may lose"
    parts = [f"{name} {'not known' if share is None else percent(share)}" for name, share in one.parts]
    given = f"its parts give {percent(one.composed)}"
    if one.answer == "not proved":
        return f"{one.reason}; with it {given} at best, without it {percent(one.least)}"
    best = " at best" if one.unknown and one.answer == "not kept" else ""
    return f"{given}{best}{f' ({words.listed(parts)})' if parts else ''}"


def in_minutes(one: Availability) -> str:
    """Why the worst period answers as it does, in one sentence without its full stop."""
    worst = one.downtime
    if worst is None:
        return one.minutes_reason
    spent = [f"{minutes(part.minutes)} by {part.name}" for part in worst.spent if part.minutes]
    if worst.planned:
        spent.append(f"{minutes(Fraction(worst.planned))} planned")
    allowed = f"of {words.hours(worst.minutes)} promised {minutes(worst.allowed, up=False)} may be lost"
    if len(spent) == 1 and not worst.planned:
        only = next(part for part in worst.spent if part.minutes)
        text = f"{allowed}, but {only.name} may lose {minutes(only.minutes)}"
    else:
        text = f"{allowed}, but {minutes(worst.total)} may go: {words.listed(spent)}"
    silent = [part for part in worst.spent if part.unpromised]
    if silent:
        nothing = words.listed([f"{part.name} for {words.hours(part.unpromised)}" for part in silent])
        text += f"; nothing is promised about {nothing} of that time"
    return text


def shared(cause: CommonCause, members: list[str]) -> str:
    """What a common cause does, in one sentence without its full stop."""
    who = words.listed([members[number] for number in cause.members])
    effect = "when it fails, none of them is of use" if cause.alone else "when it fails, they fail together"
    text = f"the redundant parts {who} {'all' if len(cause.members) > 2 else 'both'} rest on {cause.name}"
    if cause.together is not None and cause.apart is not None and cause.together != cause.apart:
        figures = f"together they are {percent(cause.together)} available, not {percent(cause.apart)}"
        return f"{text}: {effect}; {figures}"
    return f"{text}: {effect}"
