"""Who waits for a platform says so, and does not wait long where its name does not even resolve."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from cli_support import Repo
from gitsm.adapters.patience import GivenUp, Patience, Transient
from gitsm.cli.gate import access


def test_each_wait_is_told_with_its_reason_and_its_length() -> None:
    told: list[str] = []
    slept: list[float] = []
    patience = Patience(attempts=3, sleep=slept.append, tell=told.append)

    def ask() -> None:
        raise Transient("status 502")

    with pytest.raises(GivenUp, match=r"status 502 \(3 attempts\)"):
        patience(ask)
    assert slept == [1.0, 2.0]
    assert told == [
        "status 502; asking again in 1 s (attempt 2 of 3)",
        "status 502; asking again in 2 s (attempt 3 of 3)",
    ]


def test_without_network_the_doctor_says_what_it_waits_for_and_gives_up_soon(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def no_name(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    monkeypatch.setattr(access, "Patience", lambda: Patience(sleep=slept.append))
    for name in ("GITHUB_API_URL", "GITSM_APP_KEY", "GITSM_TOKEN", "GITHUB_TOKEN", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITSM_APP_ID", "1")
    ran = repo.run("gate", "doctor", "--repo", "owner/name", "--binding", "head")
    assert ran.code == 3 and ran.out == ""
    first, wait, gave_up, fix = ran.err.splitlines()
    assert first == "gitsm: asking api.github.com for the settings of owner/name"
    assert wait == "gitsm: this computer finds no address for api.github.com; asking again in 1 s (attempt 2 of 2)"
    assert "could not answer" in gave_up and "no address for api.github.com (2 attempts)" in gave_up
    assert "connect this computer to the network" in fix
    assert slept == [1.0]
