"""The one function behind `gitsm plan`, the gate and the site: what a change means, and whether it may be merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.analysis.people import Staff
from gitsm.approvals.asked import Asked, Scene, asked_by, impacted, owners
from gitsm.approvals.electorate import Electorate
from gitsm.approvals.evaluate import Judgement, judge
from gitsm.approvals.request import ChangeRequest
from gitsm.base.finding import Finding, Severity
from gitsm.check.report import Report, only_new
from gitsm.diff.changes import Change, changes_of
from gitsm.diff.pairs import changed_pairs
from gitsm.diff.types import CLASSES, TYPES, ChangeClass, worst
from gitsm.diff.versions import Bump, bumps
from gitsm.graph import build_graph
from gitsm.load.snapshot import Snapshot
from gitsm.model.change_policy import ChangePolicy, Freeze
from gitsm.model.process import Process
from gitsm.plan.derive import derived

POLICY_PROCESS = "change-enablement"
UNRELATED_LIMIT = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A semantic change with its class. `model` is the change model of the policy that decided it; empty: the table."""

    change: Change
    class_: ChangeClass
    model: str = ""

    @property
    def title(self) -> str:
        """The name of the row it falls under."""
        return TYPES[self.change.number].title


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps the change from being merged whoever agrees (`blocks`), or that should be looked at."""

    rule: str
    message: str
    fix: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Touched:
    """An artefact that refers to something changed, and through what."""

    key: str
    title: str
    through: str


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

    @property
    def blocked(self) -> bool:
        """Whether it may not be merged whoever agrees."""
        return any(one.blocks for one in self.obstacles)

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
) -> Plan:
    """The plan of the change from one checked snapshot to another, judged by the policy and people of the base.

    `policy_at` is the tip of the target branch where it has moved on since the base.
    """
    before, after = base.snapshot, head.snapshot
    ruling = policy_at or before
    as_of = head.as_of
    new, fixed = only_new(head, base).findings, only_new(base, head).findings
    pairs = changed_pairs(before, after, as_of, base.graph)
    found = [change for pair in pairs for change in changes_of(pair)]
    found += derived(pairs, new)
    policy = policy_of(ruling, as_of)
    judged = tuple(_judged(change, policy) for change in found)
    others = tuple(sorted(other_files))
    class_ = worst([one.class_ for one in judged] + [_of_file(path) for path in others])
    scene = Scene(before, after, base.graph if ruling is before else build_graph(ruling), Staff(ruling, as_of))
    electorate = Electorate(scene.staff, policy.delegations if policy else (), request.authors)
    authority = "emergency" if request.declared == "emergency" else class_
    judgement = judge(authority, _asked(judged, scene), policy, request, electorate)
    wanted = tuple(bumps((one.change.pair, one.change.number, one.class_) for one in judged))
    return Plan(
        before, after, as_of, judged, class_, judgement, request, new, fixed,
        len(head.findings) - len(new), tuple(_touched(judged, scene)), wanted,
        tuple(_obstacles(judged, class_, request, policy, as_of, new)), others,
    )  # fmt: skip


def policy_of(snapshot: Snapshot, on: date) -> ChangePolicy | None:
    """The change policy of a snapshot: the block in the change-enablement process in force; None without one."""
    item = snapshot.in_force("process", POLICY_PROCESS, on)
    return item.artefact.change_policy if item is not None and isinstance(item.artefact, Process) else None


def _judged(change: Change, policy: ChangePolicy | None) -> Judged:
    row = TYPES[change.number]
    for model in policy.models if policy is not None else ():
        if change.number in model.match.change_types and not row.blocked:
            return Judged(change, model.class_, model.id)
    return Judged(change, row.class_of(change))


def _of_file(path: str) -> ChangeClass:
    """The class of a change of a file that is no artefact: workflows and code owners decide who decides."""
    name = path.rpartition("/")[2]
    governing = (
        path.startswith((".github/", "schemas/extensions/")) or name == "CODEOWNERS" or path == "policies/baseline.yaml"
    )
    return "major" if governing else "standard"


def _asked(judged: Iterable[Judged], scene: Scene) -> Iterator[Asked]:
    """Everybody a change asks: owners before and after, whom its row names, owners of what refers to it directly."""
    for one in judged:
        if one.class_ == "standard":
            continue
        change = one.change
        for role, words in owners(change):
            if change.pair.base is not None or scene.staff.role(role) is not None:
                yield Asked(role, words)
        yield from asked_by(change, scene)
        yield from impacted(change, scene)


def _touched(judged: Iterable[Judged], scene: Scene) -> Iterator[Touched]:
    seen: set[str] = set()
    changed = {one.change.key for one in judged}
    for key in sorted({o.change.key for o in judged if o.change.number not in (1,)}):
        for link in scene.graph.used_by(key):
            name = link.source.key
            if name not in seen and name not in changed:
                seen.add(name)
                yield Touched(name, link.source.artefact.title, key)


def _obstacles(
    judged: tuple[Judged, ...],
    class_: ChangeClass,
    request: ChangeRequest,
    policy: ChangePolicy | None,
    as_of: date,
    new: tuple[Finding, ...],
) -> Iterator[Obstacle]:
    for one in judged:
        row = TYPES[one.change.number]
        if row.blocked:
            yield Obstacle(
                f"type {row.number}", f"{row.title}: {one.change.key} {one.change.at}".strip(),
                "take it back, or have it waived by a change of its own before this one",
            )  # fmt: skip
    for finding in new:
        if finding.severity is Severity.ERROR:
            yield Obstacle(finding.rule, f"{finding.place} {finding.message}", finding.fix or "mend it")
    yield from _declared(class_, request)
    for freeze in policy.freezes if policy is not None else ():
        passing = freeze.except_
        if _inside(freeze, as_of) and (request.declared or class_) not in passing:
            why = f" ({freeze.reason})" if freeze.reason else ""
            yield Obstacle(
                "freeze", f"From {freeze.from_} nothing is changed before {freeze.to}{why}.", f"wait until {freeze.to}"
            )
    unrelated = Counter(one.change.key for one in judged if one.class_ != "standard")
    if len(unrelated) > UNRELATED_LIMIT:
        words = f"The change touches {len(unrelated)} artefacts."
        yield Obstacle("CHG-06", words, "split what does not belong together", blocks=False)


def _declared(class_: ChangeClass, request: ChangeRequest) -> Iterator[Obstacle]:
    declared = request.declared
    if declared in CLASSES and CLASSES.index(declared) < CLASSES.index(class_):
        words = f"The change is declared {declared}, but it is {class_}."
        yield Obstacle("CHG-02", words, f"write `Class: {class_}` in the description")
    if class_ == "major" and declared != "emergency":
        plans = (
            ("Rationale", request.rationale),
            ("Communication", request.communication),
            ("Back-out", request.back_out),
        )
        missing = [name for name, text in plans if not text]
        if missing:
            words = f"A major change says {', '.join(missing)} in its description; this one does not."
            yield Obstacle("CHG-03", words, "add " + ", ".join(f"`{name}:`" for name in missing), blocks=False)
    if declared == "emergency" and not request.reference:
        words = "An emergency change names the incident or risk it answers."
        yield Obstacle("CHG-04", words, "add `Reference:` with its number")


def _inside(freeze: Freeze, day: date) -> bool:
    return freeze.from_ <= day < freeze.to
