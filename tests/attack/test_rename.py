"""Renames in files written in the rarest ways: what was said stays said, and nothing half done is written."""

from __future__ import annotations

import pytest

from cli_support import Repo
from gitsm.load.yaml import decode, parse

OWNERS = [
    "owner: >-\n    director\n", "owner: |-\n  director\n", "owner: >- # who answers\n  director\n",
    '"owner": director\n', "owner:\n  director\n", "? owner\n: director\n", "owner: 'director'\n",
    'owner: "dir\\\n  ector"\n', 'owner: "\\x64irector" # escaped\n',
]  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("owner", OWNERS)
def test_references_in_every_style(repo: Repo, owner: str, newline: str) -> None:
    repo.edit("roles/parties/ops-01.yaml", "owner: director\n", owner)
    repo.write("roles/parties/ops-01.yaml", repo.read("roles/parties/ops-01.yaml").replace("\n", newline))
    text = repo.read("roles/parties/ops-01.yaml")
    before = parse(decode(text.encode()))
    result = repo.run("mv", "role/director", "head-of-it")
    assert result.code == 0, result.err
    after = repo.read("roles/parties/ops-01.yaml")
    assert parse(decode(after.encode())) == {**before, "owner": "head-of-it"}
    assert after.count("#") == text.count("#")
    assert after.count("\n") == after.count(newline)


@pytest.mark.parametrize(
    "id_", ["id: |-\n  director\n", "id: >-\n  director\n", "id:\n  director\n", '"id": director\n']
)
@pytest.mark.parametrize("title", ["title: Director\n", "title: >-\n  Director\n  of all\n"])
def test_ids_in_every_style(repo: Repo, id_: str, title: str) -> None:
    repo.edit("roles/director.yaml", "id: director\ntitle: Director\n", id_ + title)
    before = parse(repo.read("roles/director.yaml"))
    result = repo.run("mv", "role/director", "head-of-it")
    assert result.code == 0, result.err
    after = parse(repo.read("roles/head-of-it.yaml"))
    assert after == {**before, "id": "head-of-it", "formerly": ["director"]}


@pytest.mark.parametrize("name", ["on", "no", "null", "007", "1e5", "12", "2026-01-01"])
def test_ids_that_other_readers_take_for_something_else(repo: Repo, name: str) -> None:
    for old, new in (("ops-01", name), (name, "ops-02"), ("ops-02", name)):
        result = repo.run("mv", f"party/{old}", new)
        assert result.code == 0, result.err
        assert repo.run("check").code == 0
        assert parse(repo.read(f"roles/parties/{new}.yaml"))["id"] == new


def test_a_rename_that_would_leave_an_unreadable_file_is_refused(repo: Repo) -> None:
    """A former id in a list of its own shape: nothing is written unless every file can be read afterwards."""
    repo.edit("roles/director.yaml", "title: Director\n", "title: Director\nformerly: [boss,\n  chief]\n")
    before = repo.snapshot()
    result = repo.run("mv", "role/director", "head-of-it")
    assert result.code == 3 and "error of its own" not in result.err
    assert repo.snapshot() == before
