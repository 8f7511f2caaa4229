"""Many objects of a git repository at once: the files of a commit, the contents of blobs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator

from gitsm.adapters.git import Git, git_environment
from gitsm.approvals.evidence import MAX_STATEMENT, SIGNATURE, Sealed, is_statement_path
from gitsm.base.errors import CannotWorkHere

TIMEOUT = 300.0
_PORTION = 2_000
"""Objects asked for at once: bounds the memory that their contents take together."""


def placed(path: str, prefix: str) -> str:
    """A path counted from the governance folder, "" for one outside of it.

    What a platform reads at the top of the repository and what decides there stands under its own name.
    """
    if path.startswith(prefix):
        return path.removeprefix(prefix)
    return path if path.startswith(".github/") or path in ("CODEOWNERS", "docs/CODEOWNERS") else ""


def listing(git: Git, commit: str) -> dict[str, str]:
    """Path -> blob of every regular file at a commit. Links and submodules are left out."""
    found: dict[str, str] = {}
    for line in filter(None, git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--").split(b"\0")):
        head, _, name = line.partition(b"\t")
        mode, _, blob = head.decode("ascii").split(" ")
        if mode.startswith("100"):
            found[os.fsdecode(name)] = blob
    return found


def contents(git: Git, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """(blob, content) of many blobs, each once. Raises CannotWorkHere where one is missing."""
    wanted = list(dict.fromkeys(blobs))
    for start in range(0, len(wanted), _PORTION):
        yield from _batch(git, wanted[start : start + _PORTION])


def _batch(git: Git, blobs: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        done = subprocess.run(
            git.command("cat-file", "--batch", "--buffer"), cwd=git.top, env=git_environment(),
            input="".join(f"{blob}\n" for blob in blobs).encode("ascii"), capture_output=True, timeout=TIMEOUT,
            check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotWorkHere(f"git cat-file did not work: {error}.", "check the repository with `git fsck`") from None
    data, at = done.stdout, 0
    for blob in blobs:
        end = data.index(b"\n", at)
        head = data[at:end].split(b" ")
        if len(head) != 3 or head[1] != b"blob":
            raise CannotWorkHere(
                f"The object {blob[:12]} is missing from this clone.", "clone anew, in full (no --filter, no --depth)"
            )
        size = int(head[2])
        yield blob, data[end + 1 : end + 1 + size]
        at = end + 2 + size


def sealed_files(git: Git, commit: str) -> tuple[Sealed, ...]:
    """Every statement of a branch with its signature, by path. A signature without statement is no statement."""
    files = listing(git, commit)
    wanted = {path: blob for path, blob in files.items() if is_statement_path(path)}
    seals = {path: files[path + SIGNATURE] for path in wanted if path + SIGNATURE in files}
    text = dict(contents(git, (*wanted.values(), *seals.values())))
    return tuple(
        Sealed(
            path, text[blob][: MAX_STATEMENT + 1], text[seals[path]].decode("ascii", "replace") if path in seals else ""
        )
        for path, blob in sorted(wanted.items())
    )
