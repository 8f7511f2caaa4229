"""Availability on the site: the answers of the arithmetic and no others, in small worlds whose sums are known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.pages.promises import promises_page
from gitsm.site.redact import HIDDEN
from gitsm.site.view import Audience, View
from promise_support import DAY, ENVELOPE, TERM, calendar
from site_support import STAMP, Node, converted, parsed
from support import settings_text

NODE = {"serial": [{"service": "a"}, {"parallel": [{"service": "b"}, {"service": "c"}]}, {"service": "d"}]}
PARTS = {"a": 99.95, "b": 99, "c": 99, "d": 99.9}


def _up(percent: float, clock: str = "support_hours") -> dict[str, Any]:
    return {"id": "up", "metric": "availability", "at_least": percent, "clock": clock, "period": "month"}


def world(
    percent: float, node: Any = NODE, below: dict[str, Any] | None = None, late: str = "", **classified: str
) -> Snapshot:
    """Service `mail` with its SLA; an OLA for each part of M2's worked structure. `classified`: of an OLA by its id.

    `late`: the day from which the hours of d are stated.
    """
    files: dict[str, Any] = {}
    for name, needs in {"mail": node, **dict.fromkeys(PARTS), **(below or {})}.items():
        rests = {} if needs is None else {"depends_on": needs}
        files[f"services/{name}.yaml"] = {**ENVELOPE, "id": name, "title": f"Part {name}", "status": "live", **rests}
    for name, share in PARTS.items():
        files[f"olas/{name}.yaml"] = {
            **ENVELOPE, "id": name, "status": "agreed", "valid": TERM, "supports": [f"service/{name}"],
            "support_hours": "late" if late and name == "d" else "24x7", "targets": [_up(share)],
            **classified_as(classified.get(name)),
        }  # fmt: skip
    files["slas/mail.yaml"] = {
        **ENVELOPE, "id": "mail", "status": "agreed", "valid": TERM, "services": ["mail"], "service_hours": "24x7",
        "targets": [_up(percent, "service_hours")],
    }  # fmt: skip
    if late:
        days = calendar("late", mon_sun=[["00:00", "24:00"]])
        files["services/calendars/late.yaml"] = {**days, "effective_from": late, **classified_as(classified.get("d"))}
    texts = {path: json.dumps(content) for path, content in files.items()}
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **texts}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def classified_as(level: str | None) -> dict[str, str]:
    return {"classification": level} if level else {}


def view(snapshot: Snapshot, audience: Audience = "restricted") -> View:
    return View(check(snapshot, (), DAY), audience, STAMP)


def page(one: View, key: str) -> Node:
    item = one.get(key)
    assert item is not None
    made = artefact_page(one, item, SECTIONS.get(item.kind.slug), LEADS.get(item.kind.slug))
    return parsed(converted(made.markdown()))


def table(node: Node, caption: str) -> list[list[str]]:
    (found,) = (
        one for one in node.all() if one.tag == "table" and any(each.text == caption for each in one.all()[1:4])
    )
    rows = [[cell.text.replace("\u00a0", " ") for cell in row.children] for row in found.all() if row.tag == "tr"]
    return rows[1:]


def lead(node: Node) -> str:
    return next(one.text for one in node.all() if one.attributes.get("class") == "g-lead")


def test_an_sla_tells_what_its_parts_give_and_the_worst_month_in_minutes() -> None:
    node = page(view(world(99.8)), "sla/mail")
    assert "The availability of 99.8 % that it promises is kept." in lead(node)
    # February: 40,320 minutes. 0.2 % of them may be lost; 0.05 %, 0.01 % (1 % of 1 %) and 0.1 % may be.
    (row,) = table(node, "Is it available enough?")
    assert row[1].endswith("kept")
    assert row[2:8] == ["99.8 %", "99.84 %", "2026-02", "80.6 m", "64.6 m", "16.1 m"]
    parts = table(node, "Parts of service mail")
    assert [each[:3] for each in parts] == [
        ["b or c redundant", "ola/b, ola/c", "99.99 %"],
        ["service/a", "ola/a", "99.95 %"],
        ["service/d", "ola/d", "99.9 %"],
        ["together", "–", "99.84 %"],
    ]
    assert [each[3] for each in parts] == ["4.1 m", "20.2 m", "40.4 m", "64.6 m"]
    drawn = next(one for one in node.all() if one.tag == "svg")
    inside = {one.tag: one.text for one in drawn.children}
    assert inside["title"] == "What may be lost of A document" and "2026-02: 80.6 m: 16.1 m" in inside["desc"]


def test_what_the_parts_cannot_give_is_said_first_and_drawn_beyond_the_line() -> None:
    node = page(view(world(99.85)), "sla/mail")
    assert "The availability of 99.85 % that it promises cannot be kept as it stands." in lead(node)
    (row,) = table(node, "Is it available enough?")
    assert row[1].endswith("not kept") and row[8] == "too little in the long run and in the worst period"
    assert row[4:8] == ["2026-01", "66.9 m", "71.5 m", "−4.5 m"], "against the promise: 66.96 and 71.42"
    drawn = next(one for one in node.all() if one.tag == "svg")
    assert all(over in drawn.text.replace("\u00a0", " ") for over in ("0.01 % over", "4.5 m over"))


def test_of_what_nobody_promises_the_page_says_so_and_proves_nothing() -> None:
    node = {"serial": [{"service": "a"}, {"ci": "router"}]}
    one = view(world(99.9, node))
    shown = page(one, "sla/mail")
    assert "is not proved" in lead(shown)
    (row,) = table(shown, "Is it available enough?")
    assert row[1].endswith("not proved") and row[3] == "at best 99.95 %"
    assert row[8] == "nothing says how available ci/router is"
    router = table(shown, "Parts of service mail")[1]
    assert router[1].endswith("nobody") and router[2:] == ["not known"] * 3
    assert "gives at best 99.95 %: nobody promises how available ci/router is." in page(one, "service/mail").text


def test_redundant_parts_that_rest_on_one_thing_are_named() -> None:
    below = {"b": {"service": "d"}, "c": {"service": "d"}}
    for key in ("sla/mail", "service/mail"):
        text = page(view(world(99.8, below=below)), key).text
        assert "common cause The redundant parts service/b and service/c both rest on service/d" in text


def test_what_redundant_parts_share_without_a_promise_makes_a_range() -> None:
    one = view(world(99.8, below={"b": {"service": "e"}, "c": {"service": "e"}, "e": None}))
    (row,) = table(page(one, "sla/mail"), "Is it available enough?")
    # together 99.84; should e take all that b and c may lose, those two give 99 instead of 99.99: 98.8515
    assert row[1].endswith("not proved") and row[3] == "98.8515 % to 99.84 %"
    assert "redundant parts rest on service/e, of which nothing is promised by itself" in row[8]
    text = page(one, "service/mail").text.replace("\u00a0", " ")
    assert "What it needs gives 98.8515 % to 99.84 % together: redundant parts rest on service/e" in text


def test_a_part_that_gives_less_than_promised_of_it_is_marked() -> None:
    text = page(view(world(99.8, below={"a": {"service": "d"}})), "service/a").text
    assert "ola/a promises 99.95 %. ▲︎ less What it rests on gives 99.9 %." in text.replace("\u00a0", " ")


def test_where_a_part_is_confidential_the_answer_stays_and_no_figure_tells_it() -> None:
    hidden = view(world(99.8, d="confidential"), "internal")
    node = page(hidden, "sla/mail")
    (row,) = table(node, "Is it available enough?")
    assert row[1].endswith("kept") and row[3:] == [HIDDEN, row[-1]], "said once, not in each of five cells"
    assert [one.attributes["colspan"] for one in node.all() if "colspan" in one.attributes] == ["5", "3"]
    parts = table(node, "Parts of service mail")
    assert parts[2] == ["service/d", HIDDEN, HIDDEN] and len(parts) == 3, "no sum either"
    for shown in (node, page(hidden, "service/mail"), page(hidden, "service/d")):
        text = shown.text.replace("\u00a0", " ")
        assert not any(figure in text for figure in ("99.84", "99.9 %", "40.4", "64.6", "16.1", "ola/d"))


@pytest.mark.parametrize(("audience", "told"), [("restricted", True), ("internal", False)])
def test_a_reason_tells_no_day_of_what_is_confidential(audience: Audience, told: bool) -> None:
    node = page(view(world(99.8, late="2026-08-17", d="confidential"), audience), "sla/mail")
    (row,) = table(node, "Is it available enough?")
    assert row[1].endswith("not proved") and ("2026-08-17" in row[-1]) == told
    assert told or row[-1] == f"it rests on something that is {HIDDEN}"


@pytest.mark.parametrize(("id_", "through", "lost"), [("d", "service/d", "40.4 m"), ("b", "b or c redundant", "4.1 m")])
def test_an_agreement_underneath_shows_the_availability_it_carries(id_: str, through: str, lost: str) -> None:
    (row,) = table(page(view(world(99.8)), f"ola/{id_}"), "Availability that rests on it")
    assert row[0] == "A document 1.0.0mail" and row[3:6] == [through, "2026-02", lost] and row[7] == "16.1 m"


@pytest.mark.parametrize(("audience", "said"), [("restricted", "gone ✕︎ cannot be read"), ("internal", HIDDEN)])
def test_a_file_that_cannot_be_read_is_called_so_to_those_who_may_see_it(audience: Audience, said: str) -> None:
    sla = {**ENVELOPE, "id": "mail", "status": "draft", "services": ["mail"],
           "targets": [{"id": "fix", "metric": "resolution_time", "at_most": "4h", "clock": "calendar"}],
           "supported_by": [{"for": ["fix"], "chain": {"step": "ola/gone"}}]}  # fmt: skip
    files = {"gitsm.yaml": settings_text(), "slas/mail.yaml": json.dumps(sla), "olas/gone.yaml": "id: ["}
    shown = page(view(load(MemoryTree(files)), audience), "sla/mail")
    (step,) = [one.text for one in shown.all() if one.tag == "li" and "resolution time" in one.text]
    assert step.startswith(said)


def test_the_promise_map_counts_availability_and_puts_what_is_not_kept_first() -> None:
    node = parsed(converted(promises_page(view(world(99.85))).markdown()))
    (row,) = table(node, "Services by slack")
    assert row[5].endswith("not kept 99.85 %")
    assert "1 promise of availability: 1 not kept." in node.text
