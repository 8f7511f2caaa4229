"""`gitsm check`: what is wrong, where, and how to fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitsm.base.finding import Severity
from gitsm.cli.output import emit, on_terminal, wants_colour
from gitsm.cli.session import Session, governed
from gitsm.export.parts.style import plain

if TYPE_CHECKING:
    from gitsm.check.report import Report
    from gitsm.export.check_text import TextOptions

NEVER = Severity.OFF


@click.command(name="check")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="Default: text.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    help="Exit code 1 from this severity on. Default: error.",
)
@click.option("--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--since", metavar="REV", help="Only findings that the revision REV does not have.")
@click.option("--rev", metavar="REV", help="Check the revision REV instead of the work tree.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.option("--verbose", "-v", is_flag=True, help="Every note, waived finding and open question by name.")
@click.pass_context
def command(
    ctx: click.Context,
    form: str,
    fail_on: str,
    as_of: str | None,
    since: str | None,
    rev: str | None,
    output: str | None,
    verbose: bool,
) -> int:
    """Check the repository: every artefact, every reference, every rule.

    Exits 0 when nothing at or above --fail-on was found, else 1.
    """
    from gitsm.check.report import only_new
    from gitsm.export.check_text import TextOptions

    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    day = session.as_of(snapshot)
    report = session.check(snapshot, day)
    if since is not None:
        base = session.load(session.tree(since), snapshot)
        if not governed(base):
            click.echo(f"gitsm: there was no gitsm.yaml at {plain(since)}, so every finding is new", err=True)
        report = only_new(report, session.check(base, day, like=report))
    threshold = NEVER if fail_on == "never" else Severity.of(fail_on)
    colour = wants_colour() and not output
    seconds = session.seconds if on_terminal() and not output else None
    options = TextOptions(colour, verbose, threshold, seconds, since or "")
    emit(_render(form, report, options, session), output)
    return int(threshold is not NEVER and report.fails(threshold))


def _render(form: str, report: Report, options: TextOptions, session: Session) -> str:
    from gitsm.export.check_json import check_json
    from gitsm.export.check_text import check_text
    from gitsm.export.sarif import sarif
    from gitsm.rules import BY_ID

    if form == "json":
        return check_json(report)
    if form == "sarif":
        return sarif(report, BY_ID, session.prefix)
    return check_text(report, BY_ID, options)
