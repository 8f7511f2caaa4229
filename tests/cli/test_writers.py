"""schema write, baseline write, doctor, site: what they write, and that they write nothing else."""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path

import pytest

from cli_support import Repo, run
from gitsm.adapters import builder, serve
from gitsm.adapters.builder import MARKER
from gitsm.base.errors import CannotWorkHere
from gitsm.model.kinds import KINDS
from support import ROOT


def test_schemas_are_written_compared_and_leave_extensions_alone(repo: Repo) -> None:
    own = '{"type": "object"}'
    repo.write("schemas/extensions/role.schema.json", own)
    assert repo.run("schema", "write", "--check").code == 1
    assert not (repo.root / "schemas/role.schema.json").exists()
    assert repo.run("schema", "write").code == 0
    for slug in (*KINDS, "baseline"):
        schema = json.loads(repo.read(f"schemas/{slug}.schema.json"))
        assert schema["$id"] == f"urn:gitsm:schema:{slug}:1"
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["title"] and schema["description"]
    assert repo.run("schema", "write", "--check").code == 0
    assert repo.read("schemas/extensions/role.schema.json") == own
    before = {path: path.stat().st_mtime_ns for path in (repo.root / "schemas").iterdir()}
    assert "up to date" in repo.run("schema", "write").out
    assert {path: path.stat().st_mtime_ns for path in (repo.root / "schemas").iterdir()} == before
    repo.edit("schemas/role.schema.json", '"title": "Role"', '"title": "Rolle"')
    stale = repo.run("schema", "write", "--check")
    assert stale.code == 1 and stale.out == "schemas/role.schema.json is not what the models say\n"
    assert repo.run("check").code == 0


