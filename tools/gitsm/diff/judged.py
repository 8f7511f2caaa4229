"""The class of each change: by the change models of the policy, else by the table of change types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gitsm.diff.changes import Change
from gitsm.diff.consequences import WEIGHED, Consequences
from gitsm.diff.types import CLASSES, TYPES, ChangeClass
from gitsm.graph import Graph
from gitsm.load.snapshot import Snapshot
from gitsm.model.change_policy import ChangePolicy
from gitsm.model.process import Process

POLICY_PROCESS = "change-enablement"


@dataclass(frozen=True, slots=True)
class Judged:
    """A semantic change with its class. `model` is the change model of the policy that decided it; empty: the table."""

    change: Change
    class_: ChangeClass
    model: str = ""

    @property
    def title(self) -> str:
        """The name of the row it falls under."""
        return TYPES[self.change.number].title


def policy_of(snapshot: Snapshot, on: date) -> ChangePolicy | None:
    """The change policy of a snapshot: the block in the change-enablement process in force; None without one."""
    item = snapshot.in_force("process", POLICY_PROCESS, on)
    return item.artefact.change_policy if item is not None and isinstance(item.artefact, Process) else None


def judged_by(
    change: Change, policy: ChangePolicy | None, graph: Graph, consequences: Consequences | None = None
) -> Judged:
    """The class of a change; `graph`: the references before it.

    `consequences`: what the whole change does to the promises above, on which some classes depend; without it the
    table alone decides, which for what carries promises is the stricter class.

    Of several models that fit, the strictest decides; none decides about what is blocked.
    """
    row = TYPES[change.number]
    models = policy.models if policy is not None and not row.blocked else ()
    fitting = [model for model in models if change.number in model.match.change_types]
    if fitting:
        model = max(fitting, key=lambda one: (CLASSES.index(one.class_), not one.auto_merge))
        return Judged(change, model.class_, model.id)
    class_ = row.class_of(change, graph)
    if consequences is not None and change.number in WEIGHED:
        class_ = consequences.class_of(change, class_)
    return Judged(change, class_)
