"""From a real request to the meeting and back: agenda before, approval on the page and minutes after the merge."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from cli_support import run
from evidence.test_cycle import Desk
from evidence.world import Keys
from gitsm.cli.session import Session
from gitsm.site.build import render
from site_support import STAMP, converted, parsed


def test_what_was_asked_decided_and_merged_stands_on_agenda_page_and_minutes(tmp_path: Path, keys: Keys) -> None:
    desk = Desk(tmp_path, keys)
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    text = tmp_path / "text"
    text.write_text("Rationale: Readers asked\nReference: REQ-7\n")
    assert desk.cab("request", "reword", "--title", "Reword", "--description", str(text), by="ops-04")[0] == 0
    code, out, err = desk.cab("agenda", "--format", "json")
    assert code == 0, err
    (item,) = json.loads(out)["items"]
    assert (item["name"], item["title"], item["class"], item["outcome"]) == (
        "request 1", "Reword", "standard", "waiting",
    )  # fmt: skip
    assert item["plans"]["rationale"] == "Readers asked"
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert json.loads(desk.cab("agenda", "--format", "json")[1])["to_decide"] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0
    assert json.loads(desk.cab("agenda", "--format", "json")[1])["items"] == [], "what is merged is decided"

    clone = desk.clone()
    minutes = run("-C", str(clone), "cab", "minutes", "--handles").out
    for part in ("Change 1: Reword", "Readers asked", "REQ-7", "service/email", "ops-14", "signed by the approver"):
        assert part in minutes, part
    session = Session(clone, date(2026, 11, 1))
    site = render(session.check(session.load(), replay=True), STAMP, "public")
    box = next(
        node
        for node in parsed(converted(site.files["service/email.md"])).all()
        if node.attributes.get("class") == "g-control"
    ).text
    for part in ("2026-11-01", "governance-maintainer (ops-14)", "signed by the approver", "change 1"):
        assert part in box, (part, box)
    register = parsed(converted(site.files["changes.md"])).text
    assert "One merged change has evidence" in register and "Every change was judged again" in register
    assert site.view.report.history.changes[0].verdict == "proved"

    file = clone / "services" / "email.yaml"
    file.write_text(file.read_text().replace("description: Now", "description: Never"))
    changed = Session(clone, date(2026, 11, 1))
    report = changed.check(changed.load())
    (item,) = report.snapshot.versions("service", "email")
    assert report.evidence.approval(item) is None, "the number of that version, but not the content that was approved"
