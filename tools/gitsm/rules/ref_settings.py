"""REF-01 for gitsm.yaml: the rules and thresholds it sets are those of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.base.similar import meant
from gitsm.check.rule import Context, Problem
from gitsm.model.settings import Settings
from gitsm.rules.catalogue import FAMILIES, IDS, THRESHOLDS
from gitsm.rules.ref_common import key_position


def set_rules_exist(settings: Settings, ctx: Context) -> Iterator[Problem]:
    """What is set for a rule or threshold of which no version of gitsm knows: it would change nothing, in silence."""
    for id_ in settings.severity:
        if id_ not in IDS:
            yield _unknown("severity", "a rule", id_, _near_rule(id_), _rules_of(id_), ctx)
    for name in settings.thresholds:
        if name not in THRESHOLDS:
            yield _unknown("thresholds", "a threshold", name, _near_threshold(name), _thresholds_of(name), ctx)


def _unknown(field: str, what: str, name: str, near: str, known: str, ctx: Context) -> Problem:
    return Problem(
        f'The settings file sets {what} that does not exist: "{name}". Nothing follows from it.',
        (field, name),
        hint=f"did you mean {near}?" if near else "",
        fix=f"write {near}, or delete the entry" if near else f"{known}; correct the entry or delete it",
        position=key_position(ctx, (field, name)),
    )


def _near_rule(id_: str) -> str:
    """The rule that was probably meant: one letter of the family, or the two digits in the other order."""
    family, _, number = id_.partition("-")
    turned = f"{family}-{number[::-1]}"
    return turned if turned in IDS else meant(id_, IDS)


def _near_threshold(name: str) -> str:
    """The threshold that was probably meant: a slip in its name, or the same name under another rule."""
    same = [one for one in THRESHOLDS if one.partition(".")[2] == name.partition(".")[2]]
    return meant(name, _of(name)) or (same[0] if len(same) == 1 else meant(name, THRESHOLDS))


def _of(name: str) -> tuple[str, ...]:
    """The thresholds of the rule that a threshold names."""
    return tuple(one for one in THRESHOLDS if one.startswith(f"{name.partition('.')[0]}."))


def _rules_of(id_: str) -> str:
    family = id_.partition("-")[0]
    if family not in FAMILIES:
        return f"the families are {', '.join(one for one in FAMILIES if one != 'LOAD')}"
    last = FAMILIES[family]
    return f"the only rule of {family} is {family}-01" if last == 1 else f"{family} runs from 01 to {last:02}"


def _thresholds_of(name: str) -> str:
    rule = name.partition(".")[0]
    if own := _of(name):
        return f"the thresholds of {rule} are {', '.join(own)}"
    return f"{rule} has no threshold" if rule in IDS else f"there is no rule {rule}"
