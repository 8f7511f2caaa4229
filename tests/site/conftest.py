"""The built worked organisation and one browser, shared by the tests of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser_support import CHROMIUM, NO_BROWSER, Browser
from site_support import shared_site, worked_site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the worked organisation, built."""
    return shared_site(tmp_path_factory.getbasetemp(), "worked", worked_site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless chromium."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    found = Browser()
    yield found
    found.close()
