"""`gitsm mv`: every reference follows, nothing else moves, and nothing at all on any error."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli_support import Repo, run
from gitsm.adapters import files
from gitsm.cli.main import main
from support import ROOT

CONTENT = (
    "gitsm.yaml", "processes", "roles", "slas", "olas", "kpis", "improvement_register", "services", "policies",
    "frameworks", "programme", "docs/glossary",
)  # fmt: skip


@pytest.fixture
def worked(tmp_path: Path) -> Repo:
    """A copy of the worked organisation."""
    root = tmp_path / "worked"
    for name in CONTENT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            root.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, root / name)
    return Repo(root, {})


def test_comments_quotes_and_all_other_bytes_stay(repo: Repo) -> None:
    before = repo.read("roles/quality-manager.yaml")
    result = repo.run("mv", "role/quality-manager", "keeper-of-documents")
    assert result.code == 0, result.err
    after = repo.read("roles/keeper-of-documents.yaml")
    changed = [line for line in difflib.ndiff(before.splitlines(True), after.splitlines(True)) if line[0] in "+-"]
    assert sorted(changed) == [
        "+ formerly: [quality-manager]\n",
        "+ id: keeper-of-documents\n",
        "+ owner: 'keeper-of-documents'\n",
        "- id: quality-manager\n",
        "- owner: 'quality-manager'\n",
    ]
    assert after.splitlines()[:3] == [
        "# who looks after the documents",
        "id: keeper-of-documents",
        "formerly: [quality-manager]",
    ]
    assert not (repo.root / "roles/quality-manager.yaml").exists()
    assert 'owner: "keeper-of-documents"\n' in repo.read("roles/director.yaml")
    assert "owner: keeper-of-documents\n" in repo.read("gitsm.yaml")
    assert repo.run("check").code == 0


def test_line_endings_and_missing_last_newline_stay(repo: Repo) -> None:
    text = repo.read("roles/director.yaml")
    repo.write("roles/director.yaml", text.replace("\n", "\r\n"))
    repo.write("roles/parties/ops-01.yaml", repo.read("roles/parties/ops-01.yaml").rstrip("\n"))
    assert repo.run("mv", "director", "board").code == 0
    data = (repo.root / "roles/board.yaml").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") == text.count("\n") + 1
    assert b"formerly: [director]\r\n" in data
    assert not (repo.root / "roles/parties/ops-01.yaml").read_bytes().endswith(b"\n")


def test_a_person_changes_title_too(repo: Repo) -> None:
    assert repo.run("mv", "party/ops-01", "ops-77").code == 0
    text = repo.read("roles/parties/ops-77.yaml")
    assert "id: ops-77\n" in text and "title: ops-77\n" in text
    assert "holders: [{party: ops-77, from: 2026-01-01}]" in repo.read("roles/quality-manager.yaml")


def test_twice_and_back_keeps_the_list_of_former_ids_true(repo: Repo) -> None:
    start = repo.read("roles/director.yaml")
    assert repo.run("mv", "director", "board").code == 0
    assert repo.run("mv", "board", "council").code == 0
    assert "formerly: [director, board]\n" in repo.read("roles/council.yaml")
    assert repo.run("mv", "council", "director").code == 0
    back = repo.read("roles/director.yaml")
    assert "formerly: [board, council]\n" in back
    assert back.replace("formerly: [board, council]\n", "") == start


def test_former_ids_written_as_lines_get_another_line(repo: Repo) -> None:
    repo.edit(
        "roles/director.yaml", "title: Director\n", "title: Director\nformerly:\n  - chief   # until 2019\n  - head\n"
    )
    assert repo.run("mv", "director", "board").code == 0
    assert "formerly:\n  - chief   # until 2019\n  - head\n  - director\nversion:" in repo.read("roles/board.yaml")
    before = repo.snapshot()
    refused = repo.run("mv", "board", "head")
    assert refused.code == 3 and "formerly" in refused.err
    assert repo.snapshot() == before


def test_waiver_and_baseline_keep_covering_what_they_covered(worked: Repo) -> None:
    worked.edit("processes/incident-management.yaml", "accountable: incident-manager", "accountable: nobody-here")
    worked.edit("roles/incident-manager.yaml", "owner: ", "owner: nobody-here # ")
    assert worked.run("check").code == 1
    assert worked.run("baseline", "write").code == 0
    assert worked.run("check").code == 0
    assert "role/incident-manager" in worked.read("policies/baseline.yaml")
    result = worked.run("mv", "role/incident-manager", "incident-lead")
    assert result.code == 0, result.err
    assert "role/incident-manager" not in worked.read("policies/baseline.yaml")
    body = worked.run("check", "--format", "json").json
    assert body["summary"]["errors"] == 0
    assert not [f for f in body["findings"] if f["rule"] == "DOC-16"]


def test_location_keys_follow_where_the_id_is_their_part_and_only_there(repo: Repo) -> None:
    repo.write(
        "policies/baseline.yaml",
        """\
