"""`gitsm gate`: the gate on a platform with pull requests. Each command is a module of its own, imported on use."""

from __future__ import annotations

import click

from gitsm.cli.main import LazyGroup


class GateGroup(LazyGroup):
    """The commands of the gate: name -> (module in gitsm.cli.commands, one-line help)."""

    table = {
        "run": ("gate_run", "Judge pull requests and write the verdict where --apply is given."),
        "doctor": ("gate_doctor", "Compare the protection of the branch with what the gate needs."),
        "snapshot": ("gate_snapshot", "Append what protects the branch now to the evidence, signed."),
        "ruleset": ("gate_ruleset", "Print a ruleset that GitHub can import."),
        "codeowners": ("gate_codeowners", "Print CODEOWNERS made from the owners of artefacts."),
    }


@click.group(name="gate", cls=GateGroup)
def command() -> None:
    """The gate on GitHub: verdicts on pull requests, and the settings that make them count."""
