"""What the gate did, for the log of a workflow run and for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gitsm.export.parts.style import block, guarded, plain
from gitsm.plan.plan import Plan

State = Literal["concluded", "moved", "failed", "passed over", "recorded"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a pull request or a group of the queue, in words."""

    subject: str
    state: State
    words: str
    plan: Plan | None = None
    conclusion: str = ""


def gate_text(results: Iterable[Result], written: Iterable[str] | None) -> str:
    """One paragraph per result; for a dry run what would have been written."""
    lines: list[str] = []
    for one in results:
        lines += block(f"{one.subject}  {one.state}: {one.words}", first="", rest="  ")
    if not lines:
        lines.append("No open pull request waits for the gate.")
    if written is not None:
        things = tuple(written)
        lines += [
            "",
            "Nothing was written. " + ("With --apply this would be:" if things else "Nor would --apply write."),
        ]
        for one_thing in things:
            lines += [guarded(f"  {plain(line)}") for line in one_thing.split("\n")]
    return "\n".join(lines) + "\n"
