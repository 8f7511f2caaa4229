"""The live settings of the platform for people, and as JSON of shape `gate-doctor/1`."""

from __future__ import annotations

from collections.abc import Sequence

from gitsm.approvals.ruleset import Answered, Binding
from gitsm.export.parts.envelope import document
from gitsm.export.parts.style import Style, block, counted, plain

_MARKS = {"ok": "faint", "not known": "strong", "problem": "alert"}


def gate_doctor_json(answers: Sequence[Answered], binding: Binding) -> str:
    """The answers in order; `holds` is true only where every one is ok."""
    body = [{"id": one.id, "state": one.state, "found": one.found, "fix": one.fix or None} for one in answers]
    holds = all(one.state == "ok" for one in answers)
    return document("gate-doctor/1", None, {"binding": binding, "holds": holds, "checks": body})


def gate_doctor_text(answers: Sequence[Answered], binding: Binding, style: Style) -> str:
    """One line per question; a fix where something needs doing; one line at the end."""
    lines = [f"Compared with the profile of the binding {binding}.", ""]
    for one in answers:
        first, *rest = block(one.found, first=" " * 30, rest=" " * 30)
        lines += [f"{style(_MARKS[one.state], f'{one.state:<9}')}  {plain(one.id):<17}  {first.lstrip()}", *rest]
        if one.fix:
            lines += block(one.fix, first=" " * 30 + "fix  ", rest=" " * 35)
    open_ = sum(one.state != "ok" for one in answers)
    last = f"{counted(open_, 'answer')} not as it should be." if open_ else "The verdict of the gate counts."
    return "\n".join([*lines, "", last]) + "\n"
