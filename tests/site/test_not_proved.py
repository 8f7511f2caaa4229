"""On the site a promise that cannot be proved says so and why, and tells nobody how a hidden step counts."""

from __future__ import annotations

import pytest

from gitsm.load.snapshot import Snapshot
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.pages.promises import promises_page
from gitsm.site.redact import HIDDEN
from gitsm.site.view import Audience, View
from promise_support import promised, repository, step
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
