"""Can a promise be kept? The answers of an SLA, how full each promise is, and the ticket that breaks one."""

from __future__ import annotations

from gitsm.analysis import proof_words
from gitsm.analysis.ledger import Entry, beside, entries, happens, stages, told, used_up
from gitsm.analysis.promises import Promised, clocks_of, slack_share
from gitsm.analysis.proof import Proof
from gitsm.analysis.repair import repairs
from gitsm.analysis.support_chain import Measured
from gitsm.analysis.ticket import Ticket, ticket_of
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.zones import Zone
from gitsm.export.parts.proved import minutes, worst_of
from gitsm.render.promise.bars import Bar, Below, Part
from gitsm.site.artefacts.tickets import drawn
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import calendar
from gitsm.site.pictures import slack_bars
from gitsm.site.promised import (
    answer,
    because,
    hours_title,
    in_repository,
    name,
    path_shown,
    prover,
    title_of,
    unless_paused,
    whole_shown,
)
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

LONGEST_HOURS = 20
"""Letters of a title of hours that have room beside a bar."""


def opening(one: Promised) -> Html | None:
    """The answer of an SLA in one sentence; None where no clock measures anything it promises."""
    if not one.proofs:
        return None
    total, found = len(one.proofs), one.answers
    safe, most, no, unknown = (
        found[key] for key in ("always kept", "kept for at least", "not kept", "not proved")
    )  # fmt: skip
    if safe == total:
        every = f"All {words.count_word(total)} times it promises are always kept."
        return esc("The only time it promises is always kept." if total == 1 else every)
    if unknown == total:
        what = "the time it promises" if total == 1 else "any time it promises"
        return cat(f"Whether {what} can be kept is ", el("strong", "not proved"), ".")
    said: list[str | None] = []
    if safe:
        said.append(f"{words.count_word(safe)} of {words.count_word(total)} times it promises "
                    f"{words.agree(safe, 'is', 'are')} always kept")  # fmt: skip
    if most:
        least = min(proof.bound for proof in one.proofs if proof.answer == "kept for at least")
        said.append(f"{words.count_word(most)} {words.agree(most, 'is', 'are')} kept for at least "
                    f"{proof_words.share(least)} of the tickets, as agreed")  # fmt: skip
    first = join(said, "; ") if said else None
    sentences: list[Html] = [cat(first[:1].upper() + first[1:], ".")] if first else []
    if no:
        which = words.listed([name(proof) for proof in one.proofs if proof.answer == "not kept"])
        sentences.append(el("strong", f"{words.count_word(no).capitalize()} cannot be kept as "
                                      f"{words.agree(no, 'it stands', 'they stand')}: {which}."))  # fmt: skip
    if unknown:
        sentences.append(
            esc(f"{words.count_word(unknown).capitalize()} {words.agree(unknown, 'is', 'are')} not proved.")
        )
    return join(sentences, " ")


def most_telling(view: View, one: Promised) -> Html | None:
    """By how much, and what breaks it: the ticket that is latest; where all are kept, the target with least slack."""
    late = [
        (proof, ticket)
        for proof in one.proofs
        if proof.answer == "not kept"
        and path_shown(view, proof, proof.shown)
        and (ticket := ticket_of(proof)) is not None
        and ticket.late
    ]
    if late:
        proof, ticket = max(late, key=lambda pair: proof_words.overdue(pair[1]))
        opened = proof_words.moment(ticket.opened, clocks_of(proof, prover(view).almanac))
        over = words.hours(proof_words.overdue(ticket))
        return cat(f"{name(proof)} of a ticket opened {opened} is ", link(f"{over} late", f"#{_place(proof)}"), ".")
    tight = one.tightest
    if tight is None or not tight.slack or tight.slack < 0 or not path_shown(view, tight, tight.usual):
        return None
    return esc(f"Least to spare: {name(tight)}, {words.hours(tight.slack)} of {words.hours(tight.limit)}.")


def _place(proof: Proof) -> str:
    return anchor("late", proof.target.id)


def kept_section(page: Page, one: Promised | None) -> None:
    """The answers as a table, then how full each promise is, then the tickets that break one."""
    page.h2("Can it be kept?")
    if one is None:
        page.text(
            "It no longer holds. What may still be asked is proved for the version that holds now.", css="g-empty"
        )
        return
    if not one.proofs:
        page.text("It promises no time that a clock measures.", css="g-empty")
        return
    if one.draft:
        page.note("It is not agreed yet: these are answers about the draft.")
    page.table(_answers(page, one))
    for text in unless_paused(page.view, one):
        page.note(text)
    if any(proof.chain is not None and proof.longest is not None for proof in one.proofs):
        rows = [_bar(page, proof) for proof in one.proofs]
        page.html(_bars(page, one, rows))
        page.note(_reading(page, one, rows))
    late = [proof for proof in one.proofs if proof.answer in ("kept for at least", "not kept")]
    unseen = [proof for proof in late if not path_shown(page.view, proof, proof.shown)]
    for proof in late:
        if proof not in unseen:
            _broken(page, proof)
    if unseen:
        page.h3(f"Tickets that may be late: {words.listed([name(proof) for proof in unseen])}")
        told = f"They take a way on which an agreement or calendar is {HIDDEN}."
        page.text(told, in_repository(one.item), css="g-empty")


