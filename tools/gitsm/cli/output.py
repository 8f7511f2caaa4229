"""Writing results: stdout or a file, and whether a terminal reads them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from gitsm.adapters.files import write_file
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.main import forget_output
from gitsm.render.escape import terminal


def wants_colour() -> bool:
    """Colour only for a terminal that has some, and never against NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return on_terminal()


def on_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout is not None and sys.stdout.isatty()


def emit(text: str, output: str | None = None) -> None:
    """Prints the text as UTF-8, or writes it to a file in one step. Raises CannotWorkHere where that fails."""
    if output is None or output == "-":
        _print(text.encode("utf-8", "backslashreplace"))
        return
    write_file(Path(output), text.encode("utf-8", "backslashreplace"))


def _print(data: bytes) -> None:
    try:
        click.echo(data, nl=False)
    except BrokenPipeError:
        # The reader has gone (`gitsm sla list | head -1`). Click would make the code of findings of it.
        forget_output()
        raise click.exceptions.Exit(0) from None
    except OSError as error:
        forget_output()
        reason = (error.strerror or "no reason given").lower()
        raise CannotWorkHere(f"The output cannot be written: {reason}.", "make room, or send it elsewhere") from None


def warn(message: str, fix: str) -> None:
    """What a reader of the answer should know besides, on stderr. The exit code stays as it is."""
    click.echo(f"gitsm: {terminal(message)}\n  fix  {terminal(fix)}", err=True)


def tell(words: str) -> None:
    """A line about the progress of long work, on stderr."""
    click.echo(f"gitsm: {terminal(words)}", err=True)
