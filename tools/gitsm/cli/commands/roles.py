"""`gitsm roles`: who stands in which role, and what breaks when somebody leaves."""

from __future__ import annotations

import click

from gitsm.base.errors import EXIT_FINDINGS
from gitsm.cli.complete import parties
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session, parse_day
from gitsm.export.parts.style import Style


@click.group(name="roles", invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option("--raci", is_flag=True, help="Also the activities in which each role has a letter (text).")
@click.option(
    "--as-of", metavar="DAY", help="Who stands there on this day. Default: as_of in gitsm.yaml, else today (UTC)."
)
@click.option("--rev", metavar="REV", help="Read the revision REV instead of the work tree.")
@click.pass_context
def command(ctx: click.Context, form: str, raci: bool, as_of: str | None, rev: str | None) -> None:
    """List the roles: type, superior, who acts for them on the day, which are vacant."""
    if ctx.invoked_subcommand:
        return
    from gitsm.check.report import Report
    from gitsm.export.parts.roles import role_states
    from gitsm.export.roles_json import roles_json
    from gitsm.export.roles_text import roles_text
    from gitsm.graph import build_graph

    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    report = Report(snapshot, build_graph(snapshot), session.as_of(snapshot), ())
    states = role_states(report)
    colour = Style(wants_colour())
    emit(roles_json(report, states) if form == "json" else roles_text(report, states, colour, raci=raci))


@command.command(name="leaver")
@click.argument("handle", metavar="HANDLE", shell_complete=parties)
@click.option("--on", "day", metavar="DAY", help="First day without them. Default: the day judged.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.pass_context
def leave(ctx: click.Context, handle: str, day: str | None, form: str) -> int:
    """Say everything that breaks when the party HANDLE leaves.

    Exits 1 where something has to be arranged, else 0.
    """
    from gitsm.check.leaver import leaver
    from gitsm.export.leaver_json import leaver_json
    from gitsm.export.leaver_text import leaver_text
    from gitsm.rules import RULES

    session = Session.of(ctx)
    snapshot = session.load()
    on = parse_day(day, "--on") if day else session.as_of(snapshot)
    departure = leaver(snapshot, RULES, handle, on)
    emit(leaver_json(departure) if form == "json" else leaver_text(departure, Style(wants_colour())))
    return EXIT_FINDINGS if departure.breaks_something else 0
