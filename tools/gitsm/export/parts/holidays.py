"""Keys of calendars in JSON, and the years of which they list no holidays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gitsm.calendar.almanac import ALWAYS
from gitsm.calendar.unlisted import Unlisted


def calendar_key(id_: str) -> str:
    """`calendar/office`; `24x7`, which is no file, stays as it is."""
    return id_ if id_ == ALWAYS else f"calendar/{id_}"


def unlisted_body(missing: Iterable[Unlisted]) -> list[dict[str, Any]]:
    """Each calendar with the years asked about of which it lists no holiday, and those of which it does."""
    return [{"key": one.key, "years": list(one.years), "listed": list(one.listed)} for one in missing]
