"""A plan in sentences: the decisive change in the customer's words, the verdict, and what small steps come to."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from gitsm.base import words
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.types import is_looser
from gitsm.export.parts.planned import VERDICTS, approval, class_word, reformatted, thing
from gitsm.export.parts.values import both, in_list, metric, property_of
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Target
from gitsm.model.meta import Verdict
from gitsm.plan.plan import Judged, Plan
from gitsm.plan.salami import Series


def sentence(plan: Plan) -> str:
    """The decisive change in the customer's words, with the day from which it holds."""
    decisive = sorted(plan.decisive, key=lambda one: 0 if is_looser(one.change.direction) else 1)
    if not decisive:
        same = reformatted(plan)
        if same:
            names = words.listed([*same[:3], *([f"{len(same) - 3} more"] if len(same) > 3 else [])])
            verb = words.agree(len(same), "is written differently and means", "are written differently and mean")
            return f"{names} {verb} the same."
        if plan.changes or not plan.other_files:
            return "Nothing that anybody promised, owns or measures is different."
        return f"Only files that are no governed documents change: {words.listed(list(plan.other_files[:3]))}."
    one = decisive[0]
    said = _said(plan, one)
    more = len({(o.change.key, o.change.at) for o in decisive}) - 1
    extra = (
        f" {words.plural(more, 'more change')} of this weight {words.agree(more, 'is', 'are')} listed below."
        if more
        else ""
    )
    return said + extra


def _said(plan: Plan, one: Judged) -> str:
    change = one.change
    item = change.pair.item
    if change.path:
        return _file(one)
    name = thing(item)
    from_ = _from(plan, item, change.pair.base)
    if not change.differences:
        if change.pair.pairing == "renamed" and change.pair.base is not None:
            return f'{name}: its id is "{item.artefact.id}" instead of "{change.pair.base.artefact.id}"{from_}.'
        fates = {"added": "is new", "removed": "is removed"}
        return f"{name} {fates.get(change.pair.pairing, 'moves to another file')}{from_}."
    d = change.differences[0]
    old, new = (side.artefact if side else None for side in (change.pair.base, change.pair.head))
    before, after = both(d, old, new)
    target = _target(change.pair, d)
    if target is not None and d.route[-1] in ("at_most", "at_least") and None not in (d.before, d.after):
        return f"{name}: {_promise(target, before, after, d.direction)}{from_}."
    what = property_of(d, old, new)
    if change.number == 10:
        return f"{name}: {after} answers for it instead of {before}{from_}."
    if change.number == 7 and d.route[:2] == ("workflow", "passed-by"):
        return f"{name}: work can now pass by {approval(one, str(d.route[2]))}{from_}."
    if change.number == 15:
        return f"{name}: {str(d.after).partition('. ')[0].rstrip('.')}."
    if d.at == "status" and None not in (d.before, d.after):
        return f"{name} becomes {after}{from_}; it was {before}."
    how = f", which {VERDICTS[d.direction] if d.direction == 'mixed' else 'is ' + VERDICTS[d.direction]}"
    counts = how if VERDICTS[d.direction] else ""
    if d.operation in ("removed", "added"):
        gone = d.operation == "removed"
        shown = before if gone else after
        if isinstance(d.before if gone else d.after, BaseModel):
            step = f"the step {what}" if what.startswith('"') and what.endswith('"') else what
            return f"{name}: {step} {'is taken out' if gone else 'is added'}{from_}{counts}."
        if in_list(d, old, new):
            return f"{name}: {what}: {shown} {'is taken out' if gone else 'is added'}{from_}{counts}."
        if gone:
            return f"{name}: {what}: no longer stated, until now {_bare(shown)}{from_}{counts}."
        return f"{name}: {what}: {_bare(shown)}, not stated before{from_}{counts}."
    if d.operation == "reordered":
        return f"{name}: the order of {what} is another{from_}."
    if d.prose and " " in f"{before}{after}":
        say = "say" if _are(what) == "are" else "says"
        return f'{name}: {what} {say} "{_bare(after)}" instead of "{_bare(before)}"{from_}{counts}.'
    if isinstance(d.before, bool) or isinstance(d.after, bool):
        return f"{name}: {what}: {after}, until now {before}{from_}{counts}."
    verb = ":" if what.endswith(_OPEN) else f" {_are(what)}"
    return f"{name}: {what}{verb} {after} instead of {before}{from_}{counts}."


