"""Attacks on the desk of a repository without a platform, by somebody who may push there."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from evidence.test_cycle import Desk
from evidence.world import Keys
from gitsm.approvals.docket import request_statement, voice_statement
from gitsm.approvals.evidence import canonical
from gitsm.cli.commands import cab_merge

REQUESTS = "gitsm-requests"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """The worked organisation with a remote, the gate begun, and a request of ops-04 to reword a service."""
    found = Desk(tmp_path_factory.mktemp("asked"), keys)
    assert found.cab("begin", by="gitsm-gate")[0] == 0
    found.branch("reword", "Now")
    assert found.cab("request", "reword", "--title", "Reword", by="ops-04")[1] == "1\n"
    return found.folder


@pytest.fixture
def desk(tmp_path: Path, keys: Keys, asked: Path) -> Desk:
    """A copy of it."""
    return Desk(tmp_path, keys, asked)


def put(desk: Desk, files: dict[str, bytes]) -> None:
    """Pushes files onto the branch of requests, past every command."""
    desk.git("fetch", "-q", "origin")
    desk.git("checkout", "-q", "-B", "desk", f"origin/{REQUESTS}")
    for path, data in files.items():
        (desk.org / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.org / path).write_bytes(data)
    desk.git("add", "-f", *files)
    desk.commit("put", "ops-04")
    desk.git("push", "-q", "origin", f"desk:{REQUESTS}")
    desk.git("checkout", "-q", "main")


def kept(desk: Desk, path: str) -> bytes:
    """A file of the branch of requests."""
    return desk.git("show", f"{REQUESTS}:{path}", where=desk.remote).encode()


def test_an_objection_is_not_taken_back_by_a_copy_of_an_earlier_agreement(desk: Desk) -> None:
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert desk.cab("reject", "1", "--reason", "no", by="ops-14")[0] == 0
    text, seal = kept(desk, "0001/voice-0001.json"), kept(desk, "0001/voice-0001.json.sig")
    for place in ("0003", "9999"):
        put(desk, {f"0001/voice-{place}.json": text, f"0001/voice-{place}.json.sig": seal})
    code, out, _ = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 1 and "objection" in out


def test_a_second_thought_within_a_second_counts(desk: Desk) -> None:
    assert desk.cab("reject", "1", "--reason", "no", by="ops-14")[0] == 0
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0
    assert desk.cab("verify", where=desk.clone())[0] == 0


def test_an_agreement_does_not_cover_a_request_that_was_changed_since(desk: Desk) -> None:
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    value = json.loads(kept(desk, "0001/request.json"))
    value["predicate"]["description"] = "Class: emergency\nReference: INC-1\n"
    data = canonical(value)
    put(
        desk,
        {"0001/request.json": data, "0001/request.json.sig": desk.keys.sign("au1", "gitsm-request", data).encode()},
    )
    code, out, _ = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 1
    assert "the request was changed since" in out + desk.cab("status", "1")[1]


def test_a_request_under_another_spelling_of_its_number_is_none(desk: Desk) -> None:
    copies = {f"00001/request.json{more}": kept(desk, f"0001/request.json{more}") for more in ("", ".sig")}
    put(desk, copies)
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0


NO_REQUESTS: tuple[dict[str, str], ...] = (
    {"branch": "work~1"}, {"branch": "work@{1}"}, {"branch": "work^{/x}"}, {"branch": "--exec=x"},
    {"branch": "a b"}, {"branch": "../../heads/x"}, {"target": "main\nGitsm-Approved-By: k1"},
    {"moment": "2026-13-41T10:00:00Z"}, {"title": "half \ud83d"},
)  # fmt: skip


def test_requests_that_are_none_are_passed_over_in_words(desk: Desk) -> None:
    head = desk.git("rev-parse", "origin/reword").strip()
    files: dict[str, bytes] = {}
    for number, fields in enumerate(NO_REQUESTS, 2):
        words = {
            "by": "ops-04", "branch": "reword", "target": "main", "title": "T", "description": "",
            "moment": "2026-11-01T10:00:00Z", **fields,
        }  # fmt: skip
        data = request_statement(number, head, words)
        files[f"{number:04d}/request.json"] = data
        files[f"{number:04d}/request.json.sig"] = desk.keys.sign("au1", "gitsm-request", data).encode()
    put(desk, files)
    for number, fields in enumerate(NO_REQUESTS, 2):
        code, _, err = desk.cab("status", str(number))
        assert code == 2 and f"There is no change request {number}" in err, fields
    code, out, _ = desk.cab("status")
    assert code == 0 and "Reword" in out and out.count("reword") == 1


def test_a_decision_that_is_none_stops_its_request_alone(desk: Desk) -> None:
    head = desk.git("rev-parse", "origin/reword").strip()
    words = {"by": "ops-14", "decision": "approve", "moment": "2026-11-31T10:00:00Z", "reason": ""}
    put(desk, {"0001/voice-0001.json": voice_statement(1, "0" * 64, head, words)})
    code, _, err = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 3 and "cannot be judged" in err and "Traceback" not in err


def test_a_forged_time_in_somebodys_name_does_not_keep_them_from_speaking(desk: Desk) -> None:
    head = desk.git("rev-parse", "origin/reword").strip()
    words = {"by": "ops-14", "decision": "reject", "moment": "2999-01-01T10:00:00Z", "reason": ""}
    data = voice_statement(1, "0" * 64, head, words)
    seal = desk.keys.sign("au1", "gitsm-approval", data).encode()
    put(desk, {"0001/voice-0007.json": data, "0001/voice-0007.json.sig": seal})
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0


def test_an_objection_that_arrives_during_the_merge_stops_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    other = desk.clone()
    inner = cab_merge._merged

    def slow(*arguments: object) -> object:
        found = inner(*arguments)  # type: ignore[arg-type]
        assert desk.cab("reject", "1", "--reason", "stop", by="ops-14", where=other)[0] == 0
        return found

    monkeypatch.setattr(cab_merge, "_merged", slow)
    before = desk.git("rev-parse", "main", "gitsm-evidence", where=desk.remote)
    code, _, err = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 3 and "moved on meanwhile" in err
    assert desk.git("rev-parse", "main", "gitsm-evidence", where=desk.remote) == before
    monkeypatch.undo()
    code, out, _ = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 1 and "objection" in out


def test_the_hook_judges_a_merge_of_texts_that_it_has_not_seen_before(desk: Desk) -> None:
    hook = desk.remote / "hooks" / "pre-receive"
    hook.write_text(desk.cab("hook")[1].replace("exec gitsm", f"exec {gitsm()}"))
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    wide = "".join(f"- line {number}\n" for number in range(30))
    edits = (("long", "", wide), ("top", "line 2\n", "line two\n"), ("end", "line 27\n", "line 27.\n"))
    for number, (branch, old, new) in enumerate(edits, 2):
        desk.git("checkout", "-q", "-B", branch, "origin/main~1" if branch == "end" else "origin/main")
        file = desk.org / "notes.txt"
        file.write_text(file.read_text().replace(old, new) if old else new)
        desk.git("add", "notes.txt")
        desk.commit(branch, "ops-04")
        desk.git("push", "-q", "origin", branch)
        assert desk.cab("request", branch, "--title", branch, by="ops-04")[1] == f"{number}\n"
        assert desk.cab("approve", str(number), by="ops-14")[0] == 0
        code, out, err = desk.cab("merge", str(number), by="gitsm-gate")
        assert code == 0, out + err
    assert desk.cab("verify", where=desk.clone())[0] == 0


def gitsm() -> str:
    """The command of this environment."""
    import sys

    return os.fspath(Path(sys.executable).with_name("gitsm"))
