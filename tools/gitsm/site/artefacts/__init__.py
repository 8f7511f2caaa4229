"""One page for each artefact: what all kinds share stands in `common`, what a kind has of its own in a module of its own."""

from __future__ import annotations

from collections.abc import Callable

from gitsm.load.snapshot import Loaded
from gitsm.site.artefacts.common import Sections
from gitsm.site.page import Page

SECTIONS: dict[str, Sections] = {}
"""Kind -> its own sections; a kind that is not here shows its fields one after the other."""
LEADS: dict[str, Callable[[Page, Loaded], str]] = {}
"""Kind -> the sentence that opens its pages, where it is not the purpose or description."""
