"""The dependency picture of one service or of the whole catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.service import KOfN, OnContract, OnItem, OnService, Parallel, Serial, Service
from gitsm.render.dependency import Needs, Part, dependencies
from gitsm.render.swimlane import TooEntangled
from gitsm.site.available import claimed
from gitsm.site.page import Page
from gitsm.site.redact import HIDDEN

MOST_PARTS = 60


@dataclass(slots=True)
class Builder:
    """Collects boxes, groups and arrows; a hidden service is a box without name or link."""

    page: Page
    main: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    needs: list[Needs] = field(default_factory=list)
    _groups: int = 0
    _waiting: list[Service] = field(default_factory=list)

    def add(self, item: Loaded) -> None:
        """A service with everything it rests on."""
        assert isinstance(item.artefact, Service)
        self._service(item.artefact.id)
        while self._waiting:
            service = self._waiting.pop(0)
            if service.depends_on is None:
                continue
            source = f"service/{service.id}"
            top = service.depends_on
            for part in top.serial if isinstance(top, Serial) else (top,):
                self.needs.append(Needs(source, self._part(part)))

    def _service(self, id_: str) -> str:
        key = f"service/{id_}"
        if key in self.parts:
            return key
        target = self.page.view.target(key)
        if target.item is None or not isinstance(target.item.artefact, Service):
            self.parts[key] = Part(key, "service", HIDDEN if target.state == "hidden" else f"{id_} (unknown)")
            return key
        service = target.item.artefact
        criticality = words.enum(service.criticality) if service.criticality else ""
        detail = " · ".join(word for word in (criticality, claimed(self.page.view, key)) if word)
        href = self.page.href(self.page.view.paths[target.item.path])
        self.parts[key] = Part(key, "service", service.title, detail, href, main=key == self.main)
        self._waiting.append(service)
        return key

    def _part(self, value: Any) -> str:
        if isinstance(value, OnService):
            return self._service(value.service)
        if isinstance(value, OnContract):
            return self._contract(value.contract)
        if isinstance(value, OnItem):
            key = f"ci/{value.ci}"
            self.parts.setdefault(key, Part(key, "component", value.ci))
            return key
        self._groups += 1
        key = f"group/{self._groups}"
        if isinstance(value, Parallel):
            inner = value.parallel
            self.parts[key] = Part(key, "parallel", f"one of {words.count_word(len(inner))} is enough")
        elif isinstance(value, KOfN):
            inner = value.of
            self.parts[key] = Part(
                key, "k-of-n", f"{words.count_word(value.k_of_n)} of {words.count_word(len(inner))} needed"
            )
        else:
            assert isinstance(value, Serial)
            inner = value.serial
            self.parts[key] = Part(key, "serial", "needs all")
        for each in dict.fromkeys(self._part(each) for each in inner):
            self.needs.append(Needs(key, each))
        return key

    def _contract(self, id_: str) -> str:
        key = f"contract/{id_}"
        target = self.page.view.target(key)
        if target.item is not None:
            href = self.page.href(self.page.view.paths[target.item.path])
            detail = " · ".join(word for word in ("contract", claimed(self.page.view, key)) if word)
            self.parts.setdefault(key, Part(key, "supplier", target.item.artefact.title, detail, href))
        else:
            self.parts.setdefault(key, Part(key, "supplier", HIDDEN if target.state == "hidden" else id_, "contract"))
        return key


def picture(page: Page, items: list[Loaded], title: str, main: str = "") -> str:
    """The SVG for some services and all they rest on; empty where there is no dependency, or too much for a picture."""
    builder = Builder(page, main)
    for item in items:
        builder.add(item)
    used = {need.source for need in builder.needs} | {need.target for need in builder.needs}
    parts = [part for part in builder.parts.values() if part.id in used]
    if not parts or len(parts) > MOST_PARTS or len(builder.needs) > 2 * MOST_PARTS:
        return ""
    needs = list(dict.fromkeys(builder.needs))
    count = words.plural(len(parts), "box", "boxes")
    said = f"{count}, arrows lead from a service down to what it needs. The same stands in the table."
    try:
        return dependencies(parts, needs, title, said).svg
    except TooEntangled:
        return ""
