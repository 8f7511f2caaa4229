"""REF: does every reference hold."""

from __future__ import annotations

from gitsm.check.rule import Rule
from gitsm.rules import ref_names, ref_shape, ref_state

RULES: tuple[Rule, ...] = (
    ref_names.references_lead_somewhere,
    ref_state.agreed_artefacts_rest_on_agreed_ones,
    ref_state.everything_is_used,
    ref_shape.nothing_leads_back_to_itself,
    ref_state.nothing_in_use_is_ended,
    ref_shape.interfaces_are_seen_from_both_sides,
    ref_shape.evidence_can_be_found,
)
