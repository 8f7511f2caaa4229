"""The one function behind `gitsm plan`, the gate and the site: what a change means, and whether it may be merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gitsm.analysis.people import Staff
from gitsm.approvals.asked import Scene
from gitsm.approvals.evaluate import Judgement
from gitsm.approvals.request import ChangeRequest
from gitsm.base.finding import Finding
from gitsm.check.report import Report
from gitsm.check.rule import Rule
from gitsm.diff.changes import FORMATTING, REWORDING
from gitsm.diff.consequences import Consequences, Promise
from gitsm.diff.due_shifts import Shift, due_shifts
from gitsm.diff.pairs import calendars_of
from gitsm.diff.types import CLASSES, ChangeClass
from gitsm.diff.versions import Bump, asks_version, bumps
from gitsm.graph import Graph, build_graph
from gitsm.load.snapshot import Snapshot
from gitsm.model.change_policy import ChangePolicy
from gitsm.plan.found import found_changes
from gitsm.plan.impact import Touched, impact
from gitsm.plan.judged import POLICY_PROCESS, Judged, judged_by, policy_of
from gitsm.plan.obstacles import Obstacle, obstacles, with_versions
from gitsm.plan.postponed import postponed_again
from gitsm.plan.ruled import findings_of
from gitsm.plan.salami import History, Series, series
from gitsm.plan.verdict import Matter, Survival, verdict
from gitsm.rules import RULES

__all__ = [
    "POLICY_PROCESS", "Judged", "Names", "Obstacle", "Plan", "judged_by", "plan", "policy_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """How both sides of a change are called, and their commits (empty: the work tree, or not known)."""

    base: str = "base"
    head: str = "work tree"
    base_commit: str = ""
    head_commit: str = ""
    preview: str = ""
    """Address of the site as it would be; empty where there is none."""
    preview_begun: bool = True
    """Whether that address is the preview's own, and not the page where it will show."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change means. Everything an output says about it stands here."""

    base: Snapshot
    head: Snapshot
    as_of: date
    changes: tuple[Judged, ...]
    class_: ChangeClass
    judgement: Judgement
    request: ChangeRequest
    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    known: int
    touched: tuple[Touched, ...]
    bumps: tuple[Bump, ...]
    obstacles: tuple[Obstacle, ...]
    other_files: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    """Targets that were loosened before, within the window of the policy."""
    policy: ChangePolicy | None = None
    """The policy that judged."""
    promises: tuple[Promise, ...] = ()
    """The promises that the change can reach, before and after it."""
    shifts: tuple[Shift, ...] = ()
    """Tickets that are due at another time because hours changed."""
    tip: Snapshot | None = None
    """The end of the target branch, where it has moved on since the base."""

    @property
    def ruling(self) -> Snapshot:
        """Where policy and people were read."""
        return self.tip or self.base

    @property
    def blocked(self) -> bool:
        """Whether it may not be merged whoever agrees."""
        return any(one.blocks for one in self.obstacles)

    @property
    def unjudged(self) -> bool:
        """Whether nobody can say who must agree: no policy at the base, or none for this class."""
        return not self.judgement.requirements and self.judgement.outcome == "not known"

    @property
    def decisive(self) -> tuple[Judged, ...]:
        """The changes that give the whole its class."""
        return tuple(one for one in self.changes if one.class_ == self.class_)


def plan(
    base: Report,
    head: Report,
    request: ChangeRequest,
    other_files: Iterable[str] = (),
    policy_at: Snapshot | None = None,
    history: History | None = None,
    survival: Survival | None = None,
    rules: Iterable[Rule] = RULES,
) -> Plan:
    """The plan of the change from one checked snapshot to another, judged by the policy and people of the base.

    `policy_at` is the tip of the target branch where it has moved on since the base. `history` answers how files stood
    before; without it nothing is said of earlier small loosenings. Findings are judged with the settings and waivers of
    the base as well, so that a change cannot waive what it brings. `survival` reads the change at commits that somebody
    agreed to, where the policy binds agreements to their meaning; without it they hold for one commit only. `rules` are
    those that both sides were checked with.
    """
    before, after, others = base.snapshot, head.snapshot, tuple(sorted(other_files))
    ruling = policy_at or before
    as_of = head.as_of
    new, fixed = findings_of(base, head, rules)
    known = _known(head, new)
    found = tuple(postponed_again(found_changes(before, after, as_of, base.graph, new, others), history))
    policy = policy_of(ruling, as_of)
    touching = frozenset(change.key for change in found if change.number not in (FORMATTING, REWORDING))
    consequences = Consequences(before, after, (base.graph, head.graph), touching, as_of)
    judged = tuple(judged_by(change, policy, base.graph, consequences) for change in found)
    added_up = tuple(_added_up(judged, policy, before, after, as_of, history))
    judged += tuple(_sums(judged, added_up, policy, base.graph))
    scene = Scene(before, after, base.graph if ruling is before else build_graph(ruling), Staff(ruling, as_of))
    matter = Matter.of(judged, others, scene)
    wanted = tuple(bumps((o.change.pair, o.change.number, o.class_) for o in judged if asks_version(o.change)))
    new = with_versions(new, wanted)
    judgement = verdict(matter, policy, request, wanted, survival)
    ways = (base.graph, head.graph)
    keys = {one.change.key for one in judged if one.class_ != "standard"}
    return Plan(
        before, after, as_of, judged, matter.class_, judgement, request, new, fixed, known,
        impact(keys, before, base.graph, as_of), wanted,
        tuple(obstacles(matter, request, policy, as_of, new, wanted, ways)), matter.files, added_up, policy,
        consequences.promises, due_shifts(consequences.promises, as_of), policy_at,
    )  # fmt: skip


def _added_up(
    judged: Iterable[Judged],
    policy: ChangePolicy | None,
    before: Snapshot,
    after: Snapshot,
    as_of: date,
    history: History | None,
) -> Iterator[Series]:
    if policy is not None and policy.salami is not None and history is not None:
        since = as_of - timedelta(minutes=int(policy.salami.window))
        changes = [one.change for one in judged]
        yield from series(changes, before, history, since, calendars_of(before, after, as_of))


def _sums(
    judged: tuple[Judged, ...], added_up: Iterable[Series], policy: ChangePolicy | None, graph: Graph
) -> Iterator[Judged]:
    """What several small steps are together, where that weighs more than the last of them."""
    for one in added_up:
        if one.together is None:
            continue
        whole = judged_by(one.together, policy, graph)
        here = (other.class_ for other in judged if other.change is one.change)
        if all(CLASSES.index(whole.class_) > CLASSES.index(class_) for class_ in here):
            yield replace(whole, change=replace(one.together, pair=one.change.pair), model="added up")


def _known(head: Report, new: tuple[Finding, ...]) -> int:
    """How many findings of the head are not new, by its own settings or, heavier, by those of the base."""
    fresh = set(new)
    heavier = {one.identity for one in fresh.difference(head.findings)}
    return sum(one not in fresh and one.identity not in heavier for one in head.findings)
