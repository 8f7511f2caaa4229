"""An index of all rules and a page for each, with its good and bad examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.check.rule import ALL_KINDS, Rule
from gitsm.model.kinds import KINDS
from gitsm.rules import RULES
from gitsm.site.html import Html, cat, code, el, esc, join, link, small, ticked
from gitsm.site.page import Page
from gitsm.site.parts import SEVERITY_KIND, item_link, pairs, place, ref, rule_link, status, what_is_wrong
from gitsm.site.table import Cell, Table
from gitsm.site.view import View, told_once

FAMILIES = {
    "LOAD": "Can the repository be read at all",
    "DOC": "Identity and document control",
    "REF": "References",
    "RAC": "Roles, RACI, segregation of duties",
    "WFL": "Workflows",
    "PRI": "Priority and escalation",
    "SLA": "Promises to customers",
    "OLA": "Agreements underneath, and whether they can carry the promise",
    "SUP": "Contracts with suppliers",
    "AVL": "Availability and recovery",
    "CAL": "Hours and calendars",
    "KPI": "Measures",
    "IMP": "Continual improvement",
    "CHG": "How changes are judged",
}
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Case:
    """An example of a rule: its files, and for a bad one where the finding stands and what it says."""

    title: str
    files: dict[str, str]
    marks: dict[str, tuple[tuple[int, int], ...]]
    severities: tuple[str, ...]
    says: dict[str, tuple[str, ...]]


def family(rule: Rule) -> str:
    """The prefix of a rule's id."""
    return rule.id.partition("-")[0]


@cache
def cases(rule_id: str) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """(good, bad) examples from the rule's case file; empty where it is not there."""
    text = _case_text(f"{rule_id}.yaml")
    content: Any = yaml.load(text, Loader=yaml.CSafeLoader) if text else {}
    good, bad = (tuple(_case(raw) for raw in content.get(name, ())) for name in ("good", "bad"))
    return good, bad


def _case_text(name: str) -> str:
    packed = files("gitsm.rules").joinpath("cases", name)
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    checkout = Path(__file__).resolve().parents[4] / "tests" / "cases" / "rules" / name
    return checkout.read_text(encoding="utf-8") if checkout.is_file() else ""


def _case(raw: dict[str, Any]) -> Case:
    marks: dict[str, list[tuple[int, int]]] = {}
    for want in (want for want in raw.get("expect", ()) if "at" in want):
        path, line, column = str(want["at"]).rsplit(":", 2)
        marks.setdefault(path, []).append((int(line), int(column)))
    after = {str(path): str(text) for path, text in raw.get("files", {}).items()}
    before = {str(path): str(text) for path, text in raw.get("base", {}).items()}
    shown = {f"{path} (before)": text for path, text in before.items() if after.get(path) != text} | after
    shown |= {str(path): f"(bytes, as hexadecimal digits)\n{digits}" for path, digits in raw.get("bytes", {}).items()}
    shown |= {str(path): f"({what})" for path, what in raw.get("special", {}).items()}
    if "description" in raw:
        shown["description of the request"] = str(raw["description"])
    if raw.get("settings"):
        shown["gitsm.yaml (part)"] = yaml.safe_dump(raw["settings"], sort_keys=False)
    severities = tuple(dict.fromkeys(str(want["severity"]) for want in raw.get("expect", ()) if "severity" in want))
    says: dict[str, list[str]] = {}
    for want in (want for want in raw.get("expect", ()) if "at" in want and "says" in want):
        says.setdefault(str(want["at"]).rsplit(":", 2)[0], []).append(_said(str(want["says"])))
    return Case(
        str(raw.get("title", "")),
        shown,
        {path: tuple(found) for path, found in marks.items()},
        severities,
        {path: tuple(found) for path, found in says.items()},
    )


def _said(part: str) -> str:
    """A message or a part of one, which begins in the middle of a sentence."""
    return part if part[:1].isupper() or part[:1] in "\"'" else f"… {part} …"


def rules_index(view: View) -> Page:
    """All rules with their severity here and the findings of today."""
    page = Page(view, "rules", "Rules")
    page.kicker("Control")
    page.h1()
    configured = view.settings.severity
    page.lead(
        f"{words.plural(len(RULES), 'rule')} judge this repository; {words.plural(len(configured), 'rule')} "
        f"{words.agree(len(configured), 'has', 'have')} another severity here than by default."
        if configured
        else f"{words.plural(len(RULES), 'rule')} judge this repository, each with the severity it has by default."
    )
    table = Table(
        "Rules",
        (
            "Rule|head",
            "What must hold",
            "Severity",
            "Findings|num",
            "Family",
            "Why|csv",
        ),
        name="rules",
        listing=True,
        stack=True,
    )
    counts: dict[str, int] = {}
    for finding in view.report.findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    for rule in RULES:
        table.add(
            rule_link(page, rule.id),
            ticked(rule.title),
            _severity(view, rule),
            str(counts.get(rule.id, 0) or "–") if "gitsm check" in rule.judged_by else "per change",
            cat(family(rule), " ", small(FAMILIES.get(family(rule), ""))),
            rule.why,
        )
    page.table(table)
    return page


