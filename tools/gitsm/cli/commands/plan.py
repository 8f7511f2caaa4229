"""`gitsm plan`: what a change means, whom it touches, and who must agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitsm.approvals.request import ChangeRequest, Voice, described
from gitsm.base.errors import EXIT_CANNOT, CannotWorkHere, UsageError
from gitsm.base.finding import Severity
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session
from gitsm.export.parts.style import Style

if TYPE_CHECKING:
    from gitsm.cli.planning import Compared
    from gitsm.plan.authors import People
    from gitsm.plan.plan import Plan

CLASSES = ("standard", "normal", "major", "emergency")


@click.command(name="plan")
@click.argument("revisions", metavar="[BASE..HEAD]", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", help="Default: text."
)
@click.option("--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option(
    "--declared", type=click.Choice(CLASSES), help="The class its author declares. Wins over the description."
)
@click.option("--description", metavar="FILE", help="The request's description, with `Class:`, `Rationale:` and so on.")
@click.option(
    "--author", "authors", metavar="HANDLE", multiple=True, help="Who wrote it, besides the commits' authors."
)
@click.option("--if-approved", "approved", metavar="HANDLE", multiple=True, help="As if this person had agreed.")
@click.option("--if-rejected", "rejected", metavar="HANDLE", multiple=True, help="As if this person objected.")
@click.option("--require-approved", is_flag=True, help="Exit 1 also while agreements are missing.")
@click.option("--fix", is_flag=True, help="Write the versions that the change demands.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.option("--verbose", "-v", is_flag=True, help="Every change, everything touched, every finding.")
@click.pass_context
def command(
    ctx: click.Context,
    revisions: str | None,
    form: str,
    as_of: str | None,
    declared: str | None,
    description: str | None,
    authors: tuple[str, ...],
    approved: tuple[str, ...],
    rejected: tuple[str, ...],
    require_approved: bool,
    fix: bool,
    output: str | None,
    verbose: bool,
) -> int:
    """Say what a change means: what got looser or tighter, its class, what it touches, who must agree.

    BASE..HEAD compares where both parted with HEAD; BASE alone compares with the work tree. Default: the default branch
    with the work tree. Exits 1 on new errors or a blocked change, 3 where nobody can judge it.
    """
    from gitsm.cli.planning import compared

    session = Session.of(ctx, as_of)
    sides = compared(session, revisions)
    request = _request(sides, declared, description, authors, approved, rejected)
    result = sides.plan(request)
    if fix:
        from gitsm.cli.stamping import write_versions

        written = write_versions(session, sides, result)
        if written:
            sides = compared(session, revisions)
            result = sides.plan(request)
        for line in written:
            click.echo(f"gitsm: {line}", err=True)
    emit(_render(form, result, sides, Style(wants_colour() and not output), verbose), output)
    return _exit_code(result, require_approved)


def _request(
    sides: Compared,
    declared: str | None,
    description: str | None,
    authors: tuple[str, ...],
    approved: tuple[str, ...],
    rejected: tuple[str, ...],
) -> ChangeRequest:
    from gitsm.adapters.revisions import description_from
    from gitsm.plan.authors import people_of

    request = ChangeRequest()
    if description:
        request = replace(request, **described(description_from(Path(description))))  # type: ignore[arg-type]
    if declared:
        request = replace(request, declared=declared)  # type: ignore[arg-type]
    people = people_of(sides.tip)
    commit, day = sides.range.head or "", sides.head.as_of.isoformat()
    voices = [Voice(_party(people, handle), True, commit, day=day) for handle in approved]
    voices += [Voice(_party(people, handle), False, commit, day=day) for handle in rejected]
    named = frozenset(_party(people, handle) for handle in authors)
    return replace(request, authors=named, voices=tuple(voices))


def _party(people: People, handle: str) -> str:
    found = sorted(people.named(handle))
    if not found:
        raise CannotWorkHere(
            f'No party has the id or account "{handle}" at the base, so it is not known who that is.',
            "name a party of roles/parties/, or one of its accounts",
        )
    if len(found) > 1:
        raise UsageError(f'"{handle}" may be {" or ".join(found)}.', "name the party by its id")
    return found[0]


def _render(form: str, result: Plan, sides: Compared, style: Style, verbose: bool) -> str:
    if form == "json":
        from gitsm.export.plan_json import plan_json

        return plan_json(result, sides.names)
    if form == "markdown":
        from gitsm.approvals.forge import MARKER
        from gitsm.export.plan_markdown import plan_markdown

        return f"{MARKER}\n{plan_markdown(result, sides.names)}"
    from gitsm.export.plan_text import plan_text

    return plan_text(result, sides.names, style, verbose)


def _exit_code(result: Plan, require_approved: bool) -> int:
    """3 where nobody can judge, 1 for new errors, a blocked change, or (if asked) missing agreements, else 0."""
    unknown = result.judgement.outcome == "not known"
    if result.unjudged or (unknown and require_approved):
        return EXIT_CANNOT
    if result.blocked or any(finding.severity is Severity.ERROR for finding in result.new):
        return 1
    return int(require_approved and result.judgement.outcome != "approved")
