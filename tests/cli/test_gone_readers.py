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


def test_an_option_of_gitsm_behind_the_command_is_explained() -> None:
    said = run("sla", "list", "-C", ".")
    assert said.code == 2 and "fix  -C stands before the command: gitsm -C ..." in said.err
    assert "fix" not in run("sla", "list", "--nope").err
