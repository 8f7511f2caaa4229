"""Proposals for misspelled names: slips of the pen are recognised, other names are not proposed."""

from __future__ import annotations

import pytest

from gitsm.base.similar import meant

KNOWN = (
    "incident-manager", "risk-manager", "service-level-manager", "lead", "low", "high", "ops-15", "team-0123",
    "messaging", "service-desk", "iso20000-1-2018", "first-contact-resolution",
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("incident-manger", "incident-manager"),
        ("incident-managers", "incident-manager"),
        ("incident_manager", "incident-manager"),
        ("manager-incident", "incident-manager"),
        ("messagin", "messaging"),
        ("servicedesk", "service-desk"),
        ("leed", "lead"),
        ("hihg", "high"),
        ("lwo", "low"),
        ("taem-0123", "team-0123"),
        ("iso2000-1-2018", ""),
        ("service-manager", ""),
        ("problem-manager", ""),
        ("incident-resolution", ""),
        ("ops-16", ""),
        ("cio", ""),
        ("", ""),
    ],
)
def test_proposals(word: str, name: str) -> None:
    assert meant(word, KNOWN) == name
