"""`gitsm cab minutes`: the decisions about changes, from the evidence of this clone."""

from __future__ import annotations

from datetime import timedelta

import click

from gitsm.adapters.git import Git
from gitsm.adapters.ledger import EVIDENCE
from gitsm.adapters.register import register
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session, parse_day
from gitsm.export.minutes import Minutes, minutes_json, minutes_markdown, minutes_text
from gitsm.export.parts.style import Style

DAYS = 31


@click.command(name="minutes")
@click.option("--since", metavar="DAY", help=f"First day. Default: {DAYS} days before the last.")
@click.option("--until", metavar="DAY", help="Last day. Default: the day judged.")
@click.option(
    "--handles/--no-handles",
    default=None,
    help="Name people by their handles, or roles alone. Default: as `parties_on_site` in gitsm.yaml says.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", help="Default: text."
)
@click.option("--as-of", metavar="DAY", help="State on this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(
    ctx: click.Context, since: str | None, until: str | None, handles: bool | None, form: str, as_of: str | None,
    output: str | None,
) -> None:  # fmt: skip
    """Print a record of each decision: date, what was decided, by whom, why, how strongly that is proved.

    Read from the evidence branch of this clone; nothing is fetched.
    """
    session = Session.of(ctx, as_of)
    snapshot = session.load()
    day = session.as_of(snapshot)
    last = parse_day(until, "--until") if until else day
    first = parse_day(since, "--since") if since else last - timedelta(days=DAYS)
    if last < first:
        raise UsageError(f"--since {first} lies after the last day {last}.", "name an earlier day")
    history = register(Git(session.root), snapshot, day)
    if not history.exists:
        raise CannotWorkHere(
            f"There is no branch {EVIDENCE} in this clone, so nothing is known of what was decided.",
            f"fetch it (git fetch origin {EVIDENCE}:refs/remotes/origin/{EVIDENCE}), or let the gate begin",
        )
    named = snapshot.settings.parties_on_site == "handles" if handles is None else handles
    found = Minutes(history, first, last, day, named)
    if form == "text":
        emit(minutes_text(found, Style(wants_colour() and not output)), output)
    else:
        emit(minutes_json(found) if form == "json" else minutes_markdown(found), output)
