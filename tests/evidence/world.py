"""Histories built object by object: a small governance repository, people with keys, statements signed by the gate.

Objects are written straight into the object database, so that a history with any fault in it takes milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory, clone_faults
from gitsm.adapters.ledger import evidence_commit, read_chain
from gitsm.adapters.ssh import sign, signer_of
from gitsm.approvals.docket import request_statement, voice_statement
from gitsm.approvals.evidence import CHANGE, GENESIS, canonical, path_of, statement
from gitsm.audit.verdict import Verification
from gitsm.audit.verify import Question, verify

DAY = "2026-11-02"
PEOPLE = ("k1", "k2", "o1", "c1", "c2", "q1", "x1", "au1", "gate", "gate2", "late", "stranger")
Files = Mapping[str, str]

ROLES = {
    "keeper": "k1 k2", "service-owner": "o1", "change-owner": "c1", "change-manager": "c2", "quality-manager": "q1",
    "customer": "x1", "writer": "au1",
}  # fmt: skip


def document(id_: str, title: str, owner: str, more: str = "") -> str:
    """A document in force, with some lines of its own."""
    return (
        f"id: {id_}\ntitle: {title}\nversion: 1.0.0\nstatus: approved\nowner: {owner}\n"
        f"effective_from: 2026-01-01\nreview: {{every: 12mo, last: 2026-01-10}}\n{more}"
    )


def service(id_: str, owner: str, more: str) -> str:
    """A live service."""
    return document(id_, id_.capitalize(), owner, f"type: customer_facing\n{more}").replace("approved", "live")


def party(id_: str, keys: str, kind: str = "person", more: str = "") -> str:
    """A party with its keys."""
    return f"id: {id_}\ntitle: {id_}\nstatus: approved\nowner: keeper\ntype: {kind}\nssh_keys:\n{keys}{more}"


def role(id_: str, holders: str, more: str = "") -> str:
    """A role with its holders, separated by spaces."""
    listed = "".join(f"  - {{party: {one}, from: 2026-01-01}}\n" for one in holders.split())
    above = "" if id_ == "change-owner" else "reports_to: change-owner\n"
    return document(id_, id_, "change-owner", f"purpose: For tests\n{above}{more}holders:\n{listed}")


POLICY = """change_policy:
  binding: head
  models:
    - {id: wording, match: {change_types: [1, 2]}, class: standard}
  authorities:
    standard: {any: maintainer, but_not: author}
    normal: {derive: [accountable, impacted]}
    major: {derive: [accountable, impacted], body: cab, chair: required, quorum: 2/3}
    emergency: {body: emergency-cab, at_least: 2, review_within: {working_days: 5, calendar: 24x7}}
  freezes: [{from: 2026-12-18, to: 2027-01-07, except: [emergency]}]
  recorded_approvals: [customer]
"""


class Keys:
    """Key pairs of everybody, made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PEOPLE:
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)], check=True
            )
        self.public = {name: " ".join((folder / f"{name}.pub").read_text().split()[:2]) for name in PEOPLE}
        self._signed: dict[tuple[str, str, bytes], str] = {}

    def sign(self, name: str, namespace: str, data: bytes) -> str:
        """A signature by somebody, by their real key."""
        key = (name, namespace, data)
        if key not in self._signed:
            self._signed[key] = sign(self.folder / name, namespace, data)
        return self._signed[key]

    def line(self, name: str, from_: str = "2026-01-01", to: str = "") -> str:
        """An entry of ssh_keys."""
        return f"  - {{key: {self.public[name]}, from: {from_}{f', to: {to}' if to else ''}}}\n"


def organisation(keys: Keys) -> dict[str, str]:
    """A small governance repository: a service with its owner, a board, keepers, and the gate's key."""
    files = {
        "gitsm.yaml": document(
            "settings", "Settings", "quality-manager",
            "repository: https://git.example.org/small\n"
            "approver_roles: {quality: quality-manager, risk: quality-manager, portfolio: quality-manager, "
            "service_level: service-owner, change: change-manager, maintainer: [keeper]}\n",
        ),
        "processes/change-enablement.yaml": document("change-enablement", "Change enablement", "change-owner", POLICY),
        "services/mail.yaml": service("mail", "service-owner", "description: Mail for everybody\ncriticality: vital\n"),
        "services/print.yaml": service("print", "customer", "description: Print\ncriticality: other\n"),
        "roles/parties/gate.yaml": party("gate", keys.line("gate"), "bot"),
        "README.md": "A small repository\n",
        "roles/cab.yaml": document(
            "cab", "Board", "change-owner",
            "purpose: Decides\ntype: authority\nchair: change-owner\nquorum: 2/3\n"
            "members: [change-owner, change-manager]\n",
        ),
        "roles/emergency-cab.yaml": document(
            "emergency-cab", "Emergency board", "change-owner",
            "purpose: Decides\ntype: authority\nchair: change-manager\nmembers: [change-manager, change-owner]\n",
        ),
    }  # fmt: skip
    files |= {f"roles/{name}.yaml": role(name, holders) for name, holders in ROLES.items()}
    files |= {
        f"roles/parties/{name}.yaml": party(name, keys.line(name))
        for name in ("k1", "k2", "o1", "c1", "c2", "q1", "x1", "au1")
    }
    return files


