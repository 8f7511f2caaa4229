"""Clock vectors written by hand: a story, and what a person works out for it with pencil and paper.

Times are those of the clocks on the wall of the first calendar; a `*` behind one means the second of two equal hours.
What is written here as expected is compared with the plain clock when the file is made.
"""

# A vector on one line is read as one story; broken up, a page shows three of them.
# ruff: noqa: E501
# fmt: off
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One vector before it is worked out. `versions` are changes of the usual terms, one mapping for each version."""

    id: str
    words: str
    events: str
    at: str
    says: dict[str, Any]
    calendar: str = "office"
    targets: dict[str, str] = field(default_factory=lambda: {"p1": "4h"})
    versions: tuple[dict[str, Any], ...] = ({},)
    source: str = ""


FOUND: list[Case] = []


def case(id_: str, words: str, events: str, at: str, **rest: Any) -> None:
    """Adds a vector. What is no field of Case is expected: `due`, `elapsed`, `state`, `verdict`, and so on."""
    known = {name: rest.pop(name) for name in ("calendar", "targets", "versions", "source") if name in rest}
    FOUND.append(Case(id_, words, events, at, rest, **known))


F, M = "2026-11-20", "2026-11-23"  # a Friday, and the Monday after it
TWO = {"p1": "4h", "p2": "10h", "p3": "20h"}
RETRO, KEEP = ({"on_priority_change": "retroactive"},), ({"on_priority_change": "keep"},)
NEW = ({"on_reopen": "new_clock"},)
S = f"start {F}T10:00 p1"

# the plain course
case("plain-due", "Opened in the morning, due four hours later.", S, f"{F}T10:30", due=f"{F}T14:00", elapsed=30, remaining=210, state="running", verdict="open")
case("plain-at-start", "Asked in the minute in which it was opened: nothing is counted yet.", S, f"{F}T10:00", elapsed=0, due=f"{F}T14:00", state="running")
case("plain-before", "Asked before it was opened: the clock has not started.", S, f"{F}T09:59", state="not_started", due=None, elapsed=None, verdict=None)
case("plain-no-events", "A ticket of which nothing is known.", "", f"{F}T09:59", state="not_started", due=None)
case("equality-meets", "Resolved exactly when the time is used up: the promise is kept.", f"{S}; stop {F}T14:00", f"{F}T15:00", verdict="met", elapsed=240, remaining=0, state="stopped", due=None)
case("one-minute-over", "Resolved a minute later: breached, and kept until 14:00.", f"{S}; stop {F}T14:01", f"{F}T15:00", verdict="breached", elapsed=241, remaining=-1, breached_at=f"{F}T14:00")
case("equality-while-running", "Asked exactly when the time is used up: not breached yet.", S, f"{F}T14:00", verdict="open", remaining=0, breached_at=None, due=f"{F}T14:00")
case("breached-while-running", "Asked a minute later: breached, with the due minute in the past.", S, f"{F}T14:01", verdict="breached", remaining=-1, breached_at=f"{F}T14:00", due=f"{F}T14:00")
case("zero-target", "A target of no time at all is used up at the start.", S, f"{F}T10:00", targets={"p1": "0m"}, verdict="open", due=f"{F}T10:00", remaining=0)
case("zero-target-breached", "A minute later it is breached.", S, f"{F}T10:01", targets={"p1": "0m"}, verdict="breached", breached_at=f"{F}T10:00")
case("closed-forever", "Hours that never come: never due.", S, f"{F}T10:30", calendar="closed", due=None, elapsed=0, state="outside_hours", verdict="open")
case("a-minute-a-day", "Three minutes of hours that are open one minute a day take three days.", "start 2026-02-27T10:00 p1", "2026-02-28T09:00", calendar="a-minute-a-day", targets={"p1": "3m"}, due="2026-03-02T09:01")
case("leap-a-minute-a-day", "The same in a leap year has one day more in February.", "start 2028-02-27T10:00 p1", "2028-02-28T09:00", calendar="a-minute-a-day", targets={"p1": "3m"}, due="2028-03-01T09:01")

# hours
case("over-night", "What is left in the evening is used the next morning.", "start 2026-11-19T16:00 p1", "2026-11-19T20:00", elapsed=120, due=f"{F}T10:00", state="outside_hours")
case("over-weekend", "Opened on Friday at 16:00, due on Monday at 10:00.", f"start {F}T16:00 p1", "2026-11-21T12:00", elapsed=120, due=f"{M}T10:00", state="outside_hours")
case("opened-before-hours", "Opened at 05:00: counted from 08:00.", f"start {F}T05:00 p1", f"{F}T09:00", elapsed=60, due=f"{F}T12:00")
case("opened-at-opening", "Opened in the first minute of the hours.", f"start {F}T08:00 p1", f"{F}T08:01", elapsed=1, due=f"{F}T12:00")
case("opened-last-minute", "Opened in the last minute of the hours: that minute counts.", f"start {F}T17:59 p1", f"{F}T20:00", elapsed=1, due=f"{M}T11:59")
case("opened-at-closing", "Opened at 18:00: the hours are over, nothing counts before Monday.", f"start {F}T18:00 p1", f"{M}T08:00", elapsed=0, due=f"{M}T12:00", state="running")
case("opened-on-sunday", "Opened on Sunday: nothing counts before Monday.", "start 2026-11-22T12:00 p1", "2026-11-22T13:00", elapsed=0, due=f"{M}T12:00", state="outside_hours", source="osTicket/osTicket#1168")
case("due-at-closing", "Used up exactly at the end of the day: due at 18:00, not on the next morning.", f"start {F}T14:00 p1", f"{F}T15:00", due=f"{F}T18:00")
case("used-up-over-weekend", "Used up on Friday at 18:00: not breached over the weekend.", f"start {F}T14:00 p1", f"{M}T08:00", verdict="open", remaining=0, due=f"{F}T18:00", breached_at=None)
case("breached-after-weekend", "A minute after opening on Monday it is breached; kept until Monday 08:00.", f"start {F}T14:00 p1", f"{M}T08:01", verdict="breached", breached_at=f"{M}T08:00", due=f"{F}T18:00")
case("stopped-outside-hours", "Resolved on Saturday: what counted stays as on Friday evening.", f"start {F}T15:00 p1; stop 2026-11-21T12:00", "2026-11-22T12:00", verdict="met", elapsed=180)
case("hours-until-24", "A window that ends at 24:00 touches the next day's morning without a gap of a minute.", f"start {F}T22:00 p1", f"{F}T23:00", calendar="night", due="2026-11-21T02:00")
case("evening-until-24", "A window that ends at 24:00 is open in the minute 23:59.", f"start {F}T23:59 p1", f"{M}T00:00", calendar="evening", elapsed=1, due=f"{M}T17:59")
case("midnight-loses-nothing", "Hours from 00:00 to 24:00 lose no minute at midnight.", f"start {F}T23:00 p1", f"{F}T23:30", calendar="whole-days", targets={"p1": "2h"}, due="2026-11-21T01:00", source="zammad/zammad#3180")
case("until-2359-loses-a-minute", "Hours until 23:59 are closed for the minute before midnight; nobody rounds that away.", f"start {F}T23:00 p1", f"{F}T23:30", calendar="but-a-minute", targets={"p1": "2h"}, due="2026-11-21T01:01", source="zammad/zammad#3180")
case("lunch-opened-in-it", "Opened in the lunch hour: half an hour counts from 13:00.", f"start {F}T12:30 p1", f"{F}T12:45", calendar="lunch", targets={"p1": "30m"}, due=f"{F}T13:30", elapsed=0, state="outside_hours", source="frappe/helpdesk#2212")
case("lunch-not-breached", "No breach in the lunch hour, whatever the clock on the wall says.", f"start {F}T11:45 p1", f"{F}T13:00", calendar="lunch", targets={"p1": "30m"}, verdict="open", elapsed=15, due=f"{F}T13:15", source="frappe/helpdesk#2212")
case("lunch-in-between", "Four hours opened at 10:00 end an hour later for the lunch hour.", S, f"{F}T14:00", calendar="lunch", due=f"{F}T15:00", elapsed=180, source="frappe/helpdesk#2212")
case("lunch-pause-over-it", "A pause from 11:30 to 13:30 takes one hour of the clock, not two.", f"{S}; pause {F}T11:30 awaiting_user; resume {F}T13:30 awaiting_user", f"{F}T14:00", calendar="lunch", elapsed=120, due=f"{F}T16:00", source="frappe/helpdesk#2212")

# holidays and exceptions
case("holiday-whole", "Christmas Day does not count; the 24th is an exception until 11:00, the 28th is closed.", "start 2026-12-23T16:00 p1", "2026-12-24T12:00", calendar="office-2026", elapsed=300, verdict="breached", breached_at="2026-12-24T10:00")
case("holiday-due-after", "What is left on the 24th is used on the 29th.", "start 2026-12-24T09:00 p1", "2026-12-25T12:00", calendar="office-2026", elapsed=120, due="2026-12-29T10:00", state="outside_hours")
case("holiday-part", "New Year's Eve is closed until 12:00.", "start 2026-12-31T09:00 p1", "2026-12-31T13:00", calendar="office-2026", elapsed=60, due="2026-12-31T16:00")
case("holiday-year-end", "What is left at the end of the year is used on 4 January.", "start 2026-12-31T16:00 p1", "2027-01-01T12:00", calendar="office-2026", elapsed=120, due="2027-01-04T10:00")
case("exception-open-saturday", "One Saturday with hours of its own.", "start 2026-11-27T17:00 p1", "2026-11-28T09:00", calendar="office-2026", elapsed=120, due="2026-11-28T11:00", state="running")
case("exception-wins", "An exception replaces what a holiday left of the day, as the last word.", "start 2026-12-24T10:59 p1", "2026-12-24T11:30", calendar="office-2026", elapsed=1, state="outside_hours")
case("48h-of-12h-days", "48 hours of hours that are open 12 hours a day are four days, not two.", "start 2016-11-09T23:00 p1", "2016-11-10T00:00", calendar="daily-9-21", targets={"p1": "48h"}, due="2016-11-13T21:00", source="zammad/zammad#390")
case("48h-with-holidays", "The same with two holidays in the calendar ends two days later.", "start 2016-11-09T23:00 p1", "2016-11-10T00:00", calendar="daily-9-21-holidays", targets={"p1": "48h"}, due="2016-11-15T21:00", source="zammad/zammad#390")

# pauses
P = f"{S}; pause {F}T11:00 awaiting_user"
case("pause-open", "Waiting for the user: the clock stands, and there is no due minute.", P, f"{F}T13:00", state="paused", due=None, elapsed=60, remaining=180, verdict="open")
case("pause-first-minute", "In the minute of the pause the clock stands already.", P, f"{F}T11:00", state="paused", elapsed=60)
case("pause-resumed", "Two hours of waiting move the due minute by two hours.", f"{P}; resume {F}T13:00", f"{F}T13:00", state="running", elapsed=60, due=f"{F}T16:00")
case("pause-open-for-weeks", "A pause that nobody ends runs to the question, however late.", P, "2026-12-20T13:00", state="paused", elapsed=60, verdict="open", due=None, source="glpi-project/glpi#24481")
case("pause-not-violated", "Waiting past the minute that would have been due: not breached.", f"start {F}T10:00 p1; pause {F}T13:59 awaiting_user", f"{F}T17:00", state="paused", elapsed=239, verdict="open", due=None, source="glpi-project/glpi#24481")
case("pause-resumed-late", "Resumed after the old due minute: the minute that is left still counts.", f"start {F}T10:00 p1; pause {F}T13:59 awaiting_user; resume {F}T17:00", f"{F}T17:00", verdict="open", due=f"{F}T17:01", source="glpi-project/glpi#24481")
case("pause-over-weekend", "A pause over the weekend takes the hours of Friday and Monday only, not the two days.", f"start {F}T10:00 p1; pause {F}T15:00 awaiting_user; resume {M}T09:00", f"{M}T09:00", targets={"p1": "10h"}, elapsed=300, due=f"{M}T14:00", source="glpi-project/glpi#10594")
case("pause-over-holidays", "The same over Christmas.", "start 2026-12-23T10:00 p1; pause 2026-12-23T15:00 awaiting_user; resume 2026-12-29T09:00", "2026-12-29T09:00", calendar="office-2026", targets={"p1": "10h"}, elapsed=300, due="2026-12-29T14:00", source="glpi-project/glpi#10594")
case("pause-moves-into-next-day", "A pause of 3 h 31 m moves the due minute into the next morning, never past the end of the hours.", "start 2026-11-17T08:00 p1; pause 2026-11-18T09:00 awaiting_user; resume 2026-11-18T12:31", "2026-11-18T13:00", targets={"p1": "20h"}, due="2026-11-19T11:31", source="glpi-project/glpi#9082")
case("pause-outside-hours", "A pause that lies outside the hours changes nothing.", f"start {F}T17:00 p1; pause {F}T19:00 awaiting_user; resume 2026-11-22T20:00", f"{M}T08:00", elapsed=60, due=f"{M}T11:00")
case("pause-created-on-day-off", "Opened on Saturday, waiting on Saturday: the wait does not move the due minute.", "start 2026-11-21T10:00 p1; pause 2026-11-21T11:00 awaiting_user; resume 2026-11-21T15:00", "2026-11-21T16:00", due=f"{M}T12:00", source="frappe/helpdesk#2449")
case("pause-from-start", "Paused in the minute of the start: nothing counts.", f"{S}; pause {F}T10:00 awaiting_user", f"{F}T12:00", elapsed=0, state="paused")
case("pause-before-start-ended", "A pause that ended before the start does not matter.", f"pause {F}T08:30 awaiting_user; resume {F}T09:30; {S}", f"{F}T11:00", elapsed=60, due=f"{F}T14:00")
case("pause-before-start-open", "A pause from before the start is cut at the start: the clock starts standing.", f"pause {F}T09:00 awaiting_user; {S}; resume {F}T11:00", f"{F}T11:30", elapsed=30, due=f"{F}T15:00")
case("pause-reason-not-agreed", "Waiting for a supplier is not agreed as a pause: the clock runs on.", f"{S}; pause {F}T11:00 awaiting_supplier; resume {F}T13:00", f"{F}T13:00", elapsed=180, due=f"{F}T14:00", state="running")
case("pause-without-reason", "A pause without a reason is none.", f"{S}; pause {F}T11:00", f"{F}T13:00", elapsed=180, state="running")
case("pause-not-agreed-does-not-end-agreed", "The end of the supplier's delay does not end the wait for the user.", f"{P}; pause {F}T11:30 awaiting_supplier; resume {F}T12:00 awaiting_supplier", f"{F}T13:00", state="paused", elapsed=60)
BOTH = ({"pause": ["awaiting_user", "awaiting_access"]},)
case("pause-overlap", "Two waits that overlap, 11:00 to 13:00 and 12:00 to 14:00, take three hours, not four.", f"{P}; pause {F}T12:00 awaiting_access; resume {F}T13:00 awaiting_user; resume {F}T14:00 awaiting_access", f"{F}T14:00", versions=BOTH, elapsed=60, due=f"{F}T17:00")
case("pause-inside-another", "A wait inside another takes nothing more.", f"{P}; pause {F}T12:00 awaiting_access; resume {F}T12:30 awaiting_access; resume {F}T13:00 awaiting_user", f"{F}T13:00", versions=BOTH, elapsed=60, due=f"{F}T16:00")
case("pause-one-of-two-ends", "One of two waits ends: the clock still stands.", f"{P}; pause {F}T12:00 awaiting_access; resume {F}T12:30 awaiting_user", f"{F}T13:00", versions=BOTH, state="paused", elapsed=60)
case("resume-ends-all", "A resume without a reason ends all waits.", f"{P}; pause {F}T12:00 awaiting_access; resume {F}T12:30", f"{F}T13:00", versions=BOTH, state="running", elapsed=90)
case("pause-twice", "The same pause told twice: once is enough, and one resume ends it.", f"{P}; pause {F}T11:00 awaiting_user; pause {F}T11:30 awaiting_user; resume {F}T12:00 awaiting_user", f"{F}T13:00", elapsed=120, state="running")
case("resume-without-pause", "A resume without a pause changes nothing.", f"{S}; resume {F}T11:00", f"{F}T12:00", elapsed=120, state="running")
case("resume-twice", "The second resume changes nothing.", f"{P}; resume {F}T12:00; resume {F}T12:30", f"{F}T13:00", elapsed=120)
case("pause-no-length", "Paused and resumed in the same minute: nothing.", f"{P}; resume {F}T11:00", f"{F}T12:00", elapsed=120, due=f"{F}T14:00")
case("pause-split", "A pause split in two that touch is the same pause.", f"{P}; resume {F}T12:00; pause {F}T12:00 awaiting_user; resume {F}T13:00", f"{F}T13:00", elapsed=60, due=f"{F}T16:00")
case("pause-until", "A pause whose end is known needs no resume.", f"{S}; pause {F}T11:00 awaiting_user until={F}T13:00", f"{F}T13:30", elapsed=90, due=f"{F}T16:00", state="running")
case("pause-until-not-over", "While it lasts there is no due minute, though its end is known.", f"{S}; pause {F}T11:00 awaiting_user until={F}T13:00", f"{F}T12:59", state="paused", due=None, elapsed=60)
case("pause-until-ended-early", "The user answers early: the resume ends it.", f"{S}; pause {F}T11:00 awaiting_user until={M}T08:00; resume {F}T12:00", f"{F}T12:30", elapsed=90, due=f"{F}T15:00")
case("pause-until-united", "Two waits for the same reason with known ends are united: 11:00 to 14:00.", f"{S}; pause {F}T11:00 awaiting_user until={F}T13:00; pause {F}T12:00 awaiting_user until={F}T14:00", f"{F}T14:00", elapsed=60, due=f"{F}T17:00")
case("pause-used-up", "Paused in the minute in which the time is used up: not breached.", f"{S}; pause {F}T14:00 awaiting_user", f"{F}T17:00", verdict="open", remaining=0, due=None, state="paused")
case("pause-after-breach", "A pause after the breach does not undo it.", f"{S}; pause {F}T15:00 awaiting_user", f"{F}T17:00", verdict="breached", breached_at=f"{F}T14:00", elapsed=300, state="paused", due=None)
case("pause-stopped-in-it", "Resolved while waiting: what counted stays.", f"{P}; stop {F}T16:00", f"{F}T17:00", verdict="met", elapsed=60, state="stopped")
case("pause-many", "Ten waits of a minute each.", f"{S}; " + "; ".join(f"pause {F}T11:{m:02d} awaiting_user; resume {F}T11:{m + 1:02d}" for m in range(0, 20, 2)), f"{F}T12:00", elapsed=110, due=f"{F}T14:10")
case("waiting-then-new", "From waiting back to the state new, long after the first due minute: the wait does not count.", f"start 2026-11-18T10:00 p1; pause 2026-11-18T11:00 awaiting_user; resume {F}T11:00", f"{F}T11:00", targets={"p1": "2h"}, verdict="open", elapsed=60, due=f"{F}T12:00", source="glpi-project/glpi#14148")

# order, twice, late, contradictory
case("order-does-not-matter", "Events told in the wrong order are put in order of their minutes.", f"resume {F}T13:00; stop {F}T15:00; pause {F}T11:00 awaiting_user; {S}", f"{F}T16:00", elapsed=180, verdict="met")
case("same-minute-given-order", "Events of one minute count in the order in which they are given: resumed, then paused again.", f"{P}; resume {F}T12:00; pause {F}T12:00 awaiting_user", f"{F}T13:00", state="paused", elapsed=60)
case("same-minute-paused-again", "Paused, resumed and paused again in one minute: the last word counts.", f"{P}; resume {F}T11:00; pause {F}T11:00 awaiting_user", f"{F}T13:00", state="paused", elapsed=60)
case("start-twice", "The second start changes nothing.", f"{S}; start {F}T11:00 p1", f"{F}T12:00", elapsed=120)
case("stop-twice", "The first stop counts.", f"{S}; stop {F}T13:00; stop {F}T17:00", f"{F}T18:00", elapsed=180, verdict="met")
case("start-and-stop-in-a-minute", "Opened and resolved in one minute: no time passed.", f"{S}; stop {F}T10:00", f"{F}T12:00", elapsed=0, verdict="met")
case("pause-after-stop", "A pause after the stop changes nothing.", f"{S}; stop {F}T12:00; pause {F}T13:00 awaiting_user", f"{F}T14:00", elapsed=120, state="stopped")
case("start-after-stop", "A start after the stop is no reopening.", f"{S}; stop {F}T12:00; start {F}T13:00 p1", f"{F}T14:00", elapsed=120, state="stopped")
case("reset-after-stop", "A reset after the stop changes nothing.", f"{S}; stop {F}T12:00; reset {F}T13:00", f"{F}T14:00", elapsed=120, state="stopped", earlier_breaches=0)
case("future-not-known", "What happens after the question is not known yet.", f"{P}; resume {F}T13:00; stop {F}T15:00", f"{F}T12:00", state="paused", elapsed=60)
case("stop-before-start", "Stopped before it started: the record contradicts itself.", f"stop {F}T09:00; {S}", f"{F}T12:00", state="refused")
case("stop-without-start", "Stopped without ever starting: refused.", f"stop {F}T09:00", f"{F}T12:00", state="refused")
case("pause-ends-before-it-begins", "A pause that ends before it begins: refused.", f"{S}; pause {F}T11:00 awaiting_user until={F}T10:59", f"{F}T12:00", state="refused")
case("start-dated-later", "A start dated later than the minute in which it was recorded: refused.", f"start {F}T10:00 p1 since={F}T10:01", f"{F}T12:00", state="refused")
case("contradiction-told-later", "A record that contradicts itself is refused as a whole, also for a minute before the contradiction.", f"{S}; pause {F}T15:00 awaiting_user until={F}T14:00", f"{F}T12:00", state="refused")

# reset
case("reset", "A reset begins anew at zero.", f"{S}; reset {F}T12:00", f"{F}T13:00", elapsed=60, due=f"{F}T16:00", earlier_breaches=0)
case("reset-after-breach", "A reset after a breach: the new clock is open, and the breach stays on record.", f"{S}; reset {F}T15:00", f"{F}T16:00", elapsed=60, verdict="open", earlier_breaches=1)
case("reset-while-waiting", "A reset does not end the wait.", f"{P}; reset {F}T12:00; resume {F}T13:00", f"{F}T13:30", elapsed=30, due=f"{F}T17:00")
case("reset-in-the-first-minute", "A reset in the minute of the start changes nothing.", f"{S}; reset {F}T10:00", f"{F}T13:00", elapsed=180, earlier_breaches=0)
case("reset-in-the-first-minute-after-keep", "Raised and set back in the minute of the start: a reset takes the priority that the ticket has.", f"start {M}T08:00 p3; priority {M}T08:00 p1; reset {M}T08:00", f"{M}T10:00", targets={"p1": "4h", "p3": "20h"}, versions=({"on_priority_change": "keep"},), target=240, elapsed=120, due=f"{M}T12:00", earlier_breaches=0)
case("reset-before-start", "A reset before the start changes nothing.", f"reset {F}T09:00; {S}", f"{F}T12:00", elapsed=120)

# retroactive start
case("retroactive-start", "Attached at 12:00, counted from 10:00.", f"start {F}T12:00 p1 since={F}T10:00", f"{F}T12:00", elapsed=120, due=f"{F}T14:00")
case("retroactive-not-known", "Before it was attached, the clock had not started.", f"start {F}T12:00 p1 since={F}T10:00", f"{F}T11:59", state="not_started", due=None)
case("retroactive-pause-counts", "A wait between the two minutes is left out (retroactive pause).", f"pause {F}T10:30 awaiting_user; resume {F}T11:30; start {F}T12:00 p1 since={F}T10:00", f"{F}T12:00", elapsed=60, due=f"{F}T15:00")
case("retroactive-already-stopped", "Answered before the clock was attached: it is stopped from the beginning, and met.", f"stop {F}T11:00; start {F}T12:00 p1 since={F}T10:00", f"{F}T13:00", state="stopped", elapsed=60, verdict="met")
case("retroactive-breached-at-once", "Attached so late that the time is already used up.", f"start {F}T16:00 p1 since={F}T10:00", f"{F}T16:00", verdict="breached", breached_at=f"{F}T14:00", due=f"{F}T14:00")
case("retroactive-corrects-start", "A clock that started at 11:00 is dated back to 10:00 by a later correction.", f"start {F}T11:00 p1; start {F}T12:00 p1 since={F}T10:00", f"{F}T12:30", elapsed=150, due=f"{F}T14:00")
case("retroactive-correction-not-known", "Until the correction is made, it started at 11:00.", f"start {F}T11:00 p1; start {F}T12:00 p1 since={F}T10:00", f"{F}T11:30", elapsed=30, due=f"{F}T15:00")
case("retroactive-before-a-change", "Attached after the priority was raised, counted from before it: the change comes after the start.", f"priority {F}T11:00 p1; start {F}T12:00 p2 since={F}T10:00", f"{F}T12:30", targets=TWO, target=240, elapsed=90, due=f"{F}T15:00")

# priority
U = f"start {M}T08:00 p2"
case("priority-restart", "Raised at 12:00: four hours from then.", f"{U}; priority {M}T12:00 p1", f"{M}T13:00", targets=TWO, elapsed=60, due=f"{M}T16:00", target=240)
case("priority-retroactive", "Raised at 11:00: four hours from the beginning.", f"{U}; priority {M}T11:00 p1", f"{M}T11:00", targets=TWO, versions=RETRO, elapsed=180, due=f"{M}T12:00")
case("priority-keep", "Raised at 12:00: target and start stay.", f"{U}; priority {M}T12:00 p1", f"{M}T13:00", targets=TWO, versions=KEEP, elapsed=300, due=f"{M}T18:00", target=600)
case("priority-retroactive-too-late", "Raised when the new target is already used up: breached at once, kept until 12:00.", f"{U}; priority {M}T14:00 p1", f"{M}T14:00", targets=TWO, versions=RETRO, verdict="breached", breached_at=f"{M}T12:00", due=f"{M}T12:00", earlier_breaches=0)
case("priority-lowered-after-breach", "Lowered after the breach: the new target is open, the breach stays on record.", f"start {M}T08:00 p1; priority {M}T13:00 p2", f"{M}T13:00", targets=TWO, versions=RETRO, verdict="open", due=f"{M}T18:00", earlier_breaches=1)
case("priority-lowered-after-breach-restart", "The same with a clock that starts anew.", f"start {M}T08:00 p1; priority {M}T13:00 p2", f"{M}T13:00", targets=TWO, verdict="open", elapsed=0, due="2026-11-24T13:00", earlier_breaches=1)
case("priority-lowered-after-breach-keep", "The same where target and start stay: still breached.", f"start {M}T08:00 p1; priority {M}T13:00 p2", f"{M}T13:00", targets=TWO, versions=KEEP, verdict="breached", breached_at=f"{M}T12:00", earlier_breaches=0)
case("priority-lowered-before-breach", "Lowered in time: no breach anywhere.", f"start {M}T08:00 p1; priority {M}T12:00 p2", f"{M}T13:00", targets=TWO, versions=RETRO, verdict="open", elapsed=300, due=f"{M}T18:00", earlier_breaches=0)
W = "start 2026-11-16T08:00 p3; pause 2026-11-16T10:00 awaiting_user; resume 2026-11-18T10:00; priority 2026-11-18T11:00 p2"
case("priority-after-wait", "Raised after two days of waiting: the new target counts from the opening, without the wait.", W, "2026-11-18T11:00", targets=TWO, versions=RETRO, elapsed=180, due="2026-11-18T18:00", verdict="open", source="glpi-project/glpi#15605")
case("priority-after-wait-restart", "The same with a clock that starts anew.", W, "2026-11-18T11:00", targets=TWO, elapsed=0, due="2026-11-19T11:00")
case("priority-while-waiting", "Raised while waiting: the clock stands, nothing is breached.", "start 2026-11-16T08:00 p3; pause 2026-11-16T10:00 awaiting_user; priority 2026-11-18T11:00 p1", "2026-11-18T11:00", targets=TWO, versions=RETRO, state="paused", verdict="open", elapsed=120, due=None, source="glpi-project/glpi#6902")
case("priority-while-waiting-restart", "The same with a clock that starts anew: it starts standing.", "start 2026-11-16T08:00 p3; pause 2026-11-16T10:00 awaiting_user; priority 2026-11-18T11:00 p1; resume 2026-11-18T12:00", "2026-11-18T12:00", targets=TWO, elapsed=0, due="2026-11-18T16:00")
case("priority-same", "Changed to what it is: nothing.", f"{U}; priority {M}T12:00 p2", f"{M}T13:00", targets=TWO, elapsed=300, due=f"{M}T18:00")
case("priority-twice", "The same change told twice counts once.", f"{U}; priority {M}T12:00 p1; priority {M}T12:30 p1", f"{M}T13:00", targets=TWO, elapsed=60, due=f"{M}T16:00")
case("priority-in-the-first-minute", "Corrected in the minute of the opening.", f"{U}; priority {M}T08:00 p1", f"{M}T09:00", targets=TWO, elapsed=60, due=f"{M}T12:00", earlier_breaches=0)
case("priority-first-named-later", "Opened without a priority; the first one counts from the opening, whatever the rule for changes.", f"start {M}T08:00; priority {M}T09:00 p1", f"{M}T10:00", targets=TWO, elapsed=120, due=f"{M}T12:00")
case("priority-none-yet", "Opened without a priority: nothing is promised yet.", f"start {M}T08:00", f"{M}T10:00", targets=TWO, state="no_target", due=None, elapsed=None, verdict=None)
case("priority-waits-without-target", "Waiting, and nothing is promised for its priority: there is no clock that could stand.", f"start {M}T08:00 p4; pause {M}T09:00 awaiting_user", f"{M}T10:00", targets=TWO, state="no_target", due=None, elapsed=None, verdict=None)
case("priority-stopped-without-target", "Resolved, and nothing is promised for its priority: stopped, neither met nor breached.", f"start {M}T08:00 p4; stop {M}T09:00", f"{M}T10:00", targets=TWO, state="stopped", target=None, elapsed=None, verdict=None)
case("priority-start-overrules", "The start names another priority than the one set before: that of the start counts.", f"priority {M}T07:00 p1; start {M}T08:00 p2", f"{M}T10:00", targets=TWO, target=600, elapsed=120, due=f"{M}T18:00")
case("priority-before-start", "Set before the clock starts: it starts with it.", f"priority {M}T07:00 p1; start {M}T08:00", f"{M}T10:00", targets=TWO, elapsed=120, due=f"{M}T12:00")
case("priority-without-target", "Lowered to a priority for which nothing is promised.", f"{U}; priority {M}T09:00 p5", f"{M}T10:00", targets=TWO, state="no_target", due=None, elapsed=None)
case("priority-without-target-and-back", "And raised again: retroactive, so from the opening.", f"{U}; priority {M}T09:00 p5; priority {M}T10:00 p1", f"{M}T10:00", targets=TWO, versions=RETRO, elapsed=120, due=f"{M}T12:00")
case("priority-other-hours", "The urgent target counts every hour, the other one office hours; retroactive counts again from the opening.", f"start {F}T16:00 p2; priority 2026-11-21T08:00 p1", "2026-11-21T08:00", targets={"p1": "20h always", "p2": "10h office"}, versions=RETRO, elapsed=960, due="2026-11-21T12:00")
case("priority-other-hours-restart", "The same with a clock that starts anew.", f"start {F}T16:00 p2; priority 2026-11-21T08:00 p1", "2026-11-21T08:00", targets={"p1": "20h always", "p2": "10h office"}, elapsed=0, due="2026-11-22T04:00")
case("priority-for-all", "One target for all priorities: a change that keeps it changes nothing.", f"{U}; priority {M}T12:00 p1", f"{M}T13:00", targets={"*": "4h"}, versions=KEEP, elapsed=300, verdict="breached")
case("priority-rule-not-stated", "The agreement does not say what a change of priority does: refused.", f"{U}; priority {M}T12:00 p1", f"{M}T13:00", targets=TWO, versions=({"on_priority_change": None},), state="refused")
case("priority-after-stop", "Changed after the stop: the verdict stands.", f"{U}; stop {M}T10:00; priority {M}T12:00 p1", f"{M}T13:00", targets=TWO, versions=RETRO, state="stopped", elapsed=120, target=600, verdict="met")
case("priority-after-stop-reopened", "Reopened, the new priority counts: retroactive, without the time resolved.", f"{U}; stop {M}T10:00; priority {M}T12:00 p1; reopen {M}T14:00", f"{M}T14:00", targets=TWO, versions=RETRO, elapsed=120, target=240, due=f"{M}T16:00")

# reopening
R = f"{S}; stop {F}T12:00; reopen {F}T15:00"
case("reopen-continue", "The time spent resolved does not count.", R, f"{F}T15:00", elapsed=120, due=f"{F}T17:00", state="running", verdict="open", source="glpi-project/glpi#23359")
case("reopen-continue-next-day", "Resolved over the weekend: those days are neither counted nor waited.", f"{S}; stop {F}T12:00; reopen {M}T09:00", f"{M}T10:00", elapsed=180, due=f"{M}T11:00", source="glpi-project/glpi#23359")
case("reopen-after-closing", "Resolved and closed, reopened a week later: the clock goes on where it stopped.", f"start {F}T10:00 p1; stop {F}T10:01; reopen 2026-11-27T10:00", "2026-11-27T10:00", targets={"p1": "5m"}, elapsed=1, verdict="open", due="2026-11-27T10:04", source="glpi-project/glpi#9267")
case("reopen-new-clock", "A new clock: four hours from the reopening.", R, f"{F}T15:00", versions=NEW, elapsed=0, due=f"{M}T09:00", earlier_breaches=0)
case("reopen-after-breach", "Breached, resolved, reopened: still breached.", f"{S}; stop {F}T15:00; reopen {F}T16:00", f"{F}T16:30", elapsed=330, verdict="breached", breached_at=f"{F}T14:00", due=f"{F}T14:00")
case("reopen-after-breach-new-clock", "The new clock is open, the breach stays on record.", f"{S}; stop {F}T15:00; reopen {F}T16:00", f"{F}T16:30", versions=NEW, elapsed=30, verdict="open", earlier_breaches=1)
case("reopen-breaches", "Kept when it was resolved, breached after the reopening: kept until 17:00.", R, f"{F}T17:30", verdict="breached", breached_at=f"{F}T17:00", elapsed=270)
case("reopen-without-stop", "Reopened without having been resolved: nothing.", f"{S}; reopen {F}T11:00", f"{F}T12:00", elapsed=120)
case("reopen-twice", "The second reopening changes nothing.", f"{R}; reopen {F}T15:30", f"{F}T16:00", elapsed=180)
case("reopen-and-stop-again", "Resolved twice: both parts count.", f"{R}; stop {F}T16:00", f"{F}T17:00", elapsed=180, verdict="met")
case("reopen-in-the-same-minute", "Resolved and reopened in one minute: as if nothing had happened.", f"{S}; stop {F}T12:00; reopen {F}T12:00", f"{F}T13:00", elapsed=180, due=f"{F}T14:00")
case("reopen-after-waiting", "The stop ends the wait; reopened, the clock runs.", f"{P}; stop {F}T12:00; reopen {F}T13:00", f"{F}T13:30", elapsed=90, state="running")
case("reopen-then-wait", "A wait after the reopening counts as any other.", f"{R}; pause {F}T15:30 awaiting_user; resume {F}T16:30", f"{F}T16:30", elapsed=150, due=f"{F}T18:00")
case("reopen-rule-not-stated", "The agreement does not say what a reopening does: refused.", R, f"{F}T16:00", versions=({"on_reopen": None},), state="refused")

# versions of the agreement
V2 = {"since": f"{F}T12:00", "targets": {"p1": "3h"}}
ALL, NEWER = {**V2, "cut_over": "all_open_tickets"}, {**V2, "cut_over": "new_tickets_only"}
case("version-new-tickets-only", "A tighter version takes effect; the ticket is older and keeps its four hours.", S, f"{F}T12:30", versions=({}, NEWER), target=240, due=f"{F}T14:00")
case("version-all-open", "The same for all open tickets: three hours, and what has passed stays counted.", S, f"{F}T12:30", versions=({}, ALL), target=180, elapsed=150, due=f"{F}T13:00")
case("version-new-ticket", "A ticket opened in the first minute of the new version goes by it.", f"start {F}T12:00 p1", f"{F}T12:30", versions=({}, NEWER), target=180, due=f"{F}T15:00")
case("version-opened-outside-hours", "Opened on Friday evening, the new version begins on Saturday: the ticket is older, though nothing had counted.", f"start {F}T20:00 p1", f"{M}T09:00", versions=({}, {**NEWER, "since": "2026-11-21T00:00"}), target=240, elapsed=60, due=f"{M}T12:00")
case("version-announced", "The due minute takes the announced version into account.", S, f"{F}T11:00", versions=({}, ALL), target=240, due=f"{F}T13:00")
case("version-due-before-it", "Due before the new version: it does not matter.", f"start {F}T08:00 p1", f"{F}T11:00", versions=({}, {**ALL, "since": f"{F}T12:01"}), due=f"{F}T12:00")
case("version-due-in-its-first-minute", "Used up in the minute in which a looser version takes over: its target counts there already.", f"start {F}T08:00 p1", f"{F}T11:00", versions=({}, {**ALL, "targets": {"p1": "6h"}}), target=240, verdict="open", due=f"{F}T14:00")
case("version-breached-by-it", "The new target is already used up when the version takes over: breached from that minute.", f"start {F}T08:30 p1", f"{F}T12:10", versions=({}, ALL), verdict="breached", breached_at=f"{F}T12:00", due=f"{F}T12:00", earlier_breaches=0)
case("version-looser-after-breach", "A looser version after the breach: open again, and the breach stays on record.", f"start {F}T08:00 p1", f"{F}T13:00", versions=({"targets": {"p1": "2h"}}, {**ALL, "targets": {"p1": "8h"}}), verdict="open", due=f"{F}T16:00", earlier_breaches=1)
case("version-other-hours", "Each minute counts by the hours of the version under which it passes.", f"start {F}T16:00 p1", "2026-11-21T10:00", versions=({}, {"since": "2026-11-21T00:00", "targets": {"p1": "4h always"}, "cut_over": "all_open_tickets"}), elapsed=720, verdict="breached", breached_at="2026-11-21T02:00")
case("version-other-pauses", "The new version no longer agrees to the wait: the clock runs from then on.", P, f"{F}T13:00", versions=({}, {**ALL, "pause": []}), state="running", elapsed=120, due=f"{F}T14:00")
case("version-while-stopped", "Resolved when the version takes over: the verdict stays that of the old one.", f"start {F}T08:00 p1; stop {F}T11:59", f"{F}T13:00", versions=({}, ALL), verdict="met", target=240)
case("version-reopened", "Reopened under the new version: its target counts, with what was counted before.", f"start {F}T08:00 p1; stop {F}T10:00; reopen {F}T13:00", f"{F}T13:00", versions=({}, ALL), target=180, elapsed=120, due=f"{F}T14:00")
case("version-reopened-old", "Reopened, but the new version is for new tickets only.", f"start {F}T08:00 p1; stop {F}T10:00; reopen {F}T13:00", f"{F}T13:00", versions=({}, NEWER), target=240, due=f"{F}T15:00")
case("version-reopened-new-rule", "Reopened under the new version, which also says what a reopening does.", f"start {F}T08:00 p1; stop {F}T10:00; reopen {F}T13:00", f"{F}T13:00", versions=({}, {**ALL, "on_reopen": "new_clock"}), target=180, elapsed=0, due=f"{F}T16:00", earlier_breaches=0)
case("version-skips-one", "The second version is for new tickets, the third for all: the ticket goes from the first to the third.", f"start {F}T08:00 p1", f"{F}T15:00", versions=({"targets": {"p1": "8h"}}, NEWER, {**ALL, "since": f"{F}T14:00", "targets": {"p1": "9h"}}), target=540, due=f"{F}T17:00")
case("version-not-yet", "Opened before the first version: nothing is promised.", f"start {F}T08:00 p1", f"{F}T10:00", versions=({"since": f"{F}T09:00"},), state="no_target")
case("version-not-yet-raised", "Raised before the first version, which is for all open tickets: it counts from its first minute, by the priority the ticket has.", f"start {F}T08:00 p3; priority {F}T09:00 p1", f"{F}T13:00", versions=({"since": f"{F}T12:00", "cut_over": "all_open_tickets", "targets": TWO},), target=240, elapsed=60, due=f"{F}T16:00")
case("version-rule-not-stated", "The new version does not say whether it applies to open tickets: refused.", S, f"{F}T11:00", versions=({}, V2), state="refused")
case("version-rule-not-stated-later", "The first version took the ticket over, the second does not say whether it does: refused.", f"start {F}T08:00 p1", f"{F}T10:30", versions=({"since": f"{F}T09:00", "cut_over": "all_open_tickets"}, V2), state="refused")

# clocks that change
case("dst-spring-day", "The last Sunday of March has 23 hours in Berlin.", "start 2026-03-29T00:00 p1", "2026-03-29T12:00", calendar="whole-days", targets={"p1": "23h"}, elapsed=660, due="2026-03-30T00:00")
case("dst-autumn-day", "The last Sunday of October has 25 hours in Berlin.", "start 2026-10-25T00:00 p1", "2026-10-25T12:00", calendar="whole-days", targets={"p1": "25h"}, elapsed=780, due="2026-10-26T00:00")
case("dst-hour-that-is-not", "Hours from 02:00 to 03:00 do not come on the day on which the clocks skip them.", "start 2026-03-28T12:00 p1", "2026-03-29T12:00", calendar="small-hours", targets={"p1": "1h"}, elapsed=0, due="2026-03-30T03:00")
case("dst-hour-twice", "On the day on which the clocks show that hour twice it is open twice.", "start 2026-10-24T12:00 p1", "2026-10-25T12:00", calendar="small-hours", targets={"p1": "2h"}, elapsed=120, due="2026-10-25T03:00")
case("dst-second-half", "Asked in the second of the two hours.", "start 2026-10-25T02:30 p1", "2026-10-25T02:15*", calendar="whole-days", targets={"p1": "1h"}, elapsed=45, due="2026-10-25T02:30*")
case("dst-pause-autumn", "A pause over the change of the clocks takes the real hours.", "start 2026-10-25T00:00 p1; pause 2026-10-25T01:00 awaiting_user; resume 2026-10-25T04:00", "2026-10-25T04:00", calendar="whole-days", targets={"p1": "2h"}, elapsed=60, due="2026-10-25T05:00")
case("dst-lord-howe-autumn", "On Lord Howe the clocks go back by half an hour: the night shift is half an hour longer.", "start 2026-04-05T00:00 p1", "2026-04-05T07:00", calendar="lord-howe", targets={"p1": "6h30m"}, elapsed=390, due="2026-04-05T06:00")
case("dst-lord-howe-spring", "In October it is half an hour shorter.", "start 2026-10-04T00:00 p1", "2026-10-04T07:00", calendar="lord-howe", targets={"p1": "5h30m"}, elapsed=330, due="2026-10-04T06:00")
case("dst-new-york-spring", "The night shift in New York in March: three hours.", "start 2026-03-08T00:00 p1", "2026-03-08T05:00", calendar="new-york", elapsed=180, due="2026-03-08T10:00")
case("dst-new-york-autumn", "The night shift in New York in November: five hours.", "start 2026-11-01T00:00 p1", "2026-11-01T05:00", calendar="new-york", targets={"p1": "5h"}, elapsed=300, due="2026-11-01T04:00")
case("other-zone-at-creation", "Opened at 10:00 in Kolkata: the hours there count, and nothing is used up at once.", "start 2023-08-21T10:00 p1", "2023-08-21T10:00", calendar="kolkata", targets={"p1": "8h"}, elapsed=0, verdict="open", due="2023-08-21T18:00", state="running", source="glpi-project/glpi#15429")
case("other-zone-own-calendar", "Opened after hours in Kolkata while it is afternoon in UTC: nothing is used up before the next morning there.", "start 2023-08-21T18:30 p1", "2023-08-21T20:00", calendar="kolkata", targets={"p1": "8h"}, elapsed=0, verdict="open", due="2023-08-22T17:00", state="outside_hours", source="glpi-project/glpi#15429")
case("ticket-clock-asked-for", "An ordinary ticket with a response target: the function that users asked not to lose.", f"{S}; stop {F}T10:20", f"{F}T11:00", targets={"p1": "30m"}, verdict="met", elapsed=20, remaining=10, source="TencentBlueKing/bk-itsm#1460")
