"""The answers about a workbook on a terminal: one line each, then what breaks, then where the rest stands."""

from __future__ import annotations

from collections.abc import Sequence

from gitsm.analysis.workbook.grid import Problem
from gitsm.analysis.workbook.proved import Proved
from gitsm.analysis.workbook.words import SIGNS, answer, because, called, headline, repair, story
from gitsm.base import words
from gitsm.export.parts.style import Style, block, plain


def sla_check_text(proved: Proved, style: Style) -> str:
    """The answers, and for each promise that is not kept its ticket and what would mend it."""
    lines: list[str] = []
    for one in proved.verdicts:
        kind = "alert" if one in proved.broken else "warning" if one.proof.answer != "always kept" else "faint"
        mark = style(kind, f"{SIGNS[one.proof.answer]} {answer(one)}")
        lines.append(f"{one.target.row.place('service')}  {plain(called(one))}: {mark}")
    for one in proved.broken:
        lines += ["", style("strong", plain(called(one)))]
        lines += block(because(one, proved), first="  ", rest="  ", width=100)
        for text in story(one, proved):
            lines += block(text, first="    ", rest="      ", width=100)
        if one.repairs:
            lines.append("  One change is enough:")
            lines += [f"    {place}: {plain(text)}" for place, text in (repair(r, one, proved) for r in one.repairs)]
    lines += ["", style("strong", plain(headline(proved)))]
    lines += [f"note  {plain(note)}" for note in proved.promises.notes]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def workbook_problems(name: str, problems: Sequence[Problem], style: Style, most: int = 50) -> str:
    """What has to be mended before anything can be calculated."""
    lines = []
    for one in problems[:most]:
        lines += [f"{style('strong', plain(one.place))}  {plain(one.found)}", f"  fix  {plain(one.expected)}"]
    if len(problems) > most:
        lines.append(f"... and {len(problems) - most} more")
    count = words.plural(len(problems), "cell or sheet needs", "cells or sheets need")
    lines.append(style("alert", f"{plain(name)}: {count} mending; nothing was calculated."))
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"
