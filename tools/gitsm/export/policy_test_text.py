"""Results of policy tests for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitsm.base.finding import Finding
from gitsm.export.parts.style import Style, block, counted, plain
from gitsm.plan.policy_test import Outcome, Point


def policy_test_text(outcomes: Iterable[Outcome], broken: Iterable[Finding], style: Style, *, verbose: bool) -> str:
    """A line per test; what was expected and found where they differ (`verbose`: everywhere); a line at the end."""
    listed, unreadable = tuple(outcomes), tuple(broken)
    lines: list[str] = []
    for outcome in listed:
        mark = style("strong", "holds") if outcome.passed else style("error", "fails")
        first, *rest = block(outcome.test.title, first="", rest=" " * 7)
        lines += [f"{mark}  {first}", *rest, f"       {style('faint', plain(outcome.path))}"]
        if outcome.trouble:
            lines += block(outcome.trouble, first=" " * 7, rest=" " * 7)
        for point in outcome.points:
            if verbose or not point.holds:
                lines += _point(point, style)
    for finding in unreadable:
        lines += [
            f"{style('error', 'broken')} {plain(finding.place)}",
            *block(finding.message, first=" " * 7, rest=" " * 7),
        ]
        if finding.fix:
            lines += block(finding.fix, first="       fix  ", rest=" " * 12)
    if not listed and not unreadable:
        return "There are no policy tests: policies/tests/ holds no .yaml file.\n"
    failed = sum(not one.passed for one in listed)
    words = f"{counted(len(listed), 'policy test')}, {failed or 'none'} failed"
    ending = f", {counted(len(unreadable), 'problem')} in files that cannot be read" if unreadable else ""
    return "\n".join([*lines, "", f"{words}{ending}."]) + "\n"


def _point(point: Point, style: Style) -> Iterator[str]:
    head = f"{point.name}: "
    if not point.missing and not point.extra:
        words = _words(point.expected)
        yield from block(f"{head}{words}" if point.holds else f"{head}expected {words}, found {_words(point.found)}",
                         first=" " * 7, rest=" " * 9)  # fmt: skip
        return
    if point.missing:
        yield from block(f"{head}expected, but not found: {_words(point.missing)}", first=" " * 7, rest=" " * 9)
    if point.extra:
        yield from block(f"{head}found, but not expected: {_words(point.extra)}", first=" " * 7, rest=" " * 9)


def _words(items: tuple[str, ...]) -> str:
    return ", ".join(items) or "none"
