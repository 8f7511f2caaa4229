"""The agenda as text, as Markdown and as JSON (shape `agenda/1`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gitsm.export.parts.envelope import document
from gitsm.export.parts.meeting import Ask, topic
from gitsm.export.parts.said import said
from gitsm.export.parts.style import Style, block, counted, plain
from gitsm.plan.agenda import Agenda, Item
from gitsm.render.escape import markdown_code


def agenda_text(agenda: Agenda, style: Style) -> str:
    """For a terminal: by class, each with the decision asked, of whom, and what depends on it."""
    lines: list[str] = []
    number = 0
    for class_, items in groupby(agenda.items, key=lambda one: one.class_):
        lines += [style("strong", class_), ""]
        for item in items:
            number += 1
            lines += [*_item(number, item, style), ""]
    for one in agenda.unjudged:
        lines += [
            *block(f"{one.name}: {one.reason}", first=f"{style('alert', 'not judged')}  ", rest="            "),
            "",
        ]
    return "\n".join([*lines, _summary(agenda)]) + "\n"


def _item(number: int, item: Item, style: Style) -> Iterator[str]:
    told = topic(item)
    yield f"  {number}. {style('strong', plain(item.title or item.name))}  {style('faint', plain(_place(item)))}"
    for name, text in (("what", told.sentence), ("change", told.heading), ("decide", told.question)):
        yield from _labelled(name, text, style)
    for one in told.asks:
        yield from _labelled("", _ask(one), style)
    for text in told.obstacles:
        yield from _labelled("blocked", text, style)
    yield from _labelled("impact", told.impact or "nothing refers to it", style)
    for name, text in told.plans:
        yield from _labelled(name.lower(), text, style)


def _labelled(name: str, text: str, style: Style) -> list[str]:
    return block(text, first=f"     {style('faint', f'{name:<14}')}", rest=" " * 19)


def _place(item: Item) -> str:
    return f"{item.name}, commit {item.commit[:12]}"


def _ask(one: Ask) -> str:
    can = f" ({', '.join(one.can)})" if one.can else ""
    note = f"; {one.note}" if one.note else ""
    return f"{one.role}: {one.state}{can}{note}"


def _summary(agenda: Agenda) -> str:
    parts = [counted(agenda.open, "change") + " to decide"]
    ready = len(agenda.items) - agenda.open
    parts += [f"{ready} ready to merge"] if ready else []
    parts += [f"{len(agenda.unjudged)} not judged"] if agenda.unjudged else []
    return f"{' · '.join(parts)} · for {plain(agenda.branch)} · as of {agenda.as_of.isoformat()}"


def agenda_markdown(agenda: Agenda) -> str:
    """For a meeting's page or mail. Ids and handles stand in code, so that nobody is notified by them."""
    lines = [f"# Agenda of changes, {agenda.as_of.isoformat()}", "", said(f"{_summary(agenda)}."), ""]
    number = 0
    for class_, items in groupby(agenda.items, key=lambda one: one.class_):
        lines += [f"## {class_.capitalize()}", ""]
        for item in items:
            number += 1
            lines += [*_section(number, item), ""]
    if agenda.unjudged:
        lines += ["## Not judged", ""]
        lines += [f"- {markdown_code(one.name)}: {said(one.reason)}" for one in agenda.unjudged]
        lines.append("")
    if not agenda.items and not agenda.unjudged:
        lines += ["Nothing is open.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(number: int, item: Item) -> Iterator[str]:
    told = topic(item)
    yield f"### {number}. {said(item.title or item.name)}"
    yield ""
    yield f"{markdown_code(item.name)}, commit {markdown_code(item.commit[:12])} · {said(told.heading)}"
    yield ""
    yield said(told.sentence)
    yield ""
    yield f"**Decision asked:** {said(told.question)}"
    yield ""
    if told.asks:
        yield "| role | state | who can | remark |"
        yield "|---|---|---|---|"
        for one in told.asks:
            can = ", ".join(markdown_code(person, table=True) for person in one.can) or "–"
            role = markdown_code(one.role, table=True)
            yield f"| {role} | {said(one.state)} | {can} | {said(one.note) or '–'} |"
        yield ""
    for text in told.obstacles:
        yield f"- **Blocked:** {said(text)}"
    yield f"- **Impact:** {said(told.impact or 'nothing refers to it')}"
    for name, text in told.plans:
        yield f"- **{name}:** {said(text)}"


def agenda_json(agenda: Agenda) -> str:
    """The document. Requirements and changes in full stand in `gitsm plan --format json`."""
    return document(
        "agenda/1",
        agenda.as_of,
        {
            "branch": agenda.branch,
            "to_decide": agenda.open,
            "items": [_body(item) for item in agenda.items],
            "not_judged": [{"name": one.name, "reason": one.reason} for one in agenda.unjudged],
        },
    )


def _body(item: Item) -> dict[str, object]:
    told = topic(item)
    return {
        "name": item.name,
        "title": item.title,
        "commit": item.commit,
        "class": item.class_,
        "computed": item.plan.class_,
        "outcome": item.plan.judgement.outcome,
        "blocked": item.plan.blocked,
        "heading": told.heading,
        "sentence": told.sentence,
        "decision": told.question,
        "asks": [
            {"role": one.role, "state": one.state, "can": list(one.can), "by": list(one.by), "note": one.note}
            for one in told.asks
        ],
        "obstacles": list(told.obstacles),
        "impact": told.impact,
        "plans": {name.lower(): text for name, text in told.plans},
    }
