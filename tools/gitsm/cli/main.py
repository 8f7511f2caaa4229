"""The group `gitsm` and the one place where an error becomes an exit code.

Commands are a table of names and one-line helps; a command's module is imported when it is invoked, so that
`gitsm --help` and completion import nothing but click.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from gitsm import __version__
from gitsm.base.errors import EXIT_CANNOT, EXIT_INTERRUPTED, GitsmError

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "Check the repository and say what is wrong, where, and how to fix it."),
    "plan": ("plan", "Say what a change means: class, impact, who must agree."),
    "show": ("show", "Show one artefact: its state on the day, what it refers to, what uses it."),
    "rule": ("rule", "Explain a rule, or list all rules."),
    "graph": ("graph", "Print who refers to whom, as json, dot or mermaid."),
    "roles": ("roles", "List roles with their holders on the day; `roles leaver` shows what a leaver breaks."),
    "baseline": ("baseline", "Record the findings of today as known, so that only new ones block."),
    "mv": ("mv", "Rename an artefact and every reference to it."),
    "schema": ("schema", "Write the JSON Schemas of all kinds."),
    "sla": ("sla", "Agreements: can they be kept, when is a ticket due, what if."),
    "calendar": ("calendar", "Calendars of hours: what they come to, what covers what, holidays."),
    "policy": ("policy", "Test the change policy: example changes, their class, who must agree."),
    "cab": ("cab", "Changes before those who decide: ask, agree, meet, merge, verify."),
    "gate": ("gate", "Judge pull requests on GitHub; check the settings that make it count."),
    "site": ("site", "Build or serve the website of the repository."),
    "doctor": ("doctor", "Check the surroundings: git, settings, extras, schemas."),
    "completion": ("completion", "Print the completion script for a shell."),
}
"""Name -> (module in gitsm.cli.commands, one-line help), in the order of the help page."""

EXAMPLES: dict[str, str] = {"plan": "gitsm plan main..my-branch"}


class LazyGroup(click.Group):
    """A group whose commands are imported on use, and listed without being imported."""

    table: Mapping[str, tuple[str, str]] = COMMANDS
    """Name -> (module in gitsm.cli.commands, one-line help)."""
    examples: Mapping[str, str] = EXAMPLES
    """Name -> a command line to begin with, shown at the end of its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the module of the command; None for an unknown name."""
        if cmd_name not in self.table:
            return None
        command: click.Command = import_module(f"gitsm.cli.commands.{self.table[cmd_name][0]}").command
        if cmd_name in self.examples:
            command.epilog = f"\b\nExample:\n  {self.examples[cmd_name]}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a proposal for a misspelled name."""
        name = args[0]
        if name not in self.table and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.table, n=1)
            words = f"No such command {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
            raise click.UsageError(words, ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "directory", default=".", metavar="DIR", help="Work in the repository that holds DIR. Default: here."
)
@click.option("--debug", is_flag=True, help="Show the trace of an internal error.")
@click.version_option(__version__, prog_name="gitsm", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, directory: str, debug: bool) -> None:
    """Governance of IT services as checked, reviewed and published text.

    Exit codes: 0 clean, 1 findings at or above the threshold, 2 wrong usage, 3 cannot work here, 130 interrupted.
    """
    ctx.obj = {"directory": directory, "debug": debug}


def run() -> None:
    """The console script: runs the command of this process and exits."""
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    sys.exit(code)


def main(args: list[str]) -> int:
    """Runs a command line and gives its exit code. Never raises for what a command meets."""
    try:
        code = _invoke(args)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`gitsm check | head`). Python would complain again when it flushes at exit.
        forget_output()
        return 0
    except OSError as error:
        forget_output()
        _say(
            f"The output cannot be written: {(error.strerror or 'no reason given').lower()}.",
            "make room, or send it elsewhere",
        )
        return EXIT_CANNOT
    return code


def forget_output() -> None:
    """Sends what is still buffered for stdout nowhere, so that the interpreter does not stumble over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke(args: list[str]) -> int:
    try:
        result: Any = cli.main(args=args, prog_name="gitsm", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        _say_usage(error)
        return error.exit_code
    except GitsmError as error:
        _say(error.message, error.fix)
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place where an internal error becomes a message
        if "--debug" in args:
            sys.excepthook(type(error), error, error.__traceback__)
            return EXIT_CANNOT
        what = f"{type(error).__name__}: {error}"
        _say(f"gitsm met an error of its own: {what}", "run the command again as `gitsm --debug ...` and report it")
        return EXIT_CANNOT
    return result if isinstance(result, int) else 0


def _say_usage(error: click.ClickException) -> None:
    """What click says, which quotes the command line, with nothing in it that a terminal or log would obey."""
    from gitsm.export.parts.style import guarded, plain

    said = io.StringIO()
    error.show(said)
    for line in said.getvalue().expandtabs(4).splitlines():
        click.echo(guarded(_short(plain(line))), err=True)
    own = [one for param in cli.params for one in param.opts]
    if isinstance(error, click.NoSuchOption) and error.option_name in own:
        click.echo(f"  fix  {error.option_name} stands before the command: gitsm {error.option_name} ...", err=True)


def _say(message: str, fix: str) -> None:
    from gitsm.export.parts.style import plain

    click.echo(f"gitsm: {_short(plain(message))}", err=True)
    if fix:
        click.echo(f"  fix  {_short(plain(fix))}", err=True)


def _short(text: str) -> str:
    """The text with every word cut that is longer than any name or path: it was pasted by accident."""
    return re.sub(r"\S{400,}", lambda word: f"{word[0][:100]}... ({len(word[0])} characters)", text)


if __name__ == "__main__":
    run()
