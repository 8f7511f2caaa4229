"""An answer of the clock in plain words, step by step."""

from __future__ import annotations

from gitsm.base.words import duration
from gitsm.calendar.clock import Answer, Line, Past
from gitsm.calendar.instant import DAY, Instant, utc
from gitsm.calendar.zones import Zone

ENDED = {
    "restart": "set aside when the priority changed",
    "retroactive": "set aside when the priority changed",
    "reset": "set aside by a reset",
    "new_clock": "set aside when the ticket was reopened",
    "new_version": "handed over to a new version of the agreement",
}
STATES = {
    "not_started": "The clock has not started.",
    "no_target": "Nothing is promised for this ticket.",
    "running": "The clock runs.",
    "stopped": "The clock is stopped.",
}


def when(at: Instant, zone: Zone | None = None) -> str:
    """`Fri 2026-11-20 14:00`, on the clocks of a zone (None: UTC)."""
    return f"{utc(at if zone is None else zone.local(at)):%a %Y-%m-%d %H:%M}"


def span(minutes: int) -> str:
    """Time that passed outside hours or while stopped: from two days on in days and hours, `2 d 14 h`."""
    days, rest = divmod(minutes, DAY)
    return duration(minutes) if days < 2 or rest == 0 else f"{duration(days * DAY)} {duration(rest)}"


def told(answer: Answer, zone: Zone | None = None) -> list[str]:
    """Every step with its minute, what passed between, earlier measurements, and how it stands: one sentence each."""
    told_ = [(step.at, 1, f"{when(step.at, zone)}: {step.effect}.") for step in answer.steps]
    told_ += [(line.start, 2, f"From {when(line.start, zone)} to {when(line.end, zone)}: {passed(line, answer.hours)}.")
              for line in answer.lines]  # fmt: skip
    sentences = [text for _, _, text in sorted(told_, key=lambda one: one[:2])]
    return [*sentences, *(_earlier(past, zone) for past in answer.earlier), *standing(answer, zone)]


def passed(line: Line, hours: str = "") -> str:
    """What a stretch of time was: `2 h counted, 2 d 14 h outside support hours`."""
    outside = f"outside {hours or 'the agreed hours'}"
    if line.what == "stopped":
        return f"stopped for {span(line.end - line.start)}, not counted"
    if line.what == "no_target":
        return f"{span(line.end - line.start)} for which nothing is promised"
    if line.what == "paused":
        reasons = " and ".join(reason.replace("_", " ").replace("-", " ") for reason in line.reasons)
        if not line.inside:
            return f"paused ({reasons}), {span(line.outside)}, all of it {outside} anyway"
        more = f", and {span(line.outside)} {outside}" if line.outside else ""
        return f"paused {span(line.inside)} ({reasons}){more}"
    if not line.inside:
        return f"{span(line.outside)} {outside}, nothing counted"
    return f"{duration(line.inside)} counted" + (f", {span(line.outside)} {outside}" if line.outside else "")


def standing(answer: Answer, zone: Zone | None = None) -> list[str]:
    """How it stands: state, time used and left, due minute, verdict."""
    if answer.state == "paused":
        reasons = " and ".join(reason.replace("_", " ").replace("-", " ") for reason in answer.paused_for)
        found = [f"The clock stands still: {reasons}."]
    elif answer.state == "outside_hours":
        found = [f"It is outside {answer.hours or 'the agreed hours'}; the clock waits for them."]
    else:
        found = [STATES[answer.state]]
    if answer.target is None or answer.elapsed is None or answer.remaining is None:
        return found
    left = f"{duration(answer.remaining)} left" if answer.remaining >= 0 else f"{_over(answer)} too much"
    found.append(f"{duration(answer.elapsed)} of {duration(answer.target)} used, {left}.")
    if answer.breached_at is not None:
        found.append(f"Breached: the promise was kept until {when(answer.breached_at, zone)}.")
    elif answer.verdict == "met":
        found.append("Met.")
    elif answer.due is not None:
        found.append(f"Due {when(answer.due, zone)}.")
    elif answer.state == "paused":
        found.append("No due minute while the clock stands still.")
    else:
        found.append("No due minute: as things stand, the time is never used up.")
    if answer.breached_before and answer.breached_at is None:
        found.append("An earlier measurement of this ticket was breached; that stands.")
    return found


def _over(answer: Answer) -> str:
    assert answer.remaining is not None
    return duration(-answer.remaining)


def _earlier(past: Past, zone: Zone | None) -> str:
    name = f" for {past.priority}" if past.priority else ""
    begins = f"Measured before{name} from {when(past.start, zone)} to {when(past.end, zone)}, {ENDED[past.ended_by]}"
    if past.target is None or past.elapsed is None:
        return f"{begins}: nothing was promised."
    if past.breached_at is not None:
        verdict = f"breached, kept until {when(past.breached_at, zone)}"
    else:
        verdict = "met" if past.stopped else "not breached"
    return f"{begins}: {duration(past.elapsed)} of {duration(past.target)} used, {verdict}."
