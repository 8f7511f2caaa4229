"""The answers about a workbook as one page: nothing from elsewhere, no script, for phone, screen and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files

from gitsm import __version__
from gitsm.analysis import proof_words
from gitsm.analysis.support_chain import Work
from gitsm.analysis.workbook.opened import Opened, opened
from gitsm.analysis.workbook.proved import Proved, Verdict
from gitsm.analysis.workbook.words import (
    SIGNS,
    answer,
    because,
    called,
    chain,
    clock,
    doing,
    headline,
    hours_name,
    kept_for,
    lateness,
    repair,
    story,
    waits,
)
from gitsm.base import words
from gitsm.export.parts import proved as shown
from gitsm.export.parts.ticket_way import way
from gitsm.model.service import WEEKDAYS
from gitsm.render import svg
from gitsm.render.escape import html_attribute, html_text
from gitsm.render.promise.shapes import NARROW
from gitsm.render.promise.ticket import ticket as picture

_HEADS = ("Promise", "Answer", "Within", "Worst case", "Slack", "Kept for", "Asked", "Clock counts", "Why")
_NUMBERS = range(2, 7)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def sla_check_html(proved: Proved, source: str, day: date) -> str:
    """The page. `source`: name of the file asked about; `day`: the day stamped on it."""
    parts = [
        f"<h1>Can you keep this SLA?</h1>\n<p class=lead>{html_text(headline(proved))}</p>",
        _answers(proved),
        *(_breach(one, proved) for one in proved.verdicts if one.proof.answer in ("not kept", "not proved")),
        *(_breach(one, proved) for one in proved.verdicts if one.proof.answer == "kept for at least"),
        _hours(proved),
        _notes(proved),
    ]
    style = files("gitsm.export").joinpath("sla_check.css").read_text("utf-8")
    stamp = f"{source} · calculated on {day.isoformat()} · gitsm {__version__} · {shown.foot()}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html_text(f'Can you keep this SLA? {source}')}</title>\n"
        f"<style>\n{style}\n{svg.stylesheet()}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + f"\n</main>\n<footer>{html_text(stamp)} · <b>uncontrolled when printed</b></footer>\n</body>\n</html>\n"
    )


def _answers(proved: Proved) -> str:
    rows = []
    for number, one in enumerate(proved.verdicts, 1):
        proof = one.proof
        state = {"always kept": "good", "kept for at least": "care"}.get(proof.answer, "bad")
        said = f'<span class="answer {state}">{SIGNS[proof.answer]} {html_text(proof_words.answer(proof))}</span>'
        if one.assumed:
            said += "<br><small>if each step keeps its time</small>"
        whom = f", {one.target.priority}" if one.target.priority else ""
        name = html_text(f"{one.target.service}{whom}")
        if proof.answer != "always kept":
            name = f'<a href="#promise-{number}">{name}</a>'
        name += f"<br><small>{html_text(one.target.promise)} · {html_text(one.target.row.place('within'))}</small>"
        cells = [
            name, said, html_text(words.hours(one.target.minutes)), html_text(shown.worst_of(proof.longest)),
            html_text(shown.minutes(proof.slack)), html_text(kept_for(one)),
            html_text(proof_words.asked(proof)), html_text(clock(one, proved)),
            html_text(because(one, proved)),
        ]  # fmt: skip
        rows.append(_row(cells))
    heads = "".join(
        f"<th scope=col{' class=number' if number in _NUMBERS else ''}>{head}</th>"
        for number, head in enumerate(_HEADS)
    )
    return (
        f'<h2>Answers</h2>\n<table class="answers"><thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table>\n<p class=dim>Worst case: the longest a ticket can take on the clock of its promise, "
        "over every minute in which it may be opened. Slack: what is left of the promise on the way that most "
        "tickets take.</p>"
    )


def _row(cells: Iterable[str]) -> str:
    made = []
    for number, (head, cell) in enumerate(zip(_HEADS, cells, strict=True)):
        name = "th scope=row" if number == 0 else "td"
        kind = ' class="number"' if number in _NUMBERS else ""
        made.append(f'<{name}{kind} data-label="{html_attribute(head)}">{cell}</{name.split()[0]}>')
    return f"<tr>{''.join(made)}</tr>"


def _breach(one: Verdict, proved: Proved) -> str:
    number = proved.verdicts.index(one) + 1
    late = one.ticket is not None and one.ticket.late
    lines = [f'<section>\n<h2 id="promise-{number}">{html_text(called(one))}</h2>']
    lines.append(f"<p><b>{html_text(answer(one).capitalize())}.</b> {html_text(because(one, proved))}</p>")
    steps = "".join(f"<li>{html_text(text)}</li>" for text in chain(one, proved))
    if steps:
        lines.append(f'<p class=label>Who works on it</p>\n<ul class="steps">{steps}</ul>')
    if one.ticket is not None:
        breaks = "A ticket that may be late" if one.proof.answer == "kept for at least" else "The ticket that breaks it"
        what = breaks if late else "The ticket that takes longest"
        lines.append(f"<h3>{what}</h3>\n<p class=story>{_story(one, proved)}</p>")
        lines.append(_picture(one, proved))
        lines.append(_ledger(one, number))
    if one.repairs:
        mends = (repair(change, one, proved) for change in one.repairs)
        each = "".join(f"<li><b>{html_text(place)}</b> {html_text(text)}</li>" for place, text in mends)
        lines.append(f"<h3>One change is enough</h3>\n<ul>{each}</ul>")
    elif one.proof.answer == "not kept":
        lines.append("<p><b>No single change</b> of the target or of one step is enough.</p>")
    return "\n".join([*lines, "</section>"])


def _story(one: Verdict, proved: Proved) -> str:
    """The beginning, what it waits for while the clock runs, and the end; the whole way stands in the table below."""
    first, *_, last = story(one, proved)
    closed = waits(one, proved)
    told = [_sentence(text) for text in (first, *closed[:4])]
    if len(closed) > 4:
        told.append(f"It waits {len(closed)} times in all")
    return ". ".join([*told, f"<b>{_sentence(last)}</b>"]) + "."


def _sentence(text: str) -> str:
    return html_text(text[:1].upper() + text[1:])


def _picture(one: Verdict, proved: Proved) -> str:
    ticket = one.ticket
    assert ticket is not None

    def team(work: Work) -> tuple[str, str]:
        step = one.step(work)
        return step.team, hours_name(step.hours)

    whom = f"{one.target.priority}, within " if one.target.priority else "within "
    drawn = way(one.proof, ticket, one.clocks, f"{whom}{words.hours(one.target.minutes)}", clock(one, proved), team)
    title = f"A ticket of {called(one)} on its way"
    told = " ".join(story(one, proved))
    return (
        f'<figure><div class="scroll wide" tabindex=0 role="region" aria-label="{html_attribute(title)}">'
        f"{picture(drawn, title, told)}</div>\n"
        f'<div class="narrow">{picture(replace(drawn, left=0, width=NARROW), title, told)}</div>\n'
        "<figcaption>Solid: somebody works. Outline: it waits and the clock stands. "
        "Hatched: it waits and the clock runs.</figcaption></figure>"
    )


def _ledger(one: Verdict, number: int) -> str:
    ticket = one.ticket
    assert ticket is not None
    rows = []
    for leg in ticket.legs:
        side = " <small>(at the same time)</small>" if leg.lane else ""
        rows.append(
            f"<tr><td>{_moment(proof_words.moment(leg.start, one.clocks))}</td>"
            f"<td>{_moment(proof_words.moment(leg.end, one.clocks, leg.start))}</td>"
            f"<td>{html_text(doing(leg.step, leg.doing, one))}{side}</td>"
            f"<td class=number>{html_text(words.hours(leg.counted))}</td></tr>"
        )
    sum_words = f"done, {lateness(one)}" if ticket.late else "done, in time"
    rows.append(
        f"<tr class=sum><td>{_moment(proof_words.moment(ticket.done, one.clocks))}</td><td></td>"
        f"<td>{html_text(sum_words)}</td><td class=number>{html_text(words.hours(ticket.counted))}</td></tr>"
    )
    return (
        f'<div class="scroll" tabindex=0 role="region" aria-label="The ticket of answer {number}, step by step">'
        '<table class="ledger"><thead>'
        "<tr><th scope=col>From</th><th scope=col>To</th><th scope=col>What happens</th>"
        "<th scope=col class=number>On the clock</th></tr></thead><tbody>\n"
        + "\n".join(rows)
        + f"\n</tbody></table></div>\n<p class=dim>Times as clocks in {html_text(one.clocks.name)} show them.</p>"
    )


def _moment(text: str) -> str:
    """A day and a time, which break between their words only."""
    return " ".join(f"<span>{html_text(word)}</span>" for word in text.split(" "))


def _hours(proved: Proved) -> str:
    each = opened(proved)
    rows = list(_hours_rows(each))
    if not rows:
        return ""
    days = "".join(f"<th scope=col>{day.capitalize()}</th>" for day in WEEKDAYS)
    return (
        '<h2>Hours, as they were read</h2>\n<div class="scroll" tabindex=0 role="region" aria-label="Hours">'
        f'<table class="hours"><thead><tr><th scope=col>Hours</th><th scope=col>Clocks of</th>{days}'
        "<th scope=col class=number>A week</th>"
        f"<th scope=col class=number>Closed days of {each[0].year}</th></tr></thead><tbody>\n"
        + "\n".join(rows)
        + "\n</tbody></table></div>"
    )


def _hours_rows(named: Iterable[Opened]) -> Iterator[str]:
    for one in named:
        cells = []
        for windows in one.usual:
            each = "<br>".join(f"{_clock(low)}–{_clock(high)}" for low, high in windows)
            cells.append(f"<td>{each or '<span class=dim>closed</span>'}</td>")
        yield (
            f"<tr><th scope=row>{html_text(one.name)}</th><td>{html_text(one.zone)}</td>{''.join(cells)}"
            f"<td class=number>{html_text(words.hours(one.week))}</td><td class=number>{one.closed}</td></tr>"
        )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _notes(proved: Proved) -> str:
    notes = "".join(f"<li>{html_text(note)}</li>" for note in proved.promises.notes)
    return f"<h2>Passed over, or taken for granted</h2>\n<ul>{notes}</ul>" if notes else ""
