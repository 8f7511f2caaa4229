"""The clock: the one place where today is read."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Today's date in UTC."""
    return datetime.now(tz=UTC).date()


def moment(day: date) -> str:
    """The time now (UTC) as `2026-11-01T10:00:00Z`, put on the day judged where that is not today."""
    now = datetime.now(tz=UTC)
    return f"{day.isoformat()}T{now:%H:%M:%S}Z"
