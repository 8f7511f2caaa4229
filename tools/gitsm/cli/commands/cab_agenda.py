"""`gitsm cab agenda`: the open changes, the decision each asks for, and what depends on it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from gitsm.adapters.git import Git
from gitsm.approvals.request import ChangeRequest
from gitsm.base.errors import GitsmError
from gitsm.cli.desk import Desk, remote_option
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.planning import compared
from gitsm.cli.session import Session
from gitsm.export.agenda import agenda_json, agenda_markdown, agenda_text
from gitsm.export.parts.style import Style
from gitsm.plan.agenda import Agenda, Item, Unjudged, agenda


@click.command(name="agenda")
@click.option("--ref", "refs", metavar="BRANCH", multiple=True, help="This branch instead of the open requests.")
@click.option("--base", metavar="REV", help="What branches of --ref are compared with. Default: the default branch.")
@remote_option
@click.option("--target", default="", metavar="BRANCH", help="Requests for this branch. Default: the remote's own.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", help="Default: text."
)
@click.option("--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(
    ctx: click.Context, refs: tuple[str, ...], base: str | None, remote: str, target: str, form: str,
    as_of: str | None, output: str | None,
) -> None:  # fmt: skip
    """List the open changes by class, with the decision asked, of whom, and what depends on it.

    Without --ref these are the open requests of the remote. A change that cannot be judged is listed with the reason.
    """
    found = _of_branches(ctx, refs, base, as_of) if refs else _of_requests(ctx, remote, target, as_of)
    if form == "text":
        emit(agenda_text(found, Style(wants_colour() and not output)), output)
    else:
        emit(agenda_json(found) if form == "json" else agenda_markdown(found), output)


def _of_branches(ctx: click.Context, refs: tuple[str, ...], base: str | None, as_of: str | None) -> Agenda:
    session = Session.of(ctx, as_of)
    git = Git(session.root)
    items: list[Item] = []
    failed: list[Unjudged] = []
    shown, day = base or "", session.as_of_given
    for ref in refs:
        try:
            both = compared(session, f"{base or ''}..{ref}")
            title = (
                git.run("log", "-1", "--format=%s", both.range.head or "HEAD", "--").decode("utf-8", "replace").strip()
            )
            items.append(Item(ref, title, both.range.head or "", both.plan(ChangeRequest())))
            shown, day = both.range.shown[0], both.head.as_of
        except GitsmError as error:
            failed.append(Unjudged(ref, error.message))
    return agenda(shown or "the default branch", day or session.as_of(session.load()), items, failed)


def _of_requests(ctx: click.Context, remote: str, target: str, as_of: str | None) -> Agenda:
    desk = Desk.open(ctx, remote, as_of, target)
    merged = {str(one.predicate.get("request", {}).get("id")) for one in desk.ledger.chain().changes()}
    items: list[Item] = []
    failed: list[Unjudged] = []
    for number, title, found in _judged(desk, merged):
        if isinstance(found, Item):
            items.append(found)
        else:
            failed.append(Unjudged(f"request {number} ({title})", found))
    return agenda(desk.branch, desk.day, items, failed)


def _judged(desk: Desk, merged: set[str]) -> Iterator[tuple[int, str, Item | str]]:
    for case in desk.ledger.cases():
        asked = case.asked
        if str(asked.number) in merged or asked.target != desk.branch:
            continue
        try:
            found = desk.judge(desk.case(asked.number))
        except GitsmError as error:
            yield asked.number, asked.title, error.message
            continue
        yield asked.number, asked.title, Item(f"request {asked.number}", asked.title, found.head, found.plan)
