"""`gitsm mv`: a new id for an artefact, and for every reference to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitsm.adapters.files import apply
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.complete import artefacts
from gitsm.cli.output import emit
from gitsm.cli.session import Session
from gitsm.export.parts.style import counted

if TYPE_CHECKING:
    from gitsm.cli.rename import Rename


@click.command(name="mv")
@click.argument("old", metavar="OLD", shell_complete=artefacts)
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.pass_context
def command(ctx: click.Context, old: str, new: str, dry_run: bool) -> None:
    """Rename OLD (kind/id) to NEW, in its files and wherever it is referred to.

    Comments, quotes and all other characters stay. The old id goes under `formerly`. Nothing is written unless the
    repository checks as well afterwards as before.
    """
    from gitsm.cli.names import key_of
    from gitsm.cli.rename import plan_rename, tree_after

    session = Session.of(ctx)
    snapshot = session.load()
    before = session.check(snapshot)
    plan = plan_rename(snapshot, before.graph, key_of(snapshot, old), new)
    after = session.check(session.load(tree_after(snapshot, plan), snapshot), before.as_of, like=before)
    unread = after.snapshot.findings  # before there were none, else there would be no plan
    if unread or len(after.findings) > len(before.findings):
        known = {(f.rule, f.at) for f in before.findings}
        worse = next((f for f in (*unread, *after.findings) if (f.rule, f.at) not in known), after.findings[0])
        raise CannotWorkHere(f"Renamed, {worse.place} would break {worse.rule}: {worse.message}", "nothing was changed")
    if not dry_run:
        apply(session.root, plan.writes, plan.deletes, plan.read)
    emit(_words(plan, dry_run))


def _words(plan: Rename, dry_run: bool) -> str:
    lines = [f"  rename   {path} to {target}" for path, target in zip(plan.deletes, plan.targets, strict=True)]
    lines += [f"  rewrite  {path}" for path in plan.writes if path not in plan.targets]
    verb = "would be renamed" if dry_run else "was renamed"
    head = (
        f"{plan.old} {verb} to {plan.new}: {counted(plan.references, 'reference')}, {counted(len(plan.writes), 'file')}"
    )
    return "\n".join([head, *lines]) + "\n"
