"""The comment in its shortest form."""

from __future__ import annotations

from gitsm.export.gate_check import gate_check
from gitsm.plan.plan import Names, Plan
from gitsm.render.escape import markdown


def plan_markdown(plan: Plan, names: Names) -> str:
    """Title and summary of the check run."""
    text = gate_check(plan)
    return f"## {markdown(text.title)}\n\n{text.summary}\n\n{markdown(names.base)} to {markdown(names.head)}\n"
