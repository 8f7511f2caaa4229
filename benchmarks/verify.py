"""`gitsm cab verify` against reading the same history, with git's own programs and with GitPython's objects.

Builds a history of merged changes, each with its signed request, approval and statement, then times over the same clone

- `git log --raw` piped into `git cat-file --batch`: every commit, and the content of every version of every file;
- the same walk with GitPython's objects: every commit compared with its first parent, every new content read;
- `cab verify`, with its processes and in one process, and what of it is checking signatures alone;

and prints the ratios. Parsing of YAML is measured in the one process and taken out there, as the target says.

    python benchmarks/verify.py [--commits 5000] [--files 1000]
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from git import NULL_TREE, Repo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from evidence.world import environment, organisation, reword, service
from gitsm.adapters.forks import Forks
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory, clone_faults
from gitsm.adapters.ledger import evidence_commit, read_chain
from gitsm.adapters.ssh import signer_of
from gitsm.approvals.docket import request_statement, voice_statement
from gitsm.approvals.evidence import CHANGE, EVIDENCE_NAMESPACE, GENESIS, path_of, statement
from gitsm.audit.verify import Question, verify
from gitsm.base.spread import Spread, alone
from gitsm.cli.commands.cab_verify import WORTH_IT
from gitsm.cli.session import collector_off
from gitsm.load import loader

LOG = ("log", "--all", "--raw", "-r", "--no-abbrev", "--root", "--diff-merges=first-parent", "--format=")
NAMES = ("k1", "k2", "o1", "c1", "c2", "q1", "x1", "au1", "gate")


class QuickKeys:
    """Keys that sign in this process: thousands of signatures in a second."""

    def __init__(self) -> None:
        self._private = {name: Ed25519PrivateKey.generate() for name in NAMES}
        self._blob = {
            name: _packed(b"ssh-ed25519") + _packed(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
            for name, key in self._private.items()
        }

    def line(self, name: str) -> str:
        """An entry of ssh_keys."""
        return f"  - {{key: ssh-ed25519 {base64.b64encode(self._blob[name]).decode()}, from: 2026-01-01}}\n"

    def sign(self, name: str, namespace: str, data: bytes) -> str:
        """An armoured SSH signature."""
        head = b"".join(_packed(one) for one in (namespace.encode(), b"", b"sha512"))
        signed = self._private[name].sign(b"SSHSIG" + head + _packed(hashlib.sha512(data).digest()))
        raw = b"SSHSIG\0\0\0\1" + _packed(self._blob[name]) + head + _packed(_packed(b"ssh-ed25519") + _packed(signed))
        text = base64.b64encode(raw).decode()
        lines = "\n".join(text[start : start + 70] for start in range(0, len(text), 70))
        return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


def _packed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    """git in a folder."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment(), input=data, capture_output=True, check=True
    )
    return done.stdout


def build(folder: Path, merges: int, files: int) -> None:
    """A repository with a governed branch of so many merges and its evidence."""
    keys = QuickKeys()
    git(folder, "init", "-q", "-b", "main")
    start = organisation(keys)  # type: ignore[arg-type]
    for number in range(max(0, files - len(start))):
        name = f"service-{number:04d}"
        start[f"services/{name}.yaml"] = service(
            name, "service-owner", f"description: Service {number}\ncriticality: other\n"
        )
    edited = [path for path in start if path.startswith("services/service-")] or ["services/mail.yaml"]
    stream, mark = [_commit("refs/heads/main", 1, "k1", "start", start.items(), 1_793_600_000)], 1
    for number in range(merges):
        path = edited[number % len(edited)]
        start[path] = text = reword(start, "more", path)[path]
        when = 1_793_600_010 + number * 10
        stream.append(_commit("refs/heads/work", mark + 1, "au1", "work", [(path, text)], when, [mark]))
        stream.append(
            _commit("refs/heads/main", mark + 2, "gate", f"Change {number}", [(path, text)], when + 5, [mark, mark + 1])
        )
        mark += 2
    marks = folder / "marks"
    git(folder, "fast-import", "--quiet", f"--export-marks={marks}", data=b"".join(stream))
    ids = {int(line.split()[0][1:]): line.split()[1] for line in marks.read_text().splitlines()}
    trees = _trees(folder, list(ids.values()))
    evidence, previous = {}, ""
    for number in range(merges + 1):
        type_, subject, predicate = GENESIS, ids[1], {"branch": "main"}
        if number:
            type_, subject = CHANGE, ids[2 * number + 1]
            predicate = _predicate(keys, number, ids[2 * number - 1], ids[2 * number], subject, trees)
        place = {
            "number": number,
            "previous": previous,
            "moment": f"2026-11-02T{10 + number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z",
        }
        data = statement(type_, "refs/heads/main", subject, {**predicate, **place})
        path = path_of(type_, subject, number)
        evidence[path], evidence[f"{path}.sig"] = data.decode(), keys.sign("gate", "gitsm-evidence", data)
        previous = hashlib.sha256(data).hexdigest()
    git(
        folder,
        "fast-import",
        "--quiet",
        data=_commit("refs/heads/gitsm-evidence", 1, "gate", "Evidence", evidence.items(), 1),
    )
    git(folder, "repack", "-adq")


