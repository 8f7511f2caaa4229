"""A support chain in one sentence, with the time that each step may take."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.support_chain import AtOnce, InTurn, Part, Share, Work
from gitsm.base import words


def chain_words(part: Part) -> str:
    """`ola/desk 15 m and 10 m to hand over, then both ola/a 2 h 30 m and ola/b 2 h, then for 3 % ola/c 8 h`."""
    if isinstance(part, Work):
        over = f" and {words.hours(part.handover)} to hand over" if part.handover else ""
        return f"{part.key} {words.hours(part.minutes)} ({hours_words(part)}){over}"
    if isinstance(part, InTurn):
        return ", then ".join(map(chain_words, part.parts))
    if isinstance(part, AtOnce):
        return "at once " + " and ".join(map(_grouped, part.parts))
    return f"for {share_words(part.share)} {_grouped(part.part)}"


def _grouped(part: Part) -> str:
    return f"({chain_words(part)})" if isinstance(part, InTurn | AtOnce) else chain_words(part)


def hours_words(step: Work) -> str:
    """The hours that a step works: the calendar's id, or `any hour`."""
    return "any hour" if step.measured.kind == "calendar" else step.measured.calendar


def share_words(share: Share) -> str:
    """`3 % of the tickets`; without a stated share, as it counts."""
    if not share.stated:
        return "an unknown share of the tickets, which counts as all,"
    percent = share.value * 100
    shown = percent.numerator if percent.denominator == 1 else float(percent)
    return f"{words.number(shown)}{words.NBSP}% of the tickets"


def sources(shares: tuple[Share, ...]) -> Iterator[str]:
    """Where each share of a chain comes from."""
    for share in shares:
        if not share.stated:
            yield f"{share.label}: no share is stated, so it counts as all tickets"
            continue
        since = f", measured {share.measured.isoformat()}" if share.measured else ", no day of measurement"
        yield f"{share.label}: {share_words(share)} ({share.source or 'no source is stated'}{since})"
