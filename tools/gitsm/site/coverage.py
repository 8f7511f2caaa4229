"""How far the clauses of a framework are covered: the state of each, and the sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from gitsm.load.snapshot import Loaded
from gitsm.model.governance import Clause, ControlMapping, Framework, MappingRow, Scope
from gitsm.site.view import View

STATES = ("full", "partial", "weak", "planned", "none", "out")
WORDS = {
    "full": "full",
    "partial": "partial",
    "weak": "weak or old evidence",
    "planned": "planned",
    "none": "not covered",
    "out": "out of scope",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause with its row and its state."""

    clause: Clause
    row: MappingRow | None
    state: str
    newest: date | None


class Coverage:
    """A mapping against its framework. A clause without a row is not covered."""

    def __init__(self, view: View, item: Loaded) -> None:
        mapping = item.artefact
        assert isinstance(mapping, ControlMapping)
        self.view, self.item, self.mapping = view, item, mapping
        target = view.get(f"framework/{mapping.framework}") if mapping.framework else None
        self.framework_item = target
        self.framework = target.artefact if target is not None and isinstance(target.artefact, Framework) else None

    @cached_property
    def clauses(self) -> tuple[Covered, ...]:
        """Every clause in the order of the framework, then rows about clauses that it does not have."""
        rows = {row.clause: row for row in self.mapping.rows}
        known = [
            one
            for one in (self.framework.clauses if self.framework else ())
            if one.id in rows or one.id not in self.headings
        ]
        found = [self._judge(clause, rows.get(clause.id)) for clause in known]
        names = {clause.id for clause in known}
        found += [
            self._judge(Clause(id=row.clause, title=""), row) for row in self.mapping.rows if row.clause not in names
        ]
        return tuple(found)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Clauses that only gather others (8.2 of 8.2.1): number to title. They are not requirements of their own."""
        listed = self.framework.clauses if self.framework else ()
        above = {one.id[:at] for one in listed for at, char in enumerate(one.id) if char == "."}
        return {one.id: one.title for one in listed if one.id in above}

    def groups(self) -> dict[str, list[Covered]]:
        """Clauses by the group that the framework states, else by chapter; chapters of more than eight by section."""
        found: dict[str, list[Covered]] = {}
        size = Counter(one.clause.id.partition(".")[0] for one in self.clauses)
        for one in self.clauses:
            parts = one.clause.id.split(".")
            chapter = ".".join(parts[:2]) if len(parts) > 2 and size[parts[0]] > 8 else parts[0]
            title = self.headings.get(chapter, "")
            found.setdefault(one.clause.group or f"{chapter} {title}".strip(), []).append(one)
        return found

    def _judge(self, clause: Clause, row: MappingRow | None) -> Covered:
        newest = newest_evidence(row) if row else None
        if row is None:
            return Covered(clause, row, "none", None)
        if not row.in_scope:
            return Covered(clause, row, "out", newest)
        if row.strength == "planned":
            return Covered(clause, row, "planned", newest)
        if row.strength in (None, "none") or not row.artefacts:
            return Covered(clause, row, "none", newest)
        period = self.view.settings.audit_period
        if newest is None or (period is not None and newest < period.from_):
            return Covered(clause, row, "weak", newest)
        return Covered(clause, row, str(row.strength), newest)

    @cached_property
    def counts(self) -> Counter[str]:
        """Number of clauses by state."""
        return Counter(one.state for one in self.clauses)

    @property
    def in_scope(self) -> int:
        """Clauses that apply."""
        return len(self.clauses) - self.counts["out"]

    @property
    def open(self) -> int:
        """Clauses that nothing covers yet."""
        return self.counts["none"] + self.counts["planned"]

    @property
    def name(self) -> str:
        """The framework in words."""
        if self.framework is None:
            return self.mapping.framework or self.mapping.id
        return self.framework.name or self.framework.title


def newest_evidence(row: MappingRow) -> date | None:
    """The last day that any evidence of the row speaks about."""
    days = [one.date for one in row.evidence if one.date]
    days += [one.period.to - timedelta(days=1) for one in row.evidence if one.period and one.period.to]
    return max(days, default=None)


def main_coverage(view: View) -> Coverage | None:
    """The mapping of the framework that a scope in force claims; else the first there is."""
    claimed = [
        item.artefact.framework
        for item in view.current_of("scope")
        if isinstance(item.artefact, Scope) and view.condition(item) == "in force"
    ]
    found = [Coverage(view, item) for item in view.current_of("control-mapping") if view.condition(item) != "ended"]
    return next((one for one in found if one.mapping.framework in claimed), found[0] if found else None)
