"""`gitsm check`: what people and machines get, whatever the files contain."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli_support import Repo, process
from support import ROOT

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def terminal(repo: Repo, *args: str, **environment: str) -> str:
    """What a person sees who runs gitsm on a terminal."""
    here, there = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", **environment}
    env.pop("NO_COLOR", None) if "NO_COLOR" not in environment else None
    child = subprocess.Popen(
        [sys.executable, "-m", "gitsm", "-C", str(repo.root), *args], stdout=there, stderr=there, stdin=there, env=env
    )
    os.close(there)
    seen = b""
    while True:
        try:
            block = os.read(here, 65536)
        except OSError:
            break
        if not block:
            break
        seen += block
    child.wait()
    os.close(here)
    return seen.decode().replace("\r\n", "\n")


def test_a_clean_repository_passes(repo: Repo) -> None:
    result = repo.run("check")
    assert (result.code, result.err) == (0, "")
    assert "4 files checked as of 2026-11-01 · 0 errors · 0 warnings" in result.out
    assert result.out.splitlines()[-1].startswith("passed: ")


def test_a_misspelled_role_is_shown_as_the_design_says(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    result = repo.run("check")
    assert result.code == 1
    assert result.out.startswith(
        "error REF-01  roles/quality-manager.yaml:11:13\n"
        '  The role quality-manager names a role that does not exist: "directr".\n'
        "     |\n"
        '   9 | purpose: Looks after the documents, "quality-manager" by name\n'
        "  10 | type: governance\n"
        "  11 | reports_to: directr\n"
        "     |             ^^^^^^^ did you mean director?\n"
        "     |\n"
        "  fix  write director, or add roles/directr.yaml\n"
        "  why  "
    )
    assert "gitsm rule REF-01" in result.out
    assert result.out.endswith("blocked: 1 error in agreed documents. Drafts do not block.\n")


def test_thresholds_of_failure(repo: Repo) -> None:
    repo.edit("gitsm.yaml", "as_of: 2026-11-01\n", "as_of: 2026-11-01\nseverity: {REF-01: warning}\n")
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    assert repo.run("check").code == 0
    assert repo.run("check", "--fail-on", "warning").code == 1
    assert "blocked: 1 finding" in repo.run("check", "--fail-on", "warning").out
    repo.edit("gitsm.yaml", "REF-01: warning", "REF-01: info")
    assert repo.run("check", "--fail-on", "warning").code == 0
    assert repo.run("check", "--fail-on", "info").code == 1
    assert repo.run("check", "--fail-on", "never").code == 0
    repo.edit("gitsm.yaml", "REF-01: info", 'REF-01: "off"')
    assert "REF-01" not in repo.run("check").out


def test_notes_are_counted_by_rule_and_listed_on_demand(repo: Repo) -> None:
    repo.edit("gitsm.yaml", "as_of: 2026-11-01\n", "as_of: 2026-11-01\nseverity: {REF-01: info}\n")
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    short = repo.run("check").out
    assert "roles/quality-manager.yaml:11:13" not in short
    assert re.search(r"^info  REF-01  1 ×  ", short, re.MULTILINE)
    assert "roles/quality-manager.yaml:11:13" in repo.run("check", "--verbose").out


def test_the_day_judged(repo: Repo) -> None:
    assert "as of 2026-11-01" in repo.run("check").out
    assert "as of 2027-03-01" in repo.run("check", "--as-of", "2027-03-01").out
    assert "as of 2027-03-01" in repo.run("check", "--as-of", "2027-03-01", "--verbose").out
    assert repo.run("check", "--as-of", "2027-03-01", "--format", "json").json["as_of"] == "2027-03-01"
    repo.edit("gitsm.yaml", "as_of: 2026-11-01\n", "")
    assert re.search(r"as of 20[0-9]{2}-", repo.run("check").out)


def test_json_has_everything_text_has(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    body = repo.run("check", "--format", "json").json
    assert (body["format"], body["summary"]["errors"], body["summary"]["files"]) == ("check/1", 1, 4)
    finding = next(f for f in body["findings"] if f["rule"] == "REF-01")
    assert (finding["path"], finding["line"], finding["column"], finding["end_column"]) == (
        "roles/quality-manager.yaml", 11, 13, 20,
    )  # fmt: skip
    assert finding["artefact"] == "role/quality-manager" and finding["at"] == "reports_to"
    assert re.fullmatch("[0-9a-f]{16}", finding["fingerprint"])


def test_output_goes_to_a_file_as_a_whole(repo: Repo, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    result = repo.run("check", "--format", "json", "--output", str(target))
    assert (result.code, result.out) == (0, "")
    assert json.loads(target.read_text())["format"] == "check/1"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    nowhere = tmp_path / "pipe"
    os.mkfifo(nowhere)
    reader = os.open(nowhere, os.O_RDONLY | os.O_NONBLOCK)
    assert repo.run("check", "--output", str(nowhere)).code == 0
    assert b"4 files checked" in os.read(reader, 65536)
    os.close(reader)
    assert stat.S_ISFIFO(nowhere.stat().st_mode), "a device or pipe is not replaced by a file"
    lost = repo.run("check", "--output", str(tmp_path / "none" / "x"))
    assert lost.code == 3 and "cannot be written" in lost.err


def test_colour_only_on_a_terminal_and_the_same_words_without(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    piped = repo.run("check").out
    assert "\x1b" not in piped
    coloured = terminal(repo, "check")
    assert "\x1b[" in coloured
    for silent in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = terminal(repo, "check", **silent)
        assert "\x1b" not in plain
        assert re.sub(r" · [0-9.]+ s$", "", plain, flags=re.MULTILINE) == piped
    words = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert re.sub(r" · [0-9.]+ s$", "", words, flags=re.MULTILINE).split() == piped.split()
    assert re.search(r" · [0-9.]+ s$", words, re.MULTILINE), "the time stands on a terminal"


def test_same_bytes_under_another_locale_zone_and_home(repo: Repo, tmp_path: Path) -> None:
    repo.edit("roles/quality-manager.yaml", "Looks after", "Sorgt f\u00fcr \u201eOrdnung\u201c und schaut")
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    line = ["-C", str(repo.root), "check", "--verbose", "--format"]
    code = f"from gitsm.cli.main import main; print([main([*{line!r}, form]) for form in ('text', 'json', 'sarif')])"

    def said(cwd: Path, **environment: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=True
        )
        assert done.stderr == b""
        return done.stdout

    one = said(ROOT, LC_ALL="C", TZ="Pacific/Kiritimati", PYTHONHASHSEED="1")
    two = said(
        tmp_path, LC_ALL="C.UTF-8", TZ="America/Los_Angeles", HOME=str(tmp_path), PYTHONHASHSEED="2", COLUMNS="40",
        PYTHONIOENCODING="latin-1",
    )  # fmt: skip
    assert one == two
    assert one.endswith(b"[1, 1, 1]\n") and "\u201eOrdnung\u201c".encode() in one


def test_works_from_a_folder_inside_the_repository(repo: Repo) -> None:
    assert process("check", cwd=repo.root / "roles" / "parties").code == 0


HOSTILE = {
    "random": lambda: random.Random(7).randbytes(4000),
    "nul": lambda: b"id: a\x00b\n",
    "latin-1": lambda: "id: caf\u00e9".encode("latin-1"),
    "utf-16": lambda: "id: x".encode("utf-16"),
    "deep": lambda: b"[" * 40000 + b"]" * 40000,
    "alias bomb": lambda: b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "merge": lambda: b"a: &a {x: 1}\nb: {<<: [*a, *a]}\n",
    "huge": lambda: b"id: " + b"x" * (300 * 1024),
    "many lines": lambda: b"- x\n" * 60000,
    "empty": lambda: b"",
    "blank": lambda: b"\n\n\n",
    "tag": lambda: b"id: !!python/object/apply:os.system [echo]\n",
    "escape": lambda: b"id: \x1b]0;owned\x07\n",
    "escaped": lambda: b'id: "\\e[31m\\u202e\\u2028::error::x"\n',
    "long line": lambda: b"id: {" + b"a: 1, " * 20000 + b"}\n",
    "big number": lambda: b"id: " + b"9" * 5000 + b"\n",
    "bad date": lambda: b"id: x\nas_of: 2026-02-30\n",
    "two documents": lambda: b"id: x\n---\nid: y\n",
    "open quote": lambda: b'id: "x\n',
    "just a list": lambda: b"- id\n",
    "command": lambda: b"id: x\n::error file=a::owned\n##[error]owned: 1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", ["gitsm.yaml", "roles/director.yaml", "roles/parties/ops-01.yaml"])
def test_any_bytes_end_in_findings(repo: Repo, name: str, path: str) -> None:
    repo.write(path, HOSTILE[name]())
    before = repo.snapshot()
    for form in ("text", "json", "sarif"):
        result = repo.run("check", "--format", form, "--verbose")
        assert result.code == 1, result.err
        assert result.err == ""
        assert "LOAD-" in result.out and path in result.out
        assert not CONTROL.search(result.out), form
        assert not [line for line in result.out.splitlines() if line.lstrip().startswith("::")]
        assert "##[" not in result.out
    assert repo.snapshot() == before


def test_many_mutilations_of_good_files_never_end_in_a_trace(repo: Repo) -> None:
    chance = random.Random(20261101)
    good = {path: (repo.root / path).read_bytes() for path in ("gitsm.yaml", "roles/quality-manager.yaml")}
    for _ in range(150):
        path = chance.choice(list(good))
        data = bytearray(good[path])
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 4)] = chance.choice(
                [
                    b"",
                    b"\t",
                    b": ",
                    b"{",
                    b"}",
                    b"[",
                    b"'",
                    b'"',
                    b"\xc2\x85",
                    b"- ",
                    b"#",
                    b"&a ",
                    b"*a",
                    b"? ",
                    b"|\n",
                    b"\xff",
                    b"1e9",
                ]
            )
        repo.write(path, bytes(data))
        result = repo.run("check", "--format", chance.choice(["text", "json", "sarif"]))
        assert result.code in (0, 1) and result.err == "", (path, bytes(data), result.err)
        repo.write(path, good[path])


def test_strange_things_in_governed_places(repo: Repo) -> None:
    (repo.root / "roles" / "link.yaml").symlink_to("/etc/passwd")
    (repo.root / "roles" / "loop.yaml").symlink_to("loop.yaml")
    (repo.root / "roles" / "folder.yaml").mkdir()
    (repo.root / "slas").symlink_to("/")
    os.mkfifo(repo.root / "roles" / "pipe.yaml")
    repo.write("roles/odd\nname\x1b[31m.yaml", "id: x\n")
    repo.write("roles/x.yml", "id: x\n")
    result = repo.run("check")
    assert result.code == 1 and result.err == ""
    assert "root:" not in result.out
    for name in ("link.yaml", "loop.yaml", "pipe.yaml", "x.yml", "slas", "odd\\x0aname\\x1b"):
        assert re.search(rf"^error LOAD-08  \S*{re.escape(name)}", result.out, re.MULTILINE), name


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_settings_that_are_no_file(repo: Repo, kind: str) -> None:
    path = repo.root / "gitsm.yaml"
    path.unlink()
    if kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "folder":
        path.mkdir()
        (path / "x.yaml").write_text("id: x\n")
    else:
        os.mkfifo(path)
    result = repo.run("check")
    assert result.code == 1 and result.err == ""
    assert "error LOAD-08  gitsm.yaml" in result.out
    assert repo.run("rule").code == 0
    assert repo.run("doctor").code == 0


def test_a_file_that_may_not_be_read(repo: Repo) -> None:
    path = repo.root / "roles" / "director.yaml"
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read everything, so the answer of the system is played
        path.chmod(stat.S_IRUSR)
        code = (
            "import os, sys; real = os.open\n"
            "def refuse(path, *a, **k):\n"
            "    if str(path).endswith('director.yaml'): raise PermissionError(13, 'Permission denied', str(path))\n"
            "    return real(path, *a, **k)\n"
            f"os.open = refuse; from gitsm.cli.main import main; sys.exit(main(['-C', {str(repo.root)!r}, 'check']))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
        code_, out = done.returncode, done.stdout
    else:
        result = repo.run("check")
        code_, out = result.code, result.out
    assert code_ == 1
    assert "error LOAD-01  roles/director.yaml:1:1\n  The file cannot be read: permission denied." in out


def test_broken_settings_do_not_hide_the_rest(repo: Repo) -> None:
    repo.write("gitsm.yaml", "id: [")
    repo.edit("roles/quality-manager.yaml", "type: governance", "type: gouvernance")
    result = repo.run("check", "--as-of", "2026-11-01")
    assert result.code == 1
    assert "LOAD-02  gitsm.yaml" in result.out
    assert "did you mean governance?" in result.out
