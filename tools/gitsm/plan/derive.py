"""Changes that stand in no single field: an approval that can be passed by, a conflict of duties that appears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitsm.base.finding import Finding
from gitsm.diff.changes import Change
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.passing import passed_by
from gitsm.load.snapshot import Snapshot
from gitsm.model.meta import Meaning

CONFLICT = 15
SEGREGATION_RULES = frozenset({"RAC-10", "RAC-11"})
_CONTROL = Meaning(material="control")


def derived(pairs: Iterable[Pair], new: Iterable[Finding], base: Snapshot, head: Snapshot) -> Iterator[Change]:
    """Changes 7 and 15 of the table: worked out from workflows and from findings that the change brings.

    A conflict belongs to the artefact in which it is found, whether that changed itself or only what it refers to.
    """
    by_key: dict[str, Pair] = {}
    for pair in pairs:
        by_key.setdefault(pair.key, pair)
        yield from passed_by(pair)
    for finding in new:
        if finding.rule in SEGREGATION_RULES:
            pair_of = by_key.get(finding.artefact) or _standing(finding, base, head)
            if pair_of is not None:
                route = tuple(finding.at.split("."))
                words = Difference("added", route, None, finding.message, "looser", _CONTROL)
                yield Change(CONFLICT, pair_of, "looser", (words,))


def _standing(finding: Finding, base: Snapshot, head: Snapshot) -> Pair | None:
    """The artefact of a finding that did not change itself."""
    after = next((item for item in head.by_key.get(finding.artefact, ()) if item.path == finding.path), None)
    if after is None:
        return None
    before = next((item for item in base.by_key.get(finding.artefact, ()) if item.version == after.version), None)
    return Pair("same", before, after)
