"""Promised availability on pages: what the parts of a service give together, what the worst period may lose, and why.

The answer of an SLA is its own; a figure is shown only where everything it is worked out from may be seen.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from fractions import Fraction

from gitsm.analysis import availability_words as said
from gitsm.analysis.availability import Availabilities, Availability, Downtime, Given, Kept, Needed
from gitsm.analysis.dependencies import Claim, Component, Dependencies
from gitsm.analysis.redundancy import leaves
from gitsm.analysis.support_chain import clock_of, day_of
from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.calendar.almanac import Unresolved
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla
from gitsm.site.html import Html, cat, el, esc, join
from gitsm.site.parts import status
from gitsm.site.promised import hours_shown, prover
from gitsm.site.redact import HIDDEN
from gitsm.site.view import View

WORDS: dict[Kept, str] = {"kept": "ok", "not kept": "err", "not proved": "unk"}


def made(view: View) -> Availabilities:
    """The answers of a build, each made once."""
    return view.once("availabilities", lambda one: Availabilities(prover(one).almanac))


def answers(view: View, item: Loaded) -> tuple[Availability, ...]:
    """What is answered about the promises of availability of an SLA."""
    return made(view).answers(view.original(item))


def verdict(one: Availability) -> Kept:
    """Both answers in one word: by what the parts give, and by the minutes of the worst period."""
    both = (one.answer, one.by_minutes)
    return "not kept" if "not kept" in both else "not proved" if "not proved" in both else "kept"


def label(one: Availability) -> Html:
    """The answer as a label."""
    return status(WORDS[verdict(one)], verdict(one))


# -- what may be seen ------------------------------------------------------------------------------------------------


def claim_shown(view: View, claim: Claim) -> bool:
    """Whether an agreement that promises availability, and the hours in which it does, may be seen."""
    if claim.item.path not in view.paths:
        return False
    agreement = claim.item.artefact
    used = [one.window for one in agreement.maintenance if one.window] if isinstance(agreement, Sla) else []
    with suppress(Unresolved):  # without hours there are no minutes to show
        used.append(clock_of(claim.item, claim.target, made(view).almanac).calendar)
    return all(hours_shown(view, id_) for id_ in used)


def _component_shown(view: View, one: Component) -> bool:
    if one.item is not None and one.item.path not in view.paths:
        return False
    return one.claim is None or claim_shown(view, one.claim)


def part_shown(view: View, known: Dependencies, part: Needed) -> bool:
    return all(_component_shown(view, known.components[name]) for name in leaves(part.structure))


def reached_shown(view: View, known: Dependencies, service: str) -> bool:
    reached = known.service(service).reached
    return all(_component_shown(view, known.components[name]) for name in reached)


def claimed(view: View, key: str) -> str:
    """What is promised about the availability of a service or contract as a whole, where it may be seen: `99.9 %`."""
    kind, _, id_ = key.partition("/")
    known = made(view).dependencies(view.as_of)
    with suppress(Unresolved):
        one = known.service(id_) if kind == "service" else known.components.get(key)
        if one is not None and one.claim is not None and _component_shown(view, one):
            return said.percent(one.claim.share)
    return ""


def parts_of(view: View, service: str, on: date) -> tuple[Dependencies, tuple[Needed, ...]]:
    """What a service needs in any case; nothing where that cannot be told."""
    known = made(view).dependencies(on)
    try:
        return known, made(view).given(service, on).parts
    except Unresolved:
        return known, ()


def figures_shown(view: View, one: Availability) -> bool:
    """Whether everything that the figures of an answer rest on may be seen."""
    known, parts = parts_of(view, one.service, day_of(one.item, view.as_of))
    mine = claim_shown(view, Claim(one.item, one.target)) and view.target(f"service/{one.service}").item is not None
    return mine and bool(parts) and all(part_shown(view, known, part) for part in parts)


# -- words -----------------------------------------------------------------------------------------------------------


def opening(view: View, item: Loaded) -> Html | None:
    """The answers of an SLA in one sentence."""
    found = answers(view, item)
    if not found:
        return None
    if len(found) > 1:
        kept, no, unknown = (
            [one for one in found if verdict(one) == each] for each in ("kept", "not kept", "not proved")
        )
        if len(kept) == len(found):
            return esc(f"All {words.count_word(len(found))} promises of availability are kept.")
        texts = []
        for some, what in ((no, "cannot be kept"), (unknown, "is not proved")):
            if some:
                who = words.listed(list(dict.fromkeys(view.say(one.service) for one in some)))
                texts.append(el("strong", f"The availability promised of {who} {what}."))
        return join(texts, " ")
    (one,) = found
    what = f"The availability of {said.percent(one.promised)} that it promises"
    if verdict(one) == "kept":
        return esc(f"{what} is kept.")
    if verdict(one) == "not proved":
        return cat(f"{what} is ", el("strong", "not proved"), ".")
    return el("strong", f"{what} cannot be kept as it stands.")


def period(worst: Downtime) -> str:
    """`2026-02` for a whole month, else `2026-02-01 to 2026-05-01`, the end exclusive."""
    if worst.start.day == 1 and worst.end == add_months(worst.start, 1):
        return f"{worst.start:%Y-%m}"
    return f"{worst.start} to {worst.end}"


def minutes(value: Fraction, up: bool = True) -> str:
    """`40.4 m`: what may be lost is rounded up, what is allowed or left is rounded down."""
    if value < 0:
        return f"{words.MINUS}{minutes(-value)}"
    figure, _, _ = said.minutes(value, up).partition(words.NBSP)
    return f"{figure}{words.NBSP}m"


def why(view: View, one: Availability) -> Html:
    """Why the answer is what it is, as far as the audience may know; the figures stand beside it."""
    said_so = verdict(one)
    if said_so == "kept":
        return esc("enough in the long run and in the worst period")
    if said_so == "not kept":
        run, worst = one.answer == "not kept", one.by_minutes == "not kept"
        both = "too little in the long run and in the worst period"
        return esc(both if run and worst else "too little in the long run" if run else "too little in the worst period")
    texts = [one.reason if one.answer == said_so else "", one.minutes_reason if one.by_minutes == said_so else ""]
    if one.parts and not figures_shown(view, one):
        texts = texts[:1]  # the other quotes days of what it rests on
    if any(view.say(text) != text for text in texts):
        texts = [text.partition(": ")[0] for text in texts]  # what follows is the term of what is hidden
    elif one.since is not None:
        texts = [f"from {one.since} on, {text}" for text in texts if text]
    found = "; ".join(dict.fromkeys(text for text in texts if text))
    return esc(view.say(found)) if found else cat("it rests on something that is ", HIDDEN)


def together(one: Availability | Given) -> str:
    """What the parts give: `99.84 %`, `at best 99.84 %` where some is not known, a range where parts share one."""
    best = said.percent(one.composed)
    if one.unknown:
        return f"at best {best}"
    return f"{said.percent(one.least)} to {best}" if one.shared and one.least != one.composed else best


def figures(view: View, one: Availability) -> tuple[str, ...]:
    """Cells: what the parts give, the worst period, what may be lost in it, what the parts may lose, what is left."""
    if not one.parts:
        return ("–",) * 5
    if not figures_shown(view, one):
        return (HIDDEN,) * 5
    given = together(one)
    worst = one.downtime
    if worst is None:
        return (given, "–", "–", "–", "–")
    left = minutes(worst.slack, up=False)
    return (given, period(worst), minutes(worst.allowed, up=False), minutes(worst.total), left)
