"""The surroundings for people."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.export.parts.checkup import Checkup
from gitsm.export.parts.style import Style, block, counted, plain

_MARKS = {"ok": "faint", "note": "strong", "problem": "alert", "cannot": "error"}


def doctor_text(checkups: Iterable[Checkup], style: Style) -> str:
    """One line per question; a fix where something needs doing; one line at the end."""
    lines = []
    troubles = 0
    for one in checkups:
        troubles += one.state in ("problem", "cannot")
        first, *rest = block(one.found, first="", rest=" " * 22)
        lines += [f"{style(_MARKS[one.state], f'{one.state:<7}')}  {plain(one.id):<11}  {first}", *rest]
        if one.fix:
            lines += block(one.fix, first=" " * 22 + "fix  ", rest=" " * 27)
    return "\n".join([*lines, "", f"{counted(troubles, 'problem')}." if troubles else "Everything is in place."]) + "\n"
