"""Reading the documentation as data: fences with their marks, commands, links, and a repository to try them in.

A mark is an HTML comment in the lines before a fence; readers do not see it:

    <!-- run -->                          the `gitsm` commands of the fence are run, and what they print is compared
    <!-- run exit 1 -->                   the same, and the command ends with this code (otherwise 0)
    <!-- change FILE: OLD => NEW -->      an edit before the fence, in the page's own copy of the repository
    <!-- file: FILE -->                   the fence is written to a new file of that copy
    <!-- copy FILE: NEW FILE -->          a copy of a file, before the edits that follow
    <!-- reset -->                        the copy is as it was at first
    <!-- kind: sla from slas/email.yaml -->  the fence is an artefact, and every value in it stands in that file
    <!-- part of: settings -->            the fence holds fields of this kind

In shown output a line `...` stands for any lines, and counts that grow with the worked content are not compared.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from cli_support import Repo
from gitsm.cli.main import cli
from gitsm.model.kinds import ROOTS
from support import ROOT

_TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = tuple(sorted([*(ROOT / file for file in _TOP), *(ROOT / "docs").rglob("*.md")]))
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- (.*?) -->")
_COUNTS = re.compile(r"\d+ (files? checked|waived|not known|questions?|artefacts?|notes?|warnings?)")


@dataclass(frozen=True)
class Fence:
    """A fenced block: where it stands, its language, its text and the marks before it."""

    page: Path
    line: int
    language: str
    body: str
    marks: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{name(self.page)}:{self.line}"

    def mark(self, start: str) -> str | None:
        """What follows the mark that starts so; None without such a mark."""
        return next((mark.removeprefix(start).strip() for mark in self.marks if mark.startswith(start)), None)


def name(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path) -> Iterator[Fence]:
    """The fenced blocks of a page, in order; marks belong to the next fence."""
    text, end = text_of(page), 0
    for match in _FENCE.finditer(text):
        indent, language, body = match.groups()
        marks = tuple(_MARK.findall(text[end : match.start()]))
        lines = "".join(line.removeprefix(indent) for line in body.splitlines(keepends=True))
        yield Fence(page, text.count("\n", 0, match.start()) + 1, language, lines, marks)
        end = match.end()


def prose(page: Path) -> str:
    """The page without fenced blocks."""
    return _FENCE.sub("", text_of(page))


def commands(fence: Fence) -> Iterator[str]:
    """The gitsm command lines of a block, without `$`, path of the program, pipes and comments."""
    for line in fence.body.splitlines():
        command = re.sub(r"^(\$|>|PS>) ", "", line.strip())
        command = re.sub(r"^(\.venv/bin/|\.venv\\Scripts\\)", "", command)
        if command.startswith("gitsm "):
            yield alone(command)


def alone(command: str) -> str:
    """The command without what the shell does to its output, and without a comment."""
    return re.split(r" +(?:\||>|&&|#) ?", command)[0].strip()


def parse(command: str) -> None:
    """Parses a command line as the program would, without running it. Raises click.UsageError."""
    args = shlex.split(command)[1:]
    here: click.Command = cli
    try:
        context = cli.make_context("gitsm", list(args))
        while isinstance(here, click.Group):
            args = [*getattr(context, "_protected_args", []), *context.args]
            if not args and here.invoke_without_command:
                return
            found, command_, rest = here.resolve_command(context, args)
            assert command_ is not None
            here, context = command_, command_.make_context(found, rest, parent=context)
    except click.exceptions.Exit:
        return  # --help, --version


def every_command(group: click.Group = cli, prefix: str = "gitsm") -> Iterator[tuple[str, click.Command]]:
    """(`gitsm site build`, command) of each command that can be called."""
    context = click.Context(group)
    for title in group.list_commands(context):
        command = group.get_command(context, title)
        assert command is not None
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{prefix} {title}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{prefix} {title}")


def options(command: click.Command) -> list[str]:
    """The long names of the options of a command."""
    return [opt for param in command.params for opt in (*param.opts, *param.secondary_opts) if opt.startswith("--")]


def worked_copy(folder: Path) -> Repo:
    """The worked organisation alone, committed once."""
    for root in (*ROOTS, "schemas"):
        source, target = ROOT / root, folder / root
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    repo = Repo(folder, {})
    repo.commit()
    return repo


def fits(shown: str, printed: str) -> bool:
    """Whether the shown text is what was printed, lines `...` apart."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in _plain(shown).splitlines()
    )
    return re.fullmatch(pattern, _plain(printed)) is not None


def _plain(text: str) -> str:
    lines = (line.rstrip() for line in text.rstrip("\n").splitlines())
    return _COUNTS.sub(r"N \1", "".join(f"{line}\n" for line in lines))
