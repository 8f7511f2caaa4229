"""What stands under a promise: the support chain as a picture and a table, and the hours of the week it covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitsm.analysis import proof_words
from gitsm.analysis.chain_words import share_words
from gitsm.analysis.covered import Covered, CoveredDay
from gitsm.analysis.ledger import bound_sum, common_sum, stages
from gitsm.analysis.promises import Promised
from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import AtOnce, InTurn, Part, Share, Work
from gitsm.analysis.ticket import ticket_of
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.render.promise import chain as drawing
from gitsm.render.promise.shapes import NARROW
from gitsm.render.promise.week import DAYS, Day, Kind, Open
from gitsm.site.hours import length, windows
from gitsm.site.html import Html, cat, el, esc, small
from gitsm.site.page import Page
from gitsm.site.parts import calendar, status
from gitsm.site.pictures import both, week_picture
from gitsm.site.promised import (
    hours_title,
    in_repository,
    name,
    path_shown,
    step_link,
    step_shown,
    weeks,
    whole_shown,
)
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Table

Shape = tuple[object, ...]


# -- the chain -------------------------------------------------------------------------------------------------------


def chain_section(page: Page, one: Promised | None) -> bool:
    """The chains of all targets, those of one shape together. Whether any could be resolved."""
    groups: dict[Shape, list[Proof]] = {}
    for proof in one.proofs if one else ():
        if proof.chain is not None:
            groups.setdefault(_shape(proof.chain.part, proof), []).append(proof)
    if not groups:
        return False
    page.h2("What carries it")
    for proofs in groups.values():
        page.h3(f"Support chain of {words.listed([name(proof) for proof in proofs])}")
        chain = proofs[0].chain
        assert chain is not None
        if len(chain.steps()) > 1:
            first = f"Times are those of {name(proofs[0])}. " if len(proofs) > 1 else ""
            title = f"Support chain of {name(proofs[0])}"
            said = f"{first}The table below names each step with its time, its hours and who reaches it."
            parts = _drawn(page, chain.part, chain.shares)
            wide, small = (drawing.chain(parts, title, said, width) for width in (drawing.CHAIN, NARROW))
            page.html(both(wide, small, title))
        page.table(_steps(page, proofs))
        _sums(page, proofs)
    page.note(
        "A step is an operational agreement with a team (ola) or a contract with a supplier (contract). "
        "In a cell, after +: the time to hand over. Kept for: all tickets, less those on ways that do not fit, "
        f"less those in which a step misses its own target as often as it may. Zone data {zones.version()}."
    )
    return True


def _shape(part: Part, proof: Proof) -> Shape:
    if isinstance(part, Work):
        return (part.item.path, part.target.metric, bool(part.handover))
    if isinstance(part, InTurn | AtOnce):
        return (type(part).__name__, *(_shape(each, proof) for each in part.parts))
    share = part.share
    return ("some", share.value, share.stated, share.source, share.measured, _shape(part.part, proof))


def _drawn(page: Page, part: Part, shares: Sequence[Share]) -> drawing.Part:
    if isinstance(part, Work):
        return _box(page, part)
    if isinstance(part, InTurn):
        return drawing.Line(tuple(_drawn(page, each, shares) for each in part.parts))
    if isinstance(part, AtOnce):
        return drawing.Side(tuple(_drawn(page, each, shares) for each in part.parts))
    share = part.share
    short = f"{share_words(share).partition(' of ')[0]} of tickets" if share.stated else "share not known"
    return drawing.Some(short, page.view.say(_source(share)), _drawn(page, part.part, shares))


def _box(page: Page, step: Work) -> drawing.Step:
    if not step_shown(page.view, step):
        return drawing.Step(HIDDEN, "", "time and hours too")
    over = words.hours(step.handover) if step.handover else ""
    href, hours = page.href(page.view.paths[step.item.path]), hours_title(page.view, step.measured.calendar)
    return drawing.Step(step.key, words.hours(step.minutes), proof_words.metric_of(step), over, href, hours)


def _source(share: Share) -> str:
    if not share.stated:
        return "no share is stated: counts as all"
    measured = f"measured {share.measured}" if share.measured else "no day of measurement"
    return f"{share.source or 'no source is stated'}, {measured}"


def _steps(page: Page, proofs: list[Proof]) -> Table:
    """A row for each step, a column for the time in each target."""
    shorts = [(proof.target.priority or "").upper() for proof in proofs]
    heads = shorts if len(set(shorts)) == len(shorts) and all(shorts) else [proof.target.id for proof in proofs]
    table = Table(
        f"Steps behind {words.listed([name(proof) for proof in proofs])}",
        ("Step|head", *(f"{head}|num" for head in heads), "Reached by", "What it promises", "Its hours"),
        name=f"chain-{proofs[0].target.id}",
        css="g-steps",
    )
    each = [proof.chain.steps() if proof.chain else () for proof in proofs]
    for number, step in enumerate(each[0]):
        seen = step_shown(page.view, step)
        table.add(
            step_link(page, step),
            *(_time(steps[number]) if seen else HIDDEN for steps in each),
            _reached(page, proofs[0], step),
            proof_words.metric_of(step) if seen else HIDDEN,
            calendar(page, step.measured.calendar) if seen else HIDDEN,
        )
    return table


def _time(step: Work) -> str:
    over = f" + {words.hours(step.handover)}" if step.handover else ""
    return f"{words.hours(step.minutes)}{over}"


def _reached(page: Page, proof: Proof, step: Work) -> Html:
    if not step.under or proof.chain is None:
        return esc("all tickets")
    share = proof.chain.shares[step.under[-1]]
    if not share.stated:
        return cat(status("unk", "not known"), small(" counts as all tickets"))
    return cat(share_words(share), el("br"), small(page.view.say(_source(share))))


def _sums(page: Page, proofs: list[Proof]) -> None:
    said: list[str | None] = []
    for proof in proofs:
        if not path_shown(page.view, proof, proof.common) or proof.common is None or proof.common.worst is None:
            continue
        common = "steps that all tickets reach " if proof.chain and proof.chain.shares else ""
        line = f"{name(proof)}: {common}{common_sum(proof)} of {words.hours(proof.limit)}"
        if whole_shown(page.view, proof) and not proof.reason:
            line += f"; kept for {bound_sum(proof)} of the tickets, agreed are {proof_words.asked(proof)}"
        said += [el("br") if said else None, f"{line}.{_unlike(proof)}"]
    if said:
        page.note(*said)


def _unlike(proof: Proof) -> str:
    """Why a step in the sum is not the time that the table has: its hours are not those of the promise."""
    ticket = ticket_of(proof, proof.common)
    said = []
    for one in stages(ticket) if ticket is not None else ():
        whole = one.step.handover if one.handover else one.step.minutes
        if whole is not None and int(whole) != one.counted:
            what = "the handover behind it" if one.handover else one.step.key
            when = "waiting counted in" if one.counted > int(whole) else "as it also works while the clock stands"
            said.append(f"{what} takes {words.hours(int(whole))}, {words.hours(one.counted)} on this clock, {when}")
    return f" There {'; '.join(said)}." if said else ""


# -- the week --------------------------------------------------------------------------------------------------------


def week_section(page: Page, one: Promised | None) -> None:
    """When the promise counts and whether the teams work then; promises that share a clock share a picture."""
    found = weeks(page.view).weeks_of(one.proofs) if one else ()
    if not found:
        return
    page.h2("Hours covered")
    for proofs, covered in found:
        names = words.listed([name(proof) for proof in proofs])
        if not all(whole_shown(page.view, proof) for proof in proofs):
            unseen = f": a calendar or agreement underneath is {HIDDEN}."
            page.text(el("strong", names), unseen, in_repository(proofs[0].item))
        elif covered.covered == 7 * 1440:
            page.text(el("strong", names), ": every hour of the week counts, and every team works at every hour.")
        else:
            _week(page, names, covered)


def _week(page: Page, names: str, covered: Covered) -> None:
    page.h3(f"Week of {names}")
    closed = dict.fromkeys(key for day in covered.days for key in day.closed)
    short = f"{words.listed([key.partition('/')[2] for key in closed])} closed"
    days = [_day(day) for day in covered.days]
    kinds: dict[Kind, str] = {
        "covered": "promised, all teams work",
        "short": short,
        "more": "a team works, not promised",
    }
    page.html(week_picture(days, kinds, f"Week of {names}", "The hours of each weekday stand in the table below."))
    page.note(
        "Dark: the promise counts and every team works. Hatched: the promise counts, a team is closed. Pale: a team "
        f"works, the promise does not count. Of {words.hours(covered.promised)} promised a week "
        f"{words.hours(covered.covered)} are covered. A usual week of {covered.year}, without "
        f"holidays, in {covered.clocks.name}."
    )
    table = Table(
        f"Hours covered: {names}",
        (
            "Day|head",
            "Promised and all work",
            "Promised, a team closed",
            "Who is closed",
            "A team works, not promised",
            "Covered|num",
        ),
        name=f"week-{covered.clock}-{'-'.join(key.partition('/')[2] for key, _ in covered.teams)}",
        stack=True,
        css="g-flow",
    )
    for title, day in _runs(covered.days):
        table.add(
            title,
            windows(day.covered),
            el("strong", windows(day.short)) if day.short else "–",
            ", ".join(day.closed) or "–",
            windows(day.more),
            f"{_sum(day)} each" if day.promised and title not in DAYS else _sum(day),
        )
    page.table(table)


def _runs(days: Sequence[CoveredDay]) -> Iterator[tuple[str, CoveredDay]]:
    """Days that are alike and follow one another, as one: `Mon–Fri`."""
    start = 0
    for end in range(1, len(days) + 1):
        if end == len(days) or days[end] != days[start]:
            yield DAYS[start] if end - start == 1 else f"{DAYS[start]}–{DAYS[end - 1]}", days[start]
            start = end


def _day(day: CoveredDay) -> Day:
    opens = [Open(*span, "covered") for span in day.covered]
    opens += [Open(*span, "short") for span in day.short]
    opens += [Open(*span, "more") for span in day.more]
    return Day(tuple(opens), _sum(day), alert=bool(day.short))


def _sum(day: CoveredDay) -> str:
    if not day.promised:
        return "not promised"
    minutes = length(day.covered)
    hours = words.hours(minutes) if minutes else f"0{words.NBSP}h"
    return f"{hours} of {words.hours(day.promised)}"
