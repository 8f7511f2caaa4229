"""What the pre-receive hook runs: refuses pushes that the evidence does not prove."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitsm.adapters.bare import BareGit
from gitsm.adapters.git import Git
from gitsm.adapters.ledger import EVIDENCE, REQUESTS, read_chain
from gitsm.adapters.remote import tip_of
from gitsm.base.errors import EXIT_FINDINGS, UsageError
from gitsm.export.parts.style import plain

if TYPE_CHECKING:
    from gitsm.approvals.evidence import Chain

Update = tuple[str, str]
"""Old and new commit; empty where there is none."""


def receive() -> int:
    """Judges what is being pushed to this bare repository, as told on standard input (old, new, reference).

    Gives the exit code: 0 lets everything in, 1 nothing of it.
    """
    git = BareGit(Path.cwd())
    updates = dict(_updates(sys.stdin.read()))
    reasons = list(_refusals(git, updates))
    for reason in reasons:
        click.echo(f"gitsm: {plain(reason)}", err=True)
    return EXIT_FINDINGS if reasons else 0


def _updates(text: str) -> Iterator[tuple[str, Update]]:
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) != 3:
            raise UsageError("This is not what git tells a pre-receive hook.", "run it as hooks/pre-receive")
        old, new = ("" if not part.strip("0") else part for part in parts[:2])
        yield parts[2], (old, new)


def _refusals(git: Git, updates: dict[str, Update]) -> Iterator[str]:
    yield from (f"{ref} would show another history than the real one" for ref in updates if "refs/replace/" in ref)
    for name in (EVIDENCE, REQUESTS):
        old, new = updates.get(f"refs/heads/{name}", ("", ""))
        if f"refs/heads/{name}" in updates:
            yield from _only_grows(git, name, old, new)
    before = tip_of(git, f"refs/heads/{EVIDENCE}")
    evidence = updates.get(f"refs/heads/{EVIDENCE}", (before, before))[1]
    if evidence:
        yield from _branch(git, updates, evidence)


def _only_grows(git: Git, name: str, old: str, new: str) -> Iterator[str]:
    if not new:
        yield f"{name} must not be deleted"
    elif old:
        if old not in git.run("merge-base", "--all", old, new).decode("ascii", "replace").split():
            yield f"{name} only grows: this push would take commits away"
        changed = git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=a", old, new, "--")
        if changed.strip(b"\0"):
            yield f"{name} only grows: this push would change or delete a file"


def _branch(git: Git, updates: dict[str, Update], evidence: str) -> Iterator[str]:
    chain = read_chain(git, evidence)
    genesis = chain.genesis
    branch = str(genesis.predicate.get("branch", "")) if genesis else ""
    ref = f"refs/heads/{branch}"
    now = tip_of(git, ref)
    if now and not {ref, f"refs/heads/{EVIDENCE}"} & set(updates):
        return  # a branch of work or a request: what was proved stays as it is
    yield from _proof(git, updates, chain, branch, now)


def _proof(git: Git, updates: dict[str, Update], chain: Chain, branch: str, now: str) -> Iterator[str]:
    from gitsm.adapters.history import CloneHistory, clone_faults
    from gitsm.adapters.ssh import signer_of
    from gitsm.audit.verdict import BAD
    from gitsm.audit.verify import Question, verify
    from gitsm.cli.session import collector_off

    ref = f"refs/heads/{branch}"
    old, new = updates.get(ref, (now, now))
    if not new:
        yield f"{branch or 'the governed branch'} must not be deleted"
        return
    if old and old not in git.run("merge-base", "--all", old, new).decode("ascii", "replace").split():
        yield f"{branch} must not lose commits"
        return
    with collector_off():
        history = CloneHistory(git, new)
        found = verify(history, chain, signer_of, Question(branch, old, "", clone_faults=tuple(clone_faults(git))))
    yield from found.faults
    for one in found.commits:
        if one.finding in BAD:
            yield f"{one.commit[:12]} is {one.words}: {'; '.join(one.reasons)}"
