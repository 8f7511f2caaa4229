"""The meeting: an agenda that asks for each decision, minutes of what the evidence holds, a calendar file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from calendar_support import read_calendar
from cli_support import Repo, run
from diff_support import next_version
from docs_support import worked_copy
from evidence.world import Keys, World, reword
from support import ROOT, have

FAST = "id: respond-p1, metric: response_time, priority: p1, at_most: 30m"
SLOWER = (FAST, FAST.replace("30m", "45m"))


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The worked organisation with a branch that loosens a promise, one that only spells, and a broken one."""
    found = worked_copy(tmp_path_factory.mktemp("meeting") / "r")
    found.git("branch", "-M", "main")
    for branch, path, old, new in (
        ("slower", "slas/network-access.yaml", *SLOWER),
        ("tidy", "roles/cab.yaml", "title: Change advisory board", "title: 'Change advisory board'"),
        ("torn", "processes/change-enablement.yaml", "id: change-enablement", "id: [change-enablement"),
    ):
        found.git("checkout", "-q", "-b", branch, "main")
        edits = next_version(path, "2.0.0", "2026-12-01", (old, new)) if branch == "slower" else {path: (old, new)}
        for place, edit in edits.items():
            if isinstance(edit, tuple):
                found.edit(place, *edit)
            elif isinstance(edit, str):
                found.write(place, edit)
        found.commit(f"Work on {branch} | <b>@ops-01</b>")
    found.git("checkout", "-q", "main")
    return found


