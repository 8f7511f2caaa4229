"""Random rewrites of an artefact that keep its meaning, and random changes of one field that do not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from gitsm.base.scalars import Duration, Months
from gitsm.diff.fields import FieldPlan, field_plans
from gitsm.load.snapshot import Loaded
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.service import Calendar

Place = tuple[str | int, ...]
_STAMPS = {("version",), ("status",), ("change_note",), ("review", "last"), ("schema_version",)}
_IDENTITY = {("id",), ("formerly",)}


@cache
def raw_of(text: bytes) -> dict[str, Any]:
    """The plain values of the file of an artefact; not to be changed."""
    found = parse(decode(text))
    assert isinstance(found, dict)
    return found


def read(item: Loaded, text: str) -> Loaded | None:
    """The artefact of another text; None where it cannot be read."""
    try:
        return replace(item, artefact=item.kind.model.model_validate(parse(text)))
    except (Broken, ValidationError):
        return None


def rewritten(item: Loaded, raw: dict[str, Any], rng: random.Random) -> str:
    """The same meaning in another spelling: keys, lists without order, units, white space, defaults, comments."""
    changed = _model(item.artefact, raw, rng)
    if rng.random() < 0.5:
        return f"# {rng.random()}\n" + json.dumps(changed, default=str, ensure_ascii=rng.random() < 0.5) + "\n"
    width = rng.choice([40, 80, 500])
    body = yaml.dump(
        _days(changed), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=width,
        default_flow_style=rng.random() < 0.3, default_style=None,
    )  # fmt: skip
    text = f"# {rng.random()}\n\n{body}\n"
    return (
        text
        if parse_or_none(text) == parse_or_none(json.dumps(changed, default=str))
        else json.dumps(changed, default=str)
    )


def parse_or_none(text: str) -> Any:
    """Plain values of a text, days as texts; None where it cannot be read."""
    try:
        return json.loads(json.dumps(parse(text), default=str))
    except Broken:
        return None


def _days(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _model(model: BaseModel, raw: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    plans = {plan.key: plan for plan in field_plans(type(model))}
    found = {
        key: _field(plans[key], getattr(model, plans[key].attribute), value, rng) if key in plans else value
        for key, value in raw.items()
    }
    if isinstance(model, Calendar) and "weekly" in found:
        found["weekly"] = {day: _cut(windows, rng) for day, windows in found["weekly"].items()}
    for key, plan in plans.items():
        default = type(model).model_fields[plan.attribute].default
        if key not in found and isinstance(default, (bool, str)) and not plan.prose and rng.random() < 0.3:
            found[key] = default
        elif key not in found and default == () and rng.random() < 0.1:
            found[key] = []
    keys = list(found)
    rng.shuffle(keys)
    return {key: found[key] for key in keys}


def _field(plan: FieldPlan, value: Any, raw: Any, rng: random.Random) -> Any:
    if plan.listing and isinstance(value, tuple) and isinstance(raw, list) and len(value) == len(raw):
        items = [_value(one, plain, rng) for one, plain in zip(value, raw, strict=True)]
        if not plan.meaning.ordered:
            rng.shuffle(items)
        return items
    if plan.prose and isinstance(value, str) and isinstance(raw, str):
        return _reflowed(raw, plan.meaning.material in ("text", "detail"), rng)
    return _value(value, raw, rng)


def _value(value: Any, raw: Any, rng: random.Random) -> Any:
    if isinstance(value, BaseModel) and isinstance(raw, dict):
        return _model(value, raw, rng)
    if isinstance(value, Duration) and isinstance(raw, str):
        minutes = int(value)
        return rng.choice([f"{minutes}m", f"{minutes // 60}h{minutes % 60}m", f"PT{minutes}M", value.canonical])
    if isinstance(value, dict) and isinstance(raw, dict) and value.keys() == raw.keys():
        keys = list(raw)
        rng.shuffle(keys)
        return {key: _value(value[key], raw[key], rng) for key in keys}
    return raw


def _reflowed(text: str, free: bool, rng: random.Random) -> str:
    words = text.split(" ")
    place = rng.randrange(len(words))
    words[place] = words[place] + " "
    text = " ".join(words)
    if free and rng.random() < 0.5:
        text = text.rstrip() + rng.choice([".", "!", " ;"])
    if free and rng.random() < 0.3:
        text = text[:1].swapcase() + text[1:]
    return text


def _cut(windows: list[list[str]], rng: random.Random) -> list[list[str]]:
    """The same open minutes in other windows."""
    found = []
    for start, end in windows:
        first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
        if last - first > 2 and rng.random() < 0.7:
            middle = rng.randrange(first + 1, last)
            cut = f"{middle // 60:02}:{middle % 60:02}"
            found += [[start, cut], [cut, end]]
        else:
            found.append([start, end])
    rng.shuffle(found)
    return found


def places(model: BaseModel, raw: Any, at: Place = ()) -> Iterator[tuple[Place, FieldPlan, Any]]:
    """Every single value that is written in a file, with its field and model value; stamps and identity left out."""
    for plan in field_plans(type(model)):
        here = (*at, plan.key)
        if plan.key not in raw or here in _STAMPS | _IDENTITY or plan.key in ("tags", "extensions"):
            continue
        value, plain = getattr(model, plan.attribute), raw[plan.key]
        if isinstance(value, BaseModel) and isinstance(plain, dict):
            yield from places(value, plain, here)
        elif isinstance(value, tuple) and isinstance(plain, list):
            for number, (one, entry) in enumerate(zip(value, plain, strict=False)):
                if isinstance(one, BaseModel) and isinstance(entry, dict):
                    yield from places(one, entry, (*here, number))
                elif not isinstance(one, (BaseModel, tuple)):
                    yield (*here, number), plan, one
        elif value is not None and not isinstance(value, dict):
            yield here, plan, value


def mutated(raw: dict[str, Any], place: Place, plan: FieldPlan, value: Any, rng: random.Random) -> dict[str, Any]:
    """The plain values with another value at one place."""
    found = json.loads(json.dumps(raw, default=str))
    holder = found
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = _other(plan, value, holder[place[-1]], rng)
    return found  # type: ignore[no-any-return]


def _other(plan: FieldPlan, value: Any, plain: Any, rng: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, Duration):
        return f"{int(value) + rng.choice([1, 30, 600])}m"
    if isinstance(value, Months):
        return f"{int(value) + rng.choice([1, 12])}mo"
    if isinstance(value, (int, float)):
        return plain + rng.choice([1, 2]) if isinstance(plain, int) else plain - 0.5
    if isinstance(value, date):
        return (value + timedelta(days=rng.choice([1, 40]))).isoformat()
    words = [word for word in plan.order if word != value]
    if words:
        return rng.choice(words)
    if plan.prose:
        return f"{plain} {rng.choice(['once more', 'unless it must wait', '42'])}"
    return f"{plain}-x" if isinstance(plain, str) else plain
