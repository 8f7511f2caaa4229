"""`gitsm policy test`: does the change policy still decide as it should?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gitsm.base.errors import EXIT_FINDINGS, UsageError
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.session import Session
from gitsm.export.parts.style import Style

if TYPE_CHECKING:
    from datetime import date

    from gitsm.check.report import Report
    from gitsm.load.snapshot import Snapshot


@click.group(name="policy")
def command() -> None:
    """The change policy of the repository, and its tests."""


@command.command(name="test")
@click.argument("names", metavar="[TEST]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option(
    "--as-of", metavar="DAY", help="Day of tests that name none. Default: as_of in gitsm.yaml, else today (UTC)."
)
@click.option("--rev", metavar="REV", help="Run the tests of the revision REV instead of the work tree.")
@click.option("--verbose", "-v", is_flag=True, help="Also what was found where it is as expected.")
@click.pass_context
def test(
    ctx: click.Context, names: tuple[str, ...], form: str, as_of: str | None, rev: str | None, verbose: bool
) -> int:
    """Run the tests of the change policy, all or those named.

    Nothing is written: each test edits a copy. Exits 1 where a test fails or cannot be read.
    """
    from gitsm.check.policy_tests import read_policy_tests
    from gitsm.export.policy_test_json import policy_test_json
    from gitsm.export.policy_test_text import policy_test_text
    from gitsm.plan.policy_test import run_tests

    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    day = session.as_of(snapshot)
    found = read_policy_tests(snapshot)
    unknown = [name for name in names if name not in {path.rpartition("/")[2][:-5] for path, _ in found.tests}]
    if unknown:
        known = ", ".join(one.id for _, one in found.tests) or "none"
        raise UsageError(f"There is no policy test {unknown[0]}.", f"the tests that can be read: {known}")
    tests = [(path, one) for path, one in found.tests if not names or one.id in names]
    broken = () if names else found.findings
    outcomes = tuple(run_tests(snapshot, tests, day, _check))
    if form == "json":
        emit(policy_test_json(outcomes, broken, day))
    else:
        emit(policy_test_text(outcomes, broken, Style(wants_colour()), verbose=verbose))
    return EXIT_FINDINGS if broken or not all(one.passed for one in outcomes) else 0


def _check(snapshot: Snapshot, day: date, base: Snapshot | None) -> Report:
    from gitsm.check.report import check
    from gitsm.rules import RULES

    return check(snapshot, RULES, day, base=base)
