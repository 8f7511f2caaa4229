"""A plan in words, the same for terminal, comment and JSON: heading, one sentence, rows, who must agree, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitsm.analysis.people import Staff
from gitsm.approvals.evaluate import Requirement
from gitsm.base import words
from gitsm.diff.changes import Change
from gitsm.diff.difference import Difference
from gitsm.export.parts.values import both, by_how_much, clipped, property_of
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.meta import Verdict
from gitsm.plan.derive import CONFLICT
from gitsm.plan.impact import GROUPS, Touched
from gitsm.plan.plan import Judged, Plan

SIGNS: dict[Verdict, str] = {"looser": "▼", "tighter": "▲", "mixed": "▼▲", "neutral": ""}
VERDICTS: dict[Verdict, str] = {"looser": "looser", "tighter": "tighter", "mixed": "counts as looser", "neutral": ""}
_THINGS = {
    "obligation": "promise", "control": "control", "accountability": "duty", "measure": "measure",
}  # fmt: skip
_NOUNS = {9: "decision", 49: "rule", 53: "account or key"}
"""What moved, for kinds of change that say it better than the material does."""
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FATES = {"added": ("–", "new"), "removed": ("there", "gone"), "changed": ("as before", "different")}
GIVEN = "✓"
_STATES = {
    "given": (GIVEN, "agreed"), "missing": ("○", "asked"), "objection": ("✕", "objects"), "nobody": ("?", "nobody can"),
    "not known": ("?", "not known"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One change: the thing, its property, before, after, direction in words, and what it counts as."""

    key: str
    thing: str
    what: str
    before: str
    after: str
    direction: Verdict
    how: str
    number: int
    class_: str
    at: str


@dataclass(frozen=True, slots=True)
class Need:
    """One agreement: the role, why it is asked, who can give it, and its state with a sign."""

    role: str
    because: tuple[str, ...]
    can: tuple[str, ...]
    sign: str
    state: str
    note: str
    by: tuple[str, ...]


def thing(item: Loaded) -> str:
    """An artefact as readers call it: `SLA E-mail and calendar`; its title alone where that says what it is."""
    kind, title = item.kind.name, item.artefact.title
    said = title.lower().endswith(kind.lower()) or title.lower().startswith(f"{kind.lower()} of ")
    return title if said else f"{kind} {title}"


def thing_of(change: Change) -> str:
    """What a change is about, as readers call it; a file that is no artefact by its path."""
    return f"File {change.path}" if change.path else thing(change.pair.item)


def rows(plan: Plan) -> tuple[Row, ...]:
    """Every change, what got looser first, then tighter, then the rest, each by artefact. Formatting comes last."""
    found = [row for one in plan.changes for row in rows_of(one)]
    order = {"looser": 0, "mixed": 0, "tighter": 1, "neutral": 2}
    ranks = {"major": 0, "normal": 1, "standard": 2}
    listed = sorted(found, key=lambda r: (order[r.direction], ranks[r.class_], r.key, _in_week(r.at)))
    shown: dict[tuple[str, ...], Row] = {}
    for row in listed:  # a removed step may be several changes of the table, and is shown once
        shown.setdefault((row.key, row.what, row.before, row.after), row)
    return tuple(shown.values())


def _in_week(at: str) -> str:
    """A location key that sorts the days of a week as they follow each other."""
    head, dot, day = at.rpartition(".")
    return f"{head}.{_WEEK.index(day)}" if dot and day in _WEEK else at


def rows_of(one: Judged) -> Iterator[Row]:
    """One row for each difference of a change."""
    change = one.change
    pair = change.pair
    old, new = (side.artefact if side else None for side in (pair.base, pair.head))
    name = thing_of(change)
    if not change.differences:
        how = VERDICTS[change.direction]
        yield Row(change.key, name, *_whole(one), change.direction, how, change.number, one.class_, "")
    if change.number == CONFLICT:
        yield Row(
            change.key, name, "segregation of duties", "–", clipped(str(change.differences[0].after), 240), "looser",
            "looser", change.number, one.class_, change.at,
        )  # fmt: skip
        return
    for difference in change.differences:
        if change.path and not difference.route:
            before, after = _FATES[difference.operation]
            how = "may be looser" if difference.direction == "mixed" else VERDICTS[difference.direction]
            what = "contents"
        elif difference.route[:2] == ("workflow", "passed-by"):
            what, before, after, how = *_passed_by(one, difference), "looser"
        else:
            before, after = both(difference, old, new)
            how = " ".join(part for part in (VERDICTS[difference.direction], _amount(difference, after)) if part)
            how += ", added up" if one.model == "added up" else ""
            what = property_of(difference, old, new)
        yield Row(
            change.key, name, what, before, after, difference.direction, how, change.number, one.class_, difference.at
        )


