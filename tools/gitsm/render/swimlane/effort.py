"""How much work one picture may take: counted, not timed, so that a workflow is drawn everywhere or nowhere."""

from __future__ import annotations

from gitsm.render.swimlane.model import TooEntangled

MOST_WORK = 12_000_000
"""Comparisons in one layout, a few seconds' worth. The worked processes take less than a hundredth of it."""


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
