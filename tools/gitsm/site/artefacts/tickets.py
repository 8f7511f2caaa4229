"""The picture of a ticket: the promise's clock, the hours of each team on its way, and the ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gitsm.analysis.ledger import Entry, decisive, span_of, used_up
from gitsm.analysis.proof import Proof
from gitsm.analysis.proof_words import moment, wall
from gitsm.analysis.support_chain import Measured
from gitsm.analysis.ticket import Ticket
from gitsm.base import words
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.zones import Zone
from gitsm.render.promise.shapes import NARROW
from gitsm.render.promise.ticket import Lane, Mark, Piece, Tick, Way, within
from gitsm.render.promise.ticket import ticket as picture
from gitsm.site.html import Html
from gitsm.site.page import Page
from gitsm.site.pictures import both
from gitsm.site.promised import hours_title, name

HOURS = (1, 2, 3, 6)
MOST_TICKS = 14


def drawn(page: Page, proof: Proof, ticket: Ticket, ledger: tuple[Entry, ...], clocks: Zone) -> tuple[Html, list[str]]:
    """The picture, wide and narrow, and the steps left out of it: they work all the time it shows.

    What it shows stands in the ledger too.
    """
    low, high = span_of(ticket)
    assert proof.measured is not None
    lanes = [_lane(page, "Clock of the promise", proof.measured, low, high)]
    always: dict[str, None] = {}
    for leg in decisive(ticket):
        lane = _lane(page, leg.step.key, leg.step.measured, low, high)
        if lane.spans == ((low, high),):
            always[lane.name] = None
        elif lane not in lanes:
            lanes.append(lane)
    pieces = tuple(Piece(one.start, one.end, one.kind, _label(one)) for one in ledger)
    full = used_up(ticket, ledger)
    marks = [Mark(ticket.opened, "opened", moment(ticket.opened, clocks))]
    if full is not None and ticket.due is not None:
        marks.append(Mark(ticket.due, f"{words.hours(ticket.limit)} used up", moment(ticket.due, clocks), alert=True))
    marks.append(Mark(ticket.done, "done", moment(ticket.done, clocks)))
    within_ = f"within {words.hours(ticket.limit)}"
    way = Way(low, high, _ticks(low, high, clocks), tuple(lanes), "This ticket", within_, pieces, tuple(marks))
    said = (
        f"Opened {moment(ticket.opened, clocks)}, done {moment(ticket.done, clocks)}. The table below tells each part."
    )
    title = f"The late ticket: {name(proof)}"
    small = replace(way, left=0, width=NARROW)
    return both(picture(way, title, said), picture(small, title, said), title), list(always)


def _lane(page: Page, title: str, measured: Measured, low: Instant, high: Instant) -> Lane:
    spans = within(list(measured.known.hours.spans(low, high)), low, high)
    return Lane(title, hours_title(page.view, measured.calendar), spans)


def _label(one: Entry) -> str:
    if one.kind == "works":
        return one.leg.step.key.partition("/")[2]
    return f"{words.hours(one.counted)} count, nobody works" if one.kind == "runs" else ""


def _ticks(low: Instant, high: Instant, clocks: Zone) -> tuple[Tick, ...]:
    """Midnights with their days; where there are few, full hours between them."""
    found: list[Tick] = []
    day = wall(low, clocks).date()
    while (at := clocks.instant(local_midnight(day))) < high:
        label = moment(max(at, low), clocks).rpartition(" ")[0]
        found.append(Tick(max(at, low), label, strong=True))
        day += timedelta(days=1)
    if len(found) > 1 and found[1].at - low < (high - low) // 8:
        found[0] = replace(found[0], label="")  # the day that follows is the one to read
    step = next((60 * hours for hours in HOURS if (high - low) // (60 * hours) <= MOST_TICKS), 0)
    if step:
        strong = {one.at for one in found}
        at = -(-clocks.local(low) // step) * step
        while (instant := clocks.instant(at)) < high:
            if instant not in strong:
                found.append(Tick(instant, f"{wall(instant, clocks):%H:%M}"))
            at += step
    return tuple(sorted(found, key=lambda one: (one.at, not one.strong)))
