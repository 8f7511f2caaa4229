"""Builds the worked history: real requests, plans, decisions and merges of the worked organisation, with its evidence.

    python benchmarks/history.py DIR [BRANCH...]

(only the changes of those branches; default: all) makes DIR/remote.git (bare, with the hook installed), DIR/work
(a clone) and DIR/keys (one key per person, made now, of use nowhere else). Nothing is invented on the way: each change
is asked for, judged by `gitsm cab status`, agreed to by those whom the plan names, and merged by `gitsm cab merge`;
`gitsm cab verify` has the last word.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from gitsm.cli.main import main as gitsm

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = """processes roles slas olas kpis improvement_register services policies frameworks programme
docs/glossary"""
ROUNDS = 12
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@dataclass(frozen=True)
class Change:
    """A change to make: one file, a piece of its text and what it becomes, by whom, and how it is merged.

    `begins`: the day on which the text applies as a new version in a file of its own, where the file is an agreement
    in force; the version before ends there.
    """

    branch: str
    title: str
    file: str
    old: str
    new: str
    author: str
    part: int
    method: str = "merge"
    description: str = ""
    paper: str = ""
    begins: str = ""


PLANS = "Class: major\nRationale: The late shift is smaller.\nCommunication: Told in November.\nBack-out: Revert it.\n"
WORDS = ("description: ", "description: In short, ")
CHANGES = (
    Change("clearer-wan", "Say more clearly what the WAN is for", "services/wan.yaml", *WORDS, "ops-04", 2),
    Change("directory-words", "Clearer words on logins", "services/directory.yaml", *WORDS, "ops-06", 2, "squash"),
    Change("storage-words", "Better words for storage", "services/storage-cluster.yaml", *WORDS, "ops-08", 2, "rebase"),
    Change(
        "slower-billing", "Later answers on billing", "slas/billing-platform.yaml", "at_most: 30m", "at_most: 45m",
        "ops-08", 0,
        "merge", PLANS, "finance-representative", "2027-02-01",
    ),
)  # fmt: skip


class Organisation:
    """The remote, a clone, and everybody's keys."""

    def __init__(self, folder: Path) -> None:
        self.work, self.remote, self.keys = folder / "work", folder / "remote.git", folder / "keys"
        self.keys.mkdir(parents=True)
        files = subprocess.run(
            ["git", "archive", "HEAD", "gitsm.yaml", *FOLDERS.split()], cwd=ROOT, capture_output=True, check=True
        )
        self.work.mkdir()
        subprocess.run(["tar", "x", "-C", str(self.work)], input=files.stdout, check=True)
        for file in sorted((self.work / "roles" / "parties").glob("*.yaml")):
            text = file.read_text()
            if "type: team" not in text:
                key = self.key(file.stem)
                file.write_text(f"{text.partition('ssh_keys:')[0]}ssh_keys:\n  - {{key: {key}, from: 2026-02-01}}\n")
        self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.commit("The worked organisation", "ops-14")
        self.git("init", "-q", "--bare", "-b", "main", str(self.remote))
        self.git("remote", "add", "origin", str(self.remote))
        self.git("push", "-q", "origin", "main")
        hook = self.remote / "hooks" / "pre-receive"
        hook.write_text(self.cab("hook"))
        hook.chmod(0o755)

    def key(self, party: str) -> str:
        """A new key pair; the public half."""
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(self.keys / party)], check=True
        )
        return " ".join((self.keys / f"{party}.pub").read_text().split()[:2])

    def git(self, *arguments: str) -> str:
        """git in the clone, deaf to the configuration of this computer."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        clean |= {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PATH": PATH,
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.work, env=clean, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def commit(self, message: str, by: str) -> None:
        """Commits everything that changed."""
        self.git("-c", f"user.name={by}", "-c", f"user.email={by}@example.org", "commit", "-qam", message)

    def cab(self, *arguments: str, by: str = "") -> str:
        """A gitsm command, in this process; with `by` done by a party. Stops where it fails."""
        more = ["--key", str(self.keys / by), "--apply"] if by else []
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            code = gitsm(["-C", str(self.work), "cab", *arguments, *more])
        for stream in streams:
            stream.seek(0)
        out, err = (stream.read() for stream in streams)
        if code:
            raise SystemExit(f"gitsm cab {' '.join(arguments)}: {out}{err}")
        return out

    def make(self, change: Change) -> None:
        """From the edit to the merge."""
        self.git("fetch", "-q", "origin")
        self.git("checkout", "-q", "-B", change.branch, "origin/main")
        file = self.work / change.file
        text = file.read_text()
        if change.old not in text:
            raise SystemExit(f"{change.file} does not hold {change.old!r}")
        new = raised(text.replace(change.old, change.new, 1), change.part)
        if change.begins:
            file.write_text(re.sub(r"(?m)^(valid: .*to: )[0-9-]+", rf"\g<1>{change.begins}", text))
            number = new.partition("version: ")[2].split()[0]
            file = file.with_name(f"{file.stem}@{number}.yaml")
            new = re.sub(r"(?m)^(valid: .*from: )[0-9-]+", rf"\g<1>{change.begins}", new)
        file.write_text(new)
        self.git("add", "-A")
        self.commit(change.title, change.author)
        self.git("push", "-q", "origin", change.branch)
        described = self.keys.parent / "description"
        described.write_text(change.description)
        number = self.cab(
            "request", change.branch, "--title", change.title, "--description", str(described), by=change.author
        ).strip()
        self.agree(number, change)
        print(self.cab("merge", number, "--method", change.method, by="gitsm-gate"), end="")

    def agree(self, number: str, change: Change) -> None:
        """Everybody whom the plan asks agrees, one after the other, until it needs nobody any more."""
        said: set[str] = set()
        for _ in range(ROUNDS):
            case = json.loads(self.cab("status", number, "--format", "json"))
            if case["outcome"] == "approved":
                return
            for need in case["required"]:
                if need["state"] == "given":
                    continue
                if need["role"] == change.paper and need["can"] and change.paper not in said:
                    self.on_paper(number, change, need["can"][0])
                    said.add(change.paper)
                    continue
                people = need["can"] if need["kind"] == "body" else need["can"][:1]
                for person in people:
                    if person not in said and need["role"] != change.paper:
                        self.cab("approve", number, by=person)
                        said.add(person)
        raise SystemExit(f"change {number} is not approved: {case}")

    def on_paper(self, number: str, change: Change, named: str) -> None:
        """An agreement in a document, entered by somebody of the quality manager's people."""
        paper = self.keys.parent / "minutes.txt"
        paper.write_text(f"{change.paper} agrees to change {number}\n")
        options = ("--by", change.paper, "--document", str(paper), "--named", named)
        self.cab("record-approval", number, *options, by="gov-02")


def raised(text: str, part: int) -> str:
    """A document with its version raised: part 0 for a major change, 2 for a standard one."""

    def higher(match: re.Match[str]) -> str:
        numbers = [int(one) for one in match[1].split(".")]
        return "version: " + ".".join(str(n + 1 if i == part else n if i < part else 0) for i, n in enumerate(numbers))

    return re.sub(r"version: ([0-9.]+)", higher, text, count=1)


def main() -> None:
    """Builds the history and has it verified."""
    only = set(sys.argv[2:])
    if len(sys.argv) < 2 or not only <= {change.branch for change in CHANGES}:
        raise SystemExit(__doc__)
    os.environ["PATH"] = PATH  # the hook calls the gitsm of this Python
    organisation = Organisation(Path(sys.argv[1]))
    print(organisation.cab("begin", by="gitsm-gate"), end="")
    for change in CHANGES:
        if not only or change.branch in only:
            organisation.make(change)
    organisation.git("checkout", "-q", "main")
    organisation.git("pull", "-q", "--ff-only", "origin", "main")
    print(organisation.cab("verify", "-v"), end="")


if __name__ == "__main__":
    main()
