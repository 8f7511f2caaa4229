"""HTML from values: everything that is not marked as HTML already is escaped on its way in.

`Html` is a str that holds finished markup. Joining it with plain text by `+` or an f-string gives a plain str again,
which is escaped at the next use: a mistake shows on the page, it never becomes a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from gitsm.render.escape import html_attribute, html_text, safe_url

VOID = frozenset({"br", "hr", "wbr", "input", "col"})


class Html(str):
    """Finished markup."""

    __slots__ = ()


EMPTY = Html("")
NBSP = "\u00a0"
_DATE = re.compile(r"(?<![0-9A-Za-z-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z-])")


def esc(value: str) -> Html:
    """The text as HTML; markup stays as it is. Dates in it are kept on one line."""
    return value if isinstance(value, Html) else _escaped(value)


@lru_cache(maxsize=50_000)
def _escaped(value: str) -> Html:
    text = html_text(value)
    return Html(_DATE.sub(r'<span class="g-date">\g<0></span>', text) if "-" in text else text)


_attribute = lru_cache(maxsize=50_000)(html_attribute)
_address = lru_cache(maxsize=50_000)(safe_url)


def join(parts: Iterable[str | None], between: str = "") -> Html:
    """Parts one after the other, each escaped unless it is markup; None and empty parts are left out."""
    return Html(esc(between).join(esc(part) for part in parts if part))


def cat(*parts: str | None) -> Html:
    """The parts joined without anything between."""
    return join(parts)


def el(name: str, *content: str | None, **attributes: str | bool | None) -> Html:
    """An element. `class_` and `for_` lose their underscore, other underscores become hyphens.

    An attribute that is True has no value; one that is None or False is left out.
    """
    start = f"<{name}{_attributes(attributes)}>"
    return Html(start) if name in VOID else Html(f"{start}{join(content)}</{name}>")


def link(text: str, href: str | None, **attributes: str | bool | None) -> Html:
    """A link, or only the text where the address is missing or not allowed (javascript:, data:, another scheme)."""
    address = _address(href) if href else None
    if address is None:
        return esc(text)
    return Html(f'<a href="{_attribute(address)}"{_attributes(attributes)}>{esc(text)}</a>')


def _attributes(attributes: dict[str, str | bool | None]) -> str:
    shown = ""
    for key, value in attributes.items():
        if value is not None and value is not False:
            name = key.rstrip("_").replace("_", "-") if "_" in key else key
            shown += f" {name}" if value is True else f' {name}="{_attribute(str(value))}"'
    return shown


def code(text: str) -> Html:
    """An id, handle or file name as it stands in YAML."""
    return el("code", text)


def small(*parts: str | None) -> Html:
    """Secondary words."""
    return el("span", *parts, class_="g-dim")


def ticked(text: str) -> Html:
    """Our own prose, in which `names` stand between backticks. Text of files never goes through here."""
    return join([code(part) if number % 2 else part for number, part in enumerate(text.split("`"))])
