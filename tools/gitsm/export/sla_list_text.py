"""Agreements for people: how many targets have each answer, and which has the least slack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from gitsm.analysis.promises import ANSWERS, Promised, slack_share
from gitsm.base import words
from gitsm.export.parts.proved import foot, minutes
from gitsm.export.parts.style import Style, counted, plain
from gitsm.export.parts.table import aligned

HEAD = ("agreement", "always", "mostly", "not kept", "not proved", "least slack", "of", "holds")


def sla_list_text(promised: Sequence[Promised], on: date, style: Style) -> str:
    """One line for each agreement, in the order given."""
    if not promised:
        return f"No service level agreement holds now or later, as of {on.isoformat()}.\n"
    head, *lines = aligned([HEAD, *map(_row, promised)], range(1, 5))
    shown = [
        style("alert", line) if one.open and not one.draft else line for line, one in zip(lines, promised, strict=True)
    ]
    notes = [
        "",
        "always: each ticket; mostly: for at least the share that was promised. `gitsm sla prove ID` says why.",
        f"{counted(len(promised), 'agreement')} · {foot()} · as of {on.isoformat()}",
    ]
    return "\n".join([style("faint", head), *shown, *notes]).replace(words.NBSP, " ") + "\n"


def _row(one: Promised) -> tuple[str, ...]:
    answers, tight = one.answers, one.tightest
    slack = of = "-"
    if tight is not None:
        slack = minutes(tight.slack)
        if not slack.startswith(words.MINUS):
            slack += f" ({_percent(slack_share(tight))})"
        of = tight.target.id
    cells = [str(answers[answer] or "-") for answer in ANSWERS]
    return (f"{one.item.key} {one.item.version}", *cells, slack, plain(of), _holds(one))


def _holds(one: Promised) -> str:
    start, end = one.item.artefact.start, one.item.artefact.end
    if one.draft:
        return "draft"
    if one.condition == "scheduled":
        return f"from {start}"
    return f"until {end}" if end else "open end"


def _percent(value: Fraction) -> str:
    return f"{value.numerator * 100 // value.denominator} %"
