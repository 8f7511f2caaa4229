"""One artefact for people: what it is, its state on the day, references both ways, findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gitsm.analysis.effective import silence
from gitsm.base.dates import add_months
from gitsm.check.report import Report
from gitsm.export.parts.shown import End, Shown
from gitsm.export.parts.style import Style, block, counted, plain
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Contract, Sla
from gitsm.model.artefact import Artefact, Document


def show_text(report: Report, shown: Shown, style: Style) -> str:
    """The artefact as text; lists are grouped by the artefact at the other end."""
    item = shown.current
    lines = [f"{style('strong', plain(shown.key))}  {plain(item.artefact.title)}"]
    if item.artefact.description:
        lines += block(item.artefact.description)
    none = silence(report.snapshot, shown.key, report.as_of)
    if none:
        lines += ["", *block(f"{none} Below is version {item.version}.")]
    lines += ["", *(_row(style, name, text) for name, text in _facts(report, item))]
    if len(shown.versions) > 1:
        lines += ["", style("strong", "versions")]
        lines += [f"  {v.version or '-'}  {_state(report, v)}  {plain(v.path)}" for v in shown.versions]
    lines += _ends("refers to", shown.refers_to, style)
    lines += _ends("used by", shown.used_by, style)
    if not shown.used_by:
        lines += ["", "Nothing refers to it."]
    lines += ["", style("strong", _count(shown)), *_later(report, shown)]
    for finding in shown.findings:
        head = f"  {style.label(finding.severity.word)} {finding.rule}  {style('place', plain(finding.place))}"
        lines += [head, *block(finding.message, first="    ", rest="    ")]
    for text in dict.fromkeys(f"{answer.rule}: {answer.reason}" for answer in shown.not_known):  # once for all versions
        lines += block(text, first="  not known  ", rest="             ")
    return "\n".join([*lines, "", f"as of {report.as_of.isoformat()}"]) + "\n"


def _facts(report: Report, item: Loaded) -> list[tuple[str, str]]:
    artefact = item.artefact
    facts = [
        ("kind", item.kind.name),
        ("status", f"{artefact.status} ({_state(report, item)})"),
        ("owner", artefact.owner),
        ("classification", artefact.classification),
    ]
    if item.version:
        facts.insert(1, ("version", item.version))
    review = artefact.review if isinstance(artefact, Document) else None
    if review is not None and review.every:
        facts.append(("next review", _review(review.every, review.last, report.as_of)))
    return [*facts, ("where", item.path)]


def _review(every: int, last: date | None, today: date) -> str:
    if last is None:
        return f"every {every} months; never reviewed yet"
    due = add_months(last, every)
    days = (due - today).days
    return f"{due.isoformat()}, " + (f"in {counted(days, 'day')}" if days >= 0 else f"{counted(-days, 'day')} overdue")


def _state(report: Report, item: Loaded) -> str:
    condition = report.snapshot.condition(item, report.as_of)
    start, end = report.snapshot.span(item)
    since = f" from {start.isoformat()}" if start else ""
    until = f" until {end.isoformat()} (that day excluded)" if end else ""
    return f"{condition}{since}{until}" if condition != "working" else "working, not in force"


def _row(style: Style, name: str, text: str) -> str:
    return f"  {style('faint', f'{name:<14}')}  {plain(text)}"


def _ends(title: str, ends: Iterable[End], style: Style) -> list[str]:
    grouped: dict[str, list[End]] = {}
    for end in ends:
        grouped.setdefault(end.key, []).append(end)
    if not grouped:
        return []
    width = min(44, max(len(key) for key in grouped))
    lines = ["", style("strong", f"{title} ({len(grouped)})")]
    for key, group in grouped.items():
        fields = sorted({_field(end.at) for end in group})
        note = "" if group[0].exists else style("alert", "  does not exist")
        lines.append(f"  {plain(key):<{width}}  {style('faint', plain(', '.join(fields)))}{note}")
    return lines


def _field(at: str) -> str:
    """The route without list positions."""
    return ".".join(step for step in at.split(".") if not step.isdigit())


def _later(report: Report, shown: Shown) -> list[str]:
    """Which findings are about a version that was written after the day judged, and what they are worth."""
    lines: list[str] = []
    for item in shown.versions:
        count = sum(1 for finding in shown.findings if finding.path == item.path)
        start, today = report.snapshot.span(item)[0], report.as_of
        if count and start is not None and start > today and any(day > today for day in _written(item.artefact)):
            are = "is" if count == 1 else "are"
            about = f"Of these, {count} {are} about version {item.version}: it begins on {start} and by its own dates "
            worth = "Judged is the file as it was read, not what stood in it that day."
            text = f"{about}was signed or reviewed after {today}, the day judged. {worth}"
            lines += block(text, first="  ", rest="  ")
    return lines


def _written(artefact: Artefact) -> list[date]:
    """The days on which somebody signed or reviewed it."""
    signed = [one.date for one in artefact.signatories] if isinstance(artefact, Sla) else []
    if isinstance(artefact, Contract) and artefact.signed:
        signed = [artefact.signed.date]
    review = artefact.review if isinstance(artefact, Document) else None
    return [day for day in (*signed, review.last if review else None) if day is not None]


def _count(shown: Shown) -> str:
    if not shown.findings:
        return "no findings" + (f", {len(shown.waived)} waived" if shown.waived else "")
    return counted(len(shown.findings), "finding") + (f", {len(shown.waived)} waived" if shown.waived else "")
