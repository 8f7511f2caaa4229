"""What the clock of a ticket shows, for people: due, elapsed, or every step with its reason."""

from __future__ import annotations

from gitsm.analysis.clock_terms import Clock
from gitsm.analysis.proof_words import moment
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.clock import Answer, Line, Past
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.story import ENDED
from gitsm.export.parts.drawing import Scale, ruler
from gitsm.export.parts.proved import minutes, stamp
from gitsm.export.parts.style import Style, block
from gitsm.export.parts.table import aligned

_STATES = {
    "not_started": "not started",
    "no_target": "nothing is promised",
    "outside_hours": "outside the hours that count",
}
_WIDTH = 80


def sla_due_text(clock: Clock, answer: Answer, style: Style) -> str:
    """When the time is used up."""
    lines = [_head(clock, answer, style), *_told(clock, answer)]
    lines += _field("due", _due(clock, answer))
    if answer.verdict is not None:
        lines += _field("so far", _so_far(clock, answer))
    lines += _before(clock, answer)
    return _finished([*lines, "", _foot(clock)])


def sla_elapsed_text(clock: Clock, answer: Answer, style: Style) -> str:
    """How much of the time is used at the moment asked about."""
    lines = [_head(clock, answer, style), *_told(clock, answer)]
    lines += _field("at", _time(answer.at, clock))
    if answer.elapsed is None or answer.target is None:
        lines += _field("elapsed", "nothing is promised, so nothing is counted")
    else:
        lines += _field("elapsed", f"{words.hours(answer.elapsed)} of {words.hours(answer.target)}, {_left(answer)}")
    lines += _field("state", _state(answer))
    lines += _field("due", _due(clock, answer))
    lines += _before(clock, answer)
    return _finished([*lines, "", _foot(clock)])


def sla_explain_text(clock: Clock, answer: Answer, style: Style) -> str:
    """Every step and every stretch of the clock, with a drawing."""
    lines = [_head(clock, answer, style), *_told(clock, answer)]
    lines += _field("at", _time(answer.at, clock))
    lines += _field("state", _state(answer))
    if answer.verdict is not None:
        lines += _field("so far", _so_far(clock, answer))
    lines += _field("due", _due(clock, answer))
    lines += _passed_by(clock, answer)
    lines += ["", style("strong", "what happened")]
    for step in answer.steps:
        shown = f" [{words.hours(step.elapsed)} counted]" if step.elapsed is not None else ""
        until = ""
        if step.event is not None and step.event.until is not None and step.event.until > step.at:
            until = f", until {moment(step.event.until, clock.clocks, step.at)}"
        lines += block(
            f"{step.effect}{until}{shown}", first=f"  {moment(step.at, clock.clocks)}  ", rest=" " * 24, width=_WIDTH
        )
    for past in answer.earlier:
        lines += _field("earlier", f"{_past(past, clock)}.")
    if answer.lines:
        lines += ["", style("strong", "how the time is counted, inside and outside the hours that count")]
        rows: list[tuple[str, ...]] = [("from", "to", "what", "inside", "outside", "counted")]
        rows += [_line(line, clock) for line in answer.lines]
        lines += aligned(rows, (3, 4, 5))
        lines += ["", *_drawing(clock, answer)]
    return _finished([*lines, "", _foot(clock)])


def _passed_by(clock: Clock, answer: Answer) -> list[str]:
    """Versions that took effect while the ticket ran, and leave older tickets alone."""
    opened = answer.steps[0].at if answer.steps else answer.at
    return [
        line
        for terms in clock.agreement.versions
        if terms.name and terms.since is not None and opened < terms.since <= answer.at
        if terms.cut_over == "new_tickets_only"
        for line in _field("version", f"{terms.name} took effect {_time(terms.since, clock)}, for new tickets only")
    ]


def _head(clock: Clock, answer: Answer, style: Style) -> str:
    metric = words.enum(clock.target.metric)
    whom = f" of {answer.priority}" if answer.priority else ""
    limit = (
        f" within {words.hours(answer.target)} of {answer.hours}"
        if answer.target is not None
        else ": nothing is promised"
    )
    version = f" {answer.version}" if answer.version else ""
    return style("strong", f"{clock.item.key}{version} {clock.target.id}: {metric}{whom}{limit}")


def _told(clock: Clock, answer: Answer) -> list[str]:
    started = answer.steps[0].at if answer.steps else answer.at
    draft = _field("draft", "not agreed yet, so nobody is bound by it") if clock.start is None else []
    return [*draft, *_field("opened", _time(started, clock)), *_unsaid(clock, answer, started)]


