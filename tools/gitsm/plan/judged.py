"""The class of each change, as the plan names it; worked out in `gitsm.diff.judged`, which the rules ask too."""

from __future__ import annotations

from gitsm.diff.judged import POLICY_PROCESS, Judged, judged_by, policy_of

__all__ = ["POLICY_PROCESS", "Judged", "judged_by", "policy_of"]
