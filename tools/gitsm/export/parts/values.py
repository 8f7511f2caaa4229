"""A difference in words: which thing, which property, what it was and is. Never a YAML key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from gitsm.base import words
from gitsm.base.scalars import Duration, Months
from gitsm.base.source import Route
from gitsm.diff.difference import Difference
from gitsm.model.agreement import Target
from gitsm.model.artefact import Artefact, Element, Money
from gitsm.model.kpi import Kpi
from gitsm.model.process import Activity, Edge, Loop, Node, Process
from gitsm.model.role import RoleAuthority
from gitsm.model.walk import alias_of, attribute_of, enumeration

NOTHING = "–"
LONG = 90
_METRICS = {
    "response_time": "first answer", "restoration_time": "restoring", "resolution_time": "solving",
    "fulfilment_time": "fulfilling", "acknowledge_time": "acknowledging", "handover_time": "handing over",
    "diagnose_time": "diagnosing", "availability": "availability",
    "mtbf": "mean time between failures", "mtrs": "mean time to restore",
    "throughput": "throughput", "csat": "satisfaction", "rpo": "recovery point", "rto": "recovery time",
}  # fmt: skip
_PERCENT = frozenset({"availability"})
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
_ENTRIES = {
    "escalations": "escalation level", "rows": "clause", "credits": "credit from", "holders": "holder",
    "members": "member", "accounts": "account", "ssh keys": "key", "history": "history entry", "series": "value from",
    "competences": "competence", "freezes": "freeze from", "models": "change model", "references": "reference to",
    "serial": "needs service", "delegations": "delegation of", "absences": "absence from",
}  # fmt: skip
"""What one entry of a list is called; those of other lists have a name of their own."""
_RACI = {
    "accountable": "who answers for it", "responsible": "who does it", "consulted": "who is consulted",
    "informed": "who is informed", "support": "who supports", "verify": "who checks it",
}  # fmt: skip
_FIELDS = {
    "at_most": "at most", "at_least": "at least", "compliance": "share of cases that must meet it",
    "period": "measurement period", "clock": "which hours count", "every": "interval", "handover": "time to hand over",
    "control": "key control", "owner": "owner", "effective_from": "in force from", "effective_to": "in force until",
    "start": "start of the clock", "stop": "end of the clock", "reports_to": "superior role",
    "in": "taken for", "valid": "term", "up_to": "highest class", "quorum": "share that must agree",
    "from_party": "of", "to_party": "to", "expires": "end",
}  # fmt: skip
_OF_MODELS = {
    ("Escalation", "at"): "called after", ("Escalation", "to"): "who is called",
    ("Escalation", "priorities"): "only for priorities", ("Activity", "priorities"): "only for priorities",
    ("Validity", "to"): "until", ("Period", "to"): "until", ("Delegation", "to"): "until", ("Freeze", "to"): "until",
    ("ChangePolicy", "authorities"): "who decides",
    **{("ChangeAuthorities", name): f"{name} changes" for name in ("standard", "normal", "major", "emergency")},
}  # fmt: skip
"""Names of fields that mean something else elsewhere, by model and field."""
_PARTS = {"series": 1, "accounts": 2}
"""Lists of which so many parts of a key say enough."""
_NOTICE = re.compile(r"[0-9]{1,4}(d|mo)")
_STATE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
_HIDDEN = frozenset(
    {"value", "when", "workflow", "raci", "weekly", "days", "passed-by", "chain", "sequence", "depends_on"}
)
_KEYS = frozenset(
    {"id", "text", "name", "statement", "party", "role", "clause", "step", "service", "platform", "handle"}
)
"""Fields that name an element: they come first, without the name of the field."""


def metric(name: str) -> str:
    """A metric as a reader says it: `resolution_time` -> `solving`."""
    return _METRICS.get(name, words.enum(name))


def property_of(difference: Difference, old: Artefact | None, new: Artefact | None) -> str:
    """What differs, from the thing down to its property: `P4 solving, at most`."""
    route = difference.route
    if route[0] == "matrix" and len(route) == 3:
        return f"priority at impact {route[1]} and urgency {route[2]}"
    if route[0] == "severity" and len(route) == 2:
        return f"severity of {route[1]}"
    if route[0] == "thresholds" and "." in str(route[-1]):
        return f"threshold {route[-1]}"
    steps = [*_steps(route, old, new)]
    shown = [step for step in steps if step] or ["contents"]
    return ", ".join(dict.fromkeys(shown))


def _steps(route: Route, old: Artefact | None, new: Artefact | None) -> Iterable[str]:
    sides: list[Any] = [side for side in (new, old) if side is not None]
    listing = ""
    for step in route:
        owner = next((side for side in sides if isinstance(side, BaseModel)), None)
        inside_list = any(isinstance(side, tuple) for side in sides)
        below = [value for value in (_down(side, step) for side in sides) if value is not None]
        if inside_list:
            element = next((value for value in below if isinstance(value, BaseModel)), None)
            if element is not None:
                yield _in_list(listing, _element(element, old, new), step)
            elif isinstance(step, str):
                yield listing
            else:
                yield listing
            listing = ""
        elif owner is not None:
            leads = any(isinstance(value, tuple) and value and isinstance(value[0], BaseModel) for value in below)
            name = _field(type(owner), str(step))
            if leads:
                listing = name
            elif any(isinstance(value, tuple) for value in below):
                listing = name
                if route[-1] == step:
                    yield name
            elif str(step) not in _HIDDEN:
                yield name
        else:
            yield _DAYS.get(str(step), str(step)) if str(step) not in _HIDDEN else ""
        sides = below
    if listing:
        yield listing


def _in_list(listing: str, name: str, step: str | int) -> str:
    """An element as people call it: by its name where it has one, else by its place or its key."""
    kind = _ENTRIES.get(listing, "")
    if name:
        return f"{kind} {name}".strip()
    if isinstance(step, int):
        return f"{listing} entry {step + 1}"
    parts = step.split(">")
    return f"{kind or listing} {', '.join(parts[: _PARTS.get(listing)])}"


def _field(model: type[BaseModel], step: str) -> str:
    for one in model.__mro__:
        if (one.__name__, step) in _OF_MODELS:
            return _OF_MODELS[one.__name__, step]
    if step in _RACI:
        return _RACI[step]
    return _FIELDS.get(step) or _small(words.label(step))


def _small(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _down(value: Any, step: str | int) -> Any:
    if isinstance(value, BaseModel):
        name = attribute_of(type(value), str(step))
        return getattr(value, name) if name else None
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            if item == step or (isinstance(item, Element) and item.key == step) or number == step:
                return item
    return None


def _element(value: BaseModel, old: Artefact | None, new: Artefact | None) -> str:
    """The name of an element of a list, where it has one that people use."""
    if isinstance(value, Target):
        return " ".join(part for part in ((value.priority or "").upper(), metric(value.metric)) if part)
    if isinstance(value, Activity):
        return f'"{value.name or value.id}"'
    if isinstance(value, Node):
        return f'"{node_name(value, new) if new is not None else node_name(value, old)}"'
    if isinstance(value, Edge):
        ends = (_node_called(name, new, old) for name in (value.from_, value.to))
        return "way from " + " to ".join(ends)
    if isinstance(value, Loop):
        return "way back from " + " to ".join(_node_called(name, new, old) for name in value.back)
    if isinstance(value, RoleAuthority):
        return "authority over " + words.listed([words.enum(name) for name in value.approves])
    text = getattr(value, "name", None) or getattr(value, "party", None) or getattr(value, "role", None)
    return str(text) if isinstance(text, str) and len(text) < LONG else ""


def node_name(node: Node, artefact: Artefact | None) -> str:
    """A step of a workflow as the picture calls it."""
    if isinstance(artefact, Process):
        activity = artefact.activity(node.id)
        if activity is not None and activity.name:
            return activity.name
    return node.label or node.question or node.id


def _node_called(id_: str, *sides: Artefact | None) -> str:
    for side in sides:
        if isinstance(side, Process) and side.workflow is not None:
            node = next((node for node in side.workflow.nodes if node.id == id_), None)
            if node is not None:
                return f'"{node_name(node, side)}"'
    return id_


def both(difference: Difference, old: Artefact | None, new: Artefact | None) -> tuple[str, str]:
    """(before, after) in words. Of two long texts only the part that differs is quoted."""
    before, after = difference.before, difference.after
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONG:
        return _where_they_part(before, after)
    if isinstance(after if before is None else before, (Edge, Node)) and None in (before, after):
        return (NOTHING, "new") if before is None else ("there", "gone")
    unit = _unit(difference, old, new)
    model = _owner(difference.route, new) or _owner(difference.route, old)
    if isinstance(before, tuple) and isinstance(after, tuple) and difference.operation == "reordered":
        return listed(before), listed(after)
    return value(before, unit, model, difference.route), value(after, unit, model, difference.route)


def _unit(difference: Difference, old: Artefact | None, new: Artefact | None) -> str:
    if difference.meaning.unit == "percent":
        return "%"
    owner = _owner(difference.route, new) or _owner(difference.route, old)
    if isinstance(owner, Target):
        return "%" if owner.metric in _PERCENT else ""
    kpi = new if isinstance(new, Kpi) else old
    if isinstance(kpi, Kpi) and difference.route[0] in ("target", "thresholds", "baseline"):
        return words.UNITS.get(str(kpi.unit), "")
    return ""


def _owner(route: Route, artefact: Artefact | None) -> BaseModel | None:
    """The model that holds the last field of a route."""
    value: Any = artefact
    for step in route[:-1]:
        value = _down(value, step)
    return value if isinstance(value, BaseModel) else None


def value(content: Any, unit: str = "", owner: BaseModel | None = None, route: Route = ()) -> str:
    """Any value in words, on one line, shortened."""
    if content is None or content in ((), {}):
        return NOTHING
    if isinstance(content, frozenset):
        return windows(content)
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, Duration):
        return words.hours(int(content))
    if isinstance(content, (int, float)):
        text = words.scalar(content)
        return f"{text}{words.NBSP}{unit}" if unit else text
    if isinstance(content, BaseModel):
        return clipped(_model(content))
    if isinstance(content, (tuple, list)):
        if len(content) == 2 and all(
            isinstance(part, str) and re.fullmatch(r"[0-9]{2}:[0-9]{2}", part) for part in content
        ):
            return words.DASH.join(content)
        return clipped(words.listed([value(part) for part in content]))
    if isinstance(content, dict):
        return clipped("; ".join(f"{key}: {value(part)}" for key, part in content.items()))
    if isinstance(content, str):
        attribute = attribute_of(type(owner), str(route[-1])) if owner is not None and route else None
        if owner is not None and attribute and content in enumeration(type(owner), attribute):
            return words.enum(content)
        if _NOTICE.fullmatch(content):
            return words.notice(content)
        return clipped(words.enum(content) if _STATE.fullmatch(content) else content)
    return clipped(words.scalar(content))


def _model(content: BaseModel) -> str:
    if isinstance(content, Money):
        return f"{words.number(content.amount)}{words.NBSP}{content.currency}"
    if isinstance(content, Target):
        limit = content.at_most if content.at_most is not None else content.at_least
        sign = "at most" if content.at_most is not None else "at least"
        unit = "%" if content.metric in _PERCENT else ""
        return f"{_element(content, None, None)}, {sign} {value(limit, unit)}"
    if isinstance(content, Activity):
        doers = words.listed([*content.raci.responsible]) if content.raci else ""
        return content.name + (f", done by {doers}" if doers else "")
    parts = []
    for name in sorted(type(content).model_fields, key=lambda name: name not in _KEYS):
        inner = getattr(content, name)
        if name not in content.model_fields_set or inner in (None, (), {}, ""):
            continue
        alias = alias_of(type(content), name)
        shown = str(inner) if name.endswith("_id") else value(inner, "", content, (alias,))
        parts.append(shown if name in _KEYS else f"{_field(type(content), alias)} {shown}")
    return ", ".join(parts)


def in_list(difference: Difference, old: Artefact | None, new: Artefact | None) -> bool:
    """Whether what differs is an entry of a list, and no field of its own."""
    for side in (new, old):
        place: Any = side
        for step in difference.route[:-1]:
            place = _down(place, step)
        if isinstance(place, tuple):
            return True
    return False


def listed(items: Iterable[Any]) -> str:
    """Names in a row, shortened."""
    return clipped(", ".join(str(item) for item in items))


def clipped(text: str, limit: int = LONG) -> str:
    """At most so many characters; what is left out is three dots."""
    line = " ".join(text.split(" ")).replace("\n", " ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def windows(minutes: frozenset[int]) -> str:
    """Open minutes of a day as windows: `08:00–12:00, 13:00–18:00`; `closed` for none."""
    if not minutes:
        return "closed"
    edges = sorted(minutes)
    found: list[list[int]] = []
    for minute in edges:
        if found and found[-1][1] == minute:
            found[-1][1] = minute + 1
        else:
            found.append([minute, minute + 1])
    return ", ".join(f"{_clock(start)}{words.DASH}{_clock(end)}" for start, end in found)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _where_they_part(before: str, after: str) -> tuple[str, str]:
    """Both texts around the first and last word that differs."""
    old, new = before.split(), after.split()
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start = max(0, head - 3)
    return tuple(_part(side, start, len(side) - tail) for side in (old, new))  # type: ignore[return-value]


def _part(side: list[str], start: int, end: int) -> str:
    stop = min(len(side), end + 3)
    text = " ".join(side[start:stop])
    return clipped(("…" if start else "") + text + ("…" if stop < len(side) else ""), 2 * LONG) or NOTHING


def by_how_much(difference: Difference) -> str:
    """`by 8 h`, `by 0.5`; empty where there is no such number."""
    before, after = difference.before, difference.after
    numbers = (Duration, int, float)
    if isinstance(before, bool) or isinstance(after, bool) or type(before) is not type(after):
        return ""
    if not isinstance(before, numbers) or not isinstance(after, numbers):
        return _minutes_more(before, after)
    if isinstance(before, Months):
        return f"by {words.months(abs(int(after) - int(before)))}"
    if isinstance(before, Duration):
        return f"by {words.hours(abs(int(after) - int(before)))}"
    return f"by {words.number(abs(round(float(after) - float(before), 10)))}"


def _minutes_more(before: Any, after: Any) -> str:
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        return f"by {words.hours(abs(len(after) - len(before)))} a day"
    return ""
