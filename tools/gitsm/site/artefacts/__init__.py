"""One page for each artefact: what all kinds share stands in `common`, what a kind has of its own in a module of its own."""

from __future__ import annotations

from collections.abc import Callable

from gitsm.load.snapshot import Loaded
from gitsm.site.artefacts.common import Sections
from gitsm.site.page import Page
from gitsm.site.pages.catalogue import service_lead, service_sections
from gitsm.site.pages.findings import waiver_lead
from gitsm.site.process.page import process_lead, process_sections

SECTIONS: dict[str, Sections] = {
    "process": process_sections,
    "service": service_sections,
}
"""Kind -> its own sections; a kind that is not here shows its fields one after the other."""
LEADS: dict[str, Callable[[Page, Loaded], str]] = {
    "process": process_lead,
    "service": service_lead,
    "waiver": waiver_lead,
}
"""Kind -> the sentence that opens its pages, where it is not the purpose or description."""
