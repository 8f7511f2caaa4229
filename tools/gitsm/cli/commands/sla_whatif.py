"""`gitsm sla whatif`: the same proofs, with a promise, a step, hours or a share changed."""

from __future__ import annotations

from collections.abc import Iterator

import click

from gitsm.analysis.what_if import Wish, what_if
from gitsm.base.errors import EXIT_FINDINGS, UsageError
from gitsm.cli.agreements import Desk, duration, pair, percentage, reading
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour
from gitsm.export.parts.style import Style, plain
from gitsm.export.sla_whatif_json import sla_whatif_json
from gitsm.export.sla_whatif_text import sla_whatif_text


@click.command(name="whatif")
@click.argument("name", metavar="ID", shell_complete=slas)
@click.option("--target", "targets", multiple=True, metavar="T=TIME", help="Promise another time: resolve-p1=6h.")
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="STEP=TIME",
    help="Give a step another target: ola/messaging=2h, or ola/messaging/resolve-p1=2h.",
)
@click.option(
    "--hours",
    "hours",
    multiple=True,
    metavar="WHO=CALENDAR",
    help="Let a step work other hours: ola/messaging=office-de. service_hours=ID or support_hours=ID: the agreement's.",
)
@click.option(
    "--share", "shares", multiple=True, metavar="STEP=PERCENT", help="Let another share of tickets reach a step."
)
@reading
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    targets: tuple[str, ...],
    steps: tuple[str, ...],
    hours: tuple[str, ...],
    shares: tuple[str, ...],
    form: str,
    as_of: str | None,
    rev: str | None,
) -> int:
    """Change something about the agreement ID, and prove its targets before and after. Nothing is written.

    With --target, a step without a named target means the one that this target rests on. Exits 1 where a target is
    then not kept or not proved.
    """
    desk = Desk.of(ctx, as_of, rev)
    item = desk.sla(name)
    wishes = list(_wishes(targets, steps, hours, shares))
    known: set[tuple[str, str]] = set()
    for wish in wishes:
        if (wish.kind, wish.whose) in known:
            raise UsageError(f"--{wish.kind} changes {plain(wish.whose)} twice.", "leave one of them out")
        known.add((wish.kind, wish.whose))
    if not wishes:
        raise UsageError(
            "Nothing is changed, so there is nothing to compare.", "name --target, --step, --hours or --share"
        )
    tried = what_if(desk.prover, item, wishes)
    on = desk.almanac.on
    if form == "json":
        emit(sla_whatif_json(tried, desk.prover, on))
    else:
        emit(sla_whatif_text(tried, on, Style(wants_colour())))
    return EXIT_FINDINGS if any(one.after.answer in ("not kept", "not proved") for one in tried.proofs) else 0


def _wishes(
    targets: tuple[str, ...], steps: tuple[str, ...], hours: tuple[str, ...], shares: tuple[str, ...]
) -> Iterator[Wish]:
    for text in targets:
        whose, value = pair(text, "--target", "resolve-p1=6h")
        yield Wish("target", whose, minutes=duration(value, "--target"))
    for text in steps:
        whose, value = pair(text, "--step", "ola/messaging=2h")
        yield Wish("step", whose, minutes=duration(value, "--step"))
    for text in hours:
        whose, value = pair(text, "--hours", "ola/messaging=24x7")
        yield Wish("hours", whose, calendar=value.removeprefix("calendar/"))
    for text in shares:
        whose, value = pair(text, "--share", "contract/mail-vendor=5")
        yield Wish("share", whose, percent=percentage(value, "--share"))
