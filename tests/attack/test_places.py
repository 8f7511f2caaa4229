"""What stands in the place of files and folders: links, pipes, holes of many gigabytes, names in capitals."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_support import Repo, process
from gitsm.adapters.disk import DiskTree
from gitsm.adapters.files import HELD_BYTES, apply
from gitsm.adapters.git import tree_at
from gitsm.base.errors import CannotWorkHere
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from support import settings_text


def strange(repo: Repo) -> list[str]:
    findings = repo.run("check", "--format", "json").json["findings"]
    return [f"{f['rule']} {f['path']}" for f in findings if f["rule"].startswith("LOAD")]


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _hole(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(8 << 30)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("put", [_pipe, _hole, _endless])
def test_commands_that_compare_schemas_read_only_files_of_a_sane_size(repo: Repo, put: Callable[[Path], None]) -> None:
    repo.run("schema", "write")
    path = repo.root / "schemas" / "role.schema.json"
    path.unlink()
    put(path)
    for line in (["doctor"], ["schema", "write", "--check"]):
        result = process("-C", str(repo.root), *line)
        assert "schemas/role.schema.json" in result.out, line
    result = process("-C", str(repo.root), "schema", "write")
    assert result.code == (0 if put is _hole else 3), result.err
    assert put is not _hole or path.stat().st_size < 1 << 20


def test_settings_that_are_an_empty_folder(repo: Repo) -> None:
    (repo.root / "gitsm.yaml").unlink()
    (repo.root / "gitsm.yaml").mkdir()
    assert "LOAD-08 gitsm.yaml" in strange(repo)


def test_a_link_above_a_governed_folder_is_no_silence(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "glossary").mkdir(parents=True)
    (tmp_path / "elsewhere" / "glossary" / "term.yaml").write_text("id: term\n")
    for name in ("docs", "schemas"):
        (repo.root / name).symlink_to(tmp_path / "elsewhere")
    expected = ["LOAD-08 docs", "LOAD-08 schemas"]
    assert strange(repo) == expected
    repo.commit()
    snapshot = load(tree_at(repo.root, "HEAD"))
    assert [f"{f.rule} {f.path}" for f in snapshot.findings] == expected


def test_a_repository_in_place_of_a_folder_reads_the_same_on_disk_and_in_git(repo: Repo) -> None:
    repo.commit()
    inner = Repo(repo.root / "docs", {"glossary/term.yaml": "id: term\n"})
    inner.commit()
    assert strange(repo) == ["LOAD-08 docs"]
    repo.commit()
    assert [f"{f.rule} {f.path}" for f in load(tree_at(repo.root, "HEAD")).findings] == ["LOAD-08 docs"]


def test_nothing_is_read_behind_a_link(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "baseline.yaml").write_text("entries: []\n")
    (repo.root / "policies").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError):
        DiskTree(repo.root).read("policies/baseline.yaml")


@pytest.mark.parametrize("path", ["Roles/x.yaml", "GITSM.yaml", "docs/Glossary/x.yaml", "schemas/EXTENSIONS/x.json"])
def test_names_that_only_some_computers_read(repo: Repo, path: str) -> None:
    """A folder `Roles` is `roles` on a Mac and nothing on Linux: two people would see two repositories."""
    name = "/".join(path.split("/")[:-1]) or path
    repo.write(path, "id: x\n")
    if (repo.root / name.lower()).exists() and (repo.root / name).samefile(repo.root / name.lower()):
        return  # a file system that cannot tell the two apart
    assert strange(repo) == [f"LOAD-08 {name}"]
    repo.commit()
    assert [f"{f.rule} {f.path}" for f in load(tree_at(repo.root, "HEAD")).findings] == [f"LOAD-08 {name}"]
    memory = MemoryTree({"gitsm.yaml": settings_text(), path: "id: x\n"})
    assert [f"{f.rule} {f.path}" for f in load(memory).findings] == [f"LOAD-08 {name}"]


def test_a_misspelt_twin_does_not_hide_the_file(repo: Repo) -> None:
    before = load(DiskTree(repo.root))
    twin = MemoryTree(
        {path: repo.read(path) for path in before.paths} | {"GITSM.YAML": "id: [", "roles/DIRECTOR.yaml": "id: ["}
    )
    after = load(twin)
    assert {item.path for item in after.items} == {item.path for item in before.items}
    assert [f"{f.rule} {f.path}" for f in after.findings] == ["LOAD-08 GITSM.YAML", "LOAD-08 roles/DIRECTOR.yaml"]


@pytest.mark.parametrize("name", ["roles", "schemas/extensions"])
def test_a_file_in_place_of_a_folder_is_named_so(repo: Repo, name: str) -> None:
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), name: "x"}))
    assert [(f.rule, f.path, f.message) for f in snapshot.findings] == [
        ("LOAD-08", name, "This is a file where a folder is expected.")
    ]


def test_thousands_of_long_evidence_links_fit_into_the_command_lines_of_git(repo: Repo) -> None:
    links = "".join(f"  - {{link: e/{'x' * 1500}/{number}.pdf}}\n" for number in range(150))
    for number in range(20):
        head = f"id: imp-{number}\ntitle: An item\nstatus: proposed\nowner: director\nevidence:\n"
        repo.write(f"improvement_register/imp-{number}.yaml", head + links)
    repo.commit()
    result = repo.run("check", "--rev", "HEAD", "--format", "json")
    assert result.code in (0, 1), result.err
    assert sum(f["rule"] == "REF-07" for f in result.json["findings"]) == 3000


def test_an_interrupted_write_is_taken_back(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = repo.snapshot()
    real = Path.replace
    calls = iter(range(9))

    def interrupted(self: Path, target: Path) -> Path:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    assert repo.run("mv", "role/director", "head-of-it").code == 130
    monkeypatch.undo()
    assert repo.snapshot() == before


def test_what_somebody_saved_meanwhile_is_not_overwritten(repo: Repo) -> None:
    read = {"roles/director.yaml": repo.read("roles/director.yaml").encode()}
    repo.edit("roles/director.yaml", "purpose: Decides", "purpose: Decides, and signs")
    with pytest.raises(CannotWorkHere, match="changed by somebody else"):
        apply(repo.root, {"roles/head.yaml": b"x"}, ["roles/director.yaml"], read)
    assert "and signs" in repo.read("roles/director.yaml")
    assert not (repo.root / "roles" / "head.yaml").exists()


def test_a_file_too_large_for_memory_is_replaced_or_put_back(repo: Repo) -> None:
    huge = repo.root / "roles" / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(HELD_BYTES + 1)
    names = sorted(path.name for path in huge.parent.iterdir())
    tracemalloc.start()
    try:
        with pytest.raises(CannotWorkHere, match="changed by somebody else"):
            apply(repo.root, {"roles/huge.yaml": b"x"}, ["gitsm.yaml"], {"gitsm.yaml": b"not this"})
        assert huge.stat().st_size == HELD_BYTES + 1
        assert sorted(path.name for path in huge.parent.iterdir()) == names
        apply(repo.root, {"roles/huge.yaml": b"x"})
        assert tracemalloc.get_traced_memory()[1] < HELD_BYTES
    finally:
        tracemalloc.stop()
    assert huge.read_bytes() == b"x"
    assert sorted(path.name for path in huge.parent.iterdir()) == names


def test_an_empty_name_of_a_revision_is_not_taken_for_none(repo: Repo) -> None:
    repo.commit()
    assert repo.run("check", "--since", "").code == 2
