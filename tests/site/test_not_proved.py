"""On the site a promise that cannot be proved says so and why, and tells nobody how a hidden step counts."""

from __future__ import annotations

import pytest

from gitsm.load.snapshot import Snapshot
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.pages.promises import promises_page
from gitsm.site.redact import HIDDEN
from gitsm.site.view import Audience, View
from promise_support import ENVELOPE, calendar, promised, repository, step
from site_support import STAMP, converted, judged, parsed


def _snapshot(classification: str) -> Snapshot:
    sla = promised(120, {"step": "ola/desk"}, clock_rules={"pause": ["awaiting_user"]})
    desk = {**step("desk", 60), "clock_rules": {"pause": ["awaiting_parts"]}, "classification": classification}
    return repository({**sla, "classification": "public"}, desk)


def _text(view: View, path: str) -> str:
    item = next(item for item in view.items if item.path == path)
    page = artefact_page(view, item, SECTIONS.get(item.kind.slug), LEADS.get(item.kind.slug))
    return parsed(converted(page.markdown())).text


@pytest.mark.parametrize("classification", ["public", "confidential"])
def test_the_page_names_what_a_reader_may_know(classification: str) -> None:
    audience: Audience = "public"
    view = View(judged(_snapshot(classification)), audience, STAMP)
    sla = _text(view, "slas/promise.yaml")
    assert "not proved" in sla and "always kept" not in sla
    if classification == "public":
        assert "ola/desk stops its clock for awaiting_parts" in sla
        team = _text(view, "olas/desk.yaml")
        assert "not proved" in team and "never done" not in team and HIDDEN not in team
    else:
        assert "awaiting_parts" not in sla and "how they count is" in sla
    assert "not proved" in parsed(converted(promises_page(view).markdown())).text


@pytest.mark.parametrize("classification", ["public", "confidential"])
def test_the_term_of_a_hidden_agreement_is_not_told(classification: str) -> None:
    ends, up = "2026-12-03", {"metric": "availability", "period": "month"}
    sla = promised(120, {"step": "ola/desk"}) | {"services": ["mail"], "classification": "public"}
    sla["supported_by"] = []
    sla["targets"] = [{"id": "up", "at_least": 99.5, "clock": "service_hours", **up}]
    desk = step("desk", 60) | {"classification": classification, "valid": {"from": "2026-01-01", "to": ends}}
    desk |= {"supports": ["service/mail"], "targets": [{"id": "up", "at_least": 99.9, "clock": "support_hours", **up}]}
    snapshot = repository(sla, desk, {"id": "mail", **ENVELOPE, "status": "live", "classification": "public"})
    page = _text(View(judged(snapshot), "public", STAMP), "slas/promise.yaml")
    assert "not proved" in page and (f"ola/desk ends on {ends}" in page) == (classification == "public")
    assert page.count(ends) == 0 or classification == "public"


@pytest.mark.parametrize("classification", ["public", "confidential"])
@pytest.mark.parametrize("hours", ["24x7", "office"])
def test_an_answer_for_tickets_that_are_never_paused_says_so(classification: str, hours: str) -> None:
    waits = {"clock_rules": {"pause": ["awaiting_user"]}}
    sla = promised(66 * 60, {"step": "ola/desk"}, classification="public", **waits)
    office = {**calendar("office", mon_fri=[["08:00", "18:00"]]), "classification": "public"}
    snapshot = repository(sla, {**step("desk", 240, hours), **waits, "classification": classification}, office)
    page = _text(View(judged(snapshot), "public", STAMP), "slas/promise.yaml")
    hidden = classification == "confidential"
    assert ("said only of tickets that are never paused" in page) == (hidden or hours == "office")
    assert ("moves the work of ola/desk" in page) == (not hidden and hours == "office")
