"""A statement that a command would put at the end of the evidence, in plain words or as it would be signed."""

from __future__ import annotations

from collections.abc import Sequence

from gitsm.adapters.ledger import EVIDENCE
from gitsm.cli.desk import Desk, would
from gitsm.cli.output import emit, wants_colour
from gitsm.export.cab_would import statement_would
from gitsm.export.parts.style import Style


def show(desk: Desk, data: bytes, form: str, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Prints it, and says that nothing was written."""
    where = ("written to", f"the end of {EVIDENCE} on {desk.remote.name}")
    emit(data.decode("ascii") if form == "json" else statement_would(title, [*rows, where], Style(wants_colour())))
    would(title)
