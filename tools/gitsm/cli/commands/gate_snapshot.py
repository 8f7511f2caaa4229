"""`gitsm gate snapshot`: the live protection of the branch as a signed statement of the evidence."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.adapters.fetch import SignedInRemote
from gitsm.adapters.git import GitTree
from gitsm.adapters.ledger import Ledger
from gitsm.adapters.patience import Patience
from gitsm.approvals.evidence import SNAPSHOT
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.desk import Desk
from gitsm.cli.gate.access import app_number, bench_of, evidence_key, place_of, sign_in
from gitsm.cli.gate.doctor import examine, raw_rules
from gitsm.cli.output import emit
from gitsm.cli.session import Session, governed
from gitsm.plan.plan import policy_of


@click.command(name="snapshot")
@click.option("--apply", is_flag=True, help="Append it to the evidence. Default: only say so.")
@click.pass_context
def command(ctx: click.Context, apply: bool) -> int:
    """Append what protects the branch now to the evidence, signed with the gate's key (GITSM_EVIDENCE_KEY).

    What the settings said cannot be worked out from git later: it is the gate's word, at that time.
    """
    place, patience = place_of(None, "set GITHUB_REPOSITORY to OWNER/NAME"), Patience()
    directory = Path(ctx.find_root().obj["directory"])
    with evidence_key() as key:
        if key is None:
            raise CannotWorkHere(
                "No key to sign with was given.", "set GITSM_EVIDENCE_KEY in the environment gitsm-bot"
            )
        forge = sign_in(place, apply=apply, patience=patience, record=apply, settings=True)
        branch, rules = raw_rules(forge)
        with bench_of(directory, place, forge.token, patience, named=False, folder="") as bench:
            remote = SignedInRemote(bench.git, bench.address, bench.token)
            remote.fetch()
            tip = remote.tip(branch)
            base = Session(directory).load(GitTree(bench.git, tip)) if tip else None
            if base is None or not governed(base):
                raise CannotWorkHere(f"There is no gitsm.yaml on {branch}, so nothing is governed.", "push it first")
            day = bench.session.as_of(base)
            policy = policy_of(base, day)
            binding = policy.binding if policy is not None else "head"
            number = forge.app_id or app_number()
            answers = [
                {"id": one.id, "state": one.state, "found": one.found} for one in examine(forge, binding, number)
            ]
            desk = Desk(bench.session, bench.git, remote, Ledger(remote), branch, tip, base, day)
            who, held = desk.gate(key)
            settings = {"repository": place.repository, "binding": binding, "checks": answers, "rules": rules}
            predicate = {"branch": branch, "by": who, "settings": settings}
            chain = desk.begun()
            if apply:
                desk.append(chain, SNAPSHOT, tip, predicate, held, "Protection settings", who)
    emit("snapshot appended\n" if apply else "the snapshot would be appended; say --apply to do it\n")
    return 0
