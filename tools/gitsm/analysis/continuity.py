"""Recovery objectives down the dependencies: how soon, and with how little lost, a service can be back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gitsm.analysis.dependencies import MOST_LEVELS, serial_parts
from gitsm.base.source import Route
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Contract
from gitsm.model.service import OnContract, OnService, Service

Objective = Literal["rto", "rpo"]


@dataclass(frozen=True, slots=True)
class Recovery:
    """When a needed part is back, or how much it loses: `minutes`, along `path`, in the order of restoration.

    Each step of the path is (name, minutes). `unstated` names parts of which no objective is known.
    """

    route: Route
    minutes: int
    path: tuple[tuple[str, int], ...]
    unstated: tuple[str, ...]


class Continuity:
    """Recovery of services on a day. A part can be restored once what it needs itself is back, so times add up on the
    way; of what is lost the largest counts. Redundant groups are left out: a failing member stops nothing.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._known: dict[tuple[str, Objective], Recovery] = {}

    def parts(self, service: Service, objective: Objective, above: tuple[str, ...] = ()) -> Iterator[Recovery]:
        """One for each part that a service needs in any case, in the order in which they are written."""
        if service.depends_on is None:
            return
        above = (*above, service.id)
        for route, node in serial_parts(service.depends_on):
            if isinstance(node, OnService):
                found = self._of_service(node.service, objective, above)
            elif isinstance(node, OnContract):
                found = self._of_contract(node.contract, objective)
            else:
                continue
            yield Recovery(route, found.minutes, found.path, found.unstated)

    def _of_service(self, id_: str, objective: Objective, above: tuple[str, ...]) -> Recovery:
        known = self._known.get((id_, objective))
        if known is not None:
            return known
        name = f"service/{id_}"
        item = self.snapshot.resolve("service", id_, self.on)
        if item is None or not isinstance(item.artefact, Service) or id_ in above or len(above) >= MOST_LEVELS:
            return Recovery((), 0, (), (name,))
        own = getattr(item.artefact, objective)
        parts = list(self.parts(item.artefact, objective, above))
        before = max(parts, key=lambda one: one.minutes, default=None)
        lower = [name for part in parts for name in part.unstated]
        minutes = 0 if own is None else int(own)
        path: tuple[tuple[str, int], ...] = ((name, minutes),) if own is not None else ()
        if before is not None and objective == "rto":
            path, minutes = (*before.path, *path), before.minutes + minutes
        elif before is not None and before.minutes > minutes:
            path, minutes = before.path, before.minutes
        unstated = tuple(dict.fromkeys(([] if own is not None else [name]) + lower))
        found = self._known[id_, objective] = Recovery((), minutes, path, unstated)
        return found

    def _of_contract(self, id_: str, objective: Objective) -> Recovery:
        name = f"contract/{id_}"
        item = self.snapshot.resolve("contract", id_, self.on)
        stated = [] if item is None else list(_stated(item, objective))
        if not stated:
            return Recovery((), 0, (), ())  # a supplier need not state one: the service that rests on it does
        return Recovery((), max(stated), ((name, max(stated)),), ())


def _stated(item: Loaded, objective: Objective) -> Iterator[int]:
    if isinstance(item.artefact, Contract):
        for target in item.artefact.targets:
            if target.metric == objective and target.at_most is not None:
                yield int(target.at_most)
