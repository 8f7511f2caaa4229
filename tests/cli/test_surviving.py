"""Agreements and pushes in a git repository: a rebase, a spelling, another artefact, a target, the profile `head`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cli_support import Repo
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.cli.planning import Compared, compared
from gitsm.cli.session import Session
from gitsm.plan.plan import Plan

SLA = "slas/billing-platform.yaml"
OWNER, CUSTOMER = "billing-service-owner", "finance-representative"


@dataclass(frozen=True)
class Agreed:
    """The repository before any push, and whom the owner's requirement asks to speak."""

    root: Path
    owner: str


@pytest.fixture(scope="module")
def agreed(committed: Path, tmp_path_factory: pytest.TempPathFactory) -> Agreed:
    """The worked organisation; its policy binds agreements to their meaning; a branch loosens a target.

    What the owner of the service says to that counts.
    """
    folder = tmp_path_factory.mktemp("agreed") / "repo"
    repo = Repo(Path(shutil.copytree(committed, folder, symlinks=True)), {})
    repo.git("checkout", "-q", "main")
    repo.write("notes/ours.md", "".join(f"line {number}\n" for number in range(20)))
    repo.edit("processes/change-enablement.yaml", "  binding: head\n", "  binding: meaning\n")
    repo.commit("agreements are bound to their meaning")
    repo.git("checkout", "-q", "-B", "change")
    repo.edit(SLA, "priority: p4, at_most: 20h", "priority: p4, at_most: 40h")
    repo.edit(SLA, "version: 2.0.0", "version: 3.0.0")
    repo.edit("notes/ours.md", "line 9\n", "line nine\n")
    repo.commit("loosened")
    owner = _speakers(repo)[OWNER]
    given = _judged(repo, Voice(owner, True, _commit(repo))).judgement
    assert {one.role: one.state for one in given.requirements}[OWNER] == "given"
    return Agreed(repo.root, owner)


@pytest.fixture
def worked(agreed: Agreed, tmp_path: Path) -> Repo:
    """A copy of it."""
    return Repo(Path(shutil.copytree(agreed.root, tmp_path / "repo", symlinks=True)), {})


def _commit(repo: Repo) -> str:
    return repo.git("rev-parse", "HEAD").strip()


def _judged(repo: Repo, *voices: Voice) -> Plan:
    both: Compared = compared(Session(repo.root), "main..HEAD")
    request = ChangeRequest(voices=voices, commit=_commit(repo), authors=frozenset(["dsk-01"]))
    both = replace(both, identities=())
    return both.plan(request)


def _speakers(repo: Repo) -> dict[str, str]:
    found = _judged(repo).judgement.requirements
    return {one.role: one.can[0].person for one in found if one.can and one.kind == "role"}


def _rebase(repo: Repo) -> None:
    repo.git("checkout", "-q", "main")
    repo.edit("notes/ours.md", "line 2\n", "line two\n")
    repo.edit("kpis/change-success-rate.yaml", "title:", "tags: [x]\ntitle:")
    repo.commit("main moves on")
    repo.git("checkout", "-q", "change")
    repo.git("rebase", "-q", "main")


def _spell(repo: Repo) -> None:
    repo.edit(SLA, "at_most: 40h", "at_most: 2400m")
    repo.commit("spelled otherwise")


def _elsewhere(repo: Repo) -> None:
    repo.edit("slas/email.yaml", "title: ", "# only a note\ntitle: ")
    repo.edit("docs/glossary/workaround.yaml", "title: ", "tags: [word]\ntitle: ")
    repo.commit("another artefact")


def _target(repo: Repo) -> None:
    repo.edit(SLA, "at_most: 40h", "at_most: 41h")
    repo.commit("looser still")


def _file(repo: Repo) -> None:
    repo.edit("notes/ours.md", "line nine\n", "line ninety\n")
    repo.commit("another line")


def _version(repo: Repo) -> None:
    repo.edit(SLA, "version: 3.0.0", "version: 4.0.0")
    repo.commit("a higher number than computed")


@pytest.mark.parametrize(
    ("push", "words"),
    [
        (_rebase, ""),
        (_spell, ""),
        (_elsewhere, ""),
        (_target, "sla/billing-platform changed"),
        (_file, "notes/ours.md, which is no artefact, is not as it was"),
        (_version, "became 4.0.0, though the plan computed 3.0.0"),
    ],
)
def test_what_a_push_voids(agreed: Agreed, worked: Repo, push: Callable[[Repo], None], words: str) -> None:
    said = Voice(agreed.owner, True, _commit(worked))
    push(worked)
    after = _judged(worked, said).judgement
    state = {one.role: one.state for one in after.requirements}[OWNER]
    assert state == ("missing" if words else "given"), after.voided
    assert all(words in one.why for one in after.voided) and bool(after.voided) == bool(words)


def test_a_commit_that_is_gone_or_no_commit_voids(agreed: Agreed) -> None:
    gone = {"0" * 40: "can no longer be read", "--all": "can no longer be read", "": "names no commit"}
    both = compared(Session(agreed.root), "main..HEAD")
    for commit, words in gone.items():
        request = ChangeRequest(voices=(Voice(agreed.owner, True, commit),), authors=frozenset(["dsk-01"]))
        found = replace(both, identities=()).plan(request).judgement
        assert [words in one.why for one in found.voided] == [True], commit


def test_with_head_a_rebase_voids(agreed: Agreed, worked: Repo) -> None:
    worked.git("checkout", "-q", "main")
    worked.edit("processes/change-enablement.yaml", "  binding: meaning\n", "  binding: head\n")
    worked.commit("bound to commits")
    worked.git("checkout", "-q", "change")
    said = Voice(agreed.owner, True, _commit(worked))
    assert _judged(worked, said).judgement.voided == ()
    worked.git("rebase", "-q", "main")
    (voided,) = _judged(worked, said).judgement.voided
    assert "was pushed since" in voided.why
