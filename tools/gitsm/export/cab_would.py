"""What a command about changes would write, and what would still be missing then, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gitsm.approvals.docket import Asked
from gitsm.approvals.request import Voice
from gitsm.audit.record import Given
from gitsm.base import words
from gitsm.export.parts import planned
from gitsm.export.parts.style import Style, block, plain
from gitsm.plan.plan import Plan

NOTHING = "Nothing was written."


def request_would(number: int, asked: Sequence[tuple[str, str]], where: str, plan: Plan, style: Style) -> str:
    """A request before it is opened: its fields, what it would change, and who would have to agree."""
    title = dict(asked)["title"]
    lines = [style("strong", f"change request {number} would be opened: {plain(title)}"), f"  {planned.heading(plan)}"]
    said = plan.request
    declared = [
        ("class", said.declared or ""), ("reference", said.reference), ("rationale", said.rationale),
        ("communication", said.communication), ("back-out", said.back_out),
    ]  # fmt: skip
    lines += ["", style("strong", f"would be written to {where}"), *_fields([*asked, *declared])]
    return _text([*lines, *_missing(plan, style, f": once it is opened, gitsm cab merge {number} may merge it")])


def voice_would(
    asked: Asked, says: str, where: str, more: Sequence[tuple[str, str]], voice: Voice, plan: Plan | str, style: Style
) -> str:
    """A decision before it is given. `plan`: with the decision in it, or why there is none."""
    heading = "" if isinstance(plan, str) else planned.heading(plan)
    lines = _head(asked, voice.commit, heading, style)
    lines += ["", style("strong", f"would be written to {where}")]
    counts = f"not known: {plan}" if isinstance(plan, str) else _counts(voice, plan)
    lines += _fields([("decision", says), *more, ("counts", counts)])
    if not isinstance(plan, str):
        lines += _missing(plan, style, f": gitsm cab merge {asked.number} may merge it then")
    return _text(lines)


def merge_would(
    asked: Asked, head: str, rows: Sequence[tuple[str, str]], decisions: Iterable[Given], plan: Plan, style: Style
) -> str:
    """A merge before it is made: branches, and whose agreements carry it."""
    lines = _head(asked, head, planned.heading(plan), style)
    lines += ["", style("strong", "would be written"), *_fields(rows)]
    lines += ["", style("strong", "agreed")]
    agreed = [
        (one.party or one.role, f"{one.strength}, on {one.moment[:10]}")
        for one in decisions
        if one.counted and one.approves
    ]
    lines += _fields(agreed) or ["  nobody had to"]
    return _text([*lines, *_missing(plan, style, "")])


def statement_would(title: str, rows: Sequence[tuple[str, str]], style: Style) -> str:
    """Any other statement at the end of the evidence."""
    return _text([style("strong", plain(title)), *_fields(rows)])


def _text(lines: Sequence[str]) -> str:
    return "\n".join([*lines, "", NOTHING]).replace(words.NBSP, " ") + "\n"


def _head(asked: Asked, head: str, heading: str, style: Style) -> list[str]:
    lines = [style("strong", f"change request {asked.number}: {plain(asked.title)}")]
    lines += block(f"{asked.by} asks to merge {asked.branch} ({head[:12]}) into {asked.target}")
    return [*lines, f"  {heading}"] if heading else lines


def _fields(rows: Sequence[tuple[str, str]]) -> list[str]:
    rows = [(name, text) for name, text in rows if text]
    width = max((len(name) for name, _ in rows), default=0) + 2
    return [
        line for name, text in rows for line in block(text, first=f"  {plain(name):<{width}}", rest=" " * (width + 2))
    ]


def _counts(voice: Voice, plan: Plan) -> str:
    """For which roles a decision counts, or why for none."""
    judgement = plan.judgement
    roles = [one.role for one in judgement.requirements if voice in (*one.by, *one.against)]
    if roles:
        return f"for {words.listed(list(dict.fromkeys(roles)))}"
    who = voice.person or voice.role
    said = f"what {who} said does not count: "
    why = next((text.removeprefix(said) for text in judgement.unheard if text.startswith(said)), "")
    return f"for nobody: {why or f'{who} speaks for none of those asked'}"


def _missing(plan: Plan, style: Style, done: str) -> list[str]:
    found = [line for one in _still(plan) for line in one]
    if found:
        return ["", style("strong", "still missing"), *found]
    return ["", f"{style('strong', 'nothing is missing')}{done}"]


def _still(plan: Plan) -> Iterator[list[str]]:
    """What keeps the change from being merged, each in its lines."""
    for one in plan.obstacles:
        if one.blocks:
            text = f"{one.message} ({one.rule})"
            yield [*block(text, rest="    "), *block(one.fix, first="    to mend it: ", rest="      ")]
    if plan.unjudged:
        yield [line for note in plan.judgement.notes for line in block(note, rest="    ")]
        return
    for need in planned.needs(plan):
        if need.sign == planned.GIVEN:
            continue
        state = {"asked": "has not agreed", "objects": "objects"}.get(need.state, need.state)
        by = f" ({words.listed(list(need.by))})" if need.by else ""
        can = f"; can agree: {', '.join(need.can)}" if need.can else ""
        note = f"; {need.note}" if need.note else ""
        yield block(f"{need.role}: {state}{by}{can}{note}", rest="    ")
    if plan.judgement.outcome != "approved":
        for note in plan.judgement.notes:
            yield block(note, rest="    ")
    for text in planned.voided(plan):
        if plan.judgement.outcome != "approved":
            yield block(text, rest="    ")
