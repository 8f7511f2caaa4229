"""How much work one picture may take: counted, not timed, so that a workflow is drawn everywhere or nowhere."""

from __future__ import annotations

from gitsm.render.swimlane.model import TooEntangled

MOST_WORK = 3_000_000
"""Comparisons in one layout, a second or two. Worked processes take a sixtieth of it, random ones a twentieth."""


class Effort:
    """What is left of the work that a layout may take."""

    __slots__ = ("left", "title")

    def __init__(self, title: str, most: int = MOST_WORK) -> None:
        self.title = title
        self.left = most

    def spend(self, work: int) -> None:
        """Counts some comparisons. Raises TooEntangled when there have been too many."""
        self.left -= work
        if self.left < 0:
            raise TooEntangled(self.title)
