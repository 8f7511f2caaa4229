"""The promises of a workbook as artefacts in memory, and the proof of each: the calculation that `sla prove` makes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from gitsm.analysis.promises import clocks_of
from gitsm.analysis.proof import Proof, Prover, missed
from gitsm.analysis.repair import Repair, repairs
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import Ticket, ticket_of
from gitsm.analysis.workbook.layout import ALL_HOURS
from gitsm.analysis.workbook.promises import HoursNamed, Promises, Service, Step, Target, steps_for
from gitsm.base.errors import CannotWorkHere
from gitsm.calendar.almanac import Almanac
from gitsm.calendar.zones import Zone
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree

_BEGIN = date(1970, 1, 1)
_ROLE = "somebody"
_TOKEN = re.compile(r"\b(?:ola/step|sla/service|hours|priority|calendar hours)-[0-9]{1,7}\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one row of the sheet Targets, with the ticket of its worst case and the changes that mend it.

    `assumed`: steps of which nobody has said how often they keep their time, and on which the answer rests.
    """

    service: Service
    target: Target
    proof: Proof
    ticket: Ticket | None
    repairs: tuple[Repair, ...]
    clocks: Zone
    steps: Mapping[str, Step]
    assumed: tuple[Step, ...] = ()

    def step(self, work: Work) -> Step:
        """The row of a step of the chain."""
        return self.steps[work.item.artefact.id]


@dataclass(frozen=True, slots=True)
class Proved:
    """All answers of a workbook. `names`: what ids made for the calculation are called by people."""

    promises: Promises
    verdicts: tuple[Verdict, ...]
    names: Mapping[str, str]
    prover: Prover

    def worded(self, text: str) -> str:
        """A text about ids as a text about the names of the workbook."""
        return _TOKEN.sub(lambda match: self.names.get(match[0], match[0]), text)

    def hours(self, calendar: str) -> str:
        """The name of some hours."""
        return self.names.get(calendar, calendar)

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """The promises that are not kept, or about which nothing could be proved."""
        return tuple(one for one in self.verdicts if one.proof.answer in ("not kept", "not proved"))


def proved(promises: Promises) -> Proved:
    """The proof of each promise of a workbook without problems. Raises CannotWorkHere for too many rows a service."""
    build = _Build(promises)
    snapshot = load(MemoryTree(build.files()))
    if snapshot.findings:  # all else was a problem of a cell
        raise CannotWorkHere(
            "The workbook has more promises or steps for one service than are followed.",
            "divide the service: several rows of the sheet Services, each with its promises and steps",
        )
    prover = Prover(Almanac(snapshot, min((one.first for one in promises.services), default=_BEGIN)))
    items = {item.artefact.id: item for item in snapshot.of_kind("sla")}
    services = {one.name: one for one in promises.services}
    verdicts: list[Verdict] = []
    for target in promises.targets:
        service = services[target.service]
        item = items[build.services[service.name]]
        proof = next(one for one in prover.proofs(item) if one.target.id == _target_id(target))
        verdicts.append(
            Verdict(
                service, target, proof, ticket_of(proof), repairs(proof, prover), clocks_of(proof, prover.almanac),
                build.steps, tuple(_assumed(proof, build.steps)),
            )
        )  # fmt: skip
    return Proved(promises, tuple(verdicts), build.names(), prover)


def _assumed(proof: Proof, steps: Mapping[str, Step]) -> Iterator[Step]:
    if proof.chain is None or proof.answer not in ("always kept", "kept for at least"):
        return
    for work, _ in missed(proof.chain, [one.taken for one in proof.unfit]):
        step = steps[work.item.artefact.id]
        if step.kept is None:
            yield step


def _target_id(target: Target) -> str:
    return f"row-{target.row.number}"


