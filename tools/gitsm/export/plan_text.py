"""A plan for the terminal: class and sentence first, then what changed, who must agree, what it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitsm.base import words
from gitsm.base.finding import Finding
from gitsm.export.parts import moved, planned, sentences
from gitsm.export.parts.style import Style, block, guarded, plain
from gitsm.plan.plan import Names, Plan

MANY = 12
"""Rows of a list that are shown without --verbose."""
WIDTH = 44


def plan_text(plan: Plan, names: Names | None = None, style: Style | None = None, verbose: bool = False) -> str:
    """The plan as text; the words do not depend on colour. Lines end in a newline."""
    names, style = names or Names(), style or Style()
    lines = [style("strong", plain(planned.heading(plan))), ""]
    lines += [style("strong", line) for line in block(sentences.sentence(plan), first="", rest="")]
    lines += block(sentences.verdict(plan), first="", rest="")
    lines += _obstacles(plan, style)
    lines += _changes(plan, style, verbose)
    for text in sentences.salami(plan):
        lines += ["", *(style("alert", line) for line in block(text, first="▲ ", rest="  "))]
    lines += _needs(plan, style) if plan.changes or plan.other_files or planned.reformatted(plan) else []
    lines += _why(plan, style)
    lines += _touched(plan, style, verbose)
    lines += _proof(plan, style, verbose)
    shifts = moved.shift_lines(plan)
    for number, text in enumerate(shifts if verbose else shifts[:1]):
        lines += _labelled("" if number else "due dates", text, style)
    lines += _findings(plan, style, verbose)
    lines += _foot(plan, names, style, verbose)
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def _obstacles(plan: Plan, style: Style) -> list[str]:
    lines: list[str] = []
    for one in plan.obstacles:
        label = style("alert", "blocked") if one.blocks else style("faint", "note   ")
        first, *rest = block(one.message, first=" " * 9, rest=" " * 9)
        lines += [f"{label}  {first[9:]}", *rest]
        lines += block(one.fix, first="         to mend it: ", rest="         ")
    return ["", *lines] if lines else []


def _changes(plan: Plan, style: Style, verbose: bool) -> list[str]:
    rows = planned.rows(plan)
    if not rows:
        return []
    shown = rows if verbose else rows[:MANY]
    cells = [("what changed", "before", "after", "direction")]
    cells += [
        (f"{row.thing} · {row.what}", row.before, row.after, f"{planned.SIGNS[row.direction]} {row.how}".strip())
        for row in shown
    ]
    lines = ["", *_table(cells, style)]
    if len(shown) < len(rows):
        lines.append(style("faint", f"and {words.plural(len(rows) - len(shown), 'more change')}; --verbose lists all"))
    return lines


def _table(cells: Sequence[tuple[str, ...]], style: Style) -> list[str]:
    """Columns side by side; a cell that is too wide for its column continues below."""
    import textwrap

    columns = [[plain(row[number]) for row in cells] for number in range(len(cells[0]))]
    limits = (WIDTH, 24, 24, 26)
    widths = [min(limit, max(map(_length, column))) for limit, column in zip(limits, columns, strict=True)]
    lines = []
    for number, row in enumerate(zip(*columns, strict=True)):
        parts = [
            textwrap.wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(row, widths, strict=True)
        ]
        for at in range(max(map(len, parts))):
            pieces = [part[at] if at < len(part) else "" for part in parts]
            line = "  ".join(piece.ljust(width) for piece, width in zip(pieces, widths, strict=True)).rstrip()
            lines.append(guarded(style("faint", line) if number == 0 else line))
    return lines


def _length(text: str) -> int:
    return len(text)


def _needs(plan: Plan, style: Style) -> list[str]:
    lines = ["", style("strong", "who must agree")]
    for need in planned.needs(plan):
        can = ", ".join(need.can[:4]) + (f" and {len(need.can) - 4} more" if len(need.can) > 4 else "")
        by = f" ({', '.join(need.by)})" if need.by else ""
        head = f"{need.sign} {need.state}{by}"
        lines.append(guarded(f"  {style('strong', plain(need.role))}  {plain(head)}"))
        lines += [
            style("faint", line) for line in block(_because(need.because), first="    because  ", rest="             ")
        ]
        if can and not need.by:
            lines += block(can, first="    can      ", rest="             ")
        if need.note:
            lines += block(need.note, first="    note     ", rest="             ")
    for text in planned.voided(plan):
        lines += block(text, first="  note       ", rest="             ")
    for note in plan.judgement.notes:
        lines += block(note, first="  not known  ", rest="             ")
    return lines


def _because(reasons: Sequence[str]) -> str:
    shown = "; ".join(reasons[:3])
    return shown + (f"; and {words.plural(len(reasons) - 3, 'more reason')}" if len(reasons) > 3 else "")


def _why(plan: Plan, style: Style) -> list[str]:
    lines = ["", *_labelled(f"why {plan.class_}", planned.why(plan), style)]
    declared = plan.request.declared
    if declared and declared != plan.class_:
        lines += _labelled("declared", f"{declared}; by its content it is {plan.class_}", style)
    version = planned.version_line(plan)
    if version:
        lines += _labelled("version", version, style)
    return lines


def _labelled(name: str, text: str, style: Style) -> list[str]:
    width = 14
    first, *rest = block(text, first=" " * width, rest=" " * width)
    return [f"{style('strong', name.ljust(width))}{first[width:]}", *rest]


def _touched(plan: Plan, style: Style, verbose: bool) -> list[str]:
    lines = _labelled("touches", planned.touched_line(plan), style)
    for name, group in planned.touched(plan):
        shown = group if verbose else group[:4]
        listing = ", ".join(one.key for one in shown) + (
            f" and {len(group) - len(shown)} more" if len(group) > len(shown) else ""
        )
        lines += [style("faint", line) for line in block(listing, first=f"  {name:<12}", rest=" " * 14)]
    return lines


def _proof(plan: Plan, style: Style, verbose: bool) -> list[str]:
    lines = _labelled("proof", moved.proof_line(plan), style)
    shown = moved.moving(plan)[moved.SHOWN :] if verbose else ()
    for one in shown:
        lines += [style("faint", line) for line in block(moved.sentence(one), first=" " * 14, rest=" " * 16)]
    return lines


def _findings(plan: Plan, style: Style, verbose: bool) -> list[str]:
    lines = _labelled("findings", planned.findings_line(plan), style)
    for word, findings in (("new", plan.new), ("resolved", plan.fixed)):
        shown: Iterable[Finding] = findings if verbose else findings[:MANY]
        for finding in shown:
            place = style("place", plain(finding.place))
            head = f"  {word:<9} {style.label(finding.severity.word)} {finding.rule}  {place}"
            lines += [head, *block(finding.message, first="            ", rest="            ")]
        if not verbose and len(findings) > MANY:
            lines.append(f"  and {len(findings) - MANY} more {word}")
    return lines


def _foot(plan: Plan, names: Names, style: Style, verbose: bool) -> list[str]:
    lines: list[str] = []
    if plan.other_files:
        shown = plan.other_files if verbose else plan.other_files[:MANY]
        listing = ", ".join(shown) + (
            f" and {len(plan.other_files) - len(shown)} more" if len(plan.other_files) > len(shown) else ""
        )
        lines += _labelled("other files", listing, style)
    base, head = planned.revision(names.base, names.base_commit), planned.revision(names.head, names.head_commit)
    foot = f"{base} to {head} · as of {plan.as_of.isoformat()} · {_policy(plan)}"
    return [*lines, "", *(style("faint", line) for line in block(foot, first="", rest=""))]


def _policy(plan: Plan) -> str:
    return "policy: none at the base" if plan.policy is None else f"policy: binding {plan.policy.binding}"