def reword(files: Files, word: str = "all", path: str = "services/mail.yaml") -> dict[str, str]:
    """A standard change: other words, the same meaning."""
    return {**files, path: raised(files[path].replace("description: ", f"description: {word} "))}


def raised(text: str, part: int = 2) -> str:
    """A document with its version raised: part 0 for a major change, 1 for a normal one, 2 for a standard one."""

    def higher(match: re.Match[str]) -> str:
        numbers = [int(one) for one in match[1].split(".")]
        return "version: " + ".".join(str(n + 1 if i == part else n if i < part else 0) for i, n in enumerate(numbers))

    return re.sub(r"version: ([0-9.]+)", higher, text, count=1)


class World:
    """A repository under construction: `main`, `gitsm-evidence`, and whatever else."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self.keys = keys
        (folder / ".git" / "objects").mkdir(parents=True)
        (folder / ".git" / "refs" / "heads").mkdir(parents=True)
        self.write(".git/HEAD", "ref: refs/heads/main\n")
        self.write(".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
        self.files: dict[str, str] = organisation(keys)
        self.trees: dict[str, dict[str, str]] = {}
        self.tip = ""
        self.number = 0
        self.evidence: dict[str, bytes] = {}
        self.chain: list[bytes] = []
        self.clock = 0
        self.evidence_parents: list[str] = []
        self.message = "work"
        self.asked = "0" * 64
        """The digest of the request that was opened last."""

    def write(self, path: str, text: str) -> None:
        """A file below the folder."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def put(self, kind: str, data: bytes) -> str:
        """An object; its id."""
        raw = f"{kind} {len(data)}\0".encode() + data
        id_ = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
        path = self.folder / ".git" / "objects" / id_[:2] / id_[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(raw, 1))
        return id_

    def tree(self, files: Mapping[str, str | bytes]) -> str:
        """A tree with its subtrees."""
        here: dict[str, tuple[str, str]] = {}
        below: dict[str, dict[str, str | bytes]] = {}
        for path, text in files.items():
            head, slash, rest = path.partition("/")
            if slash:
                below.setdefault(head, {})[rest] = text
            else:
                here[head] = ("100644", self.put("blob", text.encode() if isinstance(text, str) else text))
        here |= {name: ("40000", self.tree(inner)) for name, inner in below.items()}
        rows = sorted(here.items(), key=lambda row: row[0] + ("/" if row[1][0] == "40000" else ""))
        return self.put(
            "tree", b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(id_) for name, (mode, id_) in rows)
        )

    def commit(self, files: Files, parents: Sequence[str], by: str, message: str, committer: str = "") -> str:
        """A commit of all files."""
        self.clock += 60
        who = f"{by} <{by}@example.org> {1_793_600_000 + self.clock} +0000"
        other = f"{committer or by} <{committer or by}@example.org> {1_793_600_000 + self.clock} +0000"
        lines = [
            f"tree {self.tree(files)}",
            *(f"parent {one}" for one in parents),
            f"author {who}",
            f"committer {other}",
        ]
        id_ = self.put("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())
        self.trees[id_] = dict(files)
        return id_

    def moment(self, day: str = DAY) -> str:
        """The next moment of a day."""
        self.clock += 1
        return f"{day}T{10 + self.clock // 3600:02d}:{self.clock // 60 % 60:02d}:{self.clock % 60:02d}Z"

    def append(self, type_: str, commit: str, predicate: Mapping[str, Any], key: str = "gate", day: str = DAY) -> bytes:
        """A statement put at the end of the chain, signed by a key."""
        previous = hashlib.sha256(self.chain[-1]).hexdigest() if self.chain else ""
        place = {"number": len(self.chain), "previous": previous, "moment": self.moment(day)}
        data = statement(type_, "refs/heads/main", commit, {**place, **predicate})
        self.keep(path_of(type_, commit, len(self.chain)), data, key)
        self.chain.append(data)
        return data

    def keep(self, path: str, data: bytes, key: str = "gate") -> None:
        """A statement with its signature among the files of the evidence branch."""
        self.evidence[path] = data
        if key:
            self.evidence[f"{path}.sig"] = self.keys.sign(key, "gitsm-evidence", data).encode()

    def begin(self, before: int = 0) -> World:
        """Some commits before the gate, and the first governed one."""
        for number in range(before):
            self.tip = self.commit(reword(self.files, f"early{number}"), [self.tip] if self.tip else [], "k1", "before")
        self.tip = self.commit(self.files, [self.tip] if self.tip else [], "k1", "first governed")
        self.append(GENESIS, self.tip, {"branch": "main", "by": "gate"})
        return self

    def request(self, head: str, by: str = "au1", description: str = "", number: int = 0) -> tuple[bytes, str]:
        """A signed request and its signature."""
        fields = {
            "by": by, "branch": "work", "target": "main", "title": "Change", "description": description,
            "moment": self.moment(),
        }  # fmt: skip
        data = request_statement(number or self.number, head, fields)
        self.asked = hashlib.sha256(data).hexdigest()
        return data, self.keys.sign(by, "gitsm-request", data)

    def voice(self, head: str, by: str, key: str = "", day: str = DAY, number: int = 0, **more: str) -> dict[str, Any]:
        """A decision as the evidence keeps it."""
        words = {"by": by, "decision": "approve", "moment": self.moment(day), "reason": "", **more}
        asked = words.pop("asked", self.asked)
        data = voice_statement(number or self.number, asked, head, words)
        return {
            "party": more.get("named", by), "decision": words["decision"], "commit": head, "moment": words["moment"],
            "strength": "recorded" if "role" in more else "signed", "counted": True, "whyNot": "",
            "statement": data.decode(), "signature": self.keys.sign(key or by, "gitsm-approval", data),
        }  # fmt: skip

    def seen(self, head: str, by: str, day: str = DAY) -> dict[str, Any]:
        """A decision that the gate saw on a platform."""
        return {
            "party": by, "decision": "approve", "commit": head, "moment": self.moment(day), "strength": "attested",
            "counted": True, "whyNot": "", "statement": "", "signature": "", "platform": {"login": by},
        }  # fmt: skip

    def save(self) -> World:
        """Writes the branches."""
        self.write(".git/refs/heads/main", self.tip + "\n")
        parents: list[str] = list(self.evidence_parents)
        commit = self.put(
            "commit",
            (
                "\n".join([f"tree {self.tree(self.evidence)}", *(f"parent {one}" for one in parents)])
                + "\nauthor gate <gate@example.org> 1793600000 +0000"
                "\ncommitter gate <gate@example.org> 1793600000 +0000\n\nEvidence\n"
            ).encode(),
        )
        self.write(".git/refs/heads/gitsm-evidence", commit + "\n")
        return self

    def merge(
        self, files: Files, by: str = "au1", voices: Sequence[Any] = ("k1",), class_: str = "standard", *,
        method: str = "merge", key: str = "gate", day: str = DAY, description: str = "", into: Files | None = None,
        approve_head: str = "", opener: str = "", parted: str = "", platform: bool = False, **more: Any,
    ) -> str:  # fmt: skip
        """A change from branch to statement. `into`: what the merge really holds; `parted`: where the branch began.

        `voices` are parties that approve with their own key, or finished decisions, or functions of the head.
        """
        self.number += 1
        target, base = self.tip, parted or self.tip
        head = self.commit(files, [base], by, self.message)
        if into is None:
            into = files if base == target else self._together(base, target, files)
        parents = {"merge": [target, head], "squash": [target], "rebase": [target]}[method]
        same = method == "rebase" and base == target
        subject = (
            head if same else self.commit(into, parents, by if method == "rebase" else "gate", f"Change {self.number}")
        )
        given = []
        data, seal = (b"", "") if platform else self.request(head, opener or by, description)
        for one in voices:
            if isinstance(one, str):
                given.append(self.seen(head, one) if platform else self.voice(approve_head or head, one))
            else:
                given.append(one(head) if callable(one) else one)
        predicate: dict[str, Any] = {
            "repository": "https://git.example.org/small", "branch": "main",
            "request": {
                "id": str(self.number), "title": "Change", "by": opener or by, "statement": data.decode(),
                "signature": seal,
            },
            "base": base, "target": target, "head": head, "headTree": self.tree(files), "method": method,
            "commits": [subject], "class": {"computed": class_, "declared": "", "reasons": []}, "reference": "",
            "rationale": "", "communication": "", "backOut": "", "authors": [by], "strangers": [], "decisions": given,
            "autoMerged": False,
        }  # fmt: skip
        predicate.update(more)
        self.append(CHANGE, subject, predicate, key, day)
        if method == "squash":
            self.evidence_parents.append(head)
        self.tip, self.files = subject, dict(into)
        return subject

    def _together(self, base: str, target: str, files: Files) -> dict[str, str]:
        before, found = self.trees[base], dict(self.trees[target])
        for path in before.keys() | files.keys():
            if before.get(path) != files.get(path):
                if path in files:
                    found[path] = files[path]
                else:
                    found.pop(path, None)
        return found

    def push(self, files: Files, by: str = "au1") -> str:
        """A commit straight onto the branch."""
        self.tip = self.commit(files, [self.tip], by, "direct")
        self.files = dict(files)
        return self.tip

    def verdict(self, anchor: str = "", start: str = "", end: str = "", today: date | None = None) -> Verification:
        """What a verification of the saved history says."""
        git = Git(self.folder)
        history = CloneHistory(git, end or self.tip)
        question = Question("main", start, end, anchor, not end, tuple(clone_faults(git)), today)
        return verify(history, read_chain(git, evidence_commit(git)), signer_of, question)


def edited(data: bytes, **more: Any) -> bytes:
    """A statement with other values in its predicate."""
    import json

    value = json.loads(data)
    value["predicate"].update(more)
    return canonical(value)


def environment() -> dict[str, str]:
    """The environment without anything of git."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
