"""`gitsm sla check`: can you keep this SLA? A workbook in, its answers back, without a repository."""

from __future__ import annotations

import click

from gitsm.base.errors import EXIT_FINDINGS, CannotWorkHere, UsageError

_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
_ELSEWHERE = "name a folder in which you may write with --output; the answers above hold all the same"
_CLOSE = "close it in other programs, or "


@click.command(name="check")
@click.argument("file", metavar="[FILE.xlsx]", required=False, type=click.Path())
@click.option("--template", metavar="FILE", help="Write the workbook to fill in, with an example, and do nothing else.")
@click.option("--output", "-o", metavar="DIR", help="Write the answers into DIR. Default: beside FILE.")
@click.option("--force", is_flag=True, help="Replace answers or a template that are there already.")
def command(file: str | None, template: str | None, output: str | None, force: bool) -> int:
    """Say which promises of a workbook can be kept, and which ticket breaks the others. Needs no repository.

    Writes FILE-answers.xlsx and FILE-answers.html; FILE is not changed. Exits 1 where a promise is not kept or not
    proved, or where cells need mending.
    """
    from pathlib import Path

    from gitsm.adapters import clock, xlsx
    from gitsm.adapters.files import apply, write_file
    from gitsm.cli.output import emit, tell, wants_colour
    from gitsm.export.parts.style import Style, plain

    if (file is None) == (template is None) or (template is not None and output is not None):
        raise UsageError(
            "Name either a workbook or --template.",
            "gitsm sla check --template promises.xlsx, then gitsm sla check promises.xlsx",
        )
    xlsx.openpyxl_module()
    today = clock.today()

    def absent(path: Path, fix: str) -> None:
        try:
            there = path.exists()
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise CannotWorkHere(f"{plain(path.name)} cannot be written: {reason}.", "choose another name") from None
        if there and not force:
            raise CannotWorkHere(f"{plain(path.name)} is there already.", fix)

    if template is not None:
        from gitsm.export.sla_template import sla_template

        target = Path(template)
        if target.suffix.casefold() != ".xlsx":
            raise UsageError(f"{plain(target.name)} would be no workbook.", "name it .xlsx")
        absent(target, "name another file, or add --force")
        write_file(target, sla_template(today.year + 1))
        name = f'"{target}"' if " " in str(target) else target
        tell(f"wrote {target}; fill it in, then run `gitsm sla check {name}`")
        return 0

    assert file is not None
    source = Path(file)
    if source.suffix.casefold() not in _SUFFIXES:
        raise UsageError(
            f"{plain(source.name)} is not in the format .xlsx.",
            "save it as .xlsx (Excel workbook) in your spreadsheet program; --template writes one to fill in",
        )
    from gitsm.analysis.workbook.promises import promises_of
    from gitsm.analysis.workbook.proved import proved
    from gitsm.export.sla_check_html import sla_check_html
    from gitsm.export.sla_check_text import sla_check_text, workbook_problems
    from gitsm.export.sla_check_xlsx import sla_check_xlsx

    book = xlsx.read_workbook(source)
    promises, problems = promises_of(book)
    style = Style(wants_colour())
    if problems.found:
        emit(workbook_problems(source.name, problems.found, style))
        return EXIT_FINDINGS
    folder = Path(output) if output is not None else source.parent
    targets = [folder / f"{source.stem}-answers{suffix}" for suffix in (".xlsx", ".html")]
    for one in targets:
        absent(one, "add --force to replace the answers, or name another folder with --output")
    found = proved(promises)
    contents = (
        sla_check_xlsx(found, book, source.name, today),
        sla_check_html(found, source.name, today).encode("utf-8", "replace"),
    )
    emit(sla_check_text(found, style))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"{plain(str(folder))} cannot be made: {(error.strerror or 'no reason given').lower()}."
        raise CannotWorkHere(what, _ELSEWHERE) from None
    there = any(one.exists() for one in targets)
    try:
        apply(folder, {one.name: content for one, content in zip(targets, contents, strict=True)})
    except CannotWorkHere as error:
        raise CannotWorkHere(error.message, f"{_CLOSE}{_ELSEWHERE}" if there else _ELSEWHERE) from None
    tell(f"wrote {targets[0]} and {targets[1]}")
    return EXIT_FINDINGS if found.broken else 0
