"""The records of a comparison: one field or element that differs, and two versions that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gitsm.base.source import Route
from gitsm.load.snapshot import Loaded
from gitsm.model.meta import Meaning, Verdict

Operation = Literal["added", "removed", "changed", "reordered"]
Pairing = Literal["same", "revised", "follows", "renamed", "added", "removed", "mended"]
"""How two versions belong together: the same version, the version number edited in place, a version that takes over
from the one in force (a new file, a draft that is agreed, a document that supersedes another), another id (through
`formerly`), no predecessor, no successor, a predecessor that nobody can read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field or list element whose meaning differs.

    `route` leads there by YAML keys, with the keys of list elements in place of their positions; `before` and `after`
    are model values, None where there is none. `direction` says whether a promise, control or measure got looser.
    """

    operation: Operation
    route: Route
    before: Any
    after: Any
    direction: Verdict
    meaning: Meaning
    prose: bool = False
    """Whether the value is a text for readers."""

    @property
    def at(self) -> str:
        """The route as a location key."""
        return ".".join(map(str, self.route))


@dataclass(frozen=True, slots=True)
class Pair:
    """A version before the change and the one after it that belong together, with everything that differs."""

    pairing: Pairing
    base: Loaded | None
    head: Loaded | None
    differences: tuple[Difference, ...] = ()
    until: date | None = None
    """First day of a version that comes in the same change and takes over from this one."""

    @property
    def item(self) -> Loaded:
        """The version after the change; the one before where it was removed. Raises ValueError for neither."""
        item = self.head or self.base
        if item is None:
            raise ValueError("a pair has at least one side")
        return item

    @property
    def key(self) -> str:
        """`kind/id` after the change."""
        return self.item.key

    @property
    def moved(self) -> bool:
        """Whether the file has another path."""
        return bool(self.base and self.head and self.base.path != self.head.path and self.pairing != "follows")