def fitting(text: str, shape: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    schema = json.loads((ROOT / f"docs/reference/json/{shape}.schema.json").read_text(encoding="utf-8"))
    assert [f"{list(e.path)}: {e.message}" for e in Draft202012Validator(schema).iter_errors(body)] == []
    return body


def test_the_agenda_asks_for_each_decision_strictest_class_first(repo: Repo) -> None:
    result = repo.run("cab", "agenda", "--ref", "tidy", "--ref", "slower", "--format", "json")
    assert result.code == 0, result.err
    body = fitting(result.out, "agenda-1")
    assert [(one["name"], one["class"]) for one in body["items"]] == [("slower", "major"), ("tidy", "standard")]
    major = body["items"][0]
    assert major["decision"].startswith("Does cab agree?") and "45\u00a0m instead of 30\u00a0m" in major["sentence"]
    asks = {one["role"]: one for one in major["asks"]}
    assert asks["cab"]["state"] == "0 of 4 needed" and "network-service-owner" in asks
    assert major["impact"] and not major["blocked"] and body["to_decide"] == 2


def test_what_cannot_be_judged_is_listed_with_its_reason_and_hides_nothing_else(repo: Repo) -> None:
    result = repo.run("cab", "agenda", "--ref", "gone", "--ref", "torn", "--ref", "tidy")
    assert result.code == 0
    assert 'not judged  gone: There is no revision "gone"' in result.out
    assert "Work on tidy" in result.out and "blocked" in result.out


def test_the_agenda_for_a_mail_names_people_in_code_and_obeys_no_title(repo: Repo) -> None:
    text = repo.run("cab", "agenda", "--ref", "slower", "--format", "markdown").out
    assert text.startswith("# Agenda of changes, 2026-11-01\n")
    assert "| `cab` | 0 of 4 needed | `ops-03`" in text
    assert "<b>" not in text and " @ops" not in text
    assert "45 m instead of 30 m" in text and "&#46;" not in text


def test_an_agenda_without_a_remote_says_what_to_do(repo: Repo) -> None:
    result = repo.run("cab", "agenda")
    assert result.code == 2 and "origin" in result.err


def test_the_calendar_file_is_written_for_an_audience_and_the_same_twice(repo: Repo, tmp_path: Path) -> None:
    file = tmp_path / "changes.ics"
    assert repo.run("cab", "calendar", "-o", str(file)).code == 0
    first = file.read_bytes()
    assert len(read_calendar(first)[1]) == 3
    assert repo.run("cab", "calendar", "-o", str(file)).code == 0 and file.read_bytes() == first
    later = repo.run("cab", "calendar", "--as-of", "2027-02-01")
    assert "Year-end" not in later.out and "DTSTAMP:20270201T000000Z" in later.out


def test_a_calendar_file_for_nobody_in_particular_is_refused(tmp_path: Path) -> None:
    result = Repo(tmp_path).run("cab", "calendar")
    assert result.code == 2 and "--audience" in result.err


# -- minutes -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose evidence holds a wording, merged, and a commit that came past the gate."""
    if not have("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    keys = Keys(tmp_path_factory.mktemp("keys"))
    made = World(tmp_path_factory.mktemp("world"), keys).begin(before=2)
    made.merge(
        reword(made.files, "Electronic"), rationale="Readers asked", reference="REQ-4", touched=["service/mail"],
        brought=[{"artefact": "service/mail", "version": "1.0.1"}],
    )  # fmt: skip
    made.push(reword(made.files, "Direct", "services/print.yaml"))
    for path, text in made.save().files.items():
        made.write(path, text)
    return made.folder


def minutes(world: Path, *more: str) -> Any:
    return run("-C", str(world), "cab", "minutes", "--as-of", "2026-11-10", *more)


def test_minutes_say_date_decision_who_and_why(world: Path) -> None:
    result = minutes(world, "--handles")
    assert result.code == 0, result.err
    for part in ("2026-11-02  Change 1: Change", "Agreed and merged.", "Readers asked", "REQ-4", "service/mail",
                 "k1 agreed on 2026-11-02, signed by the approver", "1 decision from 2026-10-10 to"):  # fmt: skip
        assert part in result.out, part
    assert "what was refused, or is still open, is not in these minutes" in result.out


def test_minutes_name_nobody_unless_the_settings_or_the_caller_say_so(world: Path) -> None:
    for form in ("text", "markdown", "json"):
        assert "k1" not in minutes(world, "--format", form).out
    body = fitting(minutes(world, "--format", "json").out, "minutes-1")
    assert body["decisions"][0]["voices"][0]["party"] is None
    told = fitting(minutes(world, "--format", "json", "--handles").out, "minutes-1")
    assert told["decisions"][0]["voices"][0]["party"] == "k1" and told["decisions"][0]["rationale"] == "Readers asked"


def test_minutes_hold_what_was_decided_in_the_days_named(world: Path) -> None:
    assert fitting(minutes(world, "--until", "2026-11-01", "--format", "json").out, "minutes-1")["decisions"] == []
    assert "Nothing was decided in this time." in minutes(world, "--since", "2026-11-03", "--format", "markdown").out
    assert minutes(world, "--since", "2026-11-09", "--until", "2026-11-01").code == 2


def test_without_evidence_there_are_no_minutes(repo: Repo) -> None:
    result = repo.run("cab", "minutes")
    assert result.code == 3 and "gitsm-evidence" in result.err and "fetch" in result.err


def test_documents_show_the_approval_that_the_branch_holds(world: Path) -> None:
    report = json.loads(run("-C", str(world), "check", "--as-of", "2026-11-10", "--format", "json").out)
    about = [one for one in report["findings"] if one["rule"] == "DOC-03" and "evidenced" in one["message"]]
    unproved = {one["artefact"] for one in about}
    assert "service/mail" not in unproved and "service/print" in unproved


def test_the_site_judges_every_change_again_and_says_so(world: Path, tmp_path: Path) -> None:
    from gitsm.cli.session import Session
    from gitsm.site.build import render
    from site_support import STAMP, converted, parsed

    session = Session(world, date(2026, 11, 10))
    judged = render(session.check(session.load(), replay=True), STAMP, "restricted")
    told = parsed(converted(judged.files["changes.md"])).text
    assert "Every change was judged again when this site was built" in told
    assert "One merged change has evidence; 1 commit since the gate has none" in told
    quick = session.check(session.load()).history
    assert not quick.verified and quick.before == 2 and [one.verdict for one in quick.changes] == [None]
    assert [one.verdict for one in judged.view.report.history.changes] == ["proved"]


def test_a_forged_seal_approves_nothing_even_in_a_quick_check(tmp_path: Path, world: Path) -> None:
    from gitsm.cli.session import Session

    (tmp_path / "keys").mkdir()
    made = World(tmp_path / "forged", Keys(tmp_path / "keys")).begin()
    brought = [{"artefact": "service/mail", "version": "1.0.1"}]
    made.merge(reword(made.files, "Electronic"), key="stranger", brought=brought, touched=["service/mail"])
    for path, text in made.save().files.items():
        made.write(path, text)
    session = Session(made.folder, date(2026, 11, 10))
    (change,) = session.check(session.load()).history.changes
    assert change.verdict == "unproved" and "not sealed by a key of the gate" in change.notes[0]
