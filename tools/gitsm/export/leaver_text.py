"""What breaks when a party leaves, for people."""

from __future__ import annotations

from itertools import groupby

from gitsm.analysis.departure import Kind
from gitsm.check.leaver import Departure
from gitsm.export.parts.style import Style, block, counted, plain

_HEADINGS: dict[Kind, str] = {
    "vacant": "roles that become vacant",
    "deputy_only": "roles left to deputies",
    "single": "roles that hang on one person",
    "team": "teams without members",
    "chair": "bodies without a chair",
    "quorum": "bodies that miss their quorum",
    "undone": "work without a responsible or accountable person",
    "segregation": "duties that can no longer be kept apart",
    "reference": "what points to roles that become vacant",
    "improvement": "improvements without somebody in charge",
    "delegation": "delegations to end",
    "named": "entries without effect on that day, to take out",
    "access": "accounts and keys to withdraw",
}


def leaver_text(departure: Departure, style: Style) -> str:
    """What the party holds, then what breaks by kind, then the findings that would be new."""
    held = [
        f"{one.words}" if one.person == departure.handle else f"{one.role} ({one.person})" for one in departure.holdings
    ]
    lines = [style("strong", f"{plain(departure.handle)} leaves on {departure.on.isoformat()}")]
    lines += block("holds " + (", ".join(dict.fromkeys(held)) if held else "no role"))
    if departure.standing:
        lines += block(f"{departure.standing}, so no role rests on it")
    if departure.teams:
        lines += block("is in " + ", ".join(departure.teams))
    for kind, group in groupby(departure.consequences, key=lambda one: one.kind):
        lines += ["", style("strong", _HEADINGS[kind])]
        for one in group:
            first, *rest = block(one.message)
            lines += [first, *rest, f"      {style('place', plain(one.place))}"]
    if departure.findings:
        lines += ["", style("strong", "findings that would be new")]
        for finding in departure.findings:
            lines.append(
                f"  {style.label(finding.severity.word)} {finding.rule}  {style('place', plain(finding.place))}"
            )
            lines += block(finding.message, first="    ", rest="    ")
    broken = sum(1 for one in departure.consequences if one.kind != "access")
    if departure.breaks_something:
        words = f"{counted(broken, 'thing')} to arrange before {departure.on.isoformat()}"
        words += f", {counted(len(departure.findings), 'new finding')}." if departure.findings else "."
    else:
        words = "Nothing breaks."
    return "\n".join([*lines, "", words]) + "\n"
