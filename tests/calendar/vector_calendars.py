"""The calendars of the portable clock vectors, in the format of docs/reference/clock-vectors.md."""

from __future__ import annotations

from typing import Any

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def week(days: str, *windows: tuple[str, str]) -> dict[str, list[list[str]]]:
    """The same windows on several days: `week("mon tue", ("08:00", "18:00"))`."""
    return {day: [list(window) for window in windows] for day in days.split()}


WORKDAYS = "mon tue wed thu fri"
ALL_DAYS = " ".join(WEEK)
CALENDARS: dict[str, dict[str, Any]] = {
    "always": {"always": True},
    "office": {"timezone": "Europe/Berlin", "weekly": week(WORKDAYS, ("08:00", "18:00"))},
    "office-2026": {
        "timezone": "Europe/Berlin",
        "weekly": week(WORKDAYS, ("08:00", "18:00")),
        "holidays": [
            {"date": "2026-12-24", "from": "14:00"},
            {"date": "2026-12-25"},
            {"date": "2026-12-31", "to": "12:00"},
            {"date": "2027-01-01"},
        ],
        "exceptions": [
            {"date": "2026-11-28", "open": [["08:00", "12:00"]]},
            {"date": "2026-12-28", "closed": True},
            {"date": "2026-12-24", "open": [["08:00", "11:00"]]},
        ],
    },
    "lunch": {"timezone": "Europe/Berlin", "weekly": week(WORKDAYS, ("08:00", "12:00"), ("13:00", "17:00"))},
    "evening": {"timezone": "Europe/Berlin", "weekly": week(WORKDAYS, ("14:00", "24:00"))},
    "night": {"timezone": "Europe/Berlin", "weekly": week(ALL_DAYS, ("00:00", "06:00"), ("22:00", "24:00"))},
    "whole-days": {"timezone": "Europe/Berlin", "weekly": week(ALL_DAYS, ("00:00", "24:00"))},
    "but-a-minute": {"timezone": "Europe/Berlin", "weekly": week(ALL_DAYS, ("00:00", "23:59"))},
    "small-hours": {"timezone": "Europe/Berlin", "weekly": week(ALL_DAYS, ("02:00", "03:00"))},
    "daily-9-21": {"timezone": "Europe/Berlin", "weekly": week(ALL_DAYS, ("09:00", "21:00"))},
    "daily-9-21-holidays": {
        "timezone": "Europe/Berlin",
        "weekly": week(ALL_DAYS, ("09:00", "21:00")),
        "holidays": [{"date": "2016-11-11"}, {"date": "2016-11-13"}],
    },
    "kolkata": {"timezone": "Asia/Kolkata", "weekly": week(WORKDAYS, ("09:00", "18:00"))},
    "kathmandu": {"timezone": "Asia/Kathmandu", "weekly": week("sun mon tue wed thu fri", ("10:00", "17:00"))},
    "lord-howe": {"timezone": "Australia/Lord_Howe", "weekly": week(ALL_DAYS, ("00:00", "06:00"), ("09:00", "17:00"))},
    "st-johns": {"timezone": "America/St_Johns", "weekly": week(WORKDAYS, ("08:30", "16:30"))},
    "new-york": {"timezone": "America/New_York", "weekly": week(ALL_DAYS, ("00:00", "04:00"), ("09:00", "17:00"))},
    "chatham": {"timezone": "Pacific/Chatham", "weekly": week(ALL_DAYS, ("00:00", "24:00"))},
    "utc-days": {"timezone": "UTC", "weekly": week(WORKDAYS, ("08:00", "20:00"))},
    "a-minute-a-day": {"timezone": "UTC", "weekly": week(ALL_DAYS, ("09:00", "09:01"))},
    "closed": {"timezone": "UTC", "weekly": {}},
}
WORDS = {
    "always": "every hour",
    "office": "Mon to Fri 08:00 to 18:00, Berlin",
    "office-2026": "Mon to Fri 08:00 to 18:00 with holidays, Berlin",
    "lunch": "Mon to Fri without the lunch hour, Berlin",
    "evening": "Mon to Fri 14:00 to 24:00, Berlin",
    "night": "22:00 to 06:00, Berlin",
    "whole-days": "all days 00:00 to 24:00, Berlin",
    "daily-9-21": "all days 09:00 to 21:00, Berlin",
    "kolkata": "Mon to Fri 09:00 to 18:00, Kolkata (UTC+5:30)",
    "kathmandu": "Sun to Fri 10:00 to 17:00, Kathmandu (UTC+5:45)",
    "lord-howe": "night and day shift, Lord Howe (clocks change by half an hour)",
    "st-johns": "Mon to Fri 08:30 to 16:30, St. John's (UTC-3:30)",
    "new-york": "night and day shift, New York",
    "chatham": "all days, Chatham Islands (UTC+12:45)",
    "utc-days": "Mon to Fri 08:00 to 20:00, UTC",
}
