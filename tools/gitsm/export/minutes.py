"""Minutes: the decisions about changes that the evidence holds, as text, as Markdown and as JSON (`minutes/1`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.check.evidence import Decision, History, MergedChange
from gitsm.export.parts.envelope import document
from gitsm.export.parts.meeting import decided, voices
from gitsm.export.parts.said import said
from gitsm.export.parts.style import Style, block, counted, plain
from gitsm.render.escape import markdown_code

NOTE = "Only merged changes leave evidence: what was refused, or is still open, is not in these minutes."


@dataclass(frozen=True, slots=True)
class Minutes:
    """The decisions of a span of days, `first` and `last` included. `handles`: people may be named."""

    history: History
    first: date
    last: date
    as_of: date
    handles: bool

    @property
    def changes(self) -> tuple[MergedChange, ...]:
        """The changes merged in the span, oldest first."""
        return tuple(one for one in self.history.changes if self.first <= one.day <= self.last)

    @property
    def summary(self) -> str:
        """How many decisions, of when, read where."""
        return (
            f"{counted(len(self.changes), 'decision')} from {self.first.isoformat()} to {self.last.isoformat()} · "
            f"{self.history.source}"
        )


def minutes_text(minutes: Minutes, style: Style) -> str:
    """For a terminal: date, decision, who, why."""
    lines: list[str] = []
    for one in minutes.changes:
        lines.append(f"{one.day.isoformat()}  {style('strong', plain(_title(one)))}")
        for name, text in _facts(one):
            lines += block(text, first=f"  {style('faint', f'{name:<10}')}", rest=" " * 12)
        for number, text in enumerate(voices(one, minutes.handles)):
            lines += block(text, first=f"  {style('faint', 'who       ' if not number else ' ' * 10)}", rest=" " * 12)
        lines.append("")
    return "\n".join([*lines, plain(minutes.summary), NOTE]) + "\n"


def minutes_markdown(minutes: Minutes) -> str:
    """A decision record for each change."""
    lines = [f"# Decisions on changes, {minutes.first.isoformat()} to {minutes.last.isoformat()}", ""]
    for one in minutes.changes:
        lines += [f"## {one.day.isoformat()}: {said(_title(one))}", ""]
        lines += [f"- **{name.capitalize()}:** {said(text)}" for name, text in _facts(one)]
        people = [f"  - {said(text)}" for text in voices(one, minutes.handles)]
        lines += ["- **Who:**", *people] if people else []
        lines += [f"- **Commit:** {markdown_code(one.commit)}", ""]
    if not minutes.changes:
        lines += ["Nothing was decided in this time.", ""]
    return "\n".join([*lines, said(minutes.summary), "", NOTE]) + "\n"


def _title(one: MergedChange) -> str:
    return f"Change {one.id}: {one.title}" if one.title else f"Change {one.id}"


def _facts(one: MergedChange) -> Iterator[tuple[str, str]]:
    yield "decision", decided(one)
    declared = f", declared {one.declared}" if one.declared and one.declared != one.class_ else ""
    yield "class", f"{one.class_ or 'not stated'}{declared}"
    yield "why", one.rationale or "no rationale was stated"
    if one.reference:
        yield "reference", one.reference
    if one.touched:
        yield "concerns", ", ".join(one.touched)
    if one.emergency:
        yield "review", f"done on {one.reviewed.isoformat()}" if one.reviewed else "not done yet"
    if one.verdict in ("violated", "unproved"):
        yield "proof", f"{one.verdict}: {'; '.join(one.notes) or 'no reason stated'}"


def minutes_json(minutes: Minutes) -> str:
    """The document. People are null where they may not be named."""
    return document(
        "minutes/1",
        minutes.as_of,
        {
            "from": minutes.first.isoformat(),
            "to": minutes.last.isoformat(),
            "source": minutes.history.source,
            "problems": list(minutes.history.problems),
            "decisions": [_body(one, minutes.handles) for one in minutes.changes],
        },
    )


def _body(one: MergedChange, handles: bool) -> dict[str, object]:
    return {
        "change": one.id,
        "date": one.day.isoformat(),
        "title": one.title,
        "commit": one.commit,
        "decision": decided(one),
        "class": one.class_,
        "declared": one.declared,
        "auto_merged": one.auto_merged,
        "rationale": one.rationale,
        "reference": one.reference,
        "touched": list(one.touched),
        "reviewed": one.reviewed.isoformat() if one.reviewed else None,
        "verdict": one.verdict,
        "voices": [_voice(each, handles) for each in one.decisions],
    }


def _voice(one: Decision, handles: bool) -> dict[str, object]:
    return {
        "party": one.party if handles else None,
        "roles": list(one.roles),
        "agrees": one.approves,
        "date": one.day.isoformat() if one.day else None,
        "strength": one.strength,
        "counted": one.counted,
        "why_not": one.why_not if handles else "",
    }