def _passed_by(one: Judged, difference: Difference) -> tuple[str, str, str]:
    """(what, before, after) of an approval that some way now avoids."""
    lost = sorted(set(difference.before) - set(difference.after))
    work = words.listed([step_name(one, name) for name in lost[:3]])
    return approval(one, str(difference.route[2])), clipped(f"always before {work}", 160), "can be passed by"


def approval(one: Judged, step: str) -> str:
    """An approval that can be passed by; `authorise` and `verify` stand for all steps with that duty together."""
    together = {"authorise": "every approval", "verify": "every verification"}.get(step)
    return together or f'the approval "{step_name(one, step)}"'


def step_name(one: Judged, id_: str) -> str:
    """The name of an activity before the change."""
    base = one.change.pair.base
    activity = getattr(base.artefact, "activity", lambda _id: None)(id_) if base else None
    return activity.name if activity is not None and activity.name else id_


def _whole(one: Judged) -> tuple[str, str, str]:
    """(what, before, after) of a change of the artefact as a whole."""
    pair = one.change.pair
    if one.change.path:
        return "contents", "as before", "the same, written differently"
    if pair.pairing == "added":
        return "as a whole", "–", f"new, {words.enum(pair.item.artefact.status)}"
    if pair.pairing == "removed":
        return "as a whole", words.enum(pair.item.artefact.status), "gone"
    old, new = pair.base, pair.head
    if pair.pairing == "renamed" and old is not None and new is not None:
        return "id", old.artefact.id, new.artefact.id
    return "place of the file", old.path if old else "–", new.path if new else "–"


def _amount(difference: Difference, shown: str) -> str:
    """By how much, in the unit that is shown; a share moves by points."""
    found = by_how_much(difference) if difference.direction in ("looser", "tighter") else ""
    unit = shown.rpartition(words.NBSP)[2] if words.NBSP in shown else ""
    if not found or not unit or words.NBSP in found:
        return found
    return f"{found} points" if unit == "%" else f"{found}{words.NBSP}{unit}"


def heading(plan: Plan) -> str:
    """Class · what became looser or tighter · agreements given."""
    return f"{class_word(plan)} · {movement(plan)} · {agreements(plan)}"


def revision(name: str, commit: str) -> str:
    """How a side is called, with its short id; a name that is the id itself is said once."""
    return commit[:10] if commit and name == commit else f"{name} {commit[:10]}".strip()


def class_word(plan: Plan) -> str:
    """The class, with what was declared where it differs."""
    if plan.request.declared == "emergency":
        return f"Emergency change (by content {plan.class_})"
    if not plan.changes and not plan.other_files:
        return "Standard change" if reformatted(plan) else "No change"
    return f"{plan.class_.capitalize()} change"


def movement(plan: Plan) -> str:
    """What moved, counted: `one promise becomes looser`."""
    all_rows = rows(plan)
    for directions, word in ((("looser", "mixed"), "looser"), (("tighter",), "tighter")):
        moved = _moved(plan, directions)
        weighs = word == "looser" or any(one.change.direction == "tighter" for one in plan.decisive)
        if moved and weighs:
            parts = [words.plural(count, noun, _many(noun)) for noun, count in moved.items()]
            total = sum(moved.values())
            text = words.listed([_spelled(part) for part in parts])
            return f"{text} {words.agree(total, 'becomes', 'become')} {word}"
    if not all_rows:
        files = len(plan.other_files)
        if files:
            return words.plural(files, "other file")
        return "written differently, same meaning" if reformatted(plan) else "nothing governed changed"
    if all(row.number == 1 for row in all_rows):
        return "formatting only"
    titles = list(dict.fromkeys(one.title for one in plan.decisive))
    return words.listed([*titles[:2], *([f"{len(titles) - 2} more"] if len(titles) > 2 else [])])


def reformatted(plan: Plan) -> tuple[str, ...]:
    """Files of artefacts that are written differently and mean the same."""
    if plan.base.tree is plan.head.tree:
        return ()
    changed = {side.path for one in plan.changes for side in (one.change.pair.base, one.change.pair.head) if side}
    before = {item.path: item for item in plan.base.items}
    return tuple(
        item.path
        for item in plan.head.items
        if item.path in before
        and item is not before[item.path]
        and item.path not in changed
        and _bytes(plan.base, item.path) != _bytes(plan.head, item.path)
    )


def _bytes(snapshot: Snapshot, path: str) -> bytes:
    try:
        return snapshot.tree.read(path)
    except OSError:
        return b""


def _moved(plan: Plan, directions: tuple[str, ...]) -> dict[str, int]:
    seen: dict[tuple[str, str], str] = {}
    for one in plan.changes:
        for difference in one.change.differences:
            if difference.direction in directions:
                noun = _NOUNS.get(one.change.number) or _THINGS.get(difference.meaning.material, "detail")
                seen.setdefault((one.change.key, difference.at), noun)
        if not one.change.differences and not one.change.path and one.change.direction in directions:
            seen.setdefault((one.change.key, ""), "document")
    found: dict[str, int] = {}
    for noun in seen.values():
        found[noun] = found.get(noun, 0) + 1
    return found


