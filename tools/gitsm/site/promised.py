"""The proofs of a build, made once, and what of them the audience may see.

A proof rests on everything underneath. Its answer is the SLA's own; the times of a path are shown only where every
agreement and calendar on it may be seen.
"""

from __future__ import annotations

from gitsm.analysis import proof_words
from gitsm.analysis.carried import Carried, carried
from gitsm.analysis.covered import Weeks
from gitsm.analysis.paused import unless_paused_words
from gitsm.analysis.promises import ANSWERS, Promised, promises
from gitsm.analysis.proof import Path, Proof, Prover
from gitsm.analysis.support_chain import Work
from gitsm.base import words
from gitsm.calendar.almanac import ALWAYS, Almanac
from gitsm.load.snapshot import Loaded
from gitsm.model.service import Calendar
from gitsm.site.html import Html, cat, code, el, esc, join
from gitsm.site.page import Page
from gitsm.site.parts import ref, status
from gitsm.site.redact import HIDDEN
from gitsm.site.view import View

KINDS = {"always kept": "ok", "kept for at least": "warn", "not kept": "err", "not proved": "unk"}
WORDS = {"kept for at least": "kept for most"}
NEVER_PAUSED = "said only of tickets that are never paused"


def prover(view: View) -> Prover:
    """The one prover of a build."""
    return view.once("prover", lambda one: Prover(Almanac(one.report.snapshot, one.as_of)))


def weeks(view: View) -> Weeks:
    """The usual weeks of calendars, each worked out once per build."""
    return view.once("weeks", lambda one: Weeks(prover(one).almanac))


def every(view: View) -> tuple[Promised, ...]:
    """All SLAs that hold now or later, of any classification."""
    items = tuple(item for item in view.report.snapshot.items if item.kind.slug == "sla")
    return view.once("promises", lambda one: tuple(promises(prover(one), items)))


def shown(view: View) -> list[Promised]:
    """Those that the audience may see."""
    return [one for one in every(view) if one.item.path in view.paths]


def promised_of(view: View, item: Loaded) -> Promised | None:
    """The proofs of one version; None where it no longer holds."""
    return next((one for one in every(view) if one.item.path == item.path), None)


def carried_by(view: View, item: Loaded) -> tuple[Carried, ...]:
    """What a version of an agreement carries, of promises of any classification."""
    return view.once("carried", lambda one: carried(every(one))).get(item.path, ())


# -- what may be seen ------------------------------------------------------------------------------------------------


def hours_shown(view: View, id_: str) -> bool:
    """Whether all versions of a calendar and of those it combines may be seen."""
    kept: dict[str, bool] = view.once("hours-shown", lambda _: {ALWAYS: True})
    if id_ not in kept:
        kept[id_] = True  # a circle; whoever asked first goes through all of it
        versions = view.report.snapshot.versions("calendar", id_)
        kept[id_] = all(item.path in view.paths and _parents_shown(view, item) for item in versions)
    return kept[id_]


def _parents_shown(view: View, item: Loaded) -> bool:
    parents = item.artefact.parents if isinstance(item.artefact, Calendar) else None
    return parents is None or all(hours_shown(view, id_) for id_ in (*parents.union, *parents.intersection))


def step_shown(view: View, step: Work) -> bool:
    """Whether the agreement of a step and its hours may be seen."""
    hours = (step.measured.calendar, step.support.calendar)
    return step.item.path in view.paths and all(hours_shown(view, id_) for id_ in hours)


def path_shown(view: View, proof: Proof, path: Path | None) -> bool:
    """Whether everything that a path rests on may be seen."""
    if path is None or proof.chain is None or proof.measured is None:
        return False
    steps = [step for step in proof.chain.steps() if set(step.under) <= path.taken]
    return hours_shown(view, proof.measured.calendar) and all(step_shown(view, step) for step in steps)


def whole_shown(view: View, proof: Proof) -> bool:
    """Whether everything that a proof rests on may be seen."""
    return path_shown(view, proof, proof.longest)


