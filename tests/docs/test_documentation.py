"""The documentation is true: its commands run and print what it shows, its examples are valid, its names exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

from docs_support import (
    PAGES,
    alone,
    commands,
    every_command,
    fences,
    fits,
    name,
    options,
    parse,
    prose,
    text_of,
    worked_copy,
)
from gitsm.adapters.disk import DiskTree
from gitsm.load.loader import load, read_artefact
from gitsm.load.yaml import parse as parse_yaml
from gitsm.model.artefact import Document
from gitsm.model.baseline import Baseline
from gitsm.model.kinds import KINDS
from gitsm.model.policy_test import PolicyTest
from gitsm.rules import BY_ID
from support import ROOT

REFERENCE = ROOT / "docs" / "reference"
MADE = {
    "site/", ".venv/", "policies/baseline.yaml", "schemas/extensions/", "schemas/extensions/service.schema.json",
    "policies/tests/", "kpis/datasets/", "reviews/", "site/index.html", "site/sla/email.html",
}  # fmt: skip
"""Paths that a command or an organisation makes, so that they are not in this repository."""
RUN = [page for page in PAGES if any(fence.mark("run") is not None for fence in fences(page))]


def each(pages: list[Path] | tuple[Path, ...]) -> Any:
    return pytest.mark.parametrize("page", pages, ids=name)


@each(RUN)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = worked_copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    from cli_support import run

    for fence in fences(page):
        for mark in fence.marks:
            if mark == "reset":
                repo.git("checkout", "-q", "--", ".")
                repo.git("clean", "-fdq")
            elif mark.startswith("copy "):
                path, _, copied = mark.removeprefix("copy ").partition(": ")
                repo.write(copied, repo.read(path))
            elif mark.startswith("change "):
                path, _, edit = mark.removeprefix("change ").partition(": ")
                old, arrow, new = edit.partition(" =>")
                assert arrow, f"{fence.place}: a change is written FILE: OLD => NEW"
                repo.edit(path, old.replace("\\n", "\n"), new.removeprefix(" ").replace("\\n", "\n"))
            elif mark.startswith("file: "):
                repo.write(mark.removeprefix("file: "), fence.body)
        wanted = fence.mark("run")
        if wanted is None:
            continue
        code = int(wanted.removeprefix("exit") or 0)
        for part in re.split(r"^\$ ", fence.body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            program, *args = shlex.split(command)
            assert program == "gitsm", f"{fence.place}: only gitsm is run"
            result = run(*args)
            printed = (result.out + result.err).replace(str(tmp_path), "/home/you/governance")
            assert result.code == code, f"{fence.place}: `{command}` ended with {result.code}\n{printed}"
            assert not shown.strip() or fits(shown, printed), f"{fence.place}: `{command}` prints\n{printed}"


def test_the_cycle_of_the_guide_runs_as_it_is_written(tmp_path: Path) -> None:
    found = tuple(fences(ROOT / "docs" / "guide" / "evidence.md"))
    script = "".join(f.body for wanted in ("", "last") for f in found if f.mark("try") == wanted)
    worked_copy(tmp_path / "start").git("branch", "-M", "main")
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = reader\nemail = reader@example.org\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITSM_"))} | {
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    subprocess.run(["git", "clone", "-q", "start", "clone"], cwd=tmp_path, env=environment, check=True)
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=tmp_path / "clone",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for words in (
        "proved, signed by the approver (change 1, standard)",
        "\nproved\n",
        'Good "gitsm-evidence" signature',
    ):
        assert words in done.stdout, done.stdout + done.stderr


@each(PAGES)
def test_command_lines_can_be_parsed(page: Path) -> None:
    for fence in fences(page):
        for command in commands(fence):
            try:
                parse(command)
            except click.UsageError as error:
                pytest.fail(f"{fence.place}: `{command}`: {error.format_message()}")
    for command in re.findall(r"`(gitsm [^`\[<]*?)`", prose(page)):
        if "..." in command:
            continue
        try:
            parse(alone(command))
        except click.MissingParameter:
            pass  # in a sentence the command alone is enough
        except click.UsageError as error:
            pytest.fail(f"{name(page)}: `{command}`: {error.format_message()}")


@each(PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        leads = (page.parent / path).resolve() if path else page
        assert leads.exists(), f"{name(page)}: {target} leads nowhere"
        if page.is_relative_to(ROOT / "docs"):
            assert leads.is_relative_to(ROOT / "docs"), f"{name(page)}: {target} would break on the site"
        if anchor:
            assert anchor in anchors(leads), f"{name(page)}: {target} names no heading"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each(PAGES)
def test_names_exist(page: Path) -> None:
    text = text_of(page)
    unknown = {
        id_ for id_ in re.findall(r"\b(?:LOAD|[A-Z]{3})-\d{2}\b", text) if id_ not in BY_ID and id_ not in ELSEWHERE
    }
    assert not unknown, f"{name(page)} names rules that do not exist: {sorted(unknown)}"
    known_options = {opt for _, command in every_command() for opt in options(command)} | {
        "--debug",
        "--help",
        "--version",
    }
    keys = load(DiskTree(ROOT)).by_key
    for code in re.findall(r"`([^`\n]+)`", prose(page)):
        if code.startswith("--"):
            assert code.split()[0] in known_options or name(page) == "CONTRIBUTING.md", (
                f"{name(page)}: no option {code}"
            )
        if re.fullmatch(r"[\w.@-]+(/[\w.@-]+)*/?", code) and (
            "/" in code or code.endswith((".yaml", ".md", ".yml", ".toml"))
        ):
            exists = (
                any((folder / code).exists() for folder in (ROOT, ROOT / "tools" / "gitsm", page.parent))
                or code in MADE
            )
            assert exists or code in keys or code in FORMATS, f"{name(page)}: there is no {code}"


ELSEWHERE = {f"CHG-0{number}" for number in range(1, 9)}
"""Rules of the catalogue that the plan and the verification answer, not `gitsm check`."""
FORMATS = {
    "kind/id",
    "check/1",
    "plan/1",
    "show/1",
    "rule/1",
    "graph/1",
    "roles/1",
    "leaver/1",
    "doctor/1",
    "gate-doctor/1",
    "verify/1",
    "cases/1",
    "case/1",
    "hooks/pre-receive",
    "gitsm/gate",
    "gitsm/preview",
    "policy-test/1",
    "agenda/1",
    "minutes/1",
    "gitsm-site/1",
    "sla-list/1",
    "sla-show/1",
    "sla-prove/1",
    "sla-whatif/1",
    "sla-clock/1",
    "clock-vectors/1",
    "calendar-show/1",
    "calendar-covers/2",
    "calendar-next/2",
    "ola/messaging/resolve-p1=2h",
}


@each([page for page in PAGES if any(fence.mark("kind:") or fence.mark("part of:") for fence in fences(page))])
def test_examples_are_valid_and_taken_from_the_worked_organisation(page: Path) -> None:
    for fence in fences(page):
        whole, part = fence.mark("kind:"), fence.mark("part of:")
        if whole:
            slug, _, path = whole.partition(" from ")
            assert not defects(slug, fence.body), f"{fence.place}: {defects(slug, fence.body)}"
            if path:
                real = parse_yaml((ROOT / path).read_text(encoding="utf-8"))
                wrong = strange(parse_yaml(fence.body), real)
                assert not wrong, f"{fence.place}: not in {path}: {wrong}"
        elif part:
            assert not defects(part, identity(part, fence.body)), (
                f"{fence.place}: {defects(part, identity(part, fence.body))}"
            )


def defects(slug: str, text: str) -> list[str]:
    if slug == "baseline":
        Baseline.model_validate(parse_yaml(text))
        return []
    if slug == "policy-test":
        PolicyTest.model_validate(parse_yaml(text))
        return []
    return [defect.message for defect in read_artefact(text.encode(), KINDS[slug]).defects]


def identity(slug: str, text: str) -> str:
    """The fields with those that every file of the kind needs."""
    has = parse_yaml(text)
    states = KINDS[slug].lifecycle.states
    needs = {"id": "x", "title": "X", "status": states[0], "owner": "x"}
    if issubclass(KINDS[slug].model, Document):
        needs["version"] = "1.0.0"
    return "".join(f"{key}: {value}\n" for key, value in needs.items() if key not in has) + text


def strange(shown: Any, real: Any, at: str = "") -> str:
    """Where the shown value says something that the real one does not; empty where it says less at most."""
    if isinstance(shown, dict) and isinstance(real, dict):
        wrong = [
            f"{at}.{key}" if key not in real else strange(value, real[key], f"{at}.{key}")
            for key, value in shown.items()
        ]
    elif isinstance(shown, list) and isinstance(real, list):
        wrong = [
            "" if any(not strange(value, other) for other in real) else f"{at}.{number}"
            for number, value in enumerate(shown)
        ]
    else:
        wrong = ["" if shown == real else f"{at}: {shown!r} is {real!r} there"]
    return next((one for one in wrong if one), "")


def test_every_command_and_option_is_in_the_reference() -> None:
    text = text_of(REFERENCE / "commands.md")
    sections = dict(re.findall(r"^## `(gitsm [a-z -]+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert set(sections) == {title for title, _ in every_command()}
    for title, command in every_command():
        missing = [opt for opt in options(command) if f"`{opt}" not in sections[title]]
        assert not missing, f"{title}: {missing}"
        assert "Exit" in sections[title], f"{title}: no exit codes"


def test_every_kind_has_a_row_and_an_example() -> None:
    page = REFERENCE / "formats.md"
    shown = {(fence.mark("kind:") or "").partition(" ")[0] for fence in fences(page)}
    assert shown >= {*KINDS, "baseline"}, sorted({*KINDS, "baseline"} - shown)
    rows = [line for line in text_of(page).splitlines() if line.startswith("| ")]
    for slug, kind in KINDS.items():
        row = next((line for line in rows if f"| `{slug}` |" in line), "")
        states = [state for state in kind.lifecycle.states if f"`{state}`" not in row]
        assert row and not states, f"{slug}: {row or 'no row'} lacks {states}"
        assert f"`{kind.folder + '/' if kind.folder else 'gitsm.yaml'}`" in row, row
