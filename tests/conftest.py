"""Skipping is honest: a test that cannot run says why, and under GITSM_REQUIRE=all it fails instead."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "gitsm", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("gitsm")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turns a skip into a failure where the surroundings promise that everything is installed."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("GITSM_REQUIRE") == "all" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"GITSM_REQUIRE=all: this test may not be skipped ({reason})"
