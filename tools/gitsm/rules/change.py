"""What the rules about changes share: the change under judgement, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field

from gitsm.check.rule import Context
from gitsm.diff.changes import FORMATTING, changes_of
from gitsm.diff.consequences import Consequences
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.governing import RuleDefaults
from gitsm.diff.judged import Judged, judged_by, policy_of
from gitsm.diff.pairs import changed_pairs
from gitsm.diff.passing import passed_by
from gitsm.diff.versions import Bump, asks_version, bumps, ends_sooner
from gitsm.graph import build_graph
from gitsm.load.snapshot import Loaded, Snapshot

_STAMPS = ("version", "status", "change_note", "review.last")


@dataclass(frozen=True, slots=True)
class UnderJudgement:
    """A change as the rules see it, by the path after it: pairs, changes with their class, versions to be raised."""

    pairs: dict[str, Pair] = field(default_factory=dict)
    judged: dict[str, tuple[Judged, ...]] = field(default_factory=dict)
    bumps: dict[str, Bump] = field(default_factory=dict)

    def touches(self, key: str) -> bool:
        """Whether the change alters an artefact in more than its spelling and stamps."""
        return any(
            one.change.key == key and one.change.number != FORMATTING for group in self.judged.values() for one in group
        )


def under_judgement(ctx: Context) -> UnderJudgement:
    """The change from `ctx.base`; empty where no change is judged."""
    if ctx.base is None:
        return UnderJudgement()
    base = ctx.base
    found: UnderJudgement = ctx.once("under judgement", lambda: _worked_out(base, ctx))
    return found


def _worked_out(base: Snapshot, ctx: Context) -> UnderJudgement:
    graph = build_graph(base)
    policy = policy_of(base, ctx.as_of)
    pairs: dict[str, Pair] = {}
    judged: dict[str, tuple[Judged, ...]] = {}
    changed = changed_pairs(base, ctx.snapshot, ctx.as_of, graph)
    keys = frozenset(pair.key for pair in changed)
    consequences = Consequences(base, ctx.snapshot, (graph, ctx.graph), keys, ctx.as_of)
    for pair in changed:
        if pair.head is None:
            continue
        pairs[pair.head.path] = pair
        changes = (*changes_of(pair, _defaults()), *passed_by(pair))
        judged[pair.head.path] = tuple(judged_by(change, policy, graph, consequences) for change in changes)
    weighing = (
        (one.change.pair, one.change.number, one.class_)
        for group in judged.values()
        for one in group
        if asks_version(one.change)
    )
    return UnderJudgement(pairs, judged, {bump.path: bump for bump in bumps(weighing)})


def _defaults() -> RuleDefaults:
    from gitsm.rules import RULES  # these rules are among them

    thresholds = {name: value for rule in RULES for name, value in rule.thresholds.items()}
    return RuleDefaults({rule.id: rule.severity.word for rule in RULES}, thresholds)


def is_content(difference: Difference) -> bool:
    """Whether a difference is one of content: no stamp, and no end that comes sooner."""
    return difference.at not in _STAMPS and difference.route[0] != "tags" and not ends_sooner(difference)


def before(item: Loaded, change: UnderJudgement) -> Loaded | None:
    """The same file before the change, under the same id and perhaps another version; None for what is new."""
    pair = change.pairs.get(item.path)
    return pair.base if pair is not None and pair.pairing in ("same", "revised", "renamed") else None
