"""`gitsm cab verify`: what the evidence proves, from a clone alone."""

from __future__ import annotations

import re
from datetime import date

import click

from gitsm.adapters.clock import today
from gitsm.adapters.forks import Forks
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory, clone_faults
from gitsm.adapters.ledger import require_chain
from gitsm.adapters.ssh import signer_of
from gitsm.audit.verify import Question, verify
from gitsm.base.errors import EXIT_FINDINGS, CannotWorkHere, UsageError
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session, collector_off
from gitsm.export.parts.style import Style
from gitsm.export.verify_json import verify_json
from gitsm.export.verify_text import verify_text
from gitsm.load.loader import read_artefact
from gitsm.model.kinds import KINDS, SETTINGS_FILE
from gitsm.model.settings import Settings

WORTH_IT = 400
"""Commits from which on the work is shared among processes."""


@click.command(name="verify")
@click.argument("revisions", metavar="[RANGE]", default="")
@click.option("--anchor", default="", metavar="DIGEST", help="A digest kept elsewhere (gitsm cab anchor).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option(
    "--as-of", metavar="DAY", help="The day on which is asked. Default: as_of in gitsm.yaml, else today (UTC)."
)
@click.option(
    "--evidence",
    default="",
    metavar="REV",
    help="Read the evidence here. Default: gitsm-evidence of origin, else the local branch.",
)
@click.option("--verbose", "-v", is_flag=True, help="Every commit, not only those that are violated or unproved.")
@click.pass_context
def command(
    ctx: click.Context, revisions: str, anchor: str, form: str, as_of: str | None, evidence: str, verbose: bool
) -> int:
    """Judge every commit of the branch again: was it merged as approved, by people who could approve it?

    RANGE is A..B or B; default: the whole default branch, of the remote where one was cloned. Needs a full clone with
    the branch gitsm-evidence, and no network. Exits 1 where a commit is violated or unproved, 3 where the clone cannot
    answer.
    """
    if anchor and not re.fullmatch(r"[0-9a-f]{64}", anchor):
        raise UsageError("The anchor is no digest.", "give the 64 digits that `gitsm cab anchor` printed")
    session = Session.of(ctx, as_of)
    git = Git(session.root)
    if git.is_shallow():
        raise CannotWorkHere(
            "This clone is shallow: history is cut off, so nothing can be proved.", "git fetch --unshallow"
        )
    branch, ref, start, end = _asked(git, revisions)
    chain = require_chain(git, evidence)
    tip = git.resolve(ref)
    with collector_off():
        history = CloneHistory(git, end or tip)
        question = Question(
            branch,
            start,
            end,
            anchor,
            complete=not end or end == tip,
            clone_faults=tuple(clone_faults(git)),
            today=session.as_of_given or _pinned(session) or today(),
            judged=revisions.rpartition("..")[2] or (f"origin/{branch}" if "/remotes/" in ref else branch),
        )
        found = verify(history, chain, signer_of, question, Forks(worth_it=WORTH_IT))
    emit(verify_json(found) if form == "json" else verify_text(found, Style(wants_colour()), verbose))
    return 0 if found.proved else EXIT_FINDINGS


def _pinned(session: Session) -> date | None:
    """The day that gitsm.yaml in the work tree pins, read without the other files."""
    kind = KINDS["settings"]
    try:
        found = read_artefact(session.tree().read(SETTINGS_FILE), kind).artefact
    except OSError:
        return None
    return found.as_of if isinstance(found, Settings) else None


def _asked(git: Git, revisions: str) -> tuple[str, str, str, str]:
    """(branch, its reference, start, end) of a range."""
    from gitsm.adapters.revisions import default_branch, short_name

    name = default_branch(git)
    branch = short_name(name).removeprefix("origin/")
    branch = branch if branch != "HEAD" else _head_of_remote(git)
    left, dots, right = revisions.partition("..")
    if not dots:
        left, right = "", revisions
    return branch, name, git.resolve(left) if left else "", git.resolve(right) if right else ""


def _head_of_remote(git: Git) -> str:
    found = git.run("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD").decode("utf-8", "replace").strip()
    return found.removeprefix("refs/remotes/origin/")
