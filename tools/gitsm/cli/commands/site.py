"""`gitsm site`: the website of the repository."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitsm.base.audience import AUDIENCES, Audience
from gitsm.cli.output import emit, tell
from gitsm.cli.session import Session
from gitsm.export.parts.style import counted

if TYPE_CHECKING:
    from gitsm.site.build import Site

_AUDIENCE = click.option(
    "--audience", type=click.Choice(AUDIENCES), help="Who will read it. Default: `audience` in gitsm.yaml."
)
_AS_OF = click.option(
    "--as-of", metavar="DAY", help="State on this day. Default: as_of in gitsm.yaml, else today (UTC)."
)
_OUTPUT = click.option("--output", "-o", metavar="DIR", help="Folder of the site. Default: site in the repository.")


@click.group(name="site")
def command() -> None:
    """The website of the repository: every artefact, picture, list and finding that the audience may see."""


@command.command(name="build")
@_AUDIENCE
@_AS_OF
@_OUTPUT
@click.pass_context
def build(ctx: click.Context, audience: Audience | None, as_of: str | None, output: str | None) -> None:
    """Build the site. The old one stays until the new one is whole."""
    from gitsm.adapters.builder import build as build_site
    from gitsm.adapters.builder import ready

    session = Session.of(ctx, as_of)
    place = Path(output) if output else session.root / "site"
    ready(place)
    pages = build_site(_site(session, audience), place, tell)
    emit(f"{counted(pages, 'page')} in {place}\n")


@command.command(name="preview")
@click.option("--base", metavar="REV", help="Where the change begins. Default: the default branch.")
@click.option("--head", metavar="REV", help="Where it ends. Default: the work tree.")
@_AUDIENCE
@_AS_OF
@_OUTPUT
@click.pass_context
def preview(
    ctx: click.Context, base: str | None, head: str | None, audience: Audience | None, as_of: str | None,
    output: str | None,
) -> None:  # fmt: skip
    """Build the site as it would be after a change. Its first page shows what changed, with pages before and after."""
    from gitsm.adapters.builder import build as build_site
    from gitsm.adapters.builder import ready
    from gitsm.approvals.request import ChangeRequest
    from gitsm.cli.planning import compared
    from gitsm.site.preview import preview as render_preview

    session = Session.of(ctx, as_of)
    place = Path(output) if output else session.root / "site"
    ready(place)
    both = compared(session, f"{base or ''}..{head}" if head else base)
    wanted = session.audience(both.tip, audience)
    stamp = replace(session.stamp(), commit=both.range.head, dirty=False) if both.range.head else session.stamp()
    made = render_preview(both.plan(ChangeRequest()), both.base, both.head, both.names, stamp, wanted)
    pages = build_site(made, place, tell)
    emit(f"{counted(pages, 'page')} in {place}\n")


@command.command(name="serve")
@_AUDIENCE
@_AS_OF
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Default: 8000; 0 takes any free one.")
@click.pass_context
def serve(ctx: click.Context, audience: Audience | None, as_of: str | None, port: int) -> None:
    """Build the site and show it on this computer only.

    It is built again when a file changes. Ends with Ctrl-C.
    """
    from gitsm.adapters.builder import build as build_site
    from gitsm.adapters.builder import ready
    from gitsm.adapters.serve import serve_site

    session = Session.of(ctx, as_of)
    ready()
    serve_site(session.root, port, lambda place: build_site(_site(session, audience), place, tell), tell)


@command.command(name="audience")
@click.pass_context
def audience(ctx: click.Context) -> None:
    """Print the audience that gitsm.yaml declares.

    It is public, internal, restricted, or undeclared.
    """
    emit(f"{Session.of(ctx).load().settings.audience or 'undeclared'}\n")


def _site(session: Session, audience: Audience | None) -> Site:
    from gitsm.site.build import render

    snapshot = session.load()
    wanted = session.audience(snapshot, audience)
    return render(session.check(snapshot, replay=True), session.stamp(), wanted)
