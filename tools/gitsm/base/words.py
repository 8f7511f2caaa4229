"""How values are written for readers: dates, durations, numbers, plurals, ages. English, ISO dates, no-break spaces."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gitsm.base.scalars import Duration, Months

NBSP = "\u00a0"

MINUS = "\u2212"
DASH = "\u2013"
KIND_WORDS = {
    "sla": "Service level agreement",
    "ola": "Operational level agreement",
    "contract": "Underpinning contract",
}


def plural(count: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def agree(count: int, one: str, many: str) -> str:
    """The form of a verb for a count: `agree(1, "is", "are")`."""
    return one if count == 1 else many


def number(value: float | int | Decimal) -> str:
    """A number without needless decimals, true minus, thin grouping from five digits."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
    elif isinstance(value, float):
        text = f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e12 else repr(value)
    else:
        text = str(value)
    whole, dot, rest = text.partition(".")
    sign, digits = (MINUS, whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        digits = f"{int(digits):,}".replace(",", NBSP)
    return f"{sign}{digits}{dot}{rest}"


def duration(minutes: int) -> str:
    """Minutes as `35 m`, `4 h`, `2 h 40 m`, `2 d`, `1 d 4 h`, with no-break spaces; a day is 24 hours."""
    if minutes < 60:
        return f"{minutes}{NBSP}m"
    hours, rest = divmod(minutes, 60)
    if hours >= 48 and rest == 0:
        days, hours = divmod(hours, 24)
        return f"{days}{NBSP}d" + (f"{NBSP}{hours}{NBSP}h" if hours else "")
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest}{NBSP}m" if rest else "")


def hours(minutes: int) -> str:
    """Minutes as hours, however many: `50 h`, `8 h 46 m`. For sums over a week, where days would mislead."""
    whole, rest = divmod(minutes, 60)
    return duration(minutes) if minutes < 60 else f"{whole}{NBSP}h" + (f"{NBSP}{rest}{NBSP}m" if rest else "")


def months(count: int) -> str:
    """`12 months`."""
    return plural(count, "month").replace(" ", NBSP)


def notice(text: str) -> str:
    """A notice period (`90d`, `3mo`) in words."""
    return months(int(text[:-2])) if text.endswith("mo") else plural(int(text[:-1]), "day").replace(" ", NBSP)


def distance(day: date, today: date) -> str:
    """`in 80 days`, `today`, `48 days ago`."""
    gap = (day - today).days
    if gap == 0:
        return "today"
    words = plural(abs(gap), "day")
    return f"in {words}" if gap > 0 else f"{words} ago"


def label(key: str) -> str:
    """A field name as a heading: `policy_statements` -> `Policy statements`."""
    words = key.strip("_").replace("_", " ").replace("-", " ")
    fixed = FIXED_LABELS.get(key.strip("_"))
    return fixed or words[:1].upper() + words[1:]


FIXED_LABELS = {
    "kpis": "KPIs",
    "csfs": "CSFs",
    "kpi": "KPI",
    "csf": "CSF",
    "sla": "SLA",
    "slas": "SLAs",
    "rto": "Recovery time (RTO)",
    "rpo": "Recovery point (RPO)",
    "raci": "RACI",
    "ssh_keys": "SSH keys",
    "fte": "FTE",
    "cis": "Configuration items",
    "ci": "Configuration item",
    "sha256": "SHA-256",
    "id": "Id",
    "depends_on": "Depends on",
    "k_of_n": "Needed",
    "in": "Inside",
    "out": "Outside",
    "of": "Of",
    "per_week": "Per week",
    "user_id": "User id",
    "audience": "Audience",
    "as_of": "As of",
    "from": "From",
    "to": "To",
}

_ENUM_WORDS = {
    "p90": "90th percentile",
    "p95": "95th percentile",
    "mtbf": "mean time between failures",
    "mtrs": "mean time to restore",
    "csat": "satisfaction",
    "rpo": "recovery point",
    "rto": "recovery time",
}


def enum(word: str) -> str:
    """An enumeration value as words: `in_progress` -> `in progress`."""
    return _ENUM_WORDS.get(word, word.replace("_", " "))


UNITS = {
    "percent": "%",
    "hours": "h",
    "minutes": "m",
    "days": "d",
    "count": "",
    "ratio": "",
    "score": "",
    "currency": "",
}


def measure(value: float | None, unit: str | None, decimals: int | None = None) -> str:
    """A KPI value with its unit; `no data` for None."""
    if value is None:
        return "no data"
    shown = number(round(float(value), decimals) if decimals is not None else float(value))
    if decimals:
        whole, _, rest = shown.partition(".")
        shown = f"{whole}.{rest.ljust(decimals, '0')}"
    sign = UNITS.get(unit or "", "")
    return f"{shown}{NBSP}{sign}" if sign else shown


def scalar(value: object) -> str:
    """Any leaf of a model in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Duration):
        return duration(int(value))
    if isinstance(value, Months):
        return months(int(value))
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def count_word(count: int) -> str:
    """Small numbers as words, for sentences."""
    return SMALL[count] if count < len(SMALL) else str(count)
