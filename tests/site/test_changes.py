"""Pages about changes: what the evidence says stands there, nothing more, and only for who may read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from calendar_support import read_calendar
from gitsm.check.evidence import Brought, Decision, History, MergedChange, Recorded
from gitsm.check.report import check
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.rules import RULES
from gitsm.site.build import Site
from gitsm.site.view import Audience
from site_support import Node, converted, drawn, parsed, small_site, worked
from support import AS_OF

COMMIT = "ab" * 20
SIGNED = Decision("ops-04", True, ("incident-manager",), date(2026, 10, 28), "signed")
ATTESTED = Decision("ops-01", True, ("head-of-operations",), date(2026, 10, 29), "attested")
MAJOR = MergedChange(
    "12", COMMIT, date(2026, 1, 20), "Later answers by mail", "major", "normal", ("ops-07",), (SIGNED, ATTESTED),
    (Brought("sla/email", "1.1.0"),), ("sla/email",), "head",
)  # fmt: skip
ALONE = MergedChange(
    "13",
    "cd" * 20,
    date(2026, 10, 30),
    "Commas",
    "standard",
    touched=("process/incident-management",),
    auto_merged=True,
)
SECRET = MergedChange(
    "14", "ef" * 20, date(2026, 10, 30), "Leave the mail vendor", "major", touched=("contract/mail-vendor",)
)
HASTY = MergedChange(
    "15", "12" * 20, date(2026, 10, 1), "Shut the hole", "normal", "emergency", touched=("policy/change-policy",),
    reference="INC-77", decisions=(replace(SIGNED, roles=(), strength="recorded"), replace(ATTESTED, counted=False)),
)  # fmt: skip
HISTORY = History(
    (MAJOR, ALONE, SECRET, HASTY),
    "branch gitsm-evidence",
    "ab" * 20,
    41,
    (("99" * 20, date(2026, 10, 31), "Direct push"),),
)


def any_content(item: Loaded) -> str:
    return "same"


@cache
def site(history: History = HISTORY, audience: Audience = "public", parties: str = "handles") -> Site:
    snapshot = with_parties(worked().snapshot, parties)
    return drawn(check(snapshot, RULES, AS_OF, Recorded(history, any_content)), audience)


@cache
def without_evidence() -> Site:
    return drawn(worked(), "public")


def with_parties(snapshot: Snapshot, parties: str) -> Snapshot:
    return replace(snapshot, settings=snapshot.settings.model_copy(update={"parties_on_site": parties}))


def page(of: Site, path: str) -> Node:
    return parsed(converted(of.files[f"{path}.md"]))


def box(of: Site, path: str) -> str:
    found = next(node for node in page(of, path).all() if node.attributes.get("class") == "g-control")
    names = iter(found.all())
    return next(next(names).text for node in names if node.tag == "dt" and node.text == "Approval")


def figures(of: Site) -> dict[str, tuple[str, str]]:
    """The figures at the head of the register: each with what it consists of."""
    head = next(node for node in page(of, "changes").all() if node.attributes.get("class") == "g-figures")
    found = {}
    for box in (node for node in head.all() if node.tag == "div"):
        label, *said = (node for node in box.all() if node.tag == "dt" or node.tag == "dd")
        strong = next(node.text for one in said for node in one.all() if node.tag == "strong")
        lines = [node.text for one in said for node in one.all() if node.attributes.get("class") == "g-line"]
        found[label.text] = (strong, " ".join(lines))
    return found


def rows(of: Site, name: str = "changes") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(of.files[f"csv/{name}.csv"], newline="")))


def test_the_box_says_who_agreed_in_which_role_when_and_how_strongly() -> None:
    told = box(site(), "sla/email")
    for part in ("2026-01-20", "incident-manager (ops-04)", "signed by the approver", "head-of-operations (ops-01)",
                 "attested by the gate's key", "change 12", COMMIT[:12]):  # fmt: skip
        assert part in told, part
    assert "not evidenced" not in told
    assert "stated, not evidenced" in box(site(), "process/incident-management"), "no change brought this version"


def test_handles_stand_there_only_where_parties_may() -> None:
    hidden = site(parties="hidden")
    told = box(hidden, "sla/email")
    assert "signed by the approver: incident-manager" in told and "ops-" not in told
    everything = "\n".join(
        text for name, text in hidden.files.items() if not name.startswith(("rule/", "reference/", "guide/"))
    )
    assert not [handle for handle in ("ops-04", "ops-01", "ops-07") if handle in everything]
    assert {row["Authors"] for row in rows(hidden)} == {"not published"}
    assert "filled" in page(hidden, "approvals").text


def test_many_approvals_are_told_by_proof_and_role_each_role_once() -> None:
    board = tuple(Decision(f"ops-0{n}", True, ("cab",), date(2026, 10, 28), "signed") for n in range(1, 7))
    paper = Decision("biz-02", True, ("finance-representative",), date(2026, 10, 28), "recorded")
    many = site(History((replace(MAJOR, decisions=(*board, SIGNED, paper)),), "branch gitsm-evidence"))
    told = box(many, "sla/email")
    assert "signed by the approver: cab (ops-01, ops-02, ops-03, ops-04, ops-05, ops-06), incident-manager" in told
    assert "attested outside, with document hash: finance-representative (biz-02)" in told
    assert told.index("2026-01-20") < told.index("signed by"), "when and by which change comes first"
    assert "cab (ops-01, ops-02," in rows(many)[0]["Approved by"]
    hidden = site(replace(many.view.report.history), parties="hidden")
    assert "cab (6 persons), incident-manager" in box(hidden, "sla/email")


def test_the_limits_count_documents_under_each_kind_of_proof() -> None:
    (proof,) = (node for name, node in tables(page(site(), "evidence-limits")) if name == "Strength of approvals")
    counts = {row.children[0].text: row.children[1].text for row in proof.all() if row.tag == "tr"}
    assert counts["signed by the approver"] == counts["attested by the gate's key"] == "1", "one document under both"
    assert counts["merged by the policy"] == counts["attested outside, with document hash"] == "0"
    assert int(counts["stated, not evidenced"]) > 50
    assert f"{counts['stated, not evidenced']} agreed documents" in page(site(), "evidence-limits").text


def test_what_was_merged_alone_or_by_nobody_is_said_so() -> None:
    brought = (Brought("process/incident-management", version("process", "incident-management")),)
    alone = site(History((replace(ALONE, brought=brought),), "branch gitsm-evidence"))
    assert "without a second person" in box(alone, "process/incident-management")
    nobody = site(History((replace(ALONE, brought=brought, auto_merged=False),), "branch gitsm-evidence"))
    assert "nobody agreed" in box(nobody, "process/incident-management")


def version(kind: str, id_: str) -> str:
    found = worked().snapshot.in_force(kind, id_, AS_OF)
    assert found is not None
    return found.version


@pytest.mark.parametrize("verdict", ["violated", "unproved"])
def test_a_change_that_verification_refused_approves_nothing(verdict: str) -> None:
    refused = site(History((replace(MAJOR, verdict=verdict),), "branch gitsm-evidence"))  # type: ignore[arg-type]
    assert f"stated, not evidenced; change 12 is {verdict}" in box(refused, "sla/email")
    assert verdict in page(refused, "changes").text


def test_other_content_than_was_approved_is_not_evidenced() -> None:
    other = site(History((replace(MAJOR, brought=(Brought("sla/email", "1.1.0", "another digest"),)),), "branch"))
    assert "stated, not evidenced" in box(other, "sla/email")


def test_the_register_lists_every_change_with_what_an_auditor_asks() -> None:
    read = {row["Change"].partition(" ")[0]: row for row in rows(site())}
    assert set(read) == {"12", "13", "14", "15"}
    major = read["12"]
    assert (major["Class"], major["Declared"], major["Merged alone"]) == ("major", "normal", "no")
    assert major["Proof"] == "signed by the approver, attested by the gate's key"
    assert major["Authors"] == "ops-07" and major["Verified"] == "not verified"
    assert read["13"]["Merged alone"] == "yes" and read["13"]["Proof"] == "none"
    assert (read["15"]["Declared"], read["15"]["Review due"]) == ("emergency", "2026-10-08")
    assert "1 decision did not count" in read["15"]["Approved by"]


def test_figures_of_the_register_are_kept_apart() -> None:
    told = page(site(), "changes").text
    assert "Four merged changes have evidence; 1 commit since the gate has none." in told
    assert "One emergency waits to be looked back on and one was merged without a second person." in told
    assert "5 commits: 4 with evidence, 1 without" in told
    assert figures(site()) == {
        "Changes with evidence": ("4", "2 major 1 normal 1 standard"),
        "Signed by the approver": ("1", "1 attested by the gate's key 1 attested outside, with document hash"),
        "Without a second person": ("1", "merged by the policy alone"),
        "Emergencies": ("1", "1 not looked back on"),
        "Commits without evidence": ("1", "since the gate"),
        "Before the gate": ("41", "commits, counted apart"),
    }
    weaker = replace(MAJOR, decisions=(ATTESTED, replace(SIGNED, strength="recorded")))
    attested = figures(site(replace(HISTORY, changes=(weaker, ALONE))))
    assert attested["Changes with evidence"][0] == "2"
    assert attested["Signed by the approver"][0] == "0", "a weaker proof never counts as a signature"


@pytest.mark.parametrize(("audience", "seen"), [("public", False), ("restricted", True)])
def test_a_change_of_something_hidden_gives_nothing_of_it_away(audience: Audience, seen: bool) -> None:
    told = site(audience=audience)
    for text in (told.files["changes.md"], told.files["csv/changes.csv"]):
        assert ("Leave the mail vendor" in text) == seen
        assert ("mail-vendor" in text) == seen
        assert "Later answers by mail" in text
    assert ("Direct push" in told.files["changes.md"]) == seen


@pytest.mark.parametrize(("audience", "seen"), [("public", False), ("restricted", True)])
def test_words_about_what_is_hidden_or_gone_stand_nowhere(audience: Audience, seen: bool) -> None:
    subjects: tuple[tuple[str, ...], ...] = (("contract/mail-vendor",), ("contract/gone-for-good",), ())
    names = ("Mail", "Gone", "Nothing")
    secrets = [
        replace(HASTY, id=f"{number}", title=f"Leave the vendor of {name}", reference=f"LEGAL-{name}",
                notes=(f"because of {name}",), touched=touched)
        for number, name, touched in zip((15, 16, 17), names, subjects, strict=True)
    ]  # fmt: skip
    told = site(History(tuple(secrets), "branch gitsm-evidence"), audience)
    about = [f"{words}{name}" for words in ("Leave the vendor of ", "LEGAL-", "because of ") for name in names]
    for words in (*about, *(key for touched in subjects for key in touched)):
        found = [path for path, text in told.files.items() if words in text and not path.startswith("contract/")]
        assert bool(found) == seen, (words, found)
    shown = told.files["change-schedule.md"].replace('<span class="g-date">', "").replace("</span>", "")
    assert shown.count("Merged on 2026-10-01") == 3


def test_an_emergency_that_nobody_looked_back_on_waits_for_somebody() -> None:
    home = page(site(), "index").text
    assert "Review of emergency change 15 due" in home
    schedule = page(site(), "change-schedule").text
    assert "24 days late" in schedule
    assert "review late, 2026-10-08" in page(site(), "changes").text
    _, events = read_calendar(site().files["change-schedule.ics"].encode())
    assert "Review of emergency change 15 due" in [event["SUMMARY"] for event in events]
    links = [node.attributes.get("href") for node in page(site(), "change-schedule").all()]
    assert "change-schedule.ics" in links and "csv/change-schedule.csv" in links
    assert "csv/changes.csv" in [node.attributes.get("href") for node in page(site(), "changes").all()]
    freeze = next(event for event in events if event["SUMMARY"].startswith("Change freeze: Year-end"))
    (row,) = (row for row in rows(site(), "change-schedule") if row["What"].startswith("Change freeze: Year-end"))
    assert (row["First day"], row["Last day"]) == ("2026-12-18", "2027-01-06"), "the page says the last day itself"
    assert freeze["DTEND"].endswith("20270107"), "the calendar file the first day after"


def test_without_evidence_the_register_says_so_and_claims_nothing() -> None:
    told = page(without_evidence(), "changes")
    assert "There is no evidence of merged changes yet" in told.text
    assert not [node for node in told.all() if node.tag == "table"]
    assert "There is no evidence of merged changes here yet" in page(without_evidence(), "evidence-limits").text
    empty = page(site(History((), "branch gitsm-evidence", "ab" * 20, 0)), "changes").text
    assert "No change has been merged through the gate yet." in empty


def test_findings_of_approval_answer_from_the_evidence() -> None:
    report = site().view.report
    about = [one for one in report.findings if one.rule == "DOC-03" and one.artefact == "sla/email"]
    assert all(one.version != "1.1.0" for one in about)
    late = site(History((replace(MAJOR, day=date(2026, 2, 2)),), "branch gitsm-evidence")).view.report
    assert [one.message for one in late.findings if one.rule == "DOC-04" and one.artefact == "sla/email"]
    own = site(History((replace(MAJOR, authors=("ops-04", "ops-01")),), "branch gitsm-evidence")).view.report
    assert [one for one in own.findings if one.rule == "DOC-05" and one.artefact == "sla/email"]


def test_no_words_of_the_evidence_become_markup_or_a_formula() -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) =cmd|'/c'!A0"
    said = Decision(evil, True, (evil,), date(2026, 10, 1), "signed", why_not=evil)
    change = MergedChange(
        evil, "ab" * 20, date(2026, 10, 1), evil, evil, evil, (evil,), (said,), (Brought("sla/email", "1.1.0"),),
        ("sla/email",), evil, reference=evil, notes=(evil,), verdict="violated",
    )  # fmt: skip
    told = site(History((change,), evil, evil, 1, ((evil, date(2026, 10, 2), evil),), (evil,)), "restricted")
    for path in ("changes.md", "sla/email.md", "change-schedule.md", "index.md"):
        made = converted(told.files[path])
        assert "<script>alert" not in made and 'href="javascript' not in made, path
    assert all(not row["Authors"].startswith("=") for row in rows(told))
    proved = site(History((replace(change, verdict=None),), "there"), "restricted")
    assert "<script>alert" not in converted(proved.files["sla/email.md"])


# -- who must agree ----------------------------------------------------------------------------------------------------


def tables(node: Node) -> Iterator[tuple[str, Node]]:
    for one in node.all():
        if one.tag == "table":
            yield next(each.text for each in one.all() if each.tag == "caption"), one


def test_the_policy_is_said_in_words_with_votes_seats_and_who_sits_there() -> None:
    told = page(without_evidence(), "approvals")
    found = dict(tables(told))
    classes = found["Classes of change"].text
    assert "cab: 4 of its 6 seats, among them the chair, change-manager" in classes
    assert "emergency-cab: 2 of its 3 seats" in classes and "within 5 working days (Office hours Berlin)" in classes
    assert "any one of governance-maintainer, but nobody who worked on the change" in classes
    seats = [[cell.text for cell in row.children] for row in found["Seats of cab"].all() if row.tag == "tr"]
    assert ["change-manager", "chair", "ops-03"] in seats and len(seats) == 7
    assert "bound to the last commit" in told.text
    assert "finance-representative" in told.text
    assert "ops-09" in found["Delegations"].text and "in 50 days" in found["Delegations"].text


def test_hidden_handles_stand_neither_among_seats_nor_delegations() -> None:
    told = page(site(parties="hidden"), "approvals").text
    assert "ops-" not in told and "not published" in told and "change-manager" in told


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "No change policy is in force"),
        (
            {
                "processes/change-enablement.yaml": "id: change-enablement\ntitle: C\nversion: 1.0.0\n"
                "status: approved\nowner: x\n"
                "effective_from: 2026-01-01\nclassification: internal\nchange_policy: {binding: head}\n"
            },
            "not published for this audience",
        ),
    ],
)
def test_a_policy_that_is_not_there_or_not_for_these_readers(files: dict[str, str], words: str) -> None:
    small = small_site(files)
    assert words in page(small, "approvals").text
    assert "freeze" in page(small, "change-schedule").text.lower()
