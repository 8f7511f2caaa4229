"""Scalar types of our own: what YAML writes as text and the domain means as a value.

Each type gives pydantic the way in (text or an already built value), and JSON Schema the pattern, so
that model and schema accept the same texts. All patterns are written for Rust regexes: `[0-9]`, no look-around.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import total_ordering
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

MAX_TEXT = 20_000

Text = Annotated[str, StringConstraints(strict=True, max_length=MAX_TEXT)]
"""Free text; may be empty, so that DOC-10 can speak about it."""
Id = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80),
    Field(examples=["incident-management"]),
]
"""Lower-kebab slug."""
Name = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120)]
"""An id that stands in somebody else's system: clause numbers, record references, user names."""
StateName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=60)]
Bool = Annotated[bool, Strict()]


def _whole(value: Any) -> Any:
    if type(value) is bool:  # a Literal would take true for 1
        raise PydanticCustomError("int_type", "expected a whole number", {})
    return int(value) if type(value) is float and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Reads `1.0` as 1: to JSON Schema both are the same integer. Stands last, so that limits stay in the schema."""
Int = Annotated[int, Strict(), Field(ge=-(10**15), le=10**15), WHOLE]
Count = Annotated[int, Strict(), Field(ge=0, le=10**12), WHOLE]
Positive = Annotated[int, Strict(), Field(ge=1, le=10**12), WHOLE]
Number = Annotated[float, Strict(), Field(ge=-1e15, le=1e15)]
NonNegative = Annotated[float, Strict(), Field(ge=0, le=1e15)]
Percent = Annotated[float, Strict(), Field(ge=0, le=100)]
Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]
Colour = Annotated[str, StringConstraints(strict=True, pattern=r"^#[0-9a-f]{6}$")]
Url = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2000)]


def _from_text(parse: Any, kind: type, pattern: str) -> CoreSchema:
    """Accepts a strict str that fits `pattern` and that `parse` understands; for days also a plain YAML day."""
    text = core_schema.no_info_after_validator_function(parse, core_schema.str_schema(strict=True, pattern=pattern))
    return core_schema.json_or_python_schema(
        json_schema=text,
        python_schema=_plain_or_text(text) if kind is date else text,
        serialization=core_schema.plain_serializer_function_ser_schema(str),
    )


def _plain_or_text(text: CoreSchema) -> CoreSchema:
    def choose(value: Any, handler: core_schema.ValidatorFunctionWrapHandler) -> date:
        if type(value) is date:
            return value
        result: date = handler(value)
        return result

    return core_schema.no_info_wrap_validator_function(choose, text)


DATE_PATTERN = r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("no_such_day", "there is no day {text}", {"text": text}) from error


class _DateType:
    """A calendar day, ISO 8601 `2026-01-31`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _from_text(_parse_date, date, DATE_PATTERN)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": DATE_PATTERN, "examples": ["2026-01-31"]}


Date = Annotated[date, _DateType]

_UNITS = {"w": 10080, "d": 1440, "h": 60, "m": 1}
DURATION_PATTERN = (
    r"^(([0-9]{1,6}w)?([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?"
    r"|P([0-9]{1,6}W|([0-9]{1,6}D)?(T([0-9]{1,6}H)?([0-9]{1,6}M)?)?))$"
)
_DURATION_ITEMS = re.compile(r"([0-9]{1,6})([wdhmWDHM])")


class Duration(int):
    """Whole minutes; a day is 24 hours. `text` is how it was written (`4h`, `1h30m`, `PT4H`)."""

    text: str

    def __new__(cls, minutes: int, text: str = "") -> Duration:
        self = int.__new__(cls, minutes)
        self.text = text or _canonical(minutes)
        return self

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Minutes of a written duration. Raises PydanticCustomError for `P`, `PT` and the empty text."""
        items = _DURATION_ITEMS.findall(text)
        if not items or text.endswith("T"):
            raise PydanticCustomError("duration", "a duration names at least one of w, d, h, m", {})
        return cls(sum(int(n) * _UNITS[u.lower()] for n, u in items), text)

    @property
    def canonical(self) -> str:
        """The one spelling: `2d`, `1h30m`, `0m`."""
        return _canonical(int(self))

    def __str__(self) -> str:
        return _canonical(int(self))

    def __repr__(self) -> str:
        return f"Duration({_canonical(int(self))})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _from_text(cls.parse, cls, DURATION_PATTERN)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": DURATION_PATTERN,
            "not": {"pattern": "^P?$|T$"},
            "description": "A duration such as 30m, 4h, 1h30m, 2d (24 hours a day), or ISO 8601 PT4H.",
            "examples": ["30m", "4h", "1h30m", "2d"],
        }


def _canonical(minutes: int) -> str:
    if minutes <= 0:
        return "0m"
    days, rest = divmod(minutes, 1440)
    hours, mins = divmod(rest, 60)
    return "".join(f"{n}{u}" for n, u in ((days, "d"), (hours, "h"), (mins, "m")) if n)


MONTHS_PATTERN = r"^[1-9][0-9]{0,2}mo$"


class Months(int):
    """A number of calendar months, written `12mo`."""

    @classmethod
    def parse(cls, text: str) -> Months:
        """Months of a text that fits MONTHS_PATTERN."""
        return cls(text[:-2])

    def __str__(self) -> str:
        return f"{int(self)}mo"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _from_text(cls.parse, cls, MONTHS_PATTERN)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": MONTHS_PATTERN, "examples": ["12mo"]}


NOTICE_PATTERN = r"^([1-9][0-9]{0,2}mo|[1-9][0-9]{0,3}d)$"
Notice = Annotated[str, StringConstraints(strict=True, pattern=NOTICE_PATTERN), Field(examples=["90d", "3mo"])]
"""Notice period in calendar months (`3mo`) or days (`90d`)."""

VERSION_PATTERN = r"^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$"


@total_ordering
class Version:
    """Semantic version MAJOR.MINOR.PATCH, ordered by number."""

    __slots__ = ("parts",)

    def __init__(self, major: int, minor: int, patch: int) -> None:
        self.parts = (major, minor, patch)

    @classmethod
    def parse(cls, text: str) -> Version:
        """The version a text that fits VERSION_PATTERN names."""
        major, minor, patch = text.split(".")
        return cls(int(major), int(minor), int(patch))

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))

    def __repr__(self) -> str:
        return f"Version({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.parts == other.parts

    def __lt__(self, other: Version) -> bool:
        return self.parts < other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _from_text(cls.parse, cls, VERSION_PATTERN)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": VERSION_PATTERN, "examples": ["1.2.0"]}


CLOCK_PATTERN = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
ClockTime = Annotated[str, StringConstraints(strict=True, pattern=CLOCK_PATTERN), Field(examples=["08:00", "24:00"])]
"""Time of day, quoted; `24:00` is the end of the day."""


def minutes_of_day(time: str) -> int:
    """Minutes since midnight of a ClockTime."""
    return int(time[:2]) * 60 + int(time[3:])


AMOUNT_PATTERN = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$"


def _parse_amount(text: str) -> Decimal:
    return Decimal(text)


class _AmountType:
    """A decimal amount, quoted so that no reader rounds it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _from_text(_parse_amount, Decimal, AMOUNT_PATTERN)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": AMOUNT_PATTERN, "examples": ["12.50"]}


Amount = Annotated[Decimal, _AmountType]
Currency = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]
Classification = Literal["public", "internal", "confidential", "restricted"]
CLASSIFICATIONS: tuple[Classification, ...] = ("public", "internal", "confidential", "restricted")
PERCENT_AT_PATTERN = r"^[0-9]{1,3}%$"
