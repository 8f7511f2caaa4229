"""Whether a calendar covers another, for people."""

from __future__ import annotations

from gitsm.analysis.proof_words import moment
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.opening import Coverage
from gitsm.calendar.zones import Zone
from gitsm.export.parts.style import Style, counted


def calendar_covers_text(one: str, other: str, year: int, found: Coverage, clocks: Zone, style: Style) -> str:
    """The answer, the first gap, and what is missing over the year."""
    if found.first is None:
        lines = [style("strong", f"{one} covers {other} in {year}: open in all {words.hours(found.needed)} of it.")]
    else:
        low, high = found.first
        missing = f"{words.hours(found.missing)} of {words.hours(found.needed)}, in {counted(found.gaps, 'gap')}"
        lines = [
            style("alert", f"{one} does not cover {other} in {year}."),
            f"  first gap  {moment(low, clocks)} to {moment(high, clocks, low)}",
            f"  missing    {missing}",
        ]
    lines += ["", f"times of {clocks.name} · time zones of tzdata {zones.version()}"]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"