def _predicate(
    keys: QuickKeys, number: int, target: str, head: str, subject: str, trees: dict[str, str]
) -> dict[str, object]:
    moment = "2026-11-02T09:00:00Z"
    fields = {"by": "au1", "branch": "work", "target": "main", "title": "Change", "description": "", "moment": moment}
    asked = request_statement(number, head, fields)
    words = {"by": "k1", "decision": "approve", "moment": moment, "reason": ""}
    said = voice_statement(number, hashlib.sha256(asked).hexdigest(), head, words)
    return {
        "branch": "main", "base": target, "target": target, "head": head, "headTree": trees[head], "method": "merge",
        "commits": [subject], "class": {"computed": "standard", "declared": ""},
        "request": {
            "id": str(number), "title": "Change", "by": "au1", "statement": asked.decode(),
            "signature": keys.sign("au1", "gitsm-request", asked),
        },
        "decisions": [{
            "party": "k1", "decision": "approve", "commit": head, "moment": moment, "strength": "signed",
            "counted": True,
            "statement": said.decode(), "signature": keys.sign("k1", "gitsm-approval", said),
        }],
    }  # fmt: skip


def _commit(
    ref: str, mark: int, by: str, message: str, files: object, when: int, parents: list[int] | None = None
) -> bytes:
    who = f"{by} <{by}@example.org> {when} +0000"
    lines = [f"commit {ref}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}\n".encode()]
    for word, parent in zip(("from", "merge"), parents or [], strict=False):
        lines.append(f"{word} :{parent}\n".encode())
    for path, text in files:  # type: ignore[attr-defined]
        data = text.encode()
        lines.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    return b"".join(lines)


def _trees(folder: Path, commits: list[str]) -> dict[str, str]:
    found = git(folder, "log", "--no-walk=unsorted", "--stdin", "--format=%H %T", data="\n".join(commits).encode())
    return dict(line.split() for line in found.decode().splitlines())


def read_everything(folder: Path) -> float:
    """Seconds for the history with the content of every version, through a pipe."""
    script = f"git {' '.join(LOG)} | awk '$4 !~ /^0+$/ {{print $4}}' | git cat-file --batch --buffer >/dev/null"
    begin = time.perf_counter()
    subprocess.run(["sh", "-c", script], cwd=folder, env=environment(), check=True)
    return time.perf_counter() - begin


def walk_with_gitpython(folder: Path) -> float:
    """Seconds for the same commits, comparisons and contents with GitPython's objects."""
    begin = time.perf_counter()
    contents = 0
    with Repo(folder) as repository:
        for commit in repository.iter_commits(all=True):
            for one in commit.parents[0].diff(commit) if commit.parents else commit.diff(NULL_TREE):
                if one.b_blob is not None:
                    one.b_blob.data_stream.read()
                    contents += 1
    seconds = time.perf_counter() - begin
    assert contents == _contents(folder), "GitPython walked past something"
    return seconds


def _contents(folder: Path) -> int:
    """How many contents the pipe reads."""
    listed = git(folder, *LOG).decode().splitlines()
    return sum(1 for line in listed if line and line.split()[3].strip("0"))


def signatures(folder: Path) -> tuple[int, float]:
    """(how many signatures the evidence holds, seconds to check them all)."""
    repository = Git(folder)
    todo = []
    for one in read_chain(repository, evidence_commit(repository)).statements:
        todo.append((one.sealed.data, one.sealed.signature, EVIDENCE_NAMESPACE))
        if one.type == CHANGE:
            asked, decisions = one.predicate["request"], one.predicate["decisions"]
            todo.append((asked["statement"].encode(), asked["signature"], "gitsm-request"))
            todo += [(said["statement"].encode(), said["signature"], "gitsm-approval") for said in decisions]
    begin = time.perf_counter()
    assert all(signer_of(*one) for one in todo)
    return len(todo), time.perf_counter() - begin


def verified(folder: Path, spread: Spread) -> tuple[float, float]:
    """(seconds of a verification, of them for parsing YAML here). Fails where the history is not proved."""
    parsing = 0.0
    inner = loader._values

    def timed(data: bytes) -> object:
        nonlocal parsing
        begin = time.perf_counter()
        try:
            return inner(data)
        finally:
            parsing += time.perf_counter() - begin

    loader._values = timed  # type: ignore[assignment]
    begin = time.perf_counter()
    repository = Git(folder)
    chain = read_chain(repository, evidence_commit(repository))
    with collector_off():
        history = CloneHistory(repository, repository.resolve("main"))
        question = Question("main", clone_faults=tuple(clone_faults(repository)))
        found = verify(history, chain, signer_of, question, spread)
    seconds = time.perf_counter() - begin
    loader._values = inner
    assert found.proved, (found.faults, [one for one in found.commits if one.reasons][:3])
    return seconds, parsing


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=5000)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-runs", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, given.commits // 2, given.files)
        floor = min(read_everything(folder) for _ in range(given.runs))
        shared, _ = min(verified(folder, Forks(worth_it=WORTH_IT)) for _ in range(given.runs))
        alone_, parsing = min(verified(folder, alone) for _ in range(given.runs))
        number, checking = signatures(folder)
        floor = min(floor, *(read_everything(folder) for _ in range(given.runs)))  # at both ends: computers have moods
        peer = min(walk_with_gitpython(folder) for _ in range(given.peer_runs))
        print(f"{given.commits} commits, {given.files} files; {len(os.sched_getaffinity(0))} cores")
        print(f"git log --raw | cat-file --batch   {floor:7.2f} s")
        print(f"GitPython's objects, the same walk {peer:7.2f} s: {peer / floor:.0f} times the pipe")
        print(f"cab verify                         {shared:7.2f} s: {shared / floor:.1f} times the pipe (goal: 3)")
        bare = alone_ - parsing
        print(f"  in one process, without parsing  {bare:7.2f} s: {bare / floor:.1f} times; parsing {parsing:.2f} s")
        print(f"  {number} signatures alone         {checking:7.2f} s: {checking / floor:.1f} times")
        print(f"GitPython takes {peer / shared:.1f} times as long as cab verify (goal: 8 times or more)")
        print(f"  as long as one process           {peer / alone_:.1f} times")


if __name__ == "__main__":
    main()