# -- words -----------------------------------------------------------------------------------------------------------


def answer(proof: Proof) -> Html:
    """The answer as a label."""
    word = proof.answer
    if word == "kept for at least":
        return status("warn", f"kept for ≥ {proof_words.share(proof.bound)}")
    return status(KINDS[word], word)


def answers_of(one: Promised) -> Html:
    """How many targets have each answer, one below the other; what needs somebody first."""
    if not one.proofs:
        return status("none", "no time promised")
    found = [each for each in reversed(ANSWERS) if one.answers[each]]
    return join([status(KINDS[each], f"{one.answers[each]} {WORDS.get(each, each)}") for each in found], el("br"))


def name(proof: Proof) -> str:
    """A target for readers: `P1 resolution`, `Fulfilment`."""
    target = proof.target
    metric = words.enum(target.metric).removesuffix(" time")
    said = " ".join(part for part in ((target.priority or "").upper(), metric) if part)
    return said[:1].upper() + said[1:]


def because(view: View, proof: Proof) -> Html:
    """Why the answer is what it is, as far as the audience may know."""
    steps = proof.chain.steps() if proof.chain is not None else ()
    if proof.answer == "not proved" and not all(step_shown(view, step) for step in steps):
        return cat(esc("its steps do not count as it does; how they count is "), HIDDEN)
    if proof.answer == "not proved" or whole_shown(view, proof) or not proof.unfit:
        return esc(view.say(_of_all(proof)))
    if path_shown(view, proof, proof.unfit[0]):
        return esc(view.say(_of_all(proof)))
    return cat(esc("tickets that reach a step that is "), HIDDEN, " may take longer")


def unless_paused(view: View, one: Promised) -> list[str]:
    """Which answers speak of tickets without a pause only, and why.

    Where a step is not published, that is said of every promise that pauses: whether it had to be tells of the step.
    """
    found: dict[str, list[str]] = {}
    for proof in one.proofs:
        text = view.say(unless_paused_words(proof))
        if not whole_shown(view, proof):
            text = NEVER_PAUSED if proof.answer in ("always kept", "kept for at least") and one.sla.pauses else ""
        if text:
            found.setdefault(text, []).append(name(proof))
    return [f"{words.listed(names)}: {text}." for text, names in found.items()]


def _of_all(proof: Proof) -> str:
    """Why; of a chain of which only some tickets reach a part, that already the part that all reach is too long."""
    shown = proof.unfit[0] if proof.unfit else None
    if shown is None or shown.taken or shown.worst is None or proof.chain is None or not proof.chain.shares:
        return proof_words.because(proof)
    return f"the steps that all tickets reach already take up to {words.hours(shown.worst.minutes)}"


def in_repository(item: Loaded) -> Html:
    """Where a reader who may read the repository finds what is not published."""
    return cat(" Whoever may read the repository sees it there: ", code(f"gitsm sla prove {item.artefact.id}"), ".")


def title_of(view: View, item: Loaded) -> str:
    """The title of an agreement, without names that the audience must not read."""
    return view.speakable(item.artefact.title)


def service_title(view: View, id_: str) -> str:
    """The title of a service; its id where there is no such service."""
    target = view.target(f"service/{id_}")
    return target.item.artefact.title if target.item else HIDDEN if target.state == "hidden" else id_


def step_link(page: Page, step: Work) -> Html:
    """The agreement of a step, or that it is not published."""
    return ref(page, step.key, step.key)


def hours_title(view: View, calendar: str) -> str:
    """The title of a calendar as tables link it, or that it is not published."""
    if calendar == ALWAYS:
        return "24×7"
    target = view.target(f"calendar/{calendar}")
    if target.item is None:
        return calendar if hours_shown(view, calendar) else HIDDEN
    return view.speakable(target.item.artefact.title) if hours_shown(view, calendar) else HIDDEN
