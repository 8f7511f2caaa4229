"""What an agreement is bound to: the commit that was looked at, or the meaning of what it concerned.

`head`: an agreement counts for one commit, and a push voids it. `meaning`: it survives a push as long as every governed
object it concerns has the same canonical content, and the patch outside governed files is the same. An objection is
bound to nothing: it stands until it is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from gitsm.approvals.patch import Patch
from gitsm.approvals.request import Voice
from gitsm.diff.compare import compare
from gitsm.diff.content import digests
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Document

SHORT = 12


@dataclass(frozen=True, slots=True)
class Concern:
    """What an agreement is asked for: the artefacts a role is asked about, or, `whole`, all that are decided."""

    role: str
    keys: frozenset[str] = frozenset()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Voided:
    """An agreement that no longer counts, and what voided it, in words."""

    voice: Voice
    why: str


class Binding(Protocol):
    """Whether an agreement still holds."""

    def void(self, voice: Voice, concern: Concern) -> str:
        """What voided the agreement; "" where it holds."""


@dataclass(frozen=True, slots=True)
class AtHead:
    """Profile `head`: an agreement holds for the very commit under judgement."""

    commit: str

    def void(self, voice: Voice, _concern: Concern) -> str:
        """Says which commit was looked at, and which one stands now."""
        if voice.commit == self.commit:
            return ""
        if not voice.commit:
            return "it names no commit that was looked at"
        now = f"{self.commit[:SHORT]} was pushed since" if self.commit else "the work tree is not that commit"
        return f"it was given for {voice.commit[:SHORT]}; {now}"


@dataclass(frozen=True, slots=True)
class State:
    """A change as it stood at one commit: its content, whom it asked about what, and its patch outside artefacts.

    `asked`: the artefacts (`kind/id`) each role was asked about; `decided`: those with changes of the class that
    decided, which bodies agreed to.
    """

    snapshot: Snapshot
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    patch: Patch = field(default_factory=Patch)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the plan computed for the stamps of a file: the version it must have. "" = as it was."""

    version: str = ""


@dataclass(frozen=True, slots=True)
class ByMeaning:
    """Profile `meaning`: an agreement holds while what it concerns means the same.

    `at` reads the change at a commit, None where that can no longer be read. `stamps` are those computed for the
    commit under judgement, by path; other stamps must stand as they did, except for a review on the day judged.
    """

    commit: str
    now: State
    at: Callable[[str], State | None]
    on: date
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    _known: dict[str, State | None] = field(default_factory=dict)

    def void(self, voice: Voice, concern: Concern) -> str:
        """Says which artefact, stamp or file moved since the agreement."""
        if voice.commit == self.commit:
            return ""
        if not voice.commit:
            return "it names no commit that was looked at"
        if voice.commit not in self._known:
            self._known[voice.commit] = self.at(voice.commit)
        then = self._known[voice.commit]
        short = voice.commit[:SHORT]
        if then is None:
            return f"the commit {short} it was given for can no longer be read"
        path = then.patch.differs(self.now.patch)
        if path:
            return f"{path}, which is no artefact, is not as it was at {short}"
        before = then.decided if concern.whole else then.asked.get(concern.role, frozenset())
        for key in sorted(concern.keys | before):
            moved = self.moved(then.snapshot, key)
            if moved:
                return f"{moved} since {short}"
        return ""

    def moved(self, then: Snapshot, key: str) -> str:
        """What of an artefact is no longer as it was; "" where it means the same."""
        now = self.now.snapshot
        if key in then.broken or key in now.broken:
            return f"{key} cannot be read"
        old, new = digests(then, key), digests(now, key)
        if {name: len(items) for name, items in old.items()} != {name: len(items) for name, items in new.items()}:
            return _content(key, then, now)
        for name, items in old.items():
            for before, after in zip(items, new[name], strict=True):
                words = self._stamped(before, after)
                if words:
                    return words
        return ""

    def _stamped(self, before: Loaded, after: Loaded) -> str:
        """A stamp that is neither as it was nor as the plan computed it."""
        was, now = before.artefact, after.artefact
        wanted = self.stamps.get(after.path, Stamp())
        if after.version not in (before.version, wanted.version or before.version):
            expected = wanted.version or before.version
            return f"the version of {after.key} became {after.version}, though the plan computed {expected},"
        if was.status != now.status:
            return f"the status of {after.key} became {now.status} (it was {was.status})"
        if set(was.tags) != set(now.tags):
            return f"the tags of {after.key} changed"
        if isinstance(was, Document) and isinstance(now, Document):
            if (was.change_note or "").split() != (now.change_note or "").split():
                return f"the change note of {after.key} changed"
            last = now.review.last if now.review else None
            if last not in (was.review.last if was.review else None, self.on):
                return f"the day of the last review of {after.key} became {last}"
        return ""


def _content(key: str, then: Snapshot, now: Snapshot) -> str:
    """An artefact that came, went or changed, with the first places where it did."""
    old, new = then.by_key.get(key, ()), now.by_key.get(key, ())
    if not old or not new:
        return f"{key} {'was added' if new else 'went away'}"
    if len(old) != len(new):
        return f"the versions of {key} changed"
    places = [
        difference.at
        for before, after in zip(old, new, strict=True)
        for difference in compare(before.artefact, after.artefact)
        if difference.at not in ("version", "status", "change_note", "review.last")
    ]
    shown = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
    return f"{key} changed{f' ({shown})' if shown else ''}"