def _answers(page: Page, one: Promised) -> Table:
    table = Table(
        "Can it be kept?",
        ("Target|head", "Answer", "Limit|num", "Worst case|num", "Slack|num", "Agreed share|num", "Clock", "Why"),
        name="kept",
        css="g-keep g-clock",
    )
    for proof in one.proofs:
        common = path_shown(page.view, proof, proof.usual)
        proved = proof.longest is not None
        table.add(
            link(name(proof), f"#{anchor('target', proof.target.id)}"),
            Cell(answer(proof), proof_words.answer(proof)),
            minutes(proof.limit),
            (worst_of(proof.longest) if whole_shown(page.view, proof) else HIDDEN) if proved else "–",
            (minutes(proof.slack) if common else HIDDEN) if proved and proof.slack is not None else "–",
            proof_words.asked(proof),
            _clock(page, proof),
            because(page.view, proof),
            id=anchor("kept", proof.target.id),
        )
    return table


def _clock(page: Page, proof: Proof) -> Html:
    if proof.measured is None:
        return esc(words.enum(proof.target.clock) if proof.target.clock else "–")
    if proof.measured.kind == "calendar":
        return esc("every hour")
    return cat(words.enum(proof.measured.kind), " ", calendar(page, proof.measured.calendar))


# -- slack bars ------------------------------------------------------------------------------------------------------


def _bars(page: Page, one: Promised, rows: list[Bar]) -> Html:
    said = "; ".join(f"{row.name} {row.detail}: {row.empty or row.room}" for row in rows)
    title = f"How full the promises of {title_of(page.view, one.item)} are"
    heads = ("Target, limit, clock", "limit = 100 %", "slack")
    return slack_bars(rows, title, f"{said}. The same stands in the table above.", heads)


def _bar(page: Page, proof: Proof) -> Bar:
    detail = (
        f"{minutes(proof.limit)} of {_hours(page.view, proof.measured)}" if proof.measured else minutes(proof.limit)
    )
    title, href = name(proof), f"#{anchor('kept', proof.target.id)}"
    if proof.usual is None:
        return Bar(title, detail, proof.limit, (), empty="not proved", href=href)
    if not path_shown(page.view, proof, proof.usual):
        return Bar(
            title, detail, proof.limit, (), empty=f"{answer_words(proof)}; what it rests on is {HIDDEN}", href=href
        )
    ticket = ticket_of(proof, proof.usual) if proof.usual.worst is not None else None
    if ticket is None:
        return Bar(title, detail, proof.limit, (), empty="never done in the hours stated", href=href)
    parts = tuple(
        Part(each.counted, "" if each.handover else _short(each.step.key), "light" if each.handover else "work")
        for each in stages(ticket)
    )
    room = proof_words.overdue(ticket)
    shown = f"{words.hours(room)} over" if room else words.hours(proof.slack or 0)
    share = slack_share(proof) * 100
    percent = f"{words.number(share.numerator // share.denominator)}\u00a0%"
    return Bar(title, detail, proof.limit, parts, shown, percent, _below(page, proof, ticket), href=href)


def _hours(view: View, measured: Measured) -> str:
    """The title of the hours that count, or what they are called in the agreement where it would be cut."""
    title = hours_title(view, measured.calendar)
    return title if len(title) <= LONGEST_HOURS else words.enum(measured.kind)


def answer_words(proof: Proof) -> str:
    """The answer in plain words."""
    return proof_words.answer(proof)


def _short(key: str) -> str:
    return key.partition("/")[2]


def _below(page: Page, proof: Proof, common: Ticket) -> Below | None:
    """The longest way, where only some tickets take it and it does not fit."""
    if proof.common is None or not proof.common.fits or not proof.unfit or not whole_shown(page.view, proof):
        return None
    if proof.longest is None or proof.longest.worst is None or proof.longest.worst.minutes <= common.counted:
        return None
    return Below(
        proof.longest.worst.minutes,
        f"{proof_words.share(proof.rare)} of tickets: {words.hours(proof.longest.worst.minutes)}",
    )


