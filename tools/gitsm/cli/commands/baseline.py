"""`gitsm baseline write`: what is known today does not block tomorrow."""

from __future__ import annotations

from dataclasses import replace

import click

from gitsm.adapters.files import apply
from gitsm.base.errors import CannotWorkHere
from gitsm.base.finding import Severity
from gitsm.cli.output import emit
from gitsm.cli.session import Session
from gitsm.export.parts.style import counted
from gitsm.model.kinds import BASELINE_FILE


@click.group(name="baseline")
def command() -> None:
    """Findings known when gitsm was introduced: shown, but not blocking."""


@command.command(name="write")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="warning",
    help="Take in findings from here on. Default: warning.",
)
@click.option("--grow", is_flag=True, help="Also take in findings that an existing baseline does not know.")
@click.option("--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--dry-run", is_flag=True, help="Print the file; write nothing.")
@click.pass_context
def write(ctx: click.Context, severity: str, grow: bool, as_of: str | None, dry_run: bool) -> None:
    """Write policies/baseline.yaml.

    The first time it holds every finding that may be known. After that it only loses entries whose cause is gone,
    unless --grow is given: adding to a baseline is a major change.
    """
    from gitsm.check.baseline import baseline_text, can_be_known, read_baseline
    from gitsm.rules import BY_ID

    session = Session.of(ctx, as_of)
    snapshot = session.load()
    report = session.check(snapshot)
    known, defects = read_baseline(snapshot)
    if defects:
        raise CannotWorkHere(f"{defects[0].place}: {defects[0].message}", "mend or delete the baseline first")
    first = BASELINE_FILE not in {entry.path for entry in snapshot.tree.entries([BASELINE_FILE])}
    before = {(entry.rule, entry.artefact, entry.at): Severity.of(entry.severity) for entry in known.entries}
    found = [*report.findings, *report.baselined]
    least = Severity.of(severity)
    if not (first or grow):
        found = [replace(one, severity=before[one.identity]) for one in found if one.identity in before]
        least = Severity.INFO
    text = baseline_text(found, BY_ID, least)
    if dry_run:
        emit(text)
        return
    apply(session.root, {BASELINE_FILE: text.encode("utf-8")})
    emit(f"{BASELINE_FILE} holds {counted(text.count('{rule: '), 'finding')} (before: {len(before)})\n")
    least = Severity.of(severity)
    new = {f.identity for f in report.findings if f.severity >= least and can_be_known(f, BY_ID)}
    if new and not (first or grow):
        emit(f"{counted(len(new), 'new finding')} not taken in. To take in more: gitsm baseline write --grow\n")
