"""What an agreement promises as JSON, shape `sla-show/1`."""

from __future__ import annotations

from datetime import date
from typing import Any

from gitsm.analysis.chain_words import chain_words
from gitsm.analysis.promises import Promised
from gitsm.analysis.proof import Proof
from gitsm.base.scalars import Duration
from gitsm.calendar import zones
from gitsm.export.parts.envelope import document
from gitsm.export.parts.proved import exact, plain_words
from gitsm.model.agreement import Target


def sla_show_json(one: Promised, on: date) -> str:
    """The agreement with its targets; `chain` and `answer` are null for targets that no clock measures."""
    item, sla, rules = one.item, one.sla, one.sla.clock_rules
    proofs = {proof.target.id: proof for proof in one.proofs}
    return document(
        "sla-show/1",
        on,
        {
            "tzdata": zones.version(),
            "key": item.key,
            "version": item.version,
            "title": sla.title,
            "condition": one.condition,
            "from": sla.start.isoformat() if sla.start else None,
            "to": sla.end.isoformat() if sla.end else None,
            "services": list(sla.services),
            "customer": sla.customer,
            "provider": sla.provider,
            "service_hours": sla.service_hours,
            "support_hours": sla.support_hours,
            "clock_rules": {
                "pause": list(rules.pause) if rules else [],
                "on_priority_change": rules.on_priority_change if rules else None,
                "on_reopen": rules.on_reopen if rules else None,
                "cut_over": rules.cut_over if rules else None,
            },
            "targets": [_target(target, proofs.get(target.id)) for target in sla.targets],
            "path": item.path,
        },
    )


def _target(target: Target, proof: Proof | None) -> dict[str, Any]:
    duration = isinstance(target.at_most, Duration)
    return {
        "id": target.id,
        "metric": target.metric,
        "priority": target.priority,
        "at_most": int(target.at_most) if isinstance(target.at_most, Duration) else target.at_most,
        "at_least": target.at_least,
        "unit": "minutes" if duration else None,
        "compliance": target.compliance,
        "clock": target.clock,
        "start": target.start,
        "stop": target.stop,
        "period": target.period,
        "answer": proof.answer.replace(" ", "_") if proof else None,
        "bound": exact(proof.certain) if proof and proof.answer != "not proved" else None,
        "slack": proof.slack if proof else None,
        "chain": plain_words(chain_words(proof.chain.part)) if proof and proof.chain else None,
    }
