"""Lines of iCalendar: no longer than the format allows."""

from __future__ import annotations

from collections.abc import Iterator

MOST_OCTETS = 75
"""Length of a line without its end; longer ones are folded (RFC 5545, section 3.1)."""


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character cut in two; each but the first begins with a space."""
    piece, octets = "", 0
    for char in line:
        size = len(char.encode("utf-8"))
        if octets + size > MOST_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += char
        octets += size
    yield piece
