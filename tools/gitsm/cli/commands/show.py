"""`gitsm show`: one artefact with everything known about it."""

from __future__ import annotations

import click

from gitsm.base.errors import EXIT_FINDINGS
from gitsm.cli.complete import artefacts
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session
from gitsm.export.parts.style import Style, plain


@click.command(name="show")
@click.argument("name", metavar="ID", shell_complete=artefacts)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option("--as-of", metavar="DAY", help="State on this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--rev", metavar="REV", help="Read the revision REV instead of the work tree.")
@click.pass_context
def command(ctx: click.Context, name: str, form: str, as_of: str | None, rev: str | None) -> int:
    """Show the artefact ID (kind/id, or the id alone where it is unique)."""
    from gitsm.cli.names import key_of
    from gitsm.export.parts.shown import gather
    from gitsm.export.show_json import show_json
    from gitsm.export.show_text import show_text

    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    key = key_of(snapshot, name)
    report = session.check(snapshot)
    if key in snapshot.broken:
        places = [f"{plain(f.place)}  {plain(f.message)}" for f in snapshot.findings if f.artefact == key]
        what = "a version of it" if key in snapshot.by_key else "it"
        click.echo("\n".join([f"gitsm: {key}: {what} cannot be read:", *(f"  {p}" for p in places)]), err=True)
    if key not in snapshot.by_key:
        return EXIT_FINDINGS
    shown = gather(report, key)
    emit(show_json(report, shown) if form == "json" else show_text(report, shown, Style(wants_colour())))
    return EXIT_FINDINGS if key in snapshot.broken else 0