def _reading(page: Page, one: Promised, rows: list[Bar]) -> Html:
    """How to read the bars: no word of what is not drawn."""
    terms = dict.fromkeys((proof.term.start, proof.term.end, proof.term.note) for proof in one.proofs if proof.term)
    said = "; ".join(f"{start} to {end} (exclusive){f', {note}' if note else ''}" for start, end, note in terms)
    some, thin = any(_partly(proof) for proof in one.proofs), any(row.below for row in rows)
    over = thin or any(sum(part.minutes for part in row.parts) > row.limit for row in rows)
    return cat(
        "Each row is scaled to its own limit. Filled: the worst case of the chain over every start minute",
        f" from {page.view.say(said)}" if said else None,
        ", each step taking all the time its own target allows. Lighter: handing over. ",
        "Hatched: beyond the limit. " if over else None,
        "Slack is what is left of the limit",
        " for tickets without the steps that only some reach" if some else None,
        "; the thin bar is the way of the others" if thin else None,
        ". ",
        f"Time zones of tzdata {zones.version()}.",
    )


def _partly(proof: Proof) -> bool:
    return bool(proof.unfit) and proof.common is not proof.longest


# -- the ticket ------------------------------------------------------------------------------------------------------


def _broken(page: Page, proof: Proof) -> None:
    """The ticket that shows the answer: in words, as a picture, as a ledger; and what would mend it."""
    view, made = page.view, prover(page.view)
    breaks = "The ticket that breaks" if proof.answer == "not kept" else "A ticket that may be late:"
    page.h3(f"{breaks} {name(proof)}")
    ticket = ticket_of(proof)
    if ticket is None or proof.measured is None or not ticket.late:
        page.text(f"No single ticket is late: {view.say(proof_words.because(proof))}.", css="g-empty")
    else:
        clocks, clock = clocks_of(proof, made.almanac), proof.measured.known.hours
        ledger = entries(ticket, clock)
        late = el("strong", f"{words.hours(proof_words.overdue(ticket))} late")
        sentences = [view.say(text) for text in told(ticket, ledger, clocks)]
        told_by = [_one_of(view, proof), f"{sentences[0]}: ", late, ". ", f"{sentences[1]}." if sentences[1:] else None]
        page.html(el("p", *told_by, class_="g-lead", id=_place(proof)))
        picture, always = drawn(page, proof, ticket, ledger, clocks)
        page.html(picture)
        page.note("Solid: somebody works. Outline: it waits, the clock stands. Hatched: it waits, the clock runs. ",
                  f"Not drawn, as {words.agree(len(always), 'it works', 'they work')} all the time: "
                  f"{words.listed(always)}. " if always else None,
                  f"Times in {clocks.name}.")  # fmt: skip
        page.table(_ledger(page, proof, ticket, ledger, clocks))
        _beside(page, ticket, clocks)
    _mend(page, proof)


def _one_of(view: View, proof: Proof) -> str:
    """Which tickets it stands for, where only some go that way."""
    way = proof.shown
    if proof.chain is None or way is None or len(way.taken) != 1:
        return ""
    (number,) = way.taken
    share = proof.chain.shares[number]
    first = next((step.key for step in proof.chain.steps() if number in step.under), None)
    if not share.stated or first is None:
        return ""
    return view.say(f"One of the {proof_words.share(share.value)} of tickets that go on to {first}. ")


def _ledger(page: Page, proof: Proof, ticket: Ticket, ledger: tuple[Entry, ...], clocks: Zone) -> Table:
    table = Table(
        f"The late ticket, {name(proof)}",
        ("From|date|head", "To|date", "What happens", "On the clock|num", "Sum|num"),
        name=f"ticket-{proof.target.id}",
        stack=True,
        css="g-flow",
    )
    full = used_up(ticket, ledger)
    for number, one in enumerate(ledger):
        said: list[str | None] = [el("strong", happens(one)) if one.kind == "runs" else happens(one)]
        if one is full and ticket.due is not None:
            spent = proof_words.moment(ticket.due, clocks, one.start)
            said.append(f"; {words.hours(ticket.limit)} are used up at {spent}")
        total = words.hours(one.total)
        table.add(
            proof_words.moment(one.start, clocks),
            proof_words.moment(one.end, clocks, one.start),
            cat(*said),
            words.hours(one.counted),
            el("strong", total) if number == len(ledger) - 1 else total,
        )
    return table


def _beside(page: Page, ticket: Ticket, clocks: Zone) -> None:
    others = [f"{leg.step.key} is done {proof_words.moment(leg.end, clocks, ticket.opened)}" for leg in beside(ticket)]
    if others:
        page.note(f"At the same time, without effect on the end: {words.listed(others)}.")


def _mend(page: Page, proof: Proof) -> None:
    found = repairs(proof, prover(page.view))
    if not found or not whole_shown(page.view, proof):
        if proof.answer == "not kept" and whole_shown(page.view, proof):
            page.text("No single change of the target or of one step is enough.")
        return
    some = any(one.answer == "always kept" for one in found)
    said: list[str | None] = []
    for one in found:
        said += [el("em", " or ") if said else None, proof_words.repair(one)]
        said.append(small(" (then kept for enough tickets)") if some and one.answer != "always kept" else None)
    page.text(
        el("strong", "One change is enough: " if proof.answer == "not kept" else "To keep it always: "),
        *said,
        ".",
        None if some else " It is then kept for enough tickets, though not for all.",
    )
