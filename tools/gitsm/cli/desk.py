"""What the commands without a platform share: the remote, the person at the keyboard, a case and its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from gitsm.adapters.clock import moment
from gitsm.adapters.git import Git, GitTree
from gitsm.adapters.ledger import Ledger
from gitsm.adapters.remote import Remote, Stamp
from gitsm.adapters.ssh import public_key, sign, signer_of
from gitsm.approvals.docket import Case, Heard, hear, key_fault, opener_fault
from gitsm.approvals.evidence import EVIDENCE_NAMESPACE, Chain, path_of
from gitsm.approvals.request import ChangeRequest, Voice, described
from gitsm.approvals.signers import Signer, signers_of, whose
from gitsm.audit.record import following
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.check.report import Report
from gitsm.cli.planning import Compared, compared
from gitsm.cli.session import Session, governed
from gitsm.load.snapshot import Snapshot
from gitsm.plan.plan import Plan
from gitsm.render.escape import terminal

Command = Callable[..., Any]


def remote_option(command: Command) -> Command:
    """`--remote NAME`."""
    return click.option("--remote", default="origin", metavar="NAME", help="The remote. Default: origin.")(command)


def key_option(command: Command) -> Command:
    """`--key FILE`."""
    words = "Your SSH key, private or (with an agent) public. Default: $GITSM_KEY."
    return click.option("--key", metavar="FILE", envvar="GITSM_KEY", type=Path, help=words)(command)


def apply_option(command: Command) -> Command:
    """`--apply`, and `--format` for what is printed."""
    form = click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text",
        help="text: in plain words (default). json: the statement itself, as it is signed.",
    )  # fmt: skip
    words = "Do it. Without it nothing is written, and you read what would be."
    return click.option("--apply", is_flag=True, help=words)(form(command))


@dataclass(slots=True)
class Desk:
    """A remote as fetched now, and the tip of its target branch: the base whose policy and people judge."""

    session: Session
    git: Git
    remote: Remote
    ledger: Ledger
    branch: str
    tip: str
    base: Snapshot
    day: date
    _checked: Report | None = None

    @classmethod
    def open(cls, ctx: click.Context, remote_name: str, as_of: str | None = None, branch: str = "") -> Desk:
        """Fetches, and reads the tip of the target branch. Raises CannotWorkHere where it holds no governance."""
        session = Session.of(ctx, as_of)
        git = Git(session.root)
        if git.is_shallow():
            raise CannotWorkHere(
                "This clone is shallow, so the history a decision rests on is not here.", "git fetch --unshallow"
            )
        remote = Remote(git, remote_name)
        remote.fetch()
        target = branch or _default(git, remote)
        tip = remote.tip(target)
        if not tip:
            raise CannotWorkHere(
                f"The remote {remote_name} has no branch {terminal(target)[:80]}.", "push it, or name another: --target"
            )
        base = session.load(GitTree(git, tip))
        if not governed(base):
            raise CannotWorkHere(
                f"There is no gitsm.yaml on {target} of {remote_name}, so no policy says who decides.",
                "push the governance repository first",
            )
        return cls(session, git, remote, Ledger(remote), target, tip, base, session.as_of(base))

    @property
    def moment(self) -> str:
        """The time now, on the day judged."""
        return moment(self.day)

    def signers(self) -> tuple[Signer, ...]:
        """The keys of the parties at the base."""
        return signers_of(self.base, self.day)

    def person(self, key: Path | None) -> tuple[str, Path]:
        """The party that a key belongs to at the base, today. Raises CannotWorkHere where nobody carries it."""
        party, file = self._owner(key)
        fault = key_fault(self.signers(), public_key(file), party, self.day)
        if fault:
            raise CannotWorkHere(
                f"The key {file} does not count: {fault}.",
                "name a key of your own that stands in your party, with --key or GITSM_KEY",
            )
        return party, file

    def gate(self, key: Path | None) -> tuple[str, Path]:
        """The bot that the gate's key belongs to at the base, today. Raises CannotWorkHere for any other key."""
        party, file = self._owner(key)
        _, standing, bot = whose(self.signers(), public_key(file), self.day)
        if not bot or standing != "valid":
            why = "is not that of a bot" if not bot else f"does not count on {self.day}"
            raise CannotWorkHere(
                f"Evidence is signed by the gate, and the key of {party} {why}.",
                "name the gate's key with --key; it stands in a party of type bot",
            )
        return party, file

    def _owner(self, key: Path | None) -> tuple[str, Path]:
        if key is None:
            raise UsageError("No key is named.", "name your SSH key with --key FILE, or set GITSM_KEY")
        party, _, _ = whose(self.signers(), public_key(key), self.day)
        if not party:
            raise CannotWorkHere(
                f"No party on {self.branch} carries the key {key}.",
                "have it added under ssh_keys of your party (roles/parties/), by a change of its own",
            )
        return party, key

    def append(
        self, chain: Chain, type_: str, commit: str, predicate: dict[str, Any], key: Path, message: str, by: str
    ) -> bytes:
        """Signs a statement with the gate's key and puts it at the end of the chain. Gives its bytes."""
        at = self.moment
        data = following(chain, type_, f"refs/heads/{self.branch}", commit, predicate, at)
        path = path_of(type_, commit, len(chain.statements))
        self.ledger.add_evidence(path, data, self.sign(key, EVIDENCE_NAMESPACE, data), message, self.stamp(by, at))
        return data

    def begun(self) -> Chain:
        """The evidence, in order. Raises CannotWorkHere before the gate began, or where the chain is broken."""
        chain = self.ledger.chain()
        if chain.genesis is None:
            raise CannotWorkHere("The gate has not begun, so no evidence can follow.", "gitsm cab begin --apply")
        if chain.faults:
            raise CannotWorkHere(f"The evidence is not in order: {chain.faults[0].words}.", "gitsm cab verify")
        return chain

    def stamp(self, party: str, at: str) -> Stamp:
        """Who commits."""
        return Stamp(party, f"{party}@gitsm.invalid", at)

    def sign(self, key: Path, namespace: str, data: bytes) -> str:
        """A signature, checked at once: a key that signs wrongly is found before anything is written."""
        signature = sign(key, namespace, data)
        if signer_of(data, signature, namespace) != public_key(key):
            raise CannotWorkHere(f"The signature made with {key} does not fit.", "check the key; nothing was written")
        return signature

    def case(self, number: int) -> Case:
        """A request by its number. Raises UsageError where there is none."""
        cases = self.ledger.cases()
        found = next((one for one in cases if one.asked.number == number), None)
        if found is None:
            known = ", ".join(str(one.asked.number) for one in cases) or "none"
            raise UsageError(f"There is no change request {number}.", f"known: {known}")
        if found.unread:
            raise CannotWorkHere(
                f"Change request {number} cannot be judged: {found.unread[0]}.", "take that file off gitsm-requests"
            )
        return found

    def merged(self) -> frozenset[str]:
        """The numbers of the requests that the evidence holds as merged."""
        found = self.ledger.chain().changes()
        return frozenset(str(one.predicate.get("request", {}).get("id")) for one in found)

    def open_case(self, number: int) -> Case:
        """A request that is not merged yet. Raises UsageError for any other."""
        case = self.case(number)
        if str(number) in self.merged():
            raise UsageError(f"Change request {number} is merged already.", "gitsm cab status lists the open ones")
        return case

    def head(self, case: Case) -> str:
        """The commit that a request asks for now. Raises CannotWorkHere where its branch is gone."""
        head = self.remote.tip(case.asked.branch)
        if not head:
            raise CannotWorkHere(
                f"The branch {terminal(case.asked.branch)[:80]} of change request {case.asked.number} is gone.",
                "push it again",
            )
        return head

    def compared(self, case: Case) -> Compared:
        """Both sides of a request, checked."""
        return self.compared_with(self.head(case))

    def compared_with(self, head: str) -> Compared:
        """What a commit would change, both sides checked; what two of them have in common is judged once."""
        found = compared(self.session, f"{self.tip}..{head}", self.day, self.base, self._checked)
        self._checked = found.base
        return found

    def judge(self, case: Case, more: tuple[Voice, ...] = ()) -> Judgement:
        """The plan of a request with every decision whose author is known, and with more voices, if given."""
        if case.asked.target != self.branch:
            raise CannotWorkHere(
                f"Change request {case.asked.number} is for {terminal(case.asked.target)[:80]}, not {self.branch}.",
                f"say --target {terminal(case.asked.target)[:80]}",
            )
        head, both = self.head(case), self.compared(case)
        heard = hear(case.said, case.asked, self.day, self.signers(), signer_of)
        request = self.request(case, head, heard)
        return Judgement(case, head, both, both.plan(replace(request, voices=(*request.voices, *more))), heard)

    def refused(self, case: Case, voice: Voice) -> str:
        """Why a voice, if it were given now, would count for nobody, in words; "" where it counts."""
        judgement = self.judge(case, (voice,)).plan.judgement
        heard = {one for need in judgement.requirements for one in (*need.by, *need.against)}
        return "" if voice in heard else "; ".join(judgement.notes) or f"{voice.role} is not asked"

    def request(self, case: Case, head: str, heard: tuple[Heard, ...]) -> ChangeRequest:
        """The request as it is put before the approvers. Who opened it is an author."""
        asked = case.asked
        fault = opener_fault(asked, self.signers(), signer_of)
        fields: Any = described(asked.description)
        notes = tuple(f"the decision of {one.said.by} does not count: {one.why_not}" for one in heard if not one.voice)
        request = ChangeRequest(
            authors=frozenset([asked.by]), strangers=(f"{asked.by} ({fault})",) if fault else (), title=asked.title,
            voices=tuple(one.voice for one in heard if one.voice), commit=self.head(case), **fields,
        )  # fmt: skip
        return replace(request, notes=(*request.notes, *notes))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A request, judged: both sides, the plan, and which decisions count."""

    case: Case
    head: str
    compared: Compared
    plan: Plan
    heard: tuple[Heard, ...]


def _default(git: Git, remote: Remote) -> str:
    found = git.run("for-each-ref", "--format=%(symref)", f"refs/remotes/{remote.name}/HEAD").decode("utf-8", "replace")
    name = found.strip().removeprefix(f"refs/remotes/{remote.name}/")
    return name or next((one for one in ("main", "master") if remote.tip(one)), "main")


def would(words: str) -> None:
    """Says what a command without --apply would have done."""
    click.echo(f"gitsm: {terminal(words)}; nothing was written, say --apply to do it", err=True)
