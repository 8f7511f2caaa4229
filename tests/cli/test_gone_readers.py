"""Who reads only the beginning of an output hears nothing of it; options of gitsm itself stand before the command."""

from __future__ import annotations

import os
import sys

import pytest

from cli_support import run
from gitsm.cli.main import main
from support import ROOT


def test_a_reader_who_has_gone_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        assert main(["-C", str(ROOT), "rule", "RAC-02"]) == 0


@pytest.mark.parametrize(
    "line",
    [
        ["rule", "x" * 9000],
        ["rule", "RAC-02", "--format", "x" * 9000],
        ["sla", "check", f"{'x' * 9000}.xlsx"],
        ["sla", "check", "--template", f"{'x' * 9000}.xlsx"],
    ],
)
def test_a_word_pasted_by_accident_is_cut(line: list[str]) -> None:
    said = run(*line)
    assert said.code in (2, 3) and "error of its own" not in said.err
    assert len(said.err) < 500 and " characters)" in said.err


def test_an_option_of_gitsm_behind_the_command_is_explained() -> None:
    said = run("sla", "list", "-C", ".")
    assert said.code == 2 and "fix  -C stands before the command: gitsm -C ..." in said.err
    assert "fix" not in run("sla", "list", "--nope").err
