"""`gitsm sla`: agreements that can be kept. Each command is a module of its own, imported on use."""

from __future__ import annotations

import click

from gitsm.cli.main import LazyGroup


class SlaGroup(LazyGroup):
    """The commands about agreements: name -> (module in gitsm.cli.commands, one-line help)."""

    table = {
        "list": ("sla_list", "List the agreements: how many targets are kept, which has least slack."),
        "show": ("sla_show", "Show what an agreement promises, and the chain behind each target."),
        "prove": ("sla_prove", "Prove which targets the teams and suppliers underneath can keep."),
        "whatif": ("sla_whatif", "Change a target, a step, hours or a share, and prove again."),
        "check": ("sla_check", "Answer for a workbook which promises can be kept; needs no repository."),
        "export": ("sla_export", "Write targets as OpenSLO or CSV, hours as iCalendar."),
        "due": ("sla_due", "Say when the time of a ticket is used up."),
        "elapsed": ("sla_elapsed", "Say how much of its time a ticket has used."),
        "explain": ("sla_explain", "Explain the clock of a ticket step by step."),
    }
    examples = {
        "list": "gitsm sla list",
        "show": "gitsm sla show email",
        "prove": "gitsm sla prove email --target resolve-p1",
        "whatif": "gitsm sla whatif email --target resolve-p1=6h --hours ola/messaging=office-de",
        "check": "gitsm sla check promises.xlsx",
        "export": "gitsm sla export email --format openslo",
        "due": "gitsm sla due email --target resolve-p1 --opened 2026-10-23T14:01",
        "elapsed": "gitsm sla elapsed email --target resolve-p1 --opened 2026-10-23T14:01 --at 2026-10-23T16:00",
        "explain": "gitsm sla explain email --target resolve-p3 --opened 2026-10-23T14:01 --stop 2026-10-26T09:00",
    }


@click.group(name="sla", cls=SlaGroup)
def command() -> None:
    """Service level agreements: what is promised, whether it can be kept, and what the clock shows."""
