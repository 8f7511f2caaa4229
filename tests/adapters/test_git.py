"""Reading revisions: same content as the disk, and deaf to whatever a hostile repository says."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from cli_support import Repo
from gitsm.adapters import git as git_module
from gitsm.adapters.disk import DiskTree
from gitsm.adapters.folders import listed
from gitsm.adapters.git import Git, GitTree, changed_files, git_environment, tree_at
from gitsm.base.errors import CannotWorkHere, GitsmError, UsageError
from gitsm.load.loader import load
from gitsm.load.yaml import MAX_BYTES
from gitsm.model.kinds import ROOTS


def listing(tree: GitTree | DiskTree) -> dict[str, tuple[str, bytes]]:
    return {e.path: (e.type, tree.read(e.path) if e.type == "file" else b"") for e in tree.entries(ROOTS)}


def test_a_revision_reads_as_the_disk_did(repo: Repo) -> None:
    repo.write("slas/name with blanks, und \u00e4.yaml", "id: x\r\n")
    repo.write("policies/scopes/deep.yaml", "id: deep\n")
    repo.write("docs/other.md", "not governed")
    commit = repo.commit()
    then = listing(DiskTree(repo.root))
    repo.edit("gitsm.yaml", "1.0.0", "1.1.0")
    (repo.root / "roles/director.yaml").unlink()
    tree = tree_at(repo.root, "HEAD")
    assert tree.label == commit
    assert listing(tree) == then
    assert "docs/other.md" not in then


def test_snapshots_of_disk_and_revision_are_the_same(repo: Repo) -> None:
    repo.write("roles/broken.yaml", "id: [")
    repo.commit()
    one, two = load(DiskTree(repo.root)), load(tree_at(repo.root, "main"))
    assert one.paths == two.paths and one.findings == two.findings and one.broken == two.broken
    assert [item.artefact for item in one.items] == [item.artefact for item in two.items]


def test_links_submodules_and_foreign_names_are_entries_not_content(repo: Repo) -> None:
    (repo.root / "roles" / "link.yaml").symlink_to("/etc/passwd")
    (repo.root / "slas").symlink_to("/etc")
    repo.write("roles/caf\udce9.yaml", "id: x\n")
    repo.commit()
    blob = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{blob},kpis/sub")
    repo.git("commit", "-q", "-m", "sub")
    tree = tree_at(repo.root, "HEAD")
    types = {entry.path: entry.type for entry in tree.entries(ROOTS)}
    assert types["roles/link.yaml"] == "symlink"
    assert types["slas"] == "symlink"
    assert types["kpis/sub"] == "submodule"
    assert types["roles/caf\udce9.yaml"] == "file"
    for path in ("roles/link.yaml", "slas", "kpis/sub", "roles/none.yaml", "../etc/passwd"):
        with pytest.raises(OSError):
            tree.read(path)
    rules = {(finding.path, finding.rule) for finding in load(tree).findings}
    for path in ("roles/link.yaml", "slas", "kpis/sub", "roles/caf\\xe9.yaml"):
        assert (path, "LOAD-08") in rules


def test_a_huge_blob_is_cut_and_the_next_one_is_whole(repo: Repo) -> None:
    repo.write("roles/huge.yaml", b"#" * (5 * 2**20))
    repo.write("roles/large.yaml", b"#" * (MAX_BYTES + 10))
    repo.commit()
    tree = tree_at(repo.root, "HEAD")
    assert len(tree.read("roles/huge.yaml")) == MAX_BYTES + 1
    assert tree.read("gitsm.yaml") == (repo.root / "gitsm.yaml").read_bytes()
    assert len(tree.read("roles/large.yaml")) == MAX_BYTES + 1
    assert tree.read("gitsm.yaml") == (repo.root / "gitsm.yaml").read_bytes()


def test_a_missing_object_is_an_error_of_that_file_alone(repo: Repo) -> None:
    repo.commit()
    blob = repo.git("rev-parse", "HEAD:roles/director.yaml")
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    snapshot = load(tree_at(repo.root, "HEAD"))
    assert [(f.path, f.rule) for f in snapshot.findings] == [("roles/director.yaml", "LOAD-01")]
    assert "role/quality-manager" in snapshot.by_key


def test_git_that_is_killed_meanwhile_is_started_again(repo: Repo) -> None:
    repo.commit()
    tree = tree_at(repo.root, "HEAD")
    tree.read("gitsm.yaml")
    process = tree._reader._process
    assert process is not None
    process.kill()
    process.wait()
    with pytest.raises(OSError):
        tree.read("gitsm.yaml")
    assert tree.read("gitsm.yaml").startswith(b"id: settings")


def test_a_repository_in_a_folder_of_a_larger_one(tmp_path: Path) -> None:
    top = Repo(tmp_path / "top", {"README.md": "x", "gitsm.yaml": "id: another\n"})
    inner = Repo(tmp_path / "top" / "it" / "gov [1]")
    top.commit()
    tree = tree_at(inner.root, "HEAD")
    assert listing(tree) == listing(DiskTree(inner.root))
    assert tree.read("gitsm.yaml").startswith(b"id: settings")
    before = top.git("rev-parse", "HEAD")
    inner.edit("gitsm.yaml", "1.0.0", "1.1.0")
    assert changed_files(Git(inner.root), before, inner.root, ROOTS) == ("gitsm.yaml",)


def test_a_revision_before_the_folder_existed_is_empty(tmp_path: Path) -> None:
    top = Repo(tmp_path / "top", {"README.md": "x"})
    first = top.commit()
    inner = Repo(tmp_path / "top" / "gov")
    top.commit()
    assert list(tree_at(inner.root, first).entries(ROOTS)) == []


def test_work_trees_and_links_to_the_repository_are_found(repo: Repo, tmp_path: Path) -> None:
    repo.commit()
    repo.git("worktree", "add", "-q", str(tmp_path / "second"), "HEAD")
    assert tree_at(tmp_path / "second", "HEAD").read("gitsm.yaml")
    (tmp_path / "by-link").symlink_to(repo.root)
    assert tree_at(tmp_path / "by-link", "HEAD").read("gitsm.yaml")


@pytest.mark.parametrize("name", ["main", "v1", "HEAD~1", "HEAD^", "refs/heads/main", "@", "main@{0}"])
def test_names_of_revisions(repo: Repo, name: str) -> None:
    repo.commit("first")
    repo.commit("second")
    repo.git("tag", "-a", "v1", "-m", "tag")
    assert Git(repo.root).resolve(name) == repo.git("rev-parse", f"{name}^{{commit}}")


@pytest.mark.parametrize(
    "name",
    ["", "-x", "--upload-pack=touch pwned", "--output=pwned", "nope", "HEAD\n", "a\x00b", "a\x1bb", "HEAD..HEAD~0",
     "^HEAD", "HEAD:gitsm.yaml", "x" * 300, "--all", "--git-dir=/tmp", "HEAD^{/(a+)+$}", "\u202eHEAD", "\udce9",
     ":/second"],
)  # fmt: skip
def test_names_that_are_none_are_usage_errors(repo: Repo, name: str) -> None:
    repo.commit()
    before = repo.snapshot()
    with pytest.raises(UsageError) as caught:
        Git(repo.root).resolve(name)
    assert caught.value.exit_code == 2
    assert "\x1b" not in caught.value.message and "\u202e" not in caught.value.message
    assert repo.snapshot() == before


def test_branches_with_names_like_options_cannot_be_reached_as_options(repo: Repo) -> None:
    commit = repo.commit()
    repo.git("update-ref", "refs/heads/--upload-pack=x", commit)
    with pytest.raises(UsageError):
        Git(repo.root).resolve("--upload-pack=x")
    assert Git(repo.root).resolve("refs/heads/--upload-pack=x") == commit


def test_a_branch_that_looks_like_an_id_is_resolved_once(repo: Repo) -> None:
    first = repo.commit("first")
    second = repo.commit("second")
    repo.git("update-ref", f"refs/heads/{first}", second)
    assert tree_at(repo.root, first).label == first


def test_hostile_configuration_runs_nothing(repo: Repo, tmp_path: Path) -> None:
    repo.commit("first")
    repo.edit("gitsm.yaml", "1.0.0", "1.1.0")
    repo.commit("second")
    mark = tmp_path / "PWNED"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\necho $0 >> '{mark}'\ncat\nexit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    evil = str(script)
    for key, value in {
        "core.fsmonitor": evil, "core.pager": evil, "core.editor": evil, "core.sshCommand": evil, "core.askPass": evil,
        "core.gitProxy": evil, "diff.external": evil, "diff.evil.textconv": evil, "filter.evil.smudge": evil,
        "filter.evil.clean": evil, "filter.evil.process": evil, "uploadpack.packObjectsHook": evil,
        "core.alternateRefsCommand": evil, "credential.helper": evil, "gpg.program": evil, "log.showSignature": "true",
        "alias.ls-tree": f"!{evil}", "alias.cat-file": f"!{evil}", "pager.ls-tree": evil, "pager.cat-file": evil,
        "protocol.ext.allow": "always", "protocol.allow": "always", "core.worktree": str(tmp_path),
        "core.hooksPath": str(tmp_path), "include.path": "/dev/zero/none",
    }.items():  # fmt: skip
        repo.git("config", key, value)
    repo.git("config", "remote.origin.url", str(repo.root))
    repo.git("config", "remote.origin.uploadpack", evil)
    repo.git("config", "remote.origin.promisor", "true")
    repo.git("config", "core.repositoryformatversion", "1")
    repo.git("config", "extensions.partialClone", "origin")
    (repo.root / ".git" / "info").mkdir(exist_ok=True)
    (repo.root / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    hooks = repo.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (hooks / hook).write_text(script.read_text())
        (hooks / hook).chmod(0o755)
    blob = next(e.blob for e in tree_at(repo.root, "HEAD").entries(["roles/director.yaml"]))
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    result = repo.run("check", "--since", "HEAD~1")
    assert result.code in (0, 1), result.err
    assert repo.run("check", "--rev", "HEAD").code == 1
    assert changed_files(Git(repo.root), Git(repo.root).head(), repo.root, ROOTS) is not None
    assert not mark.exists(), mark.read_text()


def test_replaced_objects_are_not_believed(repo: Repo) -> None:
    repo.commit()
    good = repo.git("rev-parse", "HEAD:gitsm.yaml")
    (repo.root / "fake").write_text("id: fake\n")
    fake = repo.git("hash-object", "-w", "fake")
    repo.git("replace", good, fake)
    assert tree_at(repo.root, "HEAD").read("gitsm.yaml").startswith(b"id: settings")


def test_variables_of_the_surroundings_lead_nowhere_else(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repo.commit()
    other = Repo(tmp_path / "other", {"gitsm.yaml": "id: other\n"})
    other.commit()
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "/")
    assert tree_at(repo.root, "HEAD").label == commit
    assert not {"GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_COUNT"} & set(git_environment())


def test_a_git_inside_the_repository_is_not_run(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit()
    evil = repo.root / "git"
    evil.write_text("#!/bin/sh\nexit 0\n")
    evil.chmod(0o755)
    monkeypatch.setenv("PATH", str(repo.root))
    with pytest.raises(CannotWorkHere, match="git was not found"):
        tree_at(repo.root, "HEAD")


def test_ownership_is_respected_and_only_the_users_own_word_counts(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit()
    original = git_environment
    monkeypatch.setattr(git_module, "git_environment", lambda: {**original(), "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    repo.git("config", "safe.directory", "*")
    with pytest.raises(CannotWorkHere, match="does not trust"):
        Git(repo.root)
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {tmp_path / 'elsewhere'}\n")
    with pytest.raises(CannotWorkHere, match="does not trust"):
        Git(repo.root)
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repo.root}\n")
    assert Git(repo.root).head()


def test_slow_git_is_given_up(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit()
    git = Git(repo.root)
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    git._program = str(slow)
    with pytest.raises(CannotWorkHere, match="longer than"):
        git.run("rev-parse", "HEAD", timeout=0.2)
    monkeypatch.setattr(git_module, "LIFETIME", 0.2)
    tree = GitTree(Git(repo.root), repo.git("rev-parse", "HEAD"))
    list(tree.entries(ROOTS))
    tree._reader.close()
    tree._git = git
    tree._reader._git = git
    with pytest.raises(OSError):
        tree.read("gitsm.yaml")


def test_outside_git_and_before_the_first_commit(repo: Repo) -> None:
    with pytest.raises(CannotWorkHere, match="no git repository"):
        Git(repo.root)
    repo.git("init", "-q")
    assert Git(repo.root).head() == ""
    with pytest.raises(GitsmError):
        tree_at(repo.root, "HEAD")


def test_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("first")
    repo.commit("second")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", repo.root.as_uri(), str(tmp_path / "shallow")],
        check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )  # fmt: skip
    with pytest.raises(CannotWorkHere, match="shallow"):
        Git(tmp_path / "shallow").resolve(first)


def test_changed_files_by_content_alone(repo: Repo) -> None:
    repo.write("roles/gone.yaml", "id: gone\n")
    commit = repo.commit()
    git = Git(repo.root)
    assert changed_files(git, commit, repo.root, ROOTS) == ()
    (repo.root / "gitsm.yaml").touch()
    repo.write("roles/director.yaml", repo.read("roles/director.yaml").replace("\n", "\r\n"))
    assert changed_files(git, commit, repo.root, ROOTS) == ()
    (repo.root / "roles/gone.yaml").unlink()
    repo.write("roles/new.yaml", "id: new\n")
    repo.edit("gitsm.yaml", "1.0.0", "1.0.1")
    assert changed_files(git, commit, repo.root, ROOTS) == ("gitsm.yaml", "roles/gone.yaml", "roles/new.yaml")


def test_no_process_outlives_the_tree(repo: Repo) -> None:
    repo.commit()
    tree = tree_at(repo.root, "HEAD")
    tree.read("gitsm.yaml")
    process = tree._reader._process
    assert process is not None and process.poll() is None
    del tree
    assert process.wait(timeout=10) is not None


def test_listings_from_objects_are_those_of_git(repo: Repo) -> None:
    repo.write("docs/glossary/deep/er/x y.yaml", "x")
    repo.write("roles/ä.yaml", "x")
    commit = repo.commit()
    said = repo.git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", commit).splitlines()
    entries = list(tree_at(repo.root, commit).entries([*ROOTS, "roles"]))
    wanted = [path for path in said if any(path == root or path.startswith(root + "/") for root in ROOTS)]
    assert sorted(entry.path for entry in entries) == sorted(wanted)
    assert {e.path: e.blob for e in entries}["gitsm.yaml"] == repo.git("rev-parse", f"{commit}:gitsm.yaml")


def test_a_folder_that_is_missing_from_the_database_is_said(repo: Repo) -> None:
    commit = repo.commit()
    folder = repo.git("rev-parse", f"{commit}:roles")
    (repo.root / ".git" / "objects" / folder[:2] / folder[2:]).unlink()
    with pytest.raises(CannotWorkHere, match="cannot read a folder"):
        list(tree_at(repo.root, commit).entries(ROOTS))


@pytest.mark.parametrize(
    "data", [b"100644 a\0short", b"100644 a/b\0" + b"x" * 20, b"100644 \0" + b"x" * 20, b"100644", b"100644 a"]
)
def test_a_broken_listing_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"broken|not found"):
        listed(data, 20)


def test_many_files_are_asked_for_at_once_and_a_missing_one_hides_no_other(repo: Repo) -> None:
    for number in range(250):
        repo.write(f"docs/glossary/term-{number:03}.yaml", f"id: term-{number:03}\n")
    commit = repo.commit()
    tree, one_by_one = tree_at(repo.root, commit), tree_at(repo.root, commit)
    paths = [entry.path for entry in tree.entries(ROOTS) if entry.type == "file"]
    assert tree.read_many([*paths, "roles/none.yaml"]) == [*map(one_by_one.read, paths), None]
    blob = repo.git("rev-parse", f"{commit}:docs/glossary/term-100.yaml")
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    snapshot = load(tree_at(repo.root, commit))
    unread = [(one.rule, one.path) for one in snapshot.findings if "cannot be read" in one.message]
    assert unread == [("LOAD-01", "docs/glossary/term-100.yaml")]


def test_what_two_revisions_share_is_read_from_git_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    base = repo.commit()
    repo.edit("gitsm.yaml", "1.0.0", "1.1.0")
    head = repo.commit()
    git = Git(repo.root)
    before = load(GitTree(git, base))
    after = load(GitTree(git, head), like=before)
    assert len(after.items) > 1

    def asked(*_: object) -> list[bytes | None]:
        raise AssertionError("git is asked again")

    monkeypatch.setattr(git_module._Reader, "read_many", asked)
    for item in after.items:
        assert item.artefact.id in after.tree.read(item.path).decode()
