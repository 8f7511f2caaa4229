"""`gitsm doctor`: do the surroundings fit?"""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.base.errors import EXIT_CANNOT
from gitsm.cli.output import emit, wants_colour
from gitsm.export.doctor_json import doctor_json
from gitsm.export.doctor_text import doctor_text
from gitsm.export.parts.style import Style


@click.command(name="doctor")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """Check the surroundings: Python, repository, settings, git, schemas, site builder.

    Exits 3 where gitsm cannot work at all, else 0.
    """
    from gitsm.cli.doctor import examine

    checkups = list(examine(Path(ctx.find_root().obj["directory"])))
    emit(doctor_json(checkups) if form == "json" else doctor_text(checkups, Style(wants_colour())))
    return EXIT_CANNOT if any(one.state == "cannot" for one in checkups) else 0
