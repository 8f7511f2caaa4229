"""Proofs of agreements as JSON, shape `sla-prove/1`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gitsm.analysis.promises import Promised, sums
from gitsm.analysis.proof import Prover
from gitsm.calendar import zones
from gitsm.export.parts.envelope import document
from gitsm.export.parts.proved import proof_body, told


def sla_prove_json(promised: Sequence[Promised], prover: Prover, on: date) -> str:
    """Every proof with its ticket and repairs, and the sums over agreed promises."""
    return document(
        "sla-prove/1",
        on,
        {
            "tzdata": zones.version(),
            "agreements": [
                {
                    "key": one.item.key,
                    "version": one.item.version,
                    "title": one.item.artefact.title,
                    "condition": one.condition,
                    "path": one.item.path,
                    "proofs": [proof_body(told(proof, prover)) for proof in one.proofs],
                }
                for one in promised
            ],
            "sums": {answer.replace(" ", "_"): count for answer, count in sums(promised).items()},
        },
    )
