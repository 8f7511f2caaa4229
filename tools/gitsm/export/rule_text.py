"""Rules for people: the index, and one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitsm.check.rule import ALL_KINDS, Rule
from gitsm.export.parts.style import Style, block, plain


def rule_index_text(rules: Iterable[Rule], settings: Mapping[str, str], style: Style) -> str:
    """One line per rule: id, severity in force here, title."""
    lines = []
    family = ""
    for rule in rules:
        if rule.family != family:
            lines += [""] if family else []
            family = rule.family
        severity = settings.get(rule.id, rule.severity.word)
        first, *rest = block(rule.title, first="", rest=" " * 18)
        lines += [f"{style('strong', f'{rule.id:<7}')}  {style('faint', f'{severity:<7}')}  {first}", *rest]
    return "\n".join(lines) + "\n"


def rule_text(rule: Rule, severity: str, style: Style) -> str:
    """The page of a rule. `severity` is the one set in gitsm.yaml, or empty."""
    word = f"{rule.severity.word}" + (f", set to {severity} in gitsm.yaml" if severity else "")
    lines = [f"{style('strong', rule.id)}  {style('strong', plain(rule.title))}", ""]
    lines += block(rule.why, first="  why   ", rest="        ")
    lines += block(rule.fix, first="  fix   ", rest="        ")
    lines += ["", f"  severity    {word}"]
    lines += block(_judges(rule), first="  judges      ", rest="              ")
    lines += block(", ".join(f"`{name}`" for name in rule.judged_by), first="  judged by   ", rest="              ")
    lines += [f"  in drafts   {'the same' if rule.keeps_error else 'at most a warning'}"]
    lines += [f"  waiver      {'possible' if rule.waivable else 'not possible'}"]
    for name, value in rule.thresholds.items():
        lines.append(f"  threshold   {plain(name)} = {value:g}")
    return "\n".join(lines) + "\n"


def _judges(rule: Rule) -> str:
    if not rule.kinds:
        return "the repository as a whole" if "gitsm check" in rule.judged_by else "a change as a whole"
    if rule.kinds == ALL_KINDS:
        return "every kind"
    return ", ".join(rule.kinds)