def _severity(view: View, rule: Rule) -> Cell:
    here = view.settings.severity.get(rule.id)
    shown = cat(here, " ", small(f"by default {rule.severity.word}")) if here else esc(rule.severity.word)
    return Cell(shown, None, str(3 - rule.severity))


def rule_page(view: View, rule: Rule) -> Page:
    """What a rule demands, why, how to mend a finding, and examples."""
    page = Page(view, f"rule/{rule.id}", rule.title.replace("`", ""))
    page.kicker(link("Rule", page.href("rules")), f"{rule.id} · {FAMILIES.get(family(rule), family(rule))}")
    page.h1()
    page.lead("Why: ", ticked(rule.why))
    page.html(pairs(_facts(page, rule)))
    page.h2("How to fix a finding")
    page.text(ticked(rule.fix[:1].upper() + rule.fix[1:]))
    if "gitsm check" in rule.judged_by:
        _today(page, rule)
    else:
        page.note("It is answered for each change by itself, so there are no findings of today.")
    good, bad = cases(rule.id)
    for title, shown, kind in (("Good examples", good, "ok"), ("Bad examples", bad, "warn")):
        if shown:
            page.h2(title)
            for case in shown:
                page.html(_example(case, kind))
    return page


def _facts(page: Page, rule: Rule) -> list[tuple[str, Html]]:
    here = page.view.settings.severity.get(rule.id)
    severity = cat(el("strong", rule.severity.word), f"; here {here}" if here else "")
    kinds = [link(KINDS[slug].plural, page.href(f"all/{slug}")) for slug in rule.kinds]
    facts = [("Rule", el("strong", rule.id)), ("Severity", severity)]
    facts.append(("Judged by", join([code(command) for command in rule.judged_by], ", ")))
    facts.append(
        (
            "Looks at",
            esc("the whole repository" if "gitsm check" in rule.judged_by else "a change as a whole")
            if not rule.kinds
            else esc("every kind")
            if rule.kinds == ALL_KINDS
            else join(kinds, ", "),
        )
    )
    for name, default in rule.thresholds.items():
        full = name if "." in name else f"{rule.id}.{name}"
        value = page.view.settings.thresholds.get(full, default)
        facts.append(
            (
                "Threshold",
                cat(
                    code(full),
                    f" = {words.number(value)}",
                    small(f" (default {words.number(default)})") if value != default else "",
                ),
            )
        )
    facts.append(
        (
            "In drafts",
            esc(
                "the same"
                if rule.keeps_error or rule.severity is not Severity.ERROR
                else "a warning, so that drafts may be incomplete"
            ),
        )
    )
    facts.append(("Waiver", esc("possible, dated and visible" if rule.waivable else "not possible")))
    return facts


def _today(page: Page, rule: Rule) -> None:
    found = [finding for finding in page.view.findings if finding.rule == rule.id]
    page.h2("Findings today")
    table = Table(
        f"Findings of {rule.id}",
        ("State", "What is wrong", "Artefact|head", "Place"),
        stack=True,
        empty="None.",
    )
    for finding, those in told_once(found):
        item = page.view.get(finding.artefact) if finding.artefact else None
        shown = item_link(page, item) if item else ref(page, finding.artefact) if finding.artefact else esc("–")
        table.add(
            status(SEVERITY_KIND[finding.severity], finding.severity.word),
            what_is_wrong(finding),
            shown,
            join([place(page, one) for one in those], el("br")),
        )
    page.table(table)


def _example(case: Case, kind: str) -> Html:
    parts = [el("p", el("strong", case.title), class_="g-case")]
    for path, text in case.files.items():
        marks = case.marks.get(path, ())
        where = ", ".join(f"line {line}, column {column}" for line, column in marks)
        head = el("p", code(path), cat(" ", status(kind, f"found at {where}")) if where else None, class_="g-note")
        parts += [head, *(el("p", f"“{said}”") for said in case.says.get(path, ()))]
        parts.append(_listing(text, {line for line, _ in marks}))
    return el("div", *parts, class_=f"g-example {kind}")


def _listing(text: str, marked: set[int]) -> Html:
    lines = text.rstrip("\n").split("\n")
    shown = []
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        css = "g-code marked" if number in marked else "g-code"
        shown.append(el("span", el("span", f"{number:>3} ", class_="g-no"), line, class_=css))
    if len(lines) > MOST_LINES:
        shown.append(el("span", f"    … {len(lines) - MOST_LINES} more lines", class_="g-code"))
    return el("pre", el("code", join(shown, "\n")), tabindex="0")
