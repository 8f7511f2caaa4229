"""The result of a check for people: one block per finding, one summary line, one verdict line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.check.report import Report
from gitsm.check.rule import Rule
from gitsm.export.parts.excerpt import Sources, excerpt
from gitsm.export.parts.style import Style, block, counted, guarded, plain

_NAMED = 3


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How much is said. `seconds` is shown where given (on a terminal only); `since` names the base of a comparison."""

    colour: bool = False
    verbose: bool = False
    fail_on: Severity = Severity.ERROR
    seconds: float | None = None
    since: str = ""


def check_text(report: Report, rules: Mapping[str, Rule], options: TextOptions | None = None) -> str:
    """The report as text. The words do not depend on colour; lines end in a newline."""
    options = options or TextOptions()
    style = Style(options.colour)
    sources = Sources(report.snapshot.tree)
    lines: list[str] = []
    explained: set[str] = set()
    for finding in report.findings:
        if finding.severity > Severity.INFO or options.verbose:
            lines += _finding(finding, rules.get(finding.rule), sources, style, explained)
            lines.append("")
    if not options.verbose:
        lines += _infos(report, rules, style)
    lines += _not_known(report.not_known, style, options.verbose)
    if options.verbose:
        lines += _set_aside(report, style)
    lines.append(_summary(report, style, options))
    lines += _verdict(report, style, options)
    return "\n".join(lines) + "\n"


def _finding(finding: Finding, rule: Rule | None, sources: Sources, style: Style, explained: set[str]) -> list[str]:
    place = style("place", plain(finding.place))
    head = f"{style.label(finding.severity.word)} {style('strong', finding.rule)}  {place}"
    if finding.as_of:
        head += style("faint", f"  on {finding.as_of}, when it takes effect")
    lines = [head]
    lines += [style("strong", line) for line in block(finding.message)]
    lines += excerpt(finding, sources, style)
    for other in finding.related:
        spot = f"{plain(other.path)}:{other.position}"
        lines.append(guarded(f"  see  {style('place', spot)}  {plain(other.message)}"))
    if finding.fix:
        head, *rest = block(finding.fix, first="  fix  ", rest="       ")
        lines += [head.replace("fix", style("strong", "fix"), 1), *rest]
    if rule is not None and finding.rule not in explained:
        explained.add(finding.rule)
        text = block(f"{rule.why}    gitsm rule {rule.id}", first="  why  ", rest="       ")
        lines += [style("faint", line) for line in text]
    return lines


def _infos(report: Report, rules: Mapping[str, Rule], style: Style) -> list[str]:
    counts = Counter(finding.rule for finding in report.findings if finding.severity is Severity.INFO)
    if not counts:
        return []
    lines = []
    for rule, number in sorted(counts.items()):
        title = rules[rule].title if rule in rules else ""
        lines.append(guarded(f"{style('info', 'info')}  {rule}  {number} ×  rule: {plain(title)}"))
    return [*lines, style("faint", "      gitsm check --verbose lists each of them"), ""]


def _not_known(answers: tuple[NotKnown, ...], style: Style, verbose: bool) -> list[str]:
    """Questions without an answer, grouped: the same reason, then the same rules on the same artefacts."""
    groups: dict[str, list[NotKnown]] = defaultdict(list)
    for answer in answers:
        groups[answer.reason].append(answer)
    lines: list[str] = []
    for reason, group in groups.items():
        rules = sorted({answer.rule for answer in group})
        things = sorted({answer.artefact or answer.path or "the repository" for answer in group})
        few = verbose or len(things) <= _NAMED
        where = ", ".join(things) if few else f"{len(things)} artefacts"
        words = f"{counted(len(rules), 'rule')} on {where}: {reason} ({', '.join(rules)})"
        first, *rest = block(words, first="not known  ", rest="           ")
        lines += [style("faint", line) for line in (first, *rest)]
    return [*lines, ""] if lines else []


def _set_aside(report: Report, style: Style) -> list[str]:
    lines = [
        f"waived     {plain(w.finding.rule)}  {plain(w.finding.place)}  by {plain(w.waiver.key)}" for w in report.waived
    ]
    lines += [f"baselined  {plain(f.rule)}  {plain(f.place)}" for f in report.baselined]
    return [*(style("faint", line) for line in lines), ""] if lines else []


def _summary(report: Report, style: Style, options: TextOptions) -> str:
    errors, warnings, infos = (report.count(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    parts = [
        f"{counted(len(report.snapshot.paths), 'file')} checked as of {report.as_of.isoformat()}",
        style("alert", counted(errors, "error")) if errors else "0 errors",
        style("warning", counted(warnings, "warning")) if warnings else "0 warnings",
    ]
    if infos:
        parts.append(counted(infos, "note"))
    if options.since:
        parts.append(f"new since {plain(options.since)}")
    parts.append(f"{len(report.waived)} waived")
    if report.baselined:
        parts.append(f"{len(report.baselined)} in the baseline")
    if report.not_known:
        parts.append(f"{len(report.not_known)} not known")
    if options.seconds is not None:
        parts.append(f"{options.seconds:.2f} s")
    return " · ".join(parts)


def _verdict(report: Report, style: Style, options: TextOptions) -> list[str]:
    stopping = [f for f in report.findings if f.severity >= options.fail_on]
    if not stopping:
        words = "nothing blocks"
        if report.not_known:
            words += f"; {counted(len(report.not_known), 'question')} cannot be answered yet, which is not a pass"
        return [f"passed: {words}."]
    phases = _phases(report)
    noun = "error" if options.fail_on is Severity.ERROR else "finding"
    agreed = sum(1 for f in stopping if phases.get(f.path) not in ("working", "ended"))
    where = "in agreed documents" if agreed == len(stopping) and _all_known(stopping, phases) else ""
    text = f"{counted(len(stopping), noun)}{' ' + where if where else ''}."
    hint = " Drafts do not block." if where else ""
    return [f"{style('alert', 'blocked:')} {text}{hint}"]


def _phases(report: Report) -> dict[str, str]:
    return {item.path: item.phase for item in report.snapshot.items}


def _all_known(findings: list[Finding], phases: Mapping[str, str]) -> bool:
    return all(finding.path in phases for finding in findings)
