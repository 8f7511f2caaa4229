"""However a history is judged, the verdicts are the same: quickly among processes, or each commit alone and in full.

The plain way loads every commit from its own listing, asks every rule of segregation on both sides of every change, has
git work out every merge, merge base and list of commits, and stays in one process.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from evidence.world import World, edited, raised, reword, role, service
from gitsm.adapters import forks, history
from gitsm.adapters.forks import Forks
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory
from gitsm.adapters.ledger import evidence_commit, read_chain
from gitsm.adapters.ssh import signer_of
from gitsm.audit import replay
from gitsm.audit.derived import Known
from gitsm.audit.history import Files
from gitsm.audit.verify import Question, verify
from gitsm.audit.versions import Versions
from gitsm.base.spread import Spread, alone
from gitsm.export.verify_json import verify_json
from gitsm.graph import build_graph
from gitsm.load.loader import load

PLANS = "Rationale: r\nCommunication: c\nBack-out: b\n"
MAIL, PRINT = "services/mail.yaml", "services/print.yaml"
CHANGE_OWNER = "processes/change-enablement.yaml"
LEVELS = ("vital", "important", "supporting", "other")
STEPS = 24


class History:
    """A world in which something happens at random, step after step."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.number = world, Random(seed), 0
        self.aside: tuple[str, dict[str, str]] = ("", {})
        self.steps: tuple[Callable[[], object], ...] = (
            self.reworded, self.reworded, self.reworded, self.weighed, self.weighed, self.added, self.removed,
            self.moved, self.appointed, self.ruled, self.pushed, self.broken, self.together, self.evil, self.forged,
            self.elsewhere, self.read_me, self.many,
        )  # fmt: skip

    def run(self) -> None:
        """The whole history, written down."""
        self.world.begin(before=self.random.randrange(3))
        for self.number in range(STEPS):
            if self.random.random() < 0.3:
                self.aside = (self.world.tip, dict(self.world.files))
            self.random.choice(self.steps)()
        self.world.save()

    def merge(self, files: dict[str, str], class_: str, **more: object) -> None:
        """A change that is mostly, not always, agreed to by those who had to."""
        voices = self.random.choice([("k1",), ("o1", "q1", "c1", "c2"), ("o1", "q1", "c1", "c2", "x1", "k1"), ("au1",)])
        if self.random.random() < 0.6:
            voices = ("k1", "o1", "q1", "c1", "c2", "x1")
        method = self.random.choice(["merge", "merge", "squash", "rebase"])
        platform = self.random.random() < 0.3
        self.world.merge(
            files, voices=voices, class_=class_, method=method, description=PLANS, platform=platform,
            **{"rationale": "r", "communication": "c", "backOut": "b"} | more,  # type: ignore[arg-type]
        )  # fmt: skip

    def some(self) -> str:
        """A service that there is."""
        return self.random.choice(sorted(path for path in self.world.files if path.startswith("services/")))

    def reworded(self) -> None:
        self.merge(reword(self.world.files, f"w{self.number}", self.some()), "standard")

    def weighed(self) -> None:
        path = self.some()
        text = self.world.files[path]
        now = next((level for level in LEVELS if f"criticality: {level}" in text), "other")
        new = self.random.choice(LEVELS)
        changed = raised(text.replace(f"criticality: {now}", f"criticality: {new}"), 0)
        self.merge({**self.world.files, path: changed}, self.random.choice(["major", "normal"]))

    def added(self) -> None:
        name = f"new{self.number}"
        made = service(name, "service-owner", "description: New\ncriticality: other\n")
        self.merge({**self.world.files, f"services/{name}.yaml": made}, "normal")

    def removed(self) -> None:
        path = self.some()
        if path != MAIL:
            self.merge({one: text for one, text in self.world.files.items() if one != path}, "major")

    def moved(self) -> None:
        path = self.some()
        if path == MAIL:
            return
        files = {one: text for one, text in self.world.files.items() if one != path}
        self.merge({**files, f"services/m{self.number}.yaml": self.world.files[path]}, "standard")

    def appointed(self) -> None:
        holders = " ".join(self.random.sample(["k1", "k2", "q1", "o1"], 2))
        self.merge({**self.world.files, "roles/keeper.yaml": raised(role("keeper", holders), 1)}, "normal")

    def ruled(self) -> None:
        text = self.world.files[CHANGE_OWNER]
        share = self.random.choice(["1/2", "2/3", "3/4"])
        found = raised(text.replace("quorum: 2/3", f"quorum: {share}"), 0)
        self.merge({**self.world.files, CHANGE_OWNER: found}, "major")

    def pushed(self) -> None:
        self.world.push(reword(self.world.files, f"p{self.number}"))

    def broken(self) -> None:
        path = self.some()
        text = self.world.files[path]
        self.world.push({**self.world.files, path: "id: [broken"})
        self.merge({**self.world.files, path: reword({path: text}, "back", path)[path]}, "standard")

    def together(self) -> None:
        """A branch that began some time ago."""
        start, before = self.aside
        if start and PRINT in before:
            self.merge(reword(before, f"t{self.number}", PRINT), "standard", parted=start)

    def evil(self) -> None:
        files = reword(self.world.files, f"e{self.number}", MAIL)
        self.merge(files, "standard", into=reword(files, "more", MAIL))

    def forged(self) -> None:
        """A statement that was edited afterwards."""
        last = self.world.chain[-1]
        path = next((path for path, data in self.world.evidence.items() if data == last), "genesis.json")
        if path != "genesis.json" and self.random.random() < 0.3:
            self.world.evidence[path] = edited(last, method="merge", backOut="edited")

    def elsewhere(self) -> None:
        self.merge(reword(self.world.files, f"b{self.number}", self.some()), "standard", branch="other")

    def read_me(self) -> None:
        self.merge({**self.world.files, "README.md": f"Text {self.number}\n"}, "standard")

    def many(self) -> None:
        files = dict(self.world.files)
        for path in [one for one in files if one.startswith("services/")]:
            files = reword(files, f"a{self.number}", path)
        self.merge(files, "standard")


