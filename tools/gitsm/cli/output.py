"""Writing results: stdout or a file, and whether a terminal reads them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from gitsm.base.errors import CannotWorkHere


def wants_colour() -> bool:
    """Colour only for a terminal that has some, and never against NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return on_terminal()


def on_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout.isatty()


def emit(text: str, output: str | None = None) -> None:
    """Prints the text as UTF-8, or writes it to a file in one step. Raises CannotWorkHere where that fails."""
    if output is None or output == "-":
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
        return
    write_file(Path(output), text.encode("utf-8", "backslashreplace"))


def write_file(path: Path, data: bytes) -> None:
    """Replaces a file as a whole: readers see the old content or the new. Raises CannotWorkHere."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        fix = "name a file in a folder you may write to"
        raise CannotWorkHere(f"{path} cannot be written: {reason}.", fix) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
