"""`gitsm cab`: changes before those who decide. Each command is a module of its own, imported on use."""

from __future__ import annotations

import click

from gitsm.cli.main import LazyGroup


class CabGroup(LazyGroup):
    """The commands about changes: name -> (module in gitsm.cli.commands, one-line help)."""

    table = {
        "begin": ("cab_begin", "Begin to keep evidence: name the first governed commit."),
        "request": ("cab_request", "Open a change request for a branch."),
        "approve": ("cab_approve", "Agree to a change request, signed with your SSH key."),
        "reject": ("cab_reject", "Object to a change request, signed with your SSH key."),
        "record-approval": ("cab_record_approval", "Enter an agreement that a document shows."),
        "status": ("cab_status", "List the open change requests, or show one with its plan."),
        "merge": ("cab_merge", "Merge an approved change request and leave signed evidence."),
        "review": ("cab_review", "Record that an emergency change was looked back on."),
        "snapshot": ("cab_snapshot", "Append what protects the branches now, as the platform says it."),
        "verify": ("cab_verify", "Judge every merged change again, from a clone alone."),
        "anchor": ("cab_anchor", "Print the digest that stands for all evidence so far."),
        "signers": ("cab_signers", "Print whose keys count, in the form that ssh-keygen reads."),
        "hook": ("cab_hook", "Print the pre-receive hook for a remote of your own."),
        "agenda": ("cab_agenda", "List the open changes with the decision each asks for."),
        "minutes": ("cab_minutes", "Print a record of each decision, from the evidence."),
        "calendar": ("cab_calendar", "Write freezes, versions that take effect and reviews due as a calendar file."),
    }
    examples = {
        "begin": "gitsm cab begin --key ~/.ssh/gate --apply",
        "request": 'gitsm cab request my-branch --title "Clearer words" --key ~/.ssh/id_ed25519',
        "approve": "gitsm cab approve 12 --key ~/.ssh/id_ed25519 --apply",
        "reject": 'gitsm cab reject 12 --reason "Too soon" --key ~/.ssh/id_ed25519 --apply',
        "record-approval": "gitsm cab record-approval 12 --by cfo --document minutes.pdf --key ~/.ssh/id_ed25519",
        "status": "gitsm cab status 12",
        "merge": "gitsm cab merge 12 --key ~/.ssh/gate --apply",
        "review": "gitsm cab review 12 --by ops-14 --document review.pdf --key ~/.ssh/gate --apply",
        "snapshot": "gitsm cab snapshot settings.json --key ~/.ssh/gate --apply",
        "verify": "gitsm cab verify -v",
        "anchor": "gitsm cab anchor",
        "signers": "gitsm cab signers -o allowed_signers",
        "hook": "gitsm cab hook -o governance.git/hooks/pre-receive",
        "agenda": "gitsm cab agenda",
        "minutes": "gitsm cab minutes --since 2026-10-01",
        "calendar": "gitsm cab calendar --audience internal -o changes.ics",
    }


@click.group(name="cab", cls=CabGroup)
def command() -> None:
    """Changes before the board: what is planned, what is to be decided, what was decided."""
