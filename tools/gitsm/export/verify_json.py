"""The result of a verification as JSON, shape verify/1."""

from __future__ import annotations

from gitsm.audit.verdict import FINDINGS, Verification
from gitsm.export.parts.envelope import document


def verify_json(found: Verification) -> str:
    """Every commit with its verdict and strength, the counts apart, and the faults of the whole."""
    return document(
        "verify/1",
        None,
        {
            "branch": found.branch,
            "judged": found.judged,
            "tip": found.tip,
            "since": found.since,
            "before_the_gate": found.before,
            "proved": found.proved,
            "counts": {name: found.counts[name] for name in FINDINGS},
            "head": found.head,
            "anchored": found.anchored,
            "statements": found.statements,
            "snapshots": found.snapshots,
            "faults": list(found.faults),
            "commits": [
                {
                    "commit": one.commit,
                    "title": one.title,
                    "finding": one.finding,
                    "words": one.words,
                    "request": one.request,
                    "class": one.class_,
                    "approvals": list(one.approvals),
                    "reasons": list(one.reasons),
                    "notes": list(one.notes),
                }
                for one in found.commits
            ],
        },
    )
