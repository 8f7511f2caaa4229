"""`gitsm cab`: changes before those who decide. Each command is a module of its own, imported on use."""

from __future__ import annotations

import click

from gitsm.cli.main import LazyGroup


class CabGroup(LazyGroup):
    """The commands about changes: name -> (module in gitsm.cli.commands, one-line help)."""

    table = {
        "calendar": ("cab_calendar", "Write freezes, versions that take effect and reviews due as a calendar file."),
    }


@click.group(name="cab", cls=CabGroup)
def command() -> None:
    """Changes before the board: what is planned, what is to be decided, what was decided."""
