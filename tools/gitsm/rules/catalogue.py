"""Which rule ids and thresholds the catalogue knows, those of rules that are not built yet included.

Settings may already speak of a rule that a later version brings; what no version knows is a slip of the pen.
"""

from __future__ import annotations

FAMILIES: dict[str, int] = {
    "LOAD": 8, "DOC": 16, "REF": 7, "RAC": 19, "WFL": 14, "PRI": 8, "SVC": 3, "PRC": 6, "TOL": 1, "SLA": 12, "OLA": 12,
    "SUP": 2, "AVL": 7, "CAL": 5, "KPI": 15, "IMP": 11, "REV": 4, "AUD": 6, "RSK": 3, "CTL": 8, "ASM": 3, "PRG": 11,
    "TRN": 1, "CHG": 9, "DAT": 3,
}  # fmt: skip
"""Families with the number of their rules; a family counts from 01 and never gives a number twice."""

IDS: tuple[str, ...] = tuple(f"{family}-{n:02}" for family, count in FAMILIES.items() for n in range(1, count + 1))
"""Every id of the catalogue."""

THRESHOLDS: tuple[str, ...] = (
    "RAC-05.responsible",
    "RAC-06.consulted",
    "RAC-06.informed",
    "RAC-07.min_activities",
    "RAC-07.share",
    "RAC-19.days",
    "WFL-14.decisions",
    "WFL-14.nodes",
    "SLA-04.notice_days",
    "OLA-08.slack_percent",
)
"""Every threshold, as RULE.name."""
