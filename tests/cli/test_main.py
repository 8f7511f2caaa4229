"""The group: help without weight, exit codes in one place, no traces."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli_support import Repo, process, run
from gitsm.cli import main as main_module
from gitsm.cli.main import COMMANDS, main
from support import ROOT

HEAVY = ("pydantic", "yaml", "jsonschema", "rich", "git", "mkdocs", "subprocess", "gitsm.load", "gitsm.rules")


@pytest.mark.parametrize("line", [["--help"], ["--version"], []])
def test_help_imports_nothing_heavy(line: list[str]) -> None:
    code = (
        f"import sys; from gitsm.cli.main import main; main({line!r}); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_help_of_no_command_imports_models_rules_or_what_builds_the_site() -> None:
    """Nor does completion, which waits for the same imports at every press of the key."""
    code = (
        "import sys; from gitsm.cli.main import COMMANDS, main; "
        "[main([name, '--help']) for name in COMMANDS]; "
        "[main(['site', name, '--help']) for name in ('build', 'preview', 'serve', 'audience')]; "
        "print([m for m in ('pydantic', 'mkdocs', 'jsonschema', 'gitsm.rules', 'gitsm.site') if m in sys.modules], "
        "file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == "[]" and done.stdout.count("Usage: gitsm") == len(COMMANDS) + 4


def test_every_command_of_the_table_can_be_loaded_and_helps() -> None:
    for name in COMMANDS:
        result = run(name, "--help")
        assert (result.code, result.err) == (0, ""), name
        assert "Usage: gitsm" in result.out


def test_every_list_of_commands_holds_whole_sentences() -> None:
    lists = [run(*name, "--help").out.partition("\nCommands:")[2] for name in ((), *((one,) for one in COMMANDS))]
    assert sum(map(bool, lists)) > 4 and not [shown for shown in lists if "..." in shown]


def test_misspelled_command_gets_a_proposal_and_exit_2() -> None:
    result = run("chekc")
    assert result.code == 2
    assert "Did you mean 'check'?" in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["check", "--format", "xml"], 2),
        (["check", "--as-of", "2026-02-30"], 2),
        (["check", "--as-of", "20260301"], 2),
        (["show"], 2),
        (["show", "role/nobody"], 2),
        (["rule", "XXX-99"], 2),
        (["graph", "--depth", "1"], 2),
        (["check"], 0),
        (["show", "director"], 0),
        (["rule", "load-01"], 0),
        (["doctor"], 0),
    ],
)
def test_exit_codes(repo: Repo, line: list[str], code: int) -> None:
    result = repo.run(*line)
    assert result.code == code, result.err
    if code == 2:
        assert result.out == ""
        assert result.err


def test_without_a_repository_the_answer_is_3_and_says_what_to_do(tmp_path) -> None:
    for line in (
        ["check"],
        ["show", "x"],
        ["graph"],
        ["roles"],
        ["mv", "a", "b"],
        ["baseline", "write"],
        ["schema", "write"],
    ):
        result = run("-C", str(tmp_path), *line)
        assert result.code == 3, line
        assert "gitsm.yaml" in result.err and "fix" in result.err
        assert list(tmp_path.iterdir()) == []


def test_internal_error_is_a_message_and_3_and_a_trace_only_with_debug(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep inside\x1b[31m")

    monkeypatch.setattr("gitsm.load.loader.load", broken)
    result = repo.run("check")
    assert result.code == 3
    assert "ZeroDivisionError: deep inside" in result.err
    assert "Traceback" not in result.err and "\x1b" not in result.err
    loud = run("--debug", "-C", str(repo.root), "check")
    assert loud.code == 3
    assert "Traceback" in loud.err


def test_interrupt_gives_130(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gitsm.load.loader.load", stopped)
    assert repo.run("check").code == 130


def test_a_real_interrupt_of_a_real_process_gives_130(repo: Repo) -> None:
    code = (
        "import sys, time; import gitsm.load.loader as s; "
        "s.load = lambda *_: (print('in', flush=True), time.sleep(60)); "
        f"from gitsm.cli.main import run; sys.argv = ['gitsm', '-C', {str(repo.root)!r}, 'check']; run()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"in\n"
    time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_is_no_error(repo: Repo) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "gitsm", "-C", str(repo.root), "graph"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""


@pytest.mark.parametrize("line", ["rule", "graph", "check"])
def test_output_that_cannot_be_written_or_is_closed_ends_in_words(repo: Repo, line: str) -> None:
    command = [sys.executable, "-m", "gitsm", "-C", str(repo.root), line]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "cannot be written: no space left" in done.stderr and "Traceback" not in done.stderr
    shell = " ".join(f"'{part}'" for part in command)
    closed = subprocess.run(["/bin/sh", "-c", f"{shell} >&-"], capture_output=True, text=True, check=False)
    assert (closed.returncode, closed.stderr) == (0, "")


def test_usage_error_of_a_subcommand_names_it(repo: Repo) -> None:
    result = repo.run("check", "--no-such-option")
    assert result.code == 2
    assert "gitsm check" in result.err


def test_main_is_the_entry_point_of_the_package() -> None:
    assert process("--version").out.startswith("gitsm ")
    assert main is main_module.main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed(shell: str) -> None:
    result = run("completion", shell)
    assert result.code == 0
    assert "_GITSM_COMPLETE" in result.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("gitsm che", {"check"}),
        ("gitsm -C {root} show role/d", {"role/director"}),
        ("gitsm -C {root} show dir", {"role/director"}),
        ("gitsm -C {root} mv quality", {"role/quality-manager"}),
        ("gitsm -C {root} graph party", {"party", "party/ops-01"}),
        ("gitsm -C {root} roles leaver ops", {"ops-01"}),
        ("gitsm rule load-0", {f"LOAD-0{n}" for n in range(1, 9)}),
        ("gitsm -C / show role/d", set()),
        ("gitsm check --fail-on w", {"warning"}),
        ("gitsm sla wh", {"whatif"}),
        (f"gitsm -C {ROOT} sla prove em", {"email"}),
        (f"gitsm -C {ROOT} calendar covers 24x7 office", {"office-de", "office-potsdam"}),
    ],
)
def test_completion_offers_names_that_exist(repo: Repo, words: str, offered: set[str]) -> None:
    line = words.format(root=repo.root)
    number = str(len(line.split()) - 1)
    result = process(environment={"_GITSM_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": number})
    assert (result.code, result.err) == (0, "")
    assert {entry.partition(",")[2] for entry in result.out.split()} == offered