def judged(world: World, spread: Spread) -> str:
    """What a verification says of a history, all of it."""
    git = Git(world.folder)
    history = CloneHistory(git, world.tip)
    return verify_json(verify(history, read_chain(git, evidence_commit(git)), signer_of, Question("main"), spread))


def plainly(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, in the plain way."""

    def at(self: Versions, commit: str) -> Known:
        here = self._history
        assert isinstance(here, CloneHistory)
        files = here._listed(commit)
        snapshot = load(Files(commit, files, here._reader.read))
        return Known(snapshot, files, build_graph(snapshot))

    def checked(self: Versions, base: str, head: str, paths: object, day: object) -> object:
        return self._checked(base, day), self._checked(head, day)  # type: ignore[arg-type]

    def same_tree(self: replay.Replay, commits: list, target: str, base: str, head: object, work: object) -> bool:  # type: ignore[type-arg]
        return bool(self.history.merged_tree(target, head.id) == commits[-1].tree)  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(Versions, "_at", at)
        patch.setattr(Versions, "reports", checked)
        patch.setattr(replay.Replay, "_same_tree", same_tree)
        patch.setattr(CloneHistory, "_straight", lambda self, head: ([], ""))
        patch.setattr(CloneHistory, "_place", {})
        patch.setattr(CloneHistory, "expect", lambda self, blobs: None)
        patch.setattr(history, "_KEPT", 1)
        return judged(world, alone)


@pytest.mark.parametrize("seed", range(6))
def test_quickly_and_plainly_the_verdicts_are_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    History(world, seed).run()
    plain = plainly(world, monkeypatch)
    monkeypatch.setattr(forks, "_cores", lambda: 3)
    assert judged(world, Forks(worth_it=1)) == plain
    assert judged(world, alone) == plain
    found = Counter(one["finding"] for one in json.loads(plain)["commits"])
    print(found)
    assert found["violated"] and found["signed"] + found["attested"] > 1, found
