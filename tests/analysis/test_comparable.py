"""Proof and rules agree on whether the steps of a promise count as it does: pauses, and periods of measurement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gitsm.analysis.carried import carried
from gitsm.analysis.comparable import MADE_OF, other_period
from gitsm.analysis.promise_map import promise_map
from gitsm.analysis.promises import promises
from gitsm.analysis.proof import Proof
from gitsm.analysis.repair import repairs
from gitsm.analysis.what_if import Wish, what_if
from gitsm.check.report import check
from gitsm.load.snapshot import Snapshot
from gitsm.model.agreement import Target
from gitsm.rules import RULES
from promise_support import DAY, in_turn, promised, prover, repository, step

ABOUT = [rule for rule in RULES if rule.id in ("OLA-01", "OLA-05", "OLA-06")]
VENDOR = {"conditional": {"step": "ola/vendor"}, "share": 3, "source": "records", "measured": "2026-01-01"}


def _sla(limit: int, chain: Any = None, period: str = "month", pause: tuple[str, ...] = ("awaiting_user",)) -> Any:
    sla = promised(limit, chain or {"step": "ola/desk"}, compliance=95, clock_rules={"pause": list(pause)})
    sla["targets"][0]["period"] = period
    return sla


def _step(id_: str, minutes: int, *pauses: str, kept: float | None = 99, period: str = "month") -> dict[str, Any]:
    return {**step(id_, minutes, compliance=kept, period=period), "clock_rules": {"pause": list(pauses)}}


def _both(snapshot: Snapshot) -> tuple[Proof, set[str]]:
    """The proof, and the rules among OLA-05 and OLA-06 that find something."""
    report = check(snapshot, ABOUT, DAY)
    return prover(snapshot)[1], {one.rule for one in report.findings} & {"OLA-05", "OLA-06"}


def test_a_step_that_waits_for_parts_proves_nothing_about_a_clock_that_runs_meanwhile() -> None:
    proof, found = _both(repository(_sla(120), _step("desk", 60, "awaiting_user", "awaiting_parts")))
    assert (proof.answer, found) == ("not proved", {"OLA-05"})
    assert proof.reason == (
        "ola/desk stops its clock for awaiting_parts, while the clock of sla/promise runs on, so nothing says how long "
        "that takes: let the clock of ola/desk run then, or stop that of sla/promise too"
    )
    assert (proof.slack, proof.longest, proof.certain) == (None, None, 0), "nothing is left that looks like a yes"
    assert proof.chain is not None and proof.measured is not None, "the chain is known all the same"


def test_the_same_reasons_or_fewer_change_nothing() -> None:
    for pauses in ((), ("awaiting_user",)):
        proof, found = _both(repository(_sla(120), _step("desk", 60, *pauses)))
        assert (proof.answer, proof.reason, found) == ("always kept", "", set())


def test_one_step_is_enough_even_where_few_tickets_reach_it() -> None:
    chain = in_turn("desk", VENDOR)
    proof, found = _both(repository(_sla(240, chain), _step("desk", 60), _step("vendor", 480, "awaiting_parts")))
    assert (proof.answer, found) == ("not proved", {"OLA-05"}) and "ola/vendor stops" in proof.reason


def test_a_ticket_that_is_late_without_any_pause_stays_late_and_no_change_of_hours_mends_it() -> None:
    snapshot = repository(_sla(120), _step("desk", 121, "awaiting_parts"))
    maker, proof = prover(snapshot)
    assert proof.answer == "not kept" and proof.unfit and "awaiting_parts" in proof.reason
    assert repairs(proof, maker) == (), "no shorter time leads to a proof"
    (late,) = [one for one in check(snapshot, ABOUT, DAY).findings if one.rule == "OLA-01"]
    assert "count as the promise does first" in (late.fix or "") and "promise 2" not in (late.fix or "")
    tried = what_if(maker, proof.item, [Wish("step", "ola/desk", 60)])
    assert [one.after.answer for one in tried.proofs] == ["not proved"]


@pytest.mark.parametrize("above", MADE_OF)
@pytest.mark.parametrize("below", MADE_OF)
def test_a_share_of_another_period_proves_nothing_unless_it_is_all(above: Any, below: Any) -> None:
    """A case beside the arithmetic: ten cases a month, all twelve misses of a year in one month."""
    proof, found = _both(repository(_sla(120, period=above), _step("desk", 60, period=below)))
    fits = above in MADE_OF[below]
    assert proof.answer == ("always kept" if fits else "not proved")
    assert found == (set() if fits else {"OLA-06"})
    proof, found = _both(repository(_sla(120, period=above), _step("desk", 60, kept=100, period=below)))
    assert (proof.answer, proof.bound, found) == ("always kept", 1, set()), "all of a year are all of each month"


def test_misses_of_a_year_may_all_fall_into_one_month_and_those_of_each_month_add_up_to_a_year() -> None:
    """The worst spread of the misses that a period allows, counted in the other period."""
    cases, allowed = [10] * 12, Fraction(10, 100)
    yearly = int(sum(cases) * allowed)
    assert Fraction(min(yearly, cases[0]), cases[0]) == 1, "the month is lost, the year is kept for 90 %"
    monthly = sum(int(one * allowed) for one in cases)
    assert Fraction(monthly, sum(cases)) <= allowed
    month, year = (Target.model_validate({"id": "a", "metric": "resolution_time", "period": p, "compliance": 90})
                   for p in ("month", "year"))  # fmt: skip
    assert other_period(month, year) and not other_period(year, month)


def test_every_target_that_may_be_meant_is_looked_at() -> None:
    desk = _step("desk", 60)
    short = {**desk["targets"][0], "id": "fix-p2", "at_most": "30m", "priority": "p2", "period": "year"}
    desk["targets"].append(short)
    proof, found = _both(repository(_sla(120), desk))
    assert (proof.answer, found) == ("not proved", {"OLA-06"}) and "(fix-p2)" in proof.reason


def test_a_version_that_follows_counts_from_its_day_on() -> None:
    now = {**_step("desk", 60), "valid": {"from": "2026-01-01", "notice": "30d"}, "file": "desk@1.0.0"}
    later = {**_step("desk", 60, "awaiting_parts"), "version": "2.0.0", "file": "desk@2.0.0"}
    later["valid"] = {"from": "2026-09-01", "to": "2027-06-01"}
    snapshot = repository(_sla(120), now, later)
    proof, found = _both(snapshot)
    assert (proof.answer, found) == ("not proved", {"OLA-05"})
    assert proof.reason.startswith("from 2026-09-01 on, ola/desk stops its clock for awaiting_parts")
    (told,) = [one.message for one in check(snapshot, ABOUT, DAY).findings if one.rule == "OLA-05"]
    assert told.startswith("From 2026-09-01 on, version 2.0.0 of ola/desk stops its clock for awaiting_parts")


def test_the_map_of_promises_puts_it_first_and_names_no_slack() -> None:
    snapshot = repository(_sla(120), _step("desk", 60, "awaiting_parts"))
    maker, _ = prover(snapshot)
    (place,) = promise_map(promises(maker, snapshot.of_kind("sla")))
    assert place.alarming and place.slack is None


def test_where_every_path_fits_slack_is_that_of_the_longest() -> None:
    chain = in_turn("desk", VENDOR)
    _, proof = prover(repository(_sla(240, chain), _step("desk", 60), _step("vendor", 100)))
    assert (proof.answer, proof.slack) == ("always kept", 80)
    _, proof = prover(repository(_sla(240, chain), _step("desk", 60), _step("vendor", 200)))
    assert (proof.answer, proof.slack) == ("kept for at least", 180), "else that of the others"


def test_what_an_agreement_carries_without_a_proof_has_no_figure() -> None:
    snapshot = repository(_sla(120), _step("desk", 60, "awaiting_parts"))
    maker, _ = prover(snapshot)
    ((one,),) = carried(promises(maker, snapshot.of_kind("sla"))).values()
    assert (one.path, one.counted, one.share) == (None, None, None)