entries:
  - {rule: RAC-19, artefact: role/quality-manager, at: "holders.ops-01>2026-01-01.party"}   # known
  - {rule: RAC-19, artefact: role/quality-manager, at: holders}
  - {rule: DOC-01, artefact: party/ops-01, at: accounts.ops-01}
  - {rule: RAC-11, artefact: process/work, at: "activities.do.raci.responsible#ops-01"}
""",
    )
    assert repo.run("mv", "party/ops-01", "ops-77").code == 0
    assert repo.read("policies/baseline.yaml").splitlines()[1:] == [
        '  - {rule: RAC-19, artefact: role/quality-manager, at: "holders.ops-77>2026-01-01.party"}   # known',
        "  - {rule: RAC-19, artefact: role/quality-manager, at: holders}",
        "  - {rule: DOC-01, artefact: party/ops-77, at: accounts.ops-01}",
        '  - {rule: RAC-11, artefact: process/work, at: "activities.do.raci.responsible#ops-77"}',
    ]


def test_evidence_that_is_the_renamed_file_is_found_again(worked: Repo) -> None:
    mapping = "frameworks/mappings/iso20000-1-2018.yaml"
    assert "link: services/email.yaml" in worked.read(mapping)
    assert worked.run("mv", "service/email", "mail").code == 0
    assert "link: services/mail.yaml" in worked.read(mapping)
    assert "services/email.yaml" not in worked.read(mapping)


KEYS = [
    ("role/incident-manager", "incident-lead"), ("process/incident-management", "restoring"), ("service/email", "mail"),
    ("sla/email", "mail-promise"), ("ola/desk", "front-desk"), ("contract/mail-vendor", "mail-house"),
    ("calendar/office-de", "office-berlin"), ("kpi/incident-resolution-p90", "p90"), ("framework/itil4", "itil-4"),
    ("party/ops-01", "ops-99"), ("priority-scheme/standard", "common"), ("policy/service-management", "our-word"),
    ("csf/fast-recovery", "soon-back"), ("objective/dependable-services", "dependable"),
]  # fmt: skip


FOLLOWERS = {"kpi": "observations", "framework": "control-mapping"}
BACK = [
    ("role/incident-lead", "incident-manager"), ("kpi/p90", "incident-resolution-p90"), ("sla/mail-promise", "email"),
]  # fmt: skip


def test_the_worked_organisation_checks_the_same_after_renames_of_every_kind(worked: Repo) -> None:
    """One after the other in one organisation: each rename meets what those before it have left."""
    before, graph = worked.run("check", "--format", "json").json, worked.run("graph").json
    moved: dict[str, str] = {}
    for old, new in KEYS:
        result = worked.run("mv", old, new)
        assert result.code == 0, (old, result.err)
        kind, _, id_ = old.partition("/")
        moved |= {f"{one}/{id_}": f"{one}/{new}" for one in (kind, FOLLOWERS.get(kind, kind))}
    assert worked.run("check", "--format", "json").json["summary"] == before["summary"]

    def pairs(body: dict[str, Any], names: dict[str, str]) -> list[tuple[str, str, str, str]]:
        return sorted(
            (names.get(e["from"], e["from"]), names.get(e["to"], e["to"]), e["at"], e["version"]) for e in body["edges"]
        )

    assert pairs(worked.run("graph").json, {}) == pairs(graph, moved)
    for new, old in BACK:
        assert worked.run("mv", new, old).code == 0, new
        kind, id_ = new.split("/")
        moved = {key: name for key, name in moved.items() if name not in (new, f"{FOLLOWERS.get(kind)}/{id_}")}
    assert pairs(worked.run("graph").json, {}) == pairs(graph, moved)


def test_scheduled_versions_move_along(worked: Repo) -> None:
    assert (worked.root / "slas/email@2.0.0.yaml").exists()
    assert worked.run("mv", "sla/email", "mail").code == 0
    assert (worked.root / "slas/mail@2.0.0.yaml").exists() and (worked.root / "slas/mail.yaml").exists()
    assert not list((worked.root / "slas").glob("email*"))


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("role/nobody", "x", 2, "no artefact"),
        ("role/director", "quality-manager", 2, "exists already"),
        ("role/director", "role/quality-manager", 2, "exists already"),
        ("role/director", "party/board", 2, "keeps its kind"),
        ("role/director", "Not An Id", 2, "is no id"),
        ("role/director", "../../evil", 2, "keeps its kind"),
        ("role/director", "x" * 81, 2, "is no id"),
        ("role/director", "director", 2, "exists already"),
        ("settings/settings", "other", 2, "keep their id"),
    ],
)
def test_what_cannot_be_renamed_changes_nothing(repo: Repo, old: str, new: str, code: int, words: str) -> None:
    before = repo.snapshot()
    result = repo.run("mv", old, new)
    assert result.code == code and words in result.err, result.err
    assert repo.snapshot() == before


def test_a_broken_file_stops_the_rename_because_it_could_hide_references(repo: Repo) -> None:
    repo.write("roles/broken.yaml", "owner: director\nid: [")
    before = repo.snapshot()
    result = repo.run("mv", "director", "board")
    assert result.code == 3 and "roles/broken.yaml" in result.err
    assert repo.snapshot() == before


def test_dry_run_tells_and_changes_nothing(repo: Repo) -> None:
    before = repo.snapshot()
    result = repo.run("mv", "director", "board", "--dry-run")
    assert result.code == 0 and "would be renamed" in result.out and "roles/director.yaml" in result.out
    assert repo.snapshot() == before


@pytest.mark.parametrize("step", range(6))
def test_a_failure_at_any_step_of_writing_is_taken_back(repo: Repo, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    before = repo.snapshot()
    calls = 0
    real = files._rename

    def failing(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            source.unlink()
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(files, "_rename", failing)
    result = repo.run("mv", "quality-manager", "keeper")
    if calls <= step:
        assert result.code == 0
    else:
        assert result.code == 3 and "no space left" in result.err
        assert repo.snapshot() == before


def test_a_folder_that_may_not_be_written_leaves_all_as_it_was(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = repo.snapshot()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    assert repo.run("mv", "director", "board").code == 3
    assert repo.snapshot() == before


def test_nothing_is_written_through_a_link(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with pytest.raises(files.CannotWorkHere, match="symbolic link"):
        (repo.root / "kpis").symlink_to(outside)
        files.apply(repo.root, {"kpis/x.yaml": b"x"})
    assert list(outside.iterdir()) == []


def test_braces_around_the_whole_file_are_refused_in_words(repo: Repo) -> None:
    repo.write(
        "roles/parties/ops-02.yaml", "{id: ops-02, title: ops-02, status: draft, owner: director, type: person}\n"
    )
    before = repo.snapshot()
    result = repo.run("mv", "ops-02", "ops-03")
    assert result.code == 3 and "braces" in result.err
    assert repo.snapshot() == before


def test_usage(repo: Repo) -> None:
    assert run("-C", str(repo.root), "mv", "director").code == 2
    assert main(["-C", str(repo.root), "mv", "--help"]) == 0
