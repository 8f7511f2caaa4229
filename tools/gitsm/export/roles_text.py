"""Roles with their holders for people."""

from __future__ import annotations

from collections.abc import Sequence

from gitsm.analysis.people import Holding
from gitsm.check.report import Report
from gitsm.export.parts.roles import RoleState
from gitsm.export.parts.style import Style, counted, plain


def roles_text(report: Report, states: Sequence[RoleState], style: Style, *, raci: bool = False) -> str:
    """One line per role (id, type, superior, who acts for it on the day); with `raci` its activities below."""
    wide = max((len(state.role.id) for state in states), default=4)
    above = max((len(state.role.reports_to or "") for state in states), default=0)
    above = max(above, len("reports to"))
    lines = [style("faint", f"{'role':<{wide}}  {'type':<12}  {'reports to':<{above}}  acts for it on the day")]
    for state in states:
        role = state.role
        head = f"{plain(role.id):<{wide}}  {role.type or '-':<12}  {plain(role.reports_to or '-'):<{above}}  "
        who = _who(state)
        mark = style("alert", who) if state.vacancy else who
        lines.append(f"{style('strong', head[:wide])}{style('faint', head[wide:])}{mark}".rstrip())
        if raci:
            lines += [f"    {task.letters:<4}  {plain(task.process)}  {plain(task.name)}" for task in state.tasks] or [
                style("faint", "    no letter in any process in force")
            ]
    vacant = sum(1 for state in states if state.vacancy)
    words = f"{counted(len(states), 'role')} as of {report.as_of.isoformat()} · {vacant} vacant"
    return "\n".join([*lines, "", words]) + "\n"


def _who(state: RoleState) -> str:
    if state.vacancy:
        return plain(f"vacant: {state.vacancy.words}")
    role = state.role
    if role.is_body:
        chair = ", ".join(dict.fromkeys(_name(one) for one in state.holdings if one.role == role.chair))
        others = [member for member in role.members if member != role.chair]
        return plain(f"chair {role.chair}: {chair}" + (f"; members {', '.join(others)}" if others else ""))
    return plain(", ".join(dict.fromkeys(_name(one) for one in state.holdings)))


def _name(one: Holding) -> str:
    notes = [word for word, true in (("deputy", one.deputy), ("away", one.away)) if true]
    through = f" ({one.team})" if one.team else ""
    return f"{one.person}{through}" + (f" [{', '.join(notes)}]" if notes else "")
