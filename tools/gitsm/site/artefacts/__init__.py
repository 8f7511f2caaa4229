"""One page for each artefact: what all kinds share stands in `common`, what a kind has of its own in its own module."""

from __future__ import annotations

from collections.abc import Callable

from gitsm.load.snapshot import Loaded
from gitsm.site.artefacts import agreements, calendars, design, frameworks, measure, people
from gitsm.site.artefacts.common import Sections
from gitsm.site.page import Page
from gitsm.site.pages.catalogue import service_lead, service_sections
from gitsm.site.pages.findings import waiver_lead
from gitsm.site.process.page import process_lead, process_sections

SECTIONS: dict[str, Sections] = {
    "process": process_sections,
    "service": service_sections,
    "sla": agreements.agreement_sections,
    "ola": agreements.agreement_sections,
    "contract": agreements.agreement_sections,
    "role": people.role_sections,
    "party": people.party_sections,
    "kpi": measure.kpi_sections,
    "observations": measure.observations_sections,
    "improvement": measure.improvement_sections,
    "calendar": calendars.calendar_sections,
    "priority-scheme": design.scheme_sections,
    "framework": frameworks.framework_sections,
    "control-mapping": frameworks.mapping_sections,
    "settings": design.settings_sections,
}
"""Kind -> its own sections; a kind that is not here shows its fields one after the other."""
LEADS: dict[str, Callable[[Page, Loaded], str]] = {
    "process": process_lead,
    "service": service_lead,
    "sla": agreements.agreement_lead,
    "ola": agreements.agreement_lead,
    "contract": agreements.agreement_lead,
    "role": people.role_lead,
    "party": people.party_lead,
    "kpi": measure.kpi_lead,
    "observations": measure.observations_lead,
    "improvement": measure.improvement_lead,
    "calendar": calendars.calendar_lead,
    "priority-scheme": design.scheme_lead,
    "framework": frameworks.framework_lead,
    "control-mapping": frameworks.mapping_lead,
    "settings": design.settings_lead,
    "waiver": waiver_lead,
}
"""Kind -> the sentence that opens its pages, where it is not the purpose or description."""
