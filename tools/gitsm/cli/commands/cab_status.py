"""`gitsm cab status`: the open change requests, or one of them with its plan."""

from __future__ import annotations

import click

from gitsm.cli.desk import Desk, remote_option
from gitsm.cli.output import emit, wants_colour
from gitsm.export.cab_json import case_json, cases_json
from gitsm.export.cab_text import case_text, cases_text
from gitsm.export.parts.style import Style
from gitsm.export.plan_text import plan_text


@click.command(name="status")
@click.argument("number", type=int, required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option(
    "--target",
    default="",
    metavar="BRANCH",
    help="Requests for this branch. Default: the default branch of the remote.",
)
@remote_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(ctx: click.Context, number: int | None, form: str, target: str, remote: str, as_of: str | None) -> None:
    """List the open change requests, or show NUMBER: its plan, who agreed, and which decisions do not count and why."""
    desk = Desk.open(ctx, remote, as_of, target)
    merged = desk.merged()
    if number is None:
        cases = [one for one in desk.ledger.cases() if str(one.asked.number) not in merged]
        emit(cases_json(cases, desk.day) if form == "json" else cases_text(cases))
        return
    judged = desk.judge(desk.case(number))
    done = str(number) in merged
    if form == "json":
        emit(case_json(judged.case, judged.head, judged.plan, judged.heard, desk.day, done))
        return
    style = Style(wants_colour())
    text = case_text(judged.case, judged.head, judged.plan, judged.heard, style, done)
    emit(text if done else f"{text}\n{plan_text(judged.plan, judged.compared.names, style)}")
