"""Recovery objectives down the dependencies: how soon, and with how little lost, a service can be back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gitsm.analysis.cycles import cycles
from gitsm.analysis.dependencies import serial_parts
from gitsm.analysis.digraph import strong_components
from gitsm.base.source import Route
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Contract
from gitsm.model.service import OnContract, OnService, Service

Objective = Literal["rto", "rpo"]


@dataclass(frozen=True, slots=True)
class Recovery:
    """When a needed part is back, or how much it loses: `minutes`, along `path`, in the order of restoration.

    Each step of the path is (name, minutes). `unstated` names parts of which no objective is known; `circle`, such as
    (a, b, a), services below that need one another, so that none of them can be the first to be back.
    """

    route: Route
    minutes: int
    path: tuple[tuple[str, int], ...]
    unstated: tuple[str, ...]
    circle: tuple[str, ...] = ()


class Continuity:
    """Recovery of services on a day. A part can be restored once what it needs itself is back, so times add up on the
    way; of what is lost the largest counts. Redundant groups are left out: a failing member stops nothing.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._known: dict[Objective, dict[str, Recovery]] = {}

    def parts(self, service: Service, objective: Objective) -> Iterator[Recovery]:
        """One for each part that a service needs in any case, in the order in which they are written."""
        known = self._known.get(objective)
        if known is None:
            known = self._known[objective] = self._all(objective)
        yield from self._parts(service, objective, known)

    def _parts(self, service: Service, objective: Objective, known: dict[str, Recovery]) -> Iterator[Recovery]:
        for route, node in serial_parts(service.depends_on) if service.depends_on is not None else ():
            if isinstance(node, OnService):
                found = known.get(node.service) or Recovery((), 0, (), (f"service/{node.service}",))
            elif isinstance(node, OnContract):
                found = self._of_contract(node.contract, objective)
            else:
                continue
            yield replace(found, route=route)

    def _all(self, objective: Objective) -> dict[str, Recovery]:
        """The recovery of every service, what is below before what is above, so that no answer hangs on who asks."""
        services = {id_: one for id_ in self.snapshot.ids.get("service", ()) if (one := self._service(id_)) is not None}
        needs = {id_: [name for name in _needs(one) if name in services] for id_, one in services.items()}
        number = {id_: index for index, id_ in enumerate(services)}
        ids = tuple(services)
        found: dict[str, Recovery] = {}
        adjacency = [[number[name] for name in needs[id_]] for id_ in ids]
        for part in reversed(strong_components(adjacency, range(len(ids)))):
            names = sorted(ids[node] for node in part)
            circle = next(cycles({name: [one for one in needs[name] if one in names] for name in names}), ())
            own = {name: getattr(services[name], objective) for name in names}
            if circle:  # of each other they are told what they need at least: their own objective
                found.update((name, _recovery(name, own[name], (), objective, circle)) for name in names)
            below = {name: tuple(self._parts(services[name], objective, found)) for name in names}
            found.update((name, _recovery(name, own[name], below[name], objective, circle)) for name in names)
        return found

    def _service(self, id_: str) -> Service | None:
        item = self.snapshot.resolve("service", id_, self.on)
        return item.artefact if item is not None and isinstance(item.artefact, Service) else None

    def _of_contract(self, id_: str, objective: Objective) -> Recovery:
        name = f"contract/{id_}"
        item = self.snapshot.resolve("contract", id_, self.on)
        stated = [] if item is None else list(_stated(item, objective))
        if not stated:
            return Recovery((), 0, (), ())  # a supplier need not state one: the service that rests on it does
        return Recovery((), max(stated), ((name, max(stated)),), ())


def _needs(service: Service) -> Iterator[str]:
    """The services that one needs in any case."""
    for _, node in serial_parts(service.depends_on) if service.depends_on is not None else ():
        if isinstance(node, OnService):
            yield node.service


def _recovery(
    id_: str, own: int | None, below: tuple[Recovery, ...], objective: Objective, circle: tuple[str, ...]
) -> Recovery:
    """The recovery of a service from its own objective and what it needs."""
    name = f"service/{id_}"
    before = max(below, key=lambda one: one.minutes, default=None)
    minutes = 0 if own is None else int(own)
    path: tuple[tuple[str, int], ...] = ((name, minutes),) if own is not None else ()
    if before is not None and objective == "rto":
        path, minutes = (*before.path, *path), before.minutes + minutes
    elif before is not None and before.minutes > minutes:
        path, minutes = before.path, before.minutes
    lower = [each for part in below for each in part.unstated]
    unstated = tuple(dict.fromkeys(([] if own is not None else [name]) + lower))
    circle = circle or next((part.circle for part in below if part.circle), ())
    return Recovery((), minutes, path, unstated, circle)


def _stated(item: Loaded, objective: Objective) -> Iterator[int]:
    if isinstance(item.artefact, Contract):
        for target in item.artefact.targets:
            if target.metric == objective and target.at_most is not None:
                yield int(target.at_most)
