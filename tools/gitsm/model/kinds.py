"""KINDS: the one table. Folder, schema, lifecycle, command line and site are all read from it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from gitsm.model.lifecycle import LIFECYCLES, Lifecycle, Phase

if TYPE_CHECKING:
    from gitsm.model.artefact import Artefact

SETTINGS_FILE = "gitsm.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table. `where` is `module:Class`, so that a command imports only what it reads."""

    slug: str
    name: str
    plural: str
    folder: str
    where: str
    lifecycle_name: str
    versioned: bool

    @property
    def model(self) -> type[Artefact]:
        """The pydantic model."""
        module, _, name = self.where.partition(":")
        model: type[Artefact] = getattr(import_module(f"gitsm.model.{module}"), name)
        return model

    @property
    def lifecycle(self) -> Lifecycle:
        """The lifecycle table of the kind."""
        return LIFECYCLES[self.lifecycle_name]

    def phase(self, status: str) -> Phase:
        """The phase a status belongs to."""
        return self.lifecycle.phases[status]


def _row(
    slug: str, name: str, plural: str, folder: str, where: str, lifecycle: str = "document", versioned: bool = True
) -> Kind:
    return Kind(slug, name, plural, folder, where, lifecycle, versioned)


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        _row("settings", "Settings", "Settings", "", "settings:Settings"),
        _row("process", "Process", "Processes", "processes", "process:Process"),
        _row(
            "priority-scheme", "Priority scheme", "Priority schemes", "processes/priorities", "priority:PriorityScheme"
        ),
        _row("role", "Role", "Roles", "roles", "role:Role"),
        _row("party", "Party", "Parties", "roles/parties", "role:Party", versioned=False),
        _row("service", "Service", "Services", "services", "service:Service", "service"),
        _row("calendar", "Calendar", "Calendars", "services/calendars", "service:Calendar"),
        _row(
            "known-error",
            "Known error",
            "Known errors",
            "services/known_errors",
            "service:KnownError",
            "known-error",
            False,
        ),
        _row("sla", "SLA", "SLAs", "slas", "agreement:Sla", "agreement"),
        _row("ola", "OLA", "OLAs", "olas", "agreement:Ola", "agreement"),
        _row("contract", "Contract", "Contracts", "olas/contracts", "agreement:Contract", "agreement"),
        _row("kpi", "KPI", "KPIs", "kpis", "kpi:Kpi", "kpi"),
        _row("csf", "Critical success factor", "Critical success factors", "kpis/csfs", "kpi:Csf"),
        _row("objective", "Objective", "Objectives", "kpis/objectives", "kpi:Objective"),
        _row("observations", "Observations", "Observations", "kpis/observations", "kpi:Observations", versioned=False),
        _row(
            "improvement",
            "Improvement",
            "Improvements",
            "improvement_register",
            "improvement:Improvement",
            "improvement",
            False,
        ),
        _row("policy", "Policy", "Policies", "policies", "governance:Policy"),
        _row("scope", "Scope", "Scopes", "policies/scopes", "governance:Scope"),
        _row("waiver", "Waiver", "Waivers", "policies/waivers", "governance:Waiver", "waiver", False),
        _row("framework", "Framework", "Frameworks", "frameworks", "governance:Framework"),
        _row(
            "control-mapping", "Control mapping", "Control mappings", "frameworks/mappings", "governance:ControlMapping"
        ),
        _row(
            "practice-adoption",
            "Practice adoption",
            "Practice adoption",
            "programme/adoption",
            "governance:PracticeAdoption",
            "adoption",
            False,
        ),
        _row("glossary-term", "Glossary term", "Glossary", "docs/glossary", "governance:GlossaryTerm", versioned=False),
    )
}
"""All kinds by slug, in the order of the table."""

FOLDERS: dict[str, Kind] = {kind.folder: kind for kind in KINDS.values() if kind.folder}
"""Kind by folder."""

RESERVED_FOLDERS: tuple[str, ...] = (
    "kpis/datasets", "programme", "reviews", "policies/tests", "schemas/extensions",
)  # fmt: skip
"""Folders that later kinds use; until then they exist without artefacts."""

GOVERNED_ROOTS: tuple[str, ...] = (
    "processes", "roles", "services", "slas", "olas", "kpis", "improvement_register", "policies", "frameworks",
    "programme", "reviews", "docs/glossary",
)  # fmt: skip
"""Folders in which every file is an artefact, a README.md, or a finding (LOAD-08)."""

BASELINE_FILE = "policies/baseline.yaml"
EXTENSIONS_FOLDER = "schemas/extensions"
POLICY_TESTS_FOLDER = "policies/tests"
ROOTS: tuple[str, ...] = (SETTINGS_FILE, *GOVERNED_ROOTS, EXTENSIONS_FOLDER)
"""Everything that is read."""