_OPEN = (" most", " least", " until", " from", " after", " for", " to", " of")
"""How properties end that no verb can follow."""


def _are(what: str) -> str:
    """The verb for a property: `hours are`, `target is`."""
    word = what.rpartition(" ")[2].rstrip('"')
    return "are" if word.endswith("s") and not word.endswith(("ss", "us", "is")) and not what.endswith('"') else "is"


def _bare(text: str) -> str:
    return text.rstrip(".")


def _file(one: Judged) -> str:
    """A file that is no artefact: what becomes of it, and why it weighs something."""
    change = one.change
    fate = change.differences[0].operation if change.differences else "formatting"
    words_of = {"added": "is new", "removed": "is removed", "formatting": "is written differently and means the same"}
    weight = "" if one.class_ == "standard" else "; it decides how this repository is judged"
    return f"{change.path} {words_of.get(fate, 'is changed')}{weight}."


def _target(pair: Pair, d: Difference) -> Target | None:
    if len(d.route) < 3 or d.route[0] != "targets":
        return None
    for side in (pair.head, pair.base):
        for target in getattr(side.artefact, "targets", ()) if side is not None else ():
            if isinstance(target, Target) and target.key == d.route[1]:
                return target
    return None


def _promise(target: Target, before: str, after: str, direction: Verdict) -> str:
    case = f"a case of priority {target.priority.upper()}" if target.priority else "a case"
    verb = {
        "resolution_time": "be solved", "restoration_time": "be restored", "response_time": "get its first answer",
        "fulfilment_time": "be fulfilled", "acknowledge_time": "be acknowledged", "diagnose_time": "be diagnosed",
        "handover_time": "be handed over",
    }.get(target.metric)  # fmt: skip
    if verb is None:
        bound = "at most" if target.at_most is not None else "at least"
        return f"{metric(target.metric)} is promised to be {bound} {after} instead of {before}"
    if direction == "looser":
        return f"{case} may take {after} instead of {before} to {verb}"
    return f"{case} must {verb} within {after} instead of {before}"


def _from(plan: Plan, item: Loaded, before: Loaded | None) -> str:
    start: date | None = item.artefact.start
    if item.phase == "working" and (before is None or before.phase == "working"):
        return ", once it is approved"
    return f", from {start.isoformat()}" if start is not None and start > plan.as_of else ""


def verdict(plan: Plan) -> str:
    """Whether it may be merged, in one or two sentences."""
    blocking = [one for one in plan.obstacles if one.blocks]
    if blocking:
        return (
            f"It is blocked: {words.plural(len(blocking), 'thing stands', 'things stand')} in the way, whoever agrees."
        )
    outcome = plan.judgement.outcome
    if class_word(plan) == "No change":
        return "There is nothing to agree to."
    if plan.unjudged or outcome == "not known":
        return "Nothing blocks the change, but who must agree is not known, so it cannot merge."
    if outcome == "objection":
        return "Nothing blocks the change, but somebody objects, so it cannot merge."
    if outcome == "approved":
        return "Nothing blocks the change, and everybody who had to agree has agreed."
    if len(plan.judgement.requirements) == 1:
        return "Nothing blocks the change. It cannot merge before the one asked below has agreed."
    return "Nothing blocks the change. It cannot merge before everybody below has agreed."


def salami(plan: Plan) -> tuple[str, ...]:
    """One line for each target that was loosened before: the steps with their days, and what they are together."""
    return tuple(_salami(one) for one in plan.series)


_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def _salami(one: Series) -> str:
    pair = one.change.pair
    old, new = (side.artefact if side else None for side in (pair.base, pair.head))
    count = len(one.steps) + 1
    ordinal = _ORDINALS[count] if count < len(_ORDINALS) else f"{count}th"

    def shown(content: object) -> str:
        return both(Difference("changed", one.difference.route, content, one.difference.after, "neutral",
                               one.difference.meaning), old, new)[0]  # fmt: skip

    now = both(one.difference, old, new)[1]
    steps = " → ".join(
        [shown(one.start), *(f"{shown(step.value)} ({step.day.isoformat()})" for step in one.steps), now]
    )
    what = property_of(one.difference, old, new)
    step = "postponement" if isinstance(one.difference.after, date) else "loosening"
    return (
        f"{ordinal} {step} since {one.since.isoformat()} of {thing(pair.item)}, {what}: {steps}. "
        f"Judged together: {shown(one.start)} → {now}."
    )
