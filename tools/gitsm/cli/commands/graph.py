"""`gitsm graph`: who refers to whom."""

from __future__ import annotations

import click

from gitsm.base.errors import UsageError
from gitsm.cli.complete import artefacts_or_kinds
from gitsm.cli.output import emit
from gitsm.cli.session import Session
from gitsm.model.kinds import KINDS


@click.command(name="graph")
@click.argument("focus", metavar="[ID|KIND]", required=False, shell_complete=artefacts_or_kinds)
@click.option("--depth", type=click.IntRange(0, 50), help="Steps around ID or KIND, in both directions. Default: 1.")
@click.option("--format", "form", type=click.Choice(["json", "dot", "mermaid"]), default="json", help="Default: json.")
@click.option("--as-of", metavar="DAY", help="State on this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--rev", metavar="REV", help="Read the revision REV instead of the work tree.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(
    ctx: click.Context,
    focus: str | None,
    depth: int | None,
    form: str,
    as_of: str | None,
    rev: str | None,
    output: str | None,
) -> None:
    """Print the references between artefacts: all, or those around an artefact or a kind."""
    from gitsm.check.report import Report
    from gitsm.cli.names import key_of
    from gitsm.export.graph_dot import graph_dot
    from gitsm.export.graph_json import graph_json
    from gitsm.export.graph_mermaid import graph_mermaid
    from gitsm.export.parts.selection import select
    from gitsm.graph import build_graph

    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    if focus and focus not in KINDS:
        focus = key_of(snapshot, focus)
    if depth is not None and not focus:
        raise UsageError("--depth needs an artefact or a kind to start from.", "gitsm graph sla/email --depth 2")
    report = Report(snapshot, build_graph(snapshot), session.as_of(snapshot), ())
    selection = select(report, focus or "", depth)
    writers = {"json": lambda: graph_json(report, selection), "dot": lambda: graph_dot(selection)}
    emit(writers.get(form, lambda: graph_mermaid(selection))(), output)
