"""Which row of the table of change types a difference falls under: one table of routes, tried from the top.

A row names kinds, a route (`*` stands for one step, a last `**` for any rest) and a number, or a function that looks
closer and may answer "none of mine".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from gitsm.base.source import Route
from gitsm.diff.branches import decision_of, of_decision
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.routes import fits, pattern
from gitsm.diff.wording import obligations, of_text
from gitsm.model.governance import MappingRow
from gitsm.model.improvement import Improvement
from gitsm.model.meta import Verdict
from gitsm.model.process import Activity, Process

AGREED, ENDED = "agreed", "ended"
Look = Callable[[Pair, Difference], "int | tuple[int, ...] | None"]
NOTHING: tuple[int, ...] = ()
OTHER = 0
_APPROVING = ("authorise", "verify")
_FAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    kinds: tuple[str, ...]
    route: tuple[str, ...]
    answer: int | Look

    def fits(self, slug: str, route: Route) -> bool:
        """Whether the row is about such a difference."""
        return (not self.kinds or slug in self.kinds) and fits(self.route, route)


def number_of(pair: Pair, difference: Difference) -> Iterator[int]:
    """The numbers a difference falls under; none for stamps that say nothing by themselves."""
    if _only_formatting(difference):
        yield 1
        return
    slug = pair.item.kind.slug
    for row in _about(slug, difference.route):
        found = row.answer if isinstance(row.answer, int) else row.answer(pair, difference)
        if found is not None:
            yield from (found,) if isinstance(found, int) else found
            return


@lru_cache(maxsize=4096)
def _about(slug: str, route: Route) -> tuple[Row, ...]:
    """The rows about such a difference, in their order."""
    return tuple(row for row in ROWS if row.fits(slug, route))


def _only_formatting(d: Difference) -> bool:
    """Whether a text differs in nothing that matters. Formulas and obligations may differ in white space alone."""
    if not d.prose or not isinstance(d.before, str) or not isinstance(d.after, str):
        return False
    return of_text(d.before, d.after, strict=d.meaning.material not in ("text", "detail")) == "formatting"


def _nothing(_pair: Pair, _difference: Difference) -> tuple[int, ...]:
    return NOTHING


def _prose(_pair: Pair, d: Difference) -> int | None:
    """1, 2 or 3 for texts."""
    if not d.prose:
        return None
    if isinstance(d.before, str) and isinstance(d.after, str):
        return 3 if of_text(d.before, d.after) == "obligation" else 2
    text = d.before if isinstance(d.before, str) else d.after
    return 3 if isinstance(text, str) and obligations(text) else 2


def _ended_as(number: int) -> Look:
    """Another number where an agreed artefact ends, or is taken back to a draft and so applies no longer."""

    def look(pair: Pair, d: Difference) -> int:
        phases = pair.item.kind.lifecycle.phases
        return number if phases.get(str(d.before)) == AGREED and phases.get(str(d.after)) != AGREED else 55

    return look


def _sla_status(pair: Pair, d: Difference) -> int:
    """Agreeing to an SLA and leaving it are one row; steps between drafts are none."""
    phases = pair.item.kind.lifecycle.phases
    return 22 if AGREED in (phases.get(str(d.before)), phases.get(str(d.after))) else 55


def _taken_over(pair: Pair, d: Difference) -> bool:
    """Whether an end is only where the version begins that comes in the same change."""
    return pair.until is not None and d.after is not None and d.after >= pair.until


def _period_end(pair: Pair, d: Difference) -> int | tuple[int, ...]:
    """An end that is set or moved earlier ends the document; one moved later or taken back is none of the table."""
    if _taken_over(pair, d):
        return NOTHING
    earlier = d.after is not None and (d.before is None or d.after < d.before)
    return 45 if earlier else OTHER


def _period_start(pair: Pair, d: Difference) -> int:
    """A start that is moved later suspends what was agreed until then; that of a version that follows is its own."""
    agreed = pair.base is not None and pair.base.phase == AGREED and pair.pairing != "follows"
    later = d.after is not None and (d.before is None or d.after > d.before)
    return 45 if agreed and later else OTHER


def _term(number: int) -> Look:
    """The end of an agreement, unless it only makes room for the next version."""
    return lambda pair, d: NOTHING if _taken_over(pair, d) else number


def _by_direction(looser: int, tighter: int) -> Look:
    """Another number for what got tighter."""

    def look(_pair: Pair, d: Difference) -> int:
        return tighter if d.direction == "tighter" else looser

    return look


def _activity(_pair: Pair, d: Difference) -> tuple[int, ...] | None:
    if d.operation == "added":
        return (4,)
    if d.operation != "removed" or not isinstance(d.before, Activity):
        return None
    special = (6,) if d.before.control else ()
    return (5, *special, 7) if d.before.duty in _APPROVING else (5, *special)


def _cases(pair: Pair, d: Difference) -> int:
    """A control or an approval that is done for fewer cases is one made optional."""
    process = pair.base.artefact if pair.base else None
    activity = process.activity(str(d.route[1])) if isinstance(process, Process) else None
    if activity is None or d.direction not in ("looser", "mixed"):
        return OTHER
    return 7 if activity.duty in _APPROVING else 6 if activity.control else OTHER


def _edge(pair: Pair, d: Difference) -> int | tuple[int, ...] | None:
    """An edge that came or went: another branch, and other criteria where values reach other approvals by it."""
    if d.operation not in ("added", "removed"):
        return None
    return 8 if decision_direction(pair, d) == "neutral" else (8, 9)


def decision_direction(pair: Pair, d: Difference) -> Verdict:
    """What the decision that a difference in a workflow is about does with its values now."""
    before, after = pair.base.artefact if pair.base else None, pair.item.artefact
    if not isinstance(before, Process) or not isinstance(after, Process):
        return "neutral"
    return of_decision(before, after, decision_of(after if d.operation == "added" else before, d.route))


def _control(_pair: Pair, d: Difference) -> int:
    return 6 if d.before else OTHER


def _duty(_pair: Pair, d: Difference) -> int:
    return 7 if d.before in _APPROVING else OTHER


def _weaker_competence(_pair: Pair, d: Difference) -> int:
    if d.operation == "removed":
        return 48
    lower = isinstance(d.before, int) and isinstance(d.after, int) and d.after < d.before
    return 48 if lower else OTHER


def _authority(_pair: Pair, d: Difference) -> int:
    return 16 if d.direction in ("looser", "mixed") else OTHER


def _dropped(number: int) -> Look:
    """A row about what is taken away."""

    def look(_pair: Pair, d: Difference) -> int:
        return number if d.operation == "removed" else OTHER

    return look


def _evidence(_pair: Pair, d: Difference) -> int:
    newer = isinstance(d.before, date) and isinstance(d.after, date) and d.after > d.before
    return 43 if d.operation in ("removed", "changed") and not newer else OTHER


def _row(_pair: Pair, d: Difference) -> int:
    if d.operation == "added":
        return 42 if isinstance(d.after, MappingRow) and not d.after.in_scope else OTHER
    return 41


def _party_control(_pair: Pair, d: Difference) -> int:
    """How the work of another party is controlled: weaker where something goes or becomes something else."""
    newer = isinstance(d.before, date) and isinstance(d.after, date) and d.after > d.before
    return OTHER if d.operation == "added" or newer else 54


def _reference(_pair: Pair, d: Difference) -> int:
    return 2 if getattr(d.before or d.after, "type", "") == "informative" else OTHER


def _audience(_pair: Pair, d: Difference) -> tuple[int, ...]:
    return (49,) if d.direction == "tighter" else (49, 50)


def _scope_flag(_pair: Pair, d: Difference) -> int:
    return 42 if d.after is False else OTHER


def _strength(_pair: Pair, d: Difference) -> int:
    return 41 if d.direction in ("looser", "mixed") else OTHER


def _baseline(pair: Pair, _d: Difference) -> int:
    known = getattr(pair.base.artefact, "baseline", None) if pair.base is not None else None
    return 33 if pair.base is not None and pair.base.phase == AGREED and known is not None else OTHER


def _observed(_pair: Pair, d: Difference) -> int:
    return OTHER if d.operation == "added" else 32


def _improvement_status(pair: Pair, d: Difference) -> int:
    item, before = pair.item.artefact, pair.base.artefact if pair.base else None
    if not isinstance(item, Improvement) or not isinstance(before, Improvement):
        return 55
    path = pair.item.kind.lifecycle.path(str(d.before), str(d.after))
    if path is None:
        return 36
    if d.after == "closed":
        noted = {entry.status for entry in item.history}
        return 35 if _proved(item) and noted.issuperset(path) else 36
    if d.after in ("rejected", "cancelled") and pair.base is not None and pair.base.phase == AGREED:
        return 38
    return 55


def _proved(item: Improvement) -> bool:
    """Whether the item shows measured results and the judgement of somebody other than its owner."""
    review = item.review
    judged = review is not None and review.decision is not None and review.by not in (None, item.owner)
    return judged and item.result is not None and item.result.value is not None


def _target_date(_pair: Pair, d: Difference) -> int:
    return 37 if d.before is not None and (d.after is None or d.after - d.before > _FAR) else OTHER


def _rows(kinds: str, *lines: tuple[str, int | Look]) -> Iterator[Row]:
    slugs = tuple(kinds.split())
    for route, answer in lines:
        yield Row(slugs, pattern(route), answer)


_TARGET = (17, 18)
_AGREEMENTS = (("ola", 23), ("contract", 24))

ROWS: tuple[Row, ...] = (
    *_rows(
        "",
        ("version", _nothing), ("schema_version", _nothing), ("change_note", _nothing), ("review/last", _nothing),
        ("id", _nothing), ("tags/**", 1), ("formerly/**", 51), ("owner", 10), ("classification", 50),
        ("review/every", 44), ("legacy_approval/**", 52), ("title", _prose), ("description", _prose),
        ("references/**", _reference),
    ),
    *_rows(
        "process",
        ("activities/*", _activity), ("activities/*/control", _control), ("activities/*/duty", _duty),
        ("activities/*/raci/accountable", 10), ("activities/*/raci/responsible/**", 11),
        ("activities/*/raci/verify/**", 11), ("activities/*/raci/*/**", 12),
        ("activities/*/competences/**", _weaker_competence), ("activities/*/priorities/**", _cases),
        ("workflow/nodes/*/variable", 9), ("workflow/nodes/*/values/**", 9), ("workflow/nodes/*/question", 9),
        ("workflow/edges/*/when/**", 9), ("workflow/edges/*/default", 9), ("workflow/nodes/*/label", _prose),
        ("workflow/edges/*", _edge),
        ("workflow/edges/*/label", _prose), ("workflow/**", 8), ("states/**", 8),
        ("escalations/**", 27),
        ("controls/*/evidence/**", _evidence), ("controls/**", _dropped(41)),
        ("change_policy/**", 49), ("scope/**", OTHER), ("priority_scheme", 26),
    ),
    *_rows(
        "role",
        ("status", _ended_as(13)), ("holders/**", 14), ("members/**", 49), ("chair", 49), ("quorum", 49),
        ("authorities/**", _authority), ("competences/**", _weaker_competence), ("reports_to", 49),
    ),
    *_rows("party", ("accounts/**", 53), ("ssh_keys/**", 53), ("type", 53), ("members/**", 14), ("absences/**", 14)),
    *_rows(
        "service",
        ("status", 28), ("criticality", 28), ("depends_on/**", 29), ("service_hours", 19), ("support_hours", 19),
        ("offerings/*/fulfil_in", _by_direction(*_TARGET)), ("rto", _by_direction(*_TARGET)),
        ("rpo", _by_direction(*_TARGET)), ("data_classification", 50), ("slas/**", 22),
    ),
    *_rows("calendar", ("critical_periods/**", OTHER), ("weekly/**", 25), ("days/**", 25), ("timezone", 25),
           ("parents/**", 25)),
    *_rows(
        "sla",
        ("status", _sla_status), ("valid/to", _term(22)), ("targets/*/at_most", _by_direction(*_TARGET)),
        ("targets/*/at_least", _by_direction(*_TARGET)), ("targets/*", _by_direction(*_TARGET)),
        ("targets/*/compliance", 21), ("targets/*/period", 21), ("targets/*/start", 20), ("targets/*/stop", 20),
        ("targets/*/clock", 20), ("targets/*/exclusions/**", 20), ("targets/*/metric", 17), ("targets/*/priority", 17),
        ("clock_rules/**", 20), ("exclusions/**", 20), ("maintenance/*/counted_as_downtime", 20),
        ("service_hours", 19), ("support_hours", 19), ("valid/**", 22), ("signatories/**", 22), ("customer", 22),
        ("provider", 22), ("parent", 22), ("priority_scheme", 22), ("services/**", 22),
        ("credits/**", _by_direction(*_TARGET)),
        ("volume/at_most", _by_direction(*_TARGET)),
    ),
    *(
        row
        for slug, number in _AGREEMENTS
        for row in _rows(
            slug,
            ("status", _ended_as(number)), ("valid/to", _term(number)), ("targets/**", number),
            ("clock_rules/**", number), ("exclusions/**", number), ("support_hours", number),
            ("valid/**", number), ("provider", number), ("priority_scheme", number),
            ("consumer", number), ("supplier", number), ("supports/**", number), ("credits/**", number),
        )
    ),
    *_rows(
        "priority-scheme",
        ("matrix/**", 26), ("impact/*/test", 9), ("urgency/*/test", 9), ("impact/**", 26), ("urgency/**", 26),
        ("priorities/*/name", _prose), ("priorities/*/handling", _prose), ("priorities/*/colour", 1),
        ("priorities/**", 26),
    ),
    *_rows(
        "kpi",
        ("status", _ended_as(34)), ("target/**", _by_direction(30, 31)),
        ("thresholds/**", _by_direction(30, 31)), ("formula", 32), ("population", 32), ("numerator", 32),
        ("denominator", 32), ("filters/**", 32), ("unit", 32), ("direction", 32), ("aggregation", 32),
        ("frequency", 32), ("data_source", 32), ("rounding", 32), ("baseline/**", _baseline),
    ),
    *_rows("csf objective", ("status", _ended_as(34)), ("target/**", _by_direction(30, 31))),
    *_rows("known-error", ("status", OTHER)),
    *_rows("observations", ("series/**", _observed)),
    *_rows("improvement", ("status", _improvement_status), ("target_date", _target_date)),
    *_rows(
        "policy",
        ("statement", 46), ("principles/**", 46), ("commitments/**", 46), ("applies_to/**", 46), ("exceptions/**", 46),
        ("enforcement", 46),
    ),
    *_rows("scope", ("status", _ended_as(45)), ("effective_from", OTHER), ("effective_to", _period_end), ("**", 42)),
    *_rows("waiver", ("**", 49)),
    *_rows("framework", ("clauses/*", _dropped(41))),
    *_rows(
        "control-mapping",
        ("rows/*", _row), ("rows/*/strength", _strength), ("rows/*/artefacts/**", _dropped(41)),
        ("rows/*/in_scope", _scope_flag), ("rows/*/evidence/**", _evidence), ("rows/*/performed_by", 54),
        ("rows/*/control/**", _party_control),
    ),
    *_rows(
        "settings",
        ("severity/**", 49), ("thresholds/**", 49), ("duty_conflicts/**", 49), ("approver_roles/**", 49),
        ("ruleset", 49), ("audience", _audience), ("parties_on_site", 49), ("as_of", 49),
        ("timezone", 49), ("practices", 49),
    ),
    *_rows(
        "",
        ("status", _ended_as(45)), ("effective_from", _period_start), ("effective_to", _period_end), ("**", _prose),
        ("**", OTHER),
    ),
)  # fmt: skip
