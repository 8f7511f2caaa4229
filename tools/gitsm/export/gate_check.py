"""A plan as a check run: a conclusion, one line, a short summary and notes at the lines of new findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gitsm.approvals.evaluate import Requirement
from gitsm.approvals.forge import ANNOTATION_LIMIT, Annotation, Conclusion
from gitsm.base.finding import Finding, Severity
from gitsm.plan.plan import Plan
from gitsm.render.escape import markdown, markdown_code, terminal

SUMMARY_LIMIT = 60_000
"""Bytes, not characters: GitHub says 65,535 characters and counts bytes."""
_LEVELS = {Severity.ERROR: "failure", Severity.WARNING: "warning", Severity.INFO: "notice"}


@dataclass(frozen=True, slots=True)
class CheckText:
    """What a check run says of a plan."""

    conclusion: Conclusion
    title: str
    summary: str
    annotations: tuple[Annotation, ...]


def gate_check(plan: Plan, prefix: str = "") -> CheckText:
    """The check run of a plan. `prefix` leads from the top of the git repository to the governance folder."""
    conclusion = concluded(plan)
    notes = [*_annotations(plan.new, prefix)]
    shown = notes[:ANNOTATION_LIMIT]
    lines = [*_summary(plan)]
    if len(notes) > len(shown):
        lines.append(f"{len(shown)} of {len(notes)} findings stand at their lines; `gitsm plan` lists all of them.")
    return CheckText(conclusion, gate_title(plan), bounded_lines(lines), tuple(shown))


def bounded_lines(lines: Sequence[str], limit: int = SUMMARY_LIMIT) -> str:
    """As many whole lines as fit into so many bytes, and how many are left out."""
    notice = "{} more lines do not fit here; `gitsm plan` shows all of them."
    room = limit - len(notice) - 20
    for number, line in enumerate(lines):
        room -= len(line.encode("utf-8", "replace")) + 1
        if room < 0:
            return "\n".join([*lines[:number], notice.format(len(lines) - number)])
    return "\n".join(lines)


def concluded(plan: Plan) -> Conclusion:
    """`success` only where everything asked is given and nothing blocks; what is not known is a failure."""
    outcome = plan.judgement.outcome
    if plan.blocked or outcome in ("objection", "not known"):
        return "failure"
    return "success" if outcome == "approved" else "action_required"


def gate_title(plan: Plan) -> str:
    """Class, what stands in the way, and how many have agreed, in one line of plain text."""
    needed = plan.judgement.requirements
    given = sum(1 for one in needed if one.state == "given")
    class_ = plan.request.declared if plan.request.declared == "emergency" else plan.class_
    agreed = f"{given} of {len(needed)} agreement{'s' * (len(needed) != 1)} given"
    verdict = {
        "approved": agreed,
        "waiting": agreed,
        "objection": f"somebody objects, {agreed}",
        "not known": f"who must agree is not known, {agreed}",
    }[plan.judgement.outcome]
    return f"{class_.capitalize()} change: {'blocked, ' if plan.blocked else ''}{verdict}"


def _summary(plan: Plan) -> Iterable[str]:
    for one in plan.obstacles:
        kind = "Blocked" if one.blocks else "Note"
        yield f"- **{kind}**: {markdown(one.message)} To mend it: {markdown(one.fix)}."
    for need in plan.judgement.requirements:
        if need.state != "given":
            yield f"- {_asks(need)}"
    for note in plan.judgement.notes:
        yield f"- {markdown(note)}"
    if plan.judgement.outcome == "approved" and not plan.blocked:
        yield "- Everybody who had to agree has agreed, and nothing blocks."


def _asks(need: Requirement) -> str:
    name = markdown_code(need.role) if need.role else "somebody"
    if need.state in ("nobody", "not known"):
        return f"{name} must agree, but {markdown(need.note or 'who that is is not known')}"
    if need.state == "objection":
        return f"{name}: {', '.join(markdown_code(one.person) for one in need.against)} objects"
    can = ", ".join(markdown_code(one.person) for one in need.can[:8])
    votes = f" ({need.votes} of {need.needed})" if need.kind == "body" or need.needed > 1 else ""
    return f"{name} has yet to agree{votes}: {can}"


def _annotations(findings: Iterable[Finding], prefix: str) -> Iterable[Annotation]:
    for finding in sorted(findings, key=lambda f: (-f.severity, f.order)):
        level = _LEVELS.get(finding.severity)
        if level is None:
            continue
        fix = f"\nTo mend it: {finding.fix}" if finding.fix else ""
        yield Annotation(
            f"{prefix}/{finding.path}" if prefix else finding.path,
            max(1, finding.position.line),
            level,  # type: ignore[arg-type]
            terminal(finding.rule)[:255],
            terminal(finding.message + fix, keep_newlines=True)[:8_000],
        )
