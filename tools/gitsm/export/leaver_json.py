"""What breaks when a party leaves, as JSON, shape `leaver/1`."""

from __future__ import annotations

from gitsm.check.leaver import Departure
from gitsm.export.parts.envelope import document
from gitsm.export.parts.findings import finding_body, span_body


def leaver_json(departure: Departure) -> str:
    """What the party holds on the day, what breaks without it, and the findings that would be new."""
    return document(
        "leaver/1",
        departure.on,
        {
            "handle": departure.handle,
            "breaks_something": departure.breaks_something,
            "standing": departure.standing or None,
            "holds": [
                {"person": one.person, "role": one.role, "team": one.team or None, "deputy": one.deputy}
                for one in departure.holdings
            ],
            "teams": list(departure.teams),
            "consequences": [
                {
                    "kind": one.kind,
                    "message": one.message,
                    "role": one.role or None,
                    "artefact": one.artefact,
                    "path": one.path,
                    **span_body(one.position),
                    "at": one.at,
                }
                for one in departure.consequences
            ],
            "findings": [finding_body(finding) for finding in departure.findings],
        },
    )
