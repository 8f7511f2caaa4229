"""Which agreements speak for the availability of a part, and from which day on others do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from gitsm.analysis.dependencies import Component, Dependencies
from gitsm.analysis.effective import term_of
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Contract, Ola, Sla

Speakers = Mapping[str, tuple[Loaded, ...]]


def speakers(snapshot: Snapshot) -> Speakers:
    """By the name of a component the agreements about it that have not ended, every version, whenever they hold.

    Agreements with customers stand under `sla:service/x`.
    """
    found: dict[str, list[Loaded]] = {}
    for item in snapshot.of_kind("ola", "contract", "sla"):
        if item.phase != "ended":
            for name in _about(item):
                found.setdefault(name, []).append(item)
    return {name: tuple(items) for name, items in found.items()}


def _about(item: Loaded) -> Iterator[str]:
    agreement = item.artefact
    if isinstance(agreement, Sla):
        yield from (f"sla:service/{name}" for name in dict.fromkeys(agreement.services))
        return
    assert isinstance(agreement, Ola | Contract)
    if isinstance(agreement, Contract):
        yield item.key
    yield from dict.fromkeys(name for name in agreement.supports if name.startswith("service/"))


def next_change(known: Dependencies, name: str, every: Speakers, end: date | None) -> date | None:
    """The first day after that of `known`, before `end`, on which a service may rest on something else.

    Another version of it or of a service below begins to apply, or an agreement about a part begins or ends.
    """
    top = known.components.get(f"service/{name}")
    if top is None:
        return None
    days: set[date] = set()
    for below in top.reached:
        one = known.components[below]
        if one.item is not None:
            days.update(known.snapshot.starts.get(one.item.key, ()))
        for item in (*every.get(below, ()), *(every.get(f"sla:{below}", ()) if one is not top and _asks(one) else ())):
            days.update(day for day in term_of(known.snapshot, item) if day is not None)
    return min((day for day in days if known.on < day and (end is None or day < end)), default=None)


def _asks(one: Component) -> bool:
    """Whether what is promised to customers speaks for a service: nothing else does, and it rests on nothing."""
    return one.below is None and (one.claim is None or isinstance(one.claim.item.artefact, Sla))
