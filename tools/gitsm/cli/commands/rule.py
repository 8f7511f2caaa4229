"""`gitsm rule`: what a rule demands, and why."""

from __future__ import annotations

import click

from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.complete import rules
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session
from gitsm.export.parts.style import Style


@click.command(name="rule")
@click.argument("rule_id", metavar="[ID]", required=False, shell_complete=rules)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.pass_context
def command(ctx: click.Context, rule_id: str | None, form: str) -> None:
    """Explain the rule ID, or list all rules. Works outside a repository too."""
    from gitsm.export.rule_json import rule_json
    from gitsm.export.rule_text import rule_index_text, rule_text
    from gitsm.load.explain import closest
    from gitsm.rules import BY_ID, RULES

    name = (rule_id or "").upper()
    if name and name not in BY_ID:
        near = closest(name, BY_ID)
        fix = f"did you mean {near}?" if near else "`gitsm rule` lists all rules"
        raise UsageError(f'There is no rule "{rule_id}".', fix)
    settings = _settings(ctx)
    style = Style(wants_colour())
    if form == "json":
        emit(rule_json([BY_ID[name]] if name else RULES, settings))
    elif name:
        emit(rule_text(BY_ID[name], settings.get(name, ""), style))
    else:
        emit(rule_index_text(RULES, settings, style))


def _settings(ctx: click.Context) -> dict[str, str]:
    """Severities that this repository sets; none outside a repository."""
    try:
        return Session.of(ctx).settings_severity()
    except CannotWorkHere:
        return {}
