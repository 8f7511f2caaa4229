"""A trial as JSON, shape `sla-whatif/1`."""

from __future__ import annotations

from datetime import date

from gitsm.analysis.proof import Prover
from gitsm.analysis.what_if import Tried
from gitsm.calendar import zones
from gitsm.export.parts.envelope import document
from gitsm.export.parts.proved import plain_words, proof_body, told


def sla_whatif_json(tried: Tried, before: Prover, on: date) -> str:
    """Every time target of the SLA, proved before and after the changes."""
    return document(
        "sla-whatif/1",
        on,
        {
            "tzdata": zones.version(),
            "key": tried.item.key,
            "version": tried.item.version,
            "changes": [plain_words(text) for text in tried.changes],
            "targets": [
                {
                    "target": one.before.target.id,
                    "changed": one.changed,
                    "before": proof_body(told(one.before, before)),
                    "after": proof_body(told(one.after, tried.prover)),
                }
                for one in tried.proofs
            ],
        },
    )
