"""Time zones of the tzdata package: the same answers on every machine, whatever the system's own files say."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from functools import cache
from importlib import import_module, resources
from zoneinfo import ZoneInfo

from gitsm.calendar.instant import Instant

_SAMPLE = 6 * 60
"""Changes of the clock are looked for between samples this many minutes apart; no zone changes twice in that time."""
_BLOCK = 1 << 19


def version() -> str:
    """Release of the time zone data, such as `2026a`; every proof prints it."""
    return str(import_module("tzdata").IANA_VERSION)


@cache
def names() -> frozenset[str]:
    """All zones there are."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


class Zone:
    """A time zone, as the distance of its clocks from UTC in whole minutes (rounded down) over time."""

    __slots__ = ("_blocks", "_info", "name")

    def __init__(self, name: str, info: ZoneInfo) -> None:
        self.name = name
        self._info = info
        self._blocks: dict[int, tuple[tuple[Instant, ...], tuple[int, ...]]] = {}

    def offset(self, instant: Instant) -> int:
        """Minutes to add to UTC for what clocks show at an instant."""
        starts, offsets = self._block(instant // _BLOCK)
        return offsets[bisect_right(starts, instant) - 1]

    def local(self, instant: Instant) -> int:
        """What clocks show at an instant, as local minutes since 1970-01-01T00:00 of the same clock."""
        return instant + self.offset(instant)

    def stretches(self, start: Instant, end: Instant) -> list[tuple[Instant, Instant, int]]:
        """(from, to, offset) of the stretches without a change of the clock inside [start, end), in order."""
        found: list[tuple[Instant, Instant, int]] = []
        for block in range(start // _BLOCK, (end - 1) // _BLOCK + 1 if end > start else start // _BLOCK):
            starts, offsets = self._block(block)
            ends = (*starts[1:], (block + 1) * _BLOCK)
            for first, last, offset in zip(starts, ends, offsets, strict=True):
                first, last = max(first, start), min(last, end)
                if first < last:
                    if found and found[-1][2] == offset:
                        found[-1] = (found[-1][0], last, offset)
                    else:
                        found.append((first, last, offset))
        return found

    def instant(self, local: int) -> Instant:
        """The first instant at which clocks show a local minute or later: the earlier of two, the end of a gap."""
        for first, last, offset in self.stretches(local - 2 * 24 * 60, local + 2 * 24 * 60):
            if local - offset < last:
                return max(first, local - offset)
        raise ValueError(f"no clock of {self.name} shows local minute {local}")

    def _block(self, block: int) -> tuple[tuple[Instant, ...], tuple[int, ...]]:
        found = self._blocks.get(block)
        if found is None:
            found = self._blocks[block] = self._changes(block * _BLOCK, (block + 1) * _BLOCK)
        return found

    def _changes(self, start: Instant, end: Instant) -> tuple[tuple[Instant, ...], tuple[int, ...]]:
        starts, offsets = [start], [self._read(start)]
        at = start
        while at < end:
            after = min(at + _SAMPLE, end)
            last = min(after, end - 1)
            if self._read(last) != offsets[-1]:
                low, high = at, last
                while high - low > 1:
                    middle = (low + high) // 2
                    if self._read(middle) == offsets[-1]:
                        low = middle
                    else:
                        high = middle
                starts.append(high)
                offsets.append(self._read(high))
            at = after
        return tuple(starts), tuple(offsets)

    def _read(self, instant: Instant) -> int:
        moment = datetime.fromtimestamp(instant * 60, UTC).astimezone(self._info)
        offset = moment.utcoffset()
        assert offset is not None
        return int(offset.total_seconds() // 60)


@cache
def zone(name: str) -> Zone:
    """A zone by its IANA name. Raises ValueError for a name that the tzdata package does not have."""
    if name not in names():
        raise ValueError(f"{name} is no time zone of the IANA list")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return Zone(name, ZoneInfo.from_file(file, key=name))
