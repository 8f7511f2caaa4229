"""The help of each command about agreements, calendars and changes ends with a line to begin with, which works."""

from __future__ import annotations

import click
import pytest

from docs_support import every_command, parse

BRANCHES = ("gitsm sla ", "gitsm calendar ", "gitsm cab ", "gitsm plan")
NAMED = [(name, command) for name, command in every_command() if name.startswith(BRANCHES)]


@pytest.mark.parametrize(("name", "command"), NAMED, ids=[name for name, _ in NAMED])
def test_the_help_ends_with_an_example_of_the_command_itself(name: str, command: click.Command) -> None:
    mark, head, line = (command.epilog or "no example").split("\n")
    assert (mark, head) == ("\b", "Example:")
    assert line.strip().startswith(f"{name} ") or line.strip() == name
    parse(line.strip())