def _many(noun: str) -> str:
    return {"duty": "duties", "account or key": "accounts or keys"}.get(noun, f"{noun}s")


def _spelled(counted: str) -> str:
    number, _, noun = counted.partition(" ")
    return f"{words.count_word(int(number)) if number.isdigit() else number} {noun}"


def agreements(plan: Plan) -> str:
    """`1 of 4 agreements given`, or why that is not known."""
    if plan.unjudged:
        return "who must agree is not known"
    if not plan.changes and not plan.other_files and not reformatted(plan):
        return "nothing to agree to"
    needed = plan.judgement.requirements
    given = sum(1 for one in needed if one.state == "given")
    return f"{given} of {words.plural(len(needed), 'agreement')} given"


def needs(plan: Plan) -> tuple[Need, ...]:
    """Who must agree, what is missing first."""
    staff = Staff(plan.ruling, plan.as_of)
    order = {"objection": 0, "not known": 1, "nobody": 1, "missing": 2, "given": 3}
    found = sorted(plan.judgement.requirements, key=lambda one: order[one.state])
    return tuple(_need(plan, staff, one) for one in found)


def _need(plan: Plan, staff: Staff, one: Requirement) -> Need:
    sign, state = _STATES[one.state]
    if (one.kind == "body" or one.needed > 1) and one.state in ("missing", "given"):
        state = f"{one.votes} of {one.needed} needed"
    because = [reason for reason in one.why if not any(other.startswith(f"{reason}: ") for other in one.why)]
    mine = [person for person in staff.persons(one.role) if person in plan.request.authors] if one.role else []
    note = one.note
    if mine:
        verb = words.agree(len(mine), "does", "do")
        note = "; ".join(part for part in (note, f"{words.listed(mine)} wrote the change and {verb} not count") if part)
    can = tuple(voter.person + (" (deputy)" if "deputy" in voter.capacity else "") for voter in one.can)
    by = tuple(voice.person for voice in (*one.by, *one.against))
    return Need(one.role or "not known", tuple(because), can, sign, state, note, by)


def voided(plan: Plan) -> tuple[str, ...]:
    """Agreements and objections that count nowhere, each with what voided it, and changes that need nobody."""
    judgement = plan.judgement
    lost = [f"{one.voice.person} must be asked again: {one.why}" for one in judgement.voided]
    automatic = [
        f"the model {model} of the policy lets it pass without a second person" for model in judgement.auto_merged
    ]
    return (*lost, *judgement.unheard, *automatic)


def why(plan: Plan) -> str:
    """The rows of the table, or the models of the policy, that give the class."""
    reasons = []
    for one in plan.decisive:
        named = (
            f"{one.title} (change type {one.change.number})"
            if one.change.number
            else f"{one.title} (of none of the kinds that the table names)"
        )
        if one.model == "added up":
            named += ", small steps added up"
        elif one.model:
            named += f", by the model {one.model} of the policy"
        reasons.append(named)
    if not reasons:
        reasons = (
            ["files that decide how changes are judged"] if plan.class_ == "major" else ["nothing in it carries weight"]
        )
    return "; ".join(dict.fromkeys(reasons))


def touched(plan: Plan) -> tuple[tuple[str, tuple[Touched, ...]], ...]:
    """(group, what is in it) of everything that depends on the change, without empty groups."""
    groups = ((group, tuple(one for one in plan.touched if one.group == group)) for group in GROUPS)
    return tuple((name, group) for name, group in groups if group)


_SINGULAR = {
    "services": "service", "agreements": "agreement", "KPIs": "KPI", "clauses": "clause", "roles": "role",
    "processes": "process", "others": "other document",
}  # fmt: skip
_PLURAL = {"processes": "processes", "others": "other documents"}


def touched_line(plan: Plan) -> str:
    """`1 service · 2 KPIs`; `nothing refers to it` where that is so."""
    parts = [words.plural(len(group), _SINGULAR[name], _PLURAL.get(name, "")) for name, group in touched(plan)]
    return " · ".join(parts) or "nothing else refers to what changed"


def findings_line(plan: Plan) -> str:
    """New, resolved and known findings, counted."""
    return f"{len(plan.new)} new · {len(plan.fixed)} resolved · {plan.known} known before"


def version_line(plan: Plan) -> str:
    """What the change demands of version numbers; empty where no document changed."""
    late = [one for one in plan.bumps if one.missing]
    if not plan.bumps:
        return ""
    if not late:
        return ", ".join(f"{one.key} {one.before} → {one.found}, set correctly" for one in plan.bumps[:3]) + _more(
            plan.bumps, 3
        )
    shown = "; ".join(f"{one.key} stays at {one.found}, {one.wanted} is needed" for one in late[:3])
    return shown + _more(late, 3) + " (gitsm plan --fix writes it)"


def _more(items: Iterable[object], shown: int) -> str:
    rest = len([*items]) - shown
    return f" and {rest} more" if rest > 0 else ""