class _Build:
    def __init__(self, promises: Promises) -> None:
        self.promises = promises
        self.steps = {f"step-{one.row.number}": one for one in promises.steps}
        self.services = {one.name: f"service-{one.row.number}" for one in promises.services}
        self.calendars = {name: f"hours-{one.row.number}" for name, one in promises.hours.items()}
        priorities = dict.fromkeys(one.priority for one in promises.targets if one.priority)
        self.priorities = {name: f"priority-{number}" for number, name in enumerate(priorities, 1)}

    def names(self) -> dict[str, str]:
        found = {f"ola/{id_}": step.team for id_, step in self.steps.items()}
        found |= {f"sla/{id_}": name for name, id_ in self.services.items()}
        for name, id_ in self.calendars.items():
            found |= {id_: name, f"calendar {id_}": name}
        return found | {id_: name for name, id_ in self.priorities.items()}

    def files(self) -> dict[str, str]:
        zone = next((one.zone for one in self.promises.hours.values()), "UTC")
        settings = _document("settings", "approved", effective_from=_BEGIN.isoformat(), timezone=zone)
        made = {"gitsm.yaml": settings}
        terms = self.promises.services
        first = min((one.first for one in terms), default=_BEGIN)
        end = max((one.last for one in terms), default=_BEGIN) + timedelta(days=1)
        for hours in self.promises.hours.values():
            id_ = self.calendars[hours.name]
            made[f"services/calendars/{id_}.yaml"] = self._calendar(id_, hours)
        for id_, step in self.steps.items():
            made[f"olas/{id_}.yaml"] = self._ola(id_, step, first, end)
        for service in self.promises.services:
            id_ = self.services[service.name]
            made[f"slas/{id_}.yaml"] = self._sla(id_, service)
        return {path: json.dumps(one) for path, one in made.items()}

    def _calendar(self, id_: str, hours: HoursNamed) -> dict[str, Any]:
        weekly: dict[str, list[list[str]]] = {}
        for day, low, high in hours.windows:
            weekly.setdefault(day, []).append([_clock(low), _clock(high)])
        holidays = [{"date": day.isoformat()} for day in hours.closed]
        return _document(
            id_, "approved", effective_from=_BEGIN.isoformat(), timezone=hours.zone, weekly=weekly, holidays=holidays
        )

    def _ola(self, id_: str, step: Step, first: date, end: date) -> dict[str, Any]:
        kept = 100.0 if step.kept is None else float(step.kept)
        target = {
            "id": "work",
            "metric": "resolution_time",
            "at_most": _duration(step.minutes),
            "clock": "support_hours",
        }
        return _document(
            id_, "agreed", valid=_term(first, end), provider=_ROLE, consumer=_ROLE, supports=["sla/any"],
            support_hours=self._hours(step.hours), targets=[target | ({"compliance": kept} if kept else {})],
        )  # fmt: skip

    def _sla(self, id_: str, service: Service) -> dict[str, Any]:
        mine = [one for one in self.promises.targets if one.service == service.name]
        carried: dict[tuple[int, ...], dict[str, Any]] = {}
        for target in mine:
            steps = steps_for(target, self.promises.steps)
            if steps:
                new = {"for": [], "chain": _chain(steps)}
                carried.setdefault(tuple(one.row.number for one in steps), new)["for"].append(_target_id(target))
        supports = list(carried.values())
        support = {"support_hours": self._hours(service.support)} if service.support else {}
        return _document(
            id_, "agreed", valid=_term(service.first, service.last + timedelta(days=1)), level="service",
            customer=_ROLE, provider=_ROLE, service_hours=self._hours(service.hours),
            targets=[self._target(one) for one in mine], supported_by=supports, **support,
        )  # fmt: skip

    def _target(self, target: Target) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": _target_id(target),
            "metric": target.metric,
            "at_most": _duration(target.minutes),
            "clock": target.clock,
        }
        if target.share is not None:
            made["compliance"] = float(target.share)
        if target.priority:
            made["priority"] = self.priorities[target.priority]
        return made

    def _hours(self, name: str) -> str:
        return ALL_HOURS if name == ALL_HOURS else self.calendars[name]


def _document(id_: str, status: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": id_, "title": id_, "version": "1.0.0", "owner": _ROLE, "status": status, "classification": "internal",
        "review": {"every": "12mo", "last": _BEGIN.isoformat()}, **fields,
    }  # fmt: skip


def _term(first: date, end: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": end.isoformat(), "notice": "90d"}


def _duration(minutes: int) -> str:
    return f"{minutes // 60}h{minutes % 60}m"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _chain(steps: Sequence[Step]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for _, group in groupby(steps, key=lambda one: one.number):
        each = [_link(one) for one in group]
        parts.append(each[0] if len(each) == 1 else {"parallel": each})
    return {"sequence": parts}


def _link(step: Step) -> dict[str, Any]:
    link: dict[str, Any] = {"step": f"ola/step-{step.row.number}", "metric": "resolution_time"}
    if step.handover:
        link["handover"] = _duration(step.handover)
    if not step.conditional:
        return link
    made: dict[str, Any] = {"conditional": link}
    if step.share is not None:
        made["share"] = float(step.share)
    if step.source:
        made["source"] = step.source
    if step.measured:
        made["measured"] = step.measured.isoformat()
    return made
