"""KPI: what is measured, how, and whether the figures of two periods can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.load.snapshot import Snapshot
from gitsm.model.kpi import Kpi, Observations
from gitsm.rules.change import under_judgement
from gitsm.rules.words import listed, named

REDEFINED = 32


@rule("KPI-14", Severity.ERROR, on=Kpi, every_version=True)
def a_redefined_measure_starts_a_new_series(kpi: Kpi, ctx: Context) -> Iterable[Answer]:
    """A measure that is defined anew has a new version and starts a new series of values.

    Why: figures before and after are figures of different things; a line drawn through both shows a change that never
    happened.
    Fix: raise the version, and begin the next series in the observations of the KPI, with `value: null` while there is
    none yet.
    """
    item = ctx.current
    change = under_judgement(ctx)
    pair = change.pairs.get(item.path)
    if pair is None or pair.base is None or pair.base.phase != "agreed" or ctx.base is None:
        return
    moved = [one.change.differences[0] for one in change.judged[item.path] if one.change.number == REDEFINED]
    if not moved:
        return
    places = list(dict.fromkeys(difference.at for difference in moved))
    route = moved[0].route[:1]
    if pair.base.version == item.version:
        words = f"{named(item)} is defined anew ({listed(places, 3)}), but its version stays {item.version}."
        yield Problem(words, route, fix="raise the first number of the version", about="version")
    key = f"observations/{kpi.id}"
    if key in ctx.base.broken or key in ctx.snapshot.broken:
        yield Unknown(f"{key} cannot be read, so it is not known whether a new series begins", route)
        return
    last, now = _series(ctx.base, kpi.id), _series(ctx.snapshot, kpi.id)
    if last and now <= last:
        words = f"{named(item)} is defined anew ({listed(places, 3)}), but its values go on in series {now}."
        fix = f"begin series {last + 1} in the observations of {kpi.id}, with `value: null` while there is none yet"
        observed = ctx.snapshot.versions("observations", kpi.id)
        related = tuple((one, ("series",), "the values so far") for one in observed)
        yield Problem(words, route, fix=fix, measured=str(now), limit=str(last + 1), related=related, about="series")


def _series(snapshot: Snapshot, kpi: str) -> int:
    """The highest number of a series of a KPI; 0 where nothing was observed."""
    numbers = [
        observation.series
        for item in snapshot.versions("observations", kpi)
        if isinstance(item.artefact, Observations)
        for observation in item.artefact.series
    ]
    return max(numbers, default=0)


RULES: tuple[Rule, ...] = (a_redefined_measure_starts_a_new_series,)
