"""The outer shape of every JSON output: who wrote it, which shape it has, which day was judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gitsm import __version__
from gitsm.render.escape import json_text


def document(shape: str, as_of: date | None, body: Mapping[str, Any]) -> str:
    """A JSON document, ending in a newline. ASCII only, so that no terminal or log obeys what a file contains.

    `shape` is `name/version`, such as `check/1`.
    """
    head: dict[str, Any] = {"gitsm": __version__, "format": shape}
    if as_of is not None:
        head["as_of"] = as_of.isoformat()
    return json_text({**head, **body}, 2)