def test_schemas_are_not_written_through_a_link(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (repo.root / "schemas").symlink_to(tmp_path / "outside")
    assert repo.run("schema", "write").code == 3
    assert list((tmp_path / "outside").iterdir()) == []


def test_the_schemas_of_this_repository_are_those_of_the_models() -> None:
    result = run("-C", str(ROOT), "schema", "write", "--check")
    assert result.code == 0, result.out


def test_every_field_is_described_for_the_editor() -> None:
    from gitsm.export.jsonschema import schema_files

    for path, data in schema_files().items():
        schema = json.loads(data)
        for name, part in {"": schema, **schema.get("$defs", {})}.items():
            for field, content in part.get("properties", {}).items():
                assert content.get("description"), f"{path} {name}.{field}"
                assert content.get("default", "") is not None, "an editor would insert null"


def test_a_baseline_makes_an_existing_organisation_start_clean_and_only_shrinks(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    assert repo.run("check").code == 1
    dry = repo.run("baseline", "write", "--dry-run")
    assert "REF-01" in dry.out and not (repo.root / "policies").exists()
    assert repo.run("baseline", "write").code == 0
    assert repo.read("policies/baseline.yaml") == dry.out
    result = repo.run("check")
    assert result.code == 0 and "1 in the baseline" in result.out
    assert "directr" not in result.out
    assert "baselined  REF-01" in repo.run("check", "--verbose").out
    repo.edit("roles/director.yaml", 'owner: "quality-manager"', "owner: nobody")
    assert repo.run("check").code == 1
    again = repo.run("baseline", "write")
    assert again.code == 0 and "1 new finding not taken in" in again.out and "--grow" in again.out
    assert repo.run("check").code == 1, "a baseline does not take in new findings by itself"
    assert repo.run("baseline", "write", "--grow").code == 0
    assert repo.run("check").code == 0
    repo.edit("roles/quality-manager.yaml", "reports_to: directr", "reports_to: director")
    assert "DOC-16" in repo.run("check").out
    assert repo.run("baseline", "write").code == 0
    assert "DOC-16" not in repo.run("check").out
    assert "directr" not in repo.read("policies/baseline.yaml")
    repo.write("policies/baseline.yaml", "entries: [")
    assert repo.run("baseline", "write").code == 3
    assert repo.read("policies/baseline.yaml") == "entries: ["


def test_a_warning_that_was_known_does_not_hide_the_error_that_it_became(repo: Repo) -> None:
    settings = repo.read("gitsm.yaml")
    repo.write("gitsm.yaml", settings + "severity: {REF-01: warning}\n")
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    assert repo.run("baseline", "write").code == 0
    assert "severity: warning}" in repo.read("policies/baseline.yaml")
    assert "directr" not in repo.run("check").out
    repo.write("gitsm.yaml", settings)
    result = repo.run("check")
    assert result.code == 1 and "directr" in result.out
    again = repo.run("baseline", "write")
    assert "1 new finding not taken in" in again.out and "severity: warning}" in repo.read("policies/baseline.yaml")
    assert repo.run("baseline", "write", "--grow").code == 0
    assert "severity" not in repo.read("policies/baseline.yaml") and repo.run("check").code == 0


def test_files_that_cannot_be_read_never_enter_the_baseline(repo: Repo) -> None:
    repo.write("roles/broken.yaml", "id: [")
    assert repo.run("baseline", "write").code == 0
    assert "LOAD" not in repo.read("policies/baseline.yaml")
    assert repo.run("check").code == 1


def test_doctor_sees_what_is_missing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def states() -> dict[str, str]:
        return {one["id"]: one["state"] for one in repo.run("doctor", "--format", "json").json["checks"]}

    first = states()
    assert first["root"] == first["settings"] == "ok"
    assert (first["schemas"], first["repository"], first["audience"], first["as-of"]) == (
        "problem",
        "problem",
        "note",
        "note",
    )
    told = repo.run("doctor").out
    assert "git init && git add" in told and "REV" not in told, "nobody gave a revision"
    repo.run("schema", "write")
    repo.edit("gitsm.yaml", "as_of: 2026-11-01", "audience: public\ntimezone: Mars/Olympus")
    repo.commit()
    second = states()
    assert (second["schemas"], second["repository"], second["audience"]) == ("ok", "ok", "ok")
    assert second["timezone"] == "problem" and "as-of" not in second
    repo.write("gitsm.yaml", "id: [")
    assert states()["settings"] == "problem"
    monkeypatch.setenv("PATH", "/nowhere")
    assert states()["git"] == "problem"
    assert repo.run("doctor").code == 0
    for module, extra in (("mkdocs", "site"), ("openpyxl", "excel"), ("holidays", "holidays")):
        with monkeypatch.context() as without:
            without.setattr("gitsm.cli.doctor.find_spec", lambda name, module=module: None if name == module else name)
            assert {name for name, state in states().items() if state == "note"} >= {extra}
            assert f"pip install 'gitsm[{extra}]'" in repo.run("doctor").out
    outside = run("-C", "/", "doctor", "--format", "json")
    assert outside.code == 3 and outside.json["works"] is False


def test_a_site_for_nobody_in_particular_is_not_built(repo: Repo) -> None:
    result = repo.run("site", "build")
    assert result.code == 2 and "--audience" in result.err
    assert not (repo.root / "site").exists()


@pytest.mark.parametrize("line", ["build", "preview", "serve"])
def test_what_a_site_needs_is_asked_before_anything_is_read(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("read in vain")

    monkeypatch.setattr("gitsm.load.loader.load", read)
    monkeypatch.setattr(builder, "find_spec", lambda name: None if name == "material" else name)
    result = repo.run("site", line, "--audience", "public")
    assert result.code == 3 and "pip install 'gitsm[site]'" in result.err
    monkeypatch.setattr(builder, "find_spec", lambda name: name)
    if line != "serve":
        refused = repo.run("site", line, "--audience", "public", "--output", str(repo.root))
        assert refused.code == 2 and "did not build" in refused.err


def test_a_site_is_built_beside_a_check_that_fails(repo: Repo, tmp_path: Path) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    commit = repo.commit()
    result = repo.run("site", "build", "--audience", "internal", "--output", str(tmp_path / "out"))
    assert result.code == 0, result.err
    assert "pages in" in result.out
    assert (tmp_path / "out" / "index.html").is_file()
    assert (
        commit[:7] in (tmp_path / "out" / MARKER).read_text()
        or commit[:7] in (tmp_path / "out" / "index.html").read_text()
    )
    refused = repo.run("site", "build", "--audience", "internal", "--output", str(repo.root))
    assert refused.code == 2 and (repo.root / "gitsm.yaml").exists()


def test_the_stamp_names_commit_branch_and_changes(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = []
    monkeypatch.setattr(builder, "build", lambda site, *_: stamps.append(site.view.stamp) or 1)
    line = ("site", "build", "--audience", "public")
    assert repo.run(*line).code == 0
    commit = repo.commit()
    repo.git("checkout", "-q", "-b", "topic")
    assert repo.run(*line).code == 0
    repo.edit("gitsm.yaml", "1.0.0", "1.1.0")
    assert repo.run(*line).code == 0
    assert [(s.commit, s.dirty, s.branch) for s in stamps] == [
        ("", False, "main"), (commit, False, "topic"), (commit, True, "topic"),
    ]  # fmt: skip


def test_serve_shows_the_site_here_only_and_builds_again_after_a_change(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "INTERVAL", 0.05)
    said: list[str] = []
    built = 0
    ended, heard, again = threading.Event(), threading.Event(), threading.Event()

    def build(place: Path) -> None:
        nonlocal built
        built += 1
        if built == 3:
            raise CannotWorkHere("no luck")
        place.mkdir(exist_ok=True)
        (place / "index.html").write_text(f"build {built}")

    def tell(words: str) -> None:
        said.append(words)
        (heard if words.startswith("http") else again).set()

    worker = threading.Thread(target=serve.serve_site, args=(repo.root, 0, build, tell, ended))
    worker.start()
    try:
        assert heard.wait(10)
        address = said[0].split()[0]
        assert address.startswith("http://127.0.0.1:")
        assert urllib.request.urlopen(address, timeout=10).read() == b"build 1"
        repo.edit("gitsm.yaml", "1.0.0", "1.0.10")
        assert again.wait(10)
        assert urllib.request.urlopen(address, timeout=10).read() == b"build 2"
        again.clear()
        repo.edit("gitsm.yaml", "1.0.10", "1.0.2")
        assert again.wait(10)
        assert said[-1] == "not built: no luck"
        assert urllib.request.urlopen(address, timeout=10).read() == b"build 2"
        with pytest.raises(CannotWorkHere, match="cannot be used"):
            serve.serve_site(repo.root, int(address.rstrip("/").rpartition(":")[2]), lambda _: None, tell, ended)
    finally:
        ended.set()
        worker.join(10)
    assert not worker.is_alive()


def test_serve_command_hands_over_port_and_audience(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, object] = {}

    def fake(root: Path, port: int, build: object, tell: object) -> None:
        seen.update(root=root, port=port)
        build(tmp_path / "place")  # type: ignore[operator]

    monkeypatch.setattr(serve, "serve_site", fake)
    monkeypatch.setattr(builder, "build", lambda site, place, tell: seen.update(place=place, site=site))
    assert repo.run("site", "serve", "--port", "0", "--audience", "public").code == 0
    assert (seen["root"], seen["port"], seen["place"]) == (repo.root, 0, tmp_path / "place")
