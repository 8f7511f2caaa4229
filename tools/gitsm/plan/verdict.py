"""Whom a change asks, and what was answered: its parts, the requirements, and agreements bound as the policy says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from gitsm.approvals.asked import Asked, Scene, asked_by, existing, impacted, owners
from gitsm.approvals.binding import AtHead, Binding, ByMeaning, Stamp, State
from gitsm.approvals.electorate import Electorate
from gitsm.approvals.evaluate import Judgement, judge
from gitsm.approvals.patch import Patch
from gitsm.approvals.request import ChangeRequest
from gitsm.diff.changes import FORMATTING, REWORDING, Change
from gitsm.diff.consequences import Consequences
from gitsm.diff.types import ChangeClass, is_looser, worst
from gitsm.diff.versions import Bump
from gitsm.graph import build_graph
from gitsm.load.snapshot import Snapshot
from gitsm.model.change_policy import ChangePolicy
from gitsm.model.governance import Waiver
from gitsm.plan.found import found_changes
from gitsm.plan.judged import Judged, judged_by

RULES_CHANGED, LEGACY, ACCOUNTS = 49, 52, 53


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A change as it stood at a commit that somebody looked at: both sides, and its patch outside artefacts."""

    base: Snapshot
    head: Snapshot
    patch: Patch = field(default_factory=Patch)


@dataclass(frozen=True, slots=True)
class Survival:
    """What profile `meaning` needs: the patch under judgement, and the change at an earlier commit (None: gone).

    Both are read only where somebody agreed to another commit.
    """

    patch: Callable[[], Patch]
    reviewed: Callable[[str], Reviewed | None]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be agreed to: the parts of a change with their classes, and the files that are no artefacts."""

    judged: tuple[Judged, ...]
    files: tuple[str, ...]
    class_: ChangeClass
    scene: Scene

    @classmethod
    def of(cls, judged: Iterable[Judged], files: Iterable[str], scene: Scene) -> Matter:
        """The matter, of the class of its weightiest part."""
        parts = tuple(judged)
        return cls(parts, tuple(sorted(files)), worst([one.class_ for one in parts]), scene)

    def decided(self, authority: str) -> frozenset[str]:
        """The artefacts that an authority decides about: those with changes of its class, in an emergency all."""
        return frozenset(
            one.change.key
            for one in self.judged
            if one.change.number != FORMATTING
            and not one.change.path
            and (authority == "emergency" or one.class_ == authority)
        )

    @property
    def loosens_rules(self) -> bool:
        """Whether it moves what changes are judged by: rules, policy, accounts, workflows. No haste excuses that."""
        return any(
            (one.change.number in (RULES_CHANGED, ACCOUNTS) and is_looser(one.change.direction))
            or one.change.number == LEGACY
            for one in self.judged
        )

    def asked(self) -> tuple[Asked, ...]:
        """Everybody it asks. For a role that the change creates the next superior speaks that the base knows."""
        return tuple(existing(self._asked(), self.scene))

    def _asked(self) -> Iterator[Asked]:
        for one in self.judged:
            change = one.change
            if change.number == FORMATTING:
                continue
            for role, words in owners(change):
                yield Asked(role, words, change.pair.key)
            if one.class_ != "standard":
                yield from asked_by(change, self.scene)
                yield from impacted(change, self.scene)
            artefact = change.pair.item.artefact
            if isinstance(artefact, Waiver) and artefact.approved_by:
                words = f"decides about {change.key}"
                yield Asked(artefact.approved_by, words, change.key, named=_excuses(change))


def _excuses(change: Change) -> bool:
    """Whether a waiver holds after a change, and says something else than before (CHG-08)."""
    head = change.pair.head
    return head is not None and head.phase == "agreed" and change.number != REWORDING


def authority_of(matter: Matter, request: ChangeRequest) -> str:
    """Whose turn it is: the class, or emergency where that is declared and no rule is loosened."""
    return "emergency" if request.declared == "emergency" and not matter.loosens_rules else matter.class_


def verdict(
    matter: Matter,
    policy: ChangePolicy | None,
    request: ChangeRequest,
    bumps: Iterable[Bump] = (),
    survival: Survival | None = None,
) -> Judgement:
    """Who must agree to a matter, and who has."""
    electorate = Electorate(matter.scene.staff, policy.delegations if policy else (), request.authors)
    authority = authority_of(matter, request)
    binding: Binding = AtHead(request.commit)
    if policy is not None and policy.binding == "meaning" and survival is not None and _moved_on(request):
        binding = _by_meaning(matter, authority, policy, request, bumps, survival)
    asked = matter.asked()
    models = ("",) if matter.files else tuple(one.model for one in matter.judged)
    return judge(
        authority, asked, policy, request, electorate, models=models, decided=matter.decided(authority), binding=binding
    )


def _moved_on(request: ChangeRequest) -> bool:
    """Whether somebody agreed to another commit than the one under judgement."""
    return bool(request.commit) and any(voice.commit != request.commit for voice in request.voices)


def _by_meaning(
    matter: Matter,
    authority: str,
    policy: ChangePolicy,
    request: ChangeRequest,
    bumps: Iterable[Bump],
    survival: Survival,
) -> ByMeaning:
    scene = matter.scene

    def at(commit: str) -> State | None:
        reviewed = survival.reviewed(commit)
        if reviewed is None:
            return None
        found = found_changes(reviewed.base, reviewed.head, scene.staff.on, files=reviewed.patch.files)
        then = Scene(reviewed.base, reviewed.head, scene.graph, scene.staff)
        graphs = (build_graph(reviewed.base), build_graph(reviewed.head))
        keys = frozenset(change.key for change in found)
        consequences = Consequences(reviewed.base, reviewed.head, graphs, keys, scene.staff.on)
        judged = (judged_by(change, policy, scene.graph, consequences) for change in found)
        earlier = Matter.of(judged, reviewed.patch.files, then)
        return _state(earlier, authority, reviewed.patch)

    stamps = {bump.path: Stamp(bump.wanted) for bump in bumps}
    return ByMeaning(request.commit, _state(matter, authority, survival.patch()), at, scene.staff.on, stamps)


def _state(matter: Matter, authority: str, patch: Patch) -> State:
    about: dict[str, set[str]] = {}
    for one in matter.asked():
        if one.role and one.key:
            about.setdefault(one.role, set()).add(one.key)
    asked = {role: frozenset(keys) for role, keys in about.items()}
    return State(matter.scene.head, asked, matter.decided(authority), patch)