def _unsaid(clock: Clock, answer: Answer, started: Instant) -> list[str]:
    """That minutes are counted for which no version of the calendar says the hours: a past or a time to come."""
    name, known = clock.measured.calendar, clock.measured.known
    if f"({name})" not in answer.hours:
        return []
    said = f"calendar {name} says its hours"
    if known.start is not None and started < clock.clocks.instant(local_midnight(known.start)):
        return _field("hours", f"{said} from {known.start} on; no version of it says which minutes before count")
    if known.end is not None and max(answer.due or answer.at, answer.at) > clock.clocks.instant(
        local_midnight(known.end)
    ):
        return _field("hours", f"{said} until {known.end}; no version of it says which minutes after count")
    return []


def _before(clock: Clock, answer: Answer) -> list[str]:
    """Measurements that were set aside after they were breached: a later clock does not undo that."""
    lines: list[str] = []
    for past in answer.earlier:
        if past.breached_at is not None:
            lines += _field("earlier", f"{_past(past, clock)}; that stands.")
    return lines


def _past(past: Past, clock: Clock) -> str:
    """`breached: 5 h 59 m of 4 h, kept up to ...; set aside when the priority changed`."""
    if past.elapsed is None or past.target is None:
        said = "nothing was promised"
    else:
        said = f"{words.hours(past.elapsed)} of {words.hours(past.target)}"
        if past.breached_at is not None:
            said = f"breached: {said}, kept up to {_time(past.breached_at, clock)}"
    return f"{said}; {ENDED[past.ended_by]}"


def _field(name: str, text: str) -> list[str]:
    return block(text, first=f"  {name:<9}", rest=" " * 11, width=_WIDTH)


def _time(instant: Instant, clock: Clock) -> str:
    return f"{moment(instant, clock.clocks)} ({stamp(instant)})"


def _due(clock: Clock, answer: Answer) -> str:
    if answer.due is not None:
        return _time(answer.due, clock)
    if answer.state == "paused":
        return f"not known yet: the clock stands still ({', '.join(map(words.enum, answer.paused_for))})"
    if answer.state == "stopped":
        return "the clock is stopped"
    return (
        "never: nothing is promised" if answer.target is None else "not within 64 years: the hours do not hold so much"
    )


def _state(answer: Answer) -> str:
    if answer.state == "paused":
        return f"paused: {', '.join(map(words.enum, answer.paused_for))}"
    return _STATES.get(answer.state, answer.state)


def _left(answer: Answer) -> str:
    left = answer.remaining or 0
    return f"{words.hours(left)} left" if left >= 0 else f"{words.hours(-left)} over"


def _so_far(clock: Clock, answer: Answer) -> str:
    if answer.elapsed is None or answer.target is None:
        return "nothing is counted"
    said = f"{words.hours(answer.elapsed)} of {words.hours(answer.target)}, {_left(answer)}"
    if answer.breached_at is not None:
        return f"breached: {said}; it was kept up to {_time(answer.breached_at, clock)}"
    return f"{answer.verdict}: {said}"


def _line(line: Line, clock: Clock) -> tuple[str, ...]:
    what = line.what if not line.reasons else f"{line.what}: {', '.join(map(words.enum, line.reasons))}"
    counts = line.inside if line.what == "running" else 0
    return (
        moment(line.start, clock.clocks), moment(line.end, clock.clocks, line.start), words.enum(what),
        minutes(line.inside), minutes(line.outside), minutes(counts),
    )  # fmt: skip


def _drawing(clock: Clock, answer: Answer) -> list[str]:
    """The hours that count, and the clock, over the time told."""
    first, last = answer.lines[0].start, answer.lines[-1].end
    scale = Scale(first, last, _WIDTH - 15)
    open_ = clock.hours(answer.version, answer.hours)
    hours, shown = [" "] * scale.columns, [" "] * scale.columns
    for low, high in open_.spans(first, last):
        scale.paint(hours, low, high, "~")
    for line in answer.lines:
        if line.what in ("running", "paused"):
            scale.paint(shown, line.start, line.end, "." if line.what == "running" else "-")
    for line in answer.lines:  # what counts is seen, however short it is
        for low, high in open_.spans(line.start, line.end) if line.what == "running" else ():
            scale.paint(shown, low, high, "#")
    return [
        f"  {'':<9}  {ruler(scale, clock.clocks)}".rstrip(),
        f"  {'the hours':<9}  {''.join(hours)}".rstrip(),
        f"  {'the clock':<9}  {''.join(shown)}".rstrip(),
        "  ~ hours that count  # counted  . not counted: outside the hours  - paused",
    ]


def _foot(clock: Clock) -> str:
    return f"times of {clock.clocks.name} · time zones of tzdata {zones.version()}"


def _finished(lines: list[str]) -> str:
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"
