"""When a calendar opens and closes next, for people."""

from __future__ import annotations

from gitsm.analysis.proof_words import moment
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.instant import Instant
from gitsm.calendar.zones import Zone
from gitsm.export.parts.proved import stamp
from gitsm.export.parts.style import Style


def calendar_next_text(
    key: str, start: Instant, opens: Instant | None, closes: Instant | None, clocks: Zone, style: Style
) -> str:
    """Whether it is open at a moment, and the next opening and closing from then on."""
    now = opens == start
    state = "open" if now else "closed"
    lines = [style("strong", f"{key} is {state} on {moment(start, clocks)} ({stamp(start)})")]
    if opens is None:
        lines.append("  never opens again")
    else:
        if not now:
            lines.append(f"  opens   {moment(opens, clocks)} ({stamp(opens)})")
        shown = f"{moment(closes, clocks)} ({stamp(closes)})" if closes is not None else "not within ten years"
        lines.append(f"  closes  {shown}")
    lines += ["", f"times of {clocks.name} · time zones of tzdata {zones.version()}"]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"
