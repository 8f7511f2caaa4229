"""Who may read a site. On its own, so that the help of a command names them without importing a model."""

from __future__ import annotations

from typing import Literal

Audience = Literal["public", "internal", "restricted"]
AUDIENCES: tuple[Audience, ...] = ("public", "internal", "restricted")
