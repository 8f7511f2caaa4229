"""`gitsm gate run`: from an event to verdicts on pull requests."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.adapters.patience import Patience
from gitsm.approvals.doorbell import MAX_EVENT, Ring, ring_of
from gitsm.approvals.forge import Forge, Rehearsal
from gitsm.base.errors import EXIT_CANNOT, CannotWorkHere, UsageError
from gitsm.cli.gate.access import bench_of, evidence_key, place_of, sign_in
from gitsm.cli.gate.answer import answer
from gitsm.cli.gate.flow import Gate
from gitsm.cli.gate.record import Recorder
from gitsm.cli.output import emit
from gitsm.export.gate_text import gate_text
from gitsm.export.plan_markdown import plan_markdown


@click.command(name="run")
@click.option("--event-file", metavar="FILE", help="The event of the workflow run; only numbers and ids are taken.")
@click.option("--pr", "pull", type=click.IntRange(1), metavar="K", help="Judge this pull request.")
@click.option("--all", "everywhere", is_flag=True, help="Judge every open pull request.")
@click.option(
    "--repo", metavar="OWNER/NAME", help="A repository without a clone here. Default: that of the workflow run."
)
@click.option("--folder", default="", metavar="PATH", help="Where gitsm.yaml stands in it, with --repo. Default: top.")
@click.option("--apply", is_flag=True, help="Write check run, comment, requests and labels. Default: print them.")
@click.pass_context
def command(
    ctx: click.Context,
    event_file: str | None,
    pull: int | None,
    everywhere: bool,
    repo: str | None,
    folder: str,
    apply: bool,
) -> int:
    """Judge pull requests by policy and people of the target branch.

    Without --apply nothing is written, and what would be is printed. Exits 3 where one could not be judged.
    """
    ring = _ring(event_file, pull, everywhere)
    place = place_of(repo)
    patience = Patience()
    directory = Path(ctx.find_root().obj["directory"])
    with evidence_key() as key:
        real = sign_in(place, apply=apply, patience=patience, record=apply and key is not None and bool(ring.branch))
        rehearsal = None if apply else Rehearsal(real)
        forge: Forge = rehearsal or real
        with bench_of(directory, place, real.token, patience, named=repo is not None, folder=folder) as bench:
            gate = Gate(forge, bench, plan_markdown)
            results = answer(ring, gate, bench, Recorder(gate, bench, key, apply) if key is not None else None)
    emit(gate_text(results, rehearsal.written if rehearsal else None))
    return EXIT_CANNOT if any(one.state == "failed" for one in results) else 0


def _ring(event_file: str | None, pull: int | None, everywhere: bool) -> Ring:
    if (event_file is not None) + (pull is not None) + everywhere != 1:
        raise UsageError("Nothing says what to judge, or too much does.", "give one of --event-file, --pr and --all")
    if pull is not None:
        return Ring(pull=pull)
    if event_file is None:
        return Ring(everywhere=True)
    try:
        with Path(event_file).open("rb") as file:
            return ring_of(file.read(MAX_EVENT + 1))
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise CannotWorkHere(f"The event file cannot be read: {reason}.", 'name "$GITHUB_EVENT_PATH"') from None
