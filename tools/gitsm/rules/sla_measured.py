"""SLA-07 and SLA-08: is there a measure behind each promise, and does it warn before the promise breaks?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from gitsm.analysis.support_chain import TIME_METRICS, clock_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import Unresolved
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target
from gitsm.model.kpi import Kpi
from gitsm.rules.promises import prover_of
from gitsm.rules.words import listed, named

PERIODS = ("day", "week", "month", "quarter", "year")
IN_MINUTES = {"minutes": 1, "hours": 60, "days": 24 * 60}
UNITS = {"csat": ("score",), "throughput": ("count",), "availability": ("percent", "ratio")}
"""Units in which a KPI can measure a metric; times in minutes, hours or days, or as the share that met the target."""
_CALENDAR = re.compile(r"calendar='([a-z0-9-]{1,80})'")


@rule("SLA-07", Severity.WARNING, on=Sla)
def somebody_measures_each_promise(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Each target of an agreement is measured by a KPI, in its unit, at least once a period and on its clock.

    Why: a commitment that nobody measures is kept by luck, and the customer is the first to know.
    Fix: name the agreement and the target in `measures` of a KPI (`sla`, `target`; without `target` the KPI is about
    all of them). Whether the same cases are counted, people compare: `population` is text.
    """
    item = ctx.current
    if item.phase == "working":
        return  # nothing is promised yet
    kpis = ctx.once("SLA-07", lambda: _by_sla(ctx)).get(sla.id, ())
    unmeasured: list[str] = []
    for number, target in enumerate(sla.targets):
        own = [kpi for kpi in kpis if kpi.measures and kpi.measures.target in (None, target.id)]
        if not own:
            unmeasured.append(target.id)
            continue
        wrong = [_why_not(kpi, target, ctx) for kpi in own]
        if None in wrong:
            continue
        for kpi, reason in zip(own, wrong, strict=True):
            if isinstance(reason, Unknown):
                yield Unknown(reason.reason, ("targets", number))
                break
            text = f'The target "{target.id}" is measured by the KPI {kpi.id}, but {reason}.'
            fix = f"let {kpi.id} measure what is promised, or add a KPI that does"
            yield Problem(text, ("targets", number), about=kpi.id, fix=fix)
    unread = sorted(key for key in ctx.snapshot.broken if key.startswith("kpi/"))
    if unmeasured and unread:
        yield Unknown(f"{unread[0]} cannot be read; it may measure a target", ("targets",))
    elif unmeasured:
        each = "any of its targets" if len(unmeasured) == len(sla.targets) else f"these targets: {listed(unmeasured)}"
        text = f"{named(item)} has no KPI that measures {each}."
        yield Problem(text, ("targets",), about="unmeasured", fix=f"add `measures: {{sla: {sla.id}}}` to a KPI")


def _by_sla(ctx: Context) -> dict[str, list[Kpi]]:
    found: dict[str, list[Kpi]] = {}
    for item in ctx.snapshot.in_force_of("kpi", on=ctx.as_of):
        kpi = item.artefact
        if isinstance(kpi, Kpi) and kpi.measures and kpi.measures.sla:
            found.setdefault(kpi.measures.sla, []).append(kpi)
    return found


def _why_not(kpi: Kpi, target: Target, ctx: Context) -> str | Unknown | None:
    """Why a KPI does not measure a target; None where it does."""
    whole = kpi.measures is not None and kpi.measures.target is None
    units = ("percent", "ratio") if whole else (*IN_MINUTES, "percent", "ratio")
    units = units if whole else UNITS.get(target.metric, units)
    if kpi.unit not in units:
        return f"in {kpi.unit or 'no unit'} instead of {' or '.join(units)}"
    if kpi.frequency and target.period and PERIODS.index(kpi.frequency) > PERIODS.index(target.period):
        return f"once a {kpi.frequency} instead of each {target.period}"
    stated = _CALENDAR.search(kpi.formula or "")
    if stated is None or target.clock is None:
        return None
    try:
        clock = clock_of(ctx.current, target, prover_of(ctx).almanac).calendar
    except Unresolved as error:
        return Unknown(str(error))
    return (
        None if clock == stated[1] else f"on the calendar {stated[1]}, while the clock of the promise runs on {clock}"
    )


@rule("SLA-08", Severity.WARNING, on=Kpi)
def the_own_aim_is_as_strict(kpi: Kpi, ctx: Context) -> Iterator[Answer]:
    """A KPI that measures a target of an agreement aims at least as high as the agreement promises.

    Why: an aim below the promise turns green while the customer is let down: no early warning.
    Fix: raise the target of the KPI to what is promised, or a little above.
    """
    measures, aim = kpi.measures, kpi.target.value if kpi.target else None
    if measures is None or measures.sla is None or measures.target is None or aim is None:
        return
    found = ctx.snapshot.in_force("sla", measures.sla, ctx.as_of)
    if found is None or not isinstance(found.artefact, Sla):
        if f"sla/{measures.sla}" in ctx.snapshot.broken:
            yield Unknown(f"sla/{measures.sla} cannot be read", ("measures", "sla"))
        return
    target = next((one for one in found.artefact.targets if one.id == measures.target), None)
    promise = _promise(kpi, target) if target is not None else None
    if target is None or promise is None:
        return  # an unknown target is REF-01
    value, better, shown = promise
    wanted = Fraction(str(aim))
    if (wanted < value) if better == "higher" else (wanted > value):
        unit = words.measure(float(aim), kpi.unit)
        than = "less" if better == "higher" else "more"
        text = (
            f'{named(ctx.current)} aims at {unit}, {than} than the {shown} that {found.key} promises for "{target.id}".'
        )
        related = _related(found, target)
        fix = f"aim at {words.measure(float(value), kpi.unit)} or {'more' if better == 'higher' else 'less'}"
        yield Problem(text, ("target", "value"), fix=fix, measured=unit, limit=shown, related=related)


def _promise(kpi: Kpi, target: Target) -> tuple[Fraction, Literal["higher", "lower"], str] | None:
    """(value in the unit of the KPI, which way is better, in words) of what a target promises; None: no comparison."""
    if target.metric in TIME_METRICS and kpi.unit in ("percent", "ratio"):
        return _share(kpi, target.compliance)
    if target.metric == "availability" and kpi.unit in ("percent", "ratio"):
        return _share(kpi, target.at_least)
    if kpi.unit in IN_MINUTES and isinstance(target.at_most, Duration):
        return Fraction(int(target.at_most), IN_MINUTES[kpi.unit]), "lower", words.hours(int(target.at_most))
    if kpi.unit in UNITS.get(target.metric, ()):
        for limit, better in ((target.at_least, "higher"), (target.at_most, "lower")):
            if limit is not None:
                side: Literal["higher", "lower"] = "higher" if better == "higher" else "lower"
                return Fraction(str(limit)), side, words.number(float(limit))
    return None


def _share(kpi: Kpi, percent: float | None) -> tuple[Fraction, Literal["higher", "lower"], str] | None:
    if percent is None:
        return None
    value = Fraction(str(percent)) / (1 if kpi.unit == "percent" else 100)
    return value, "higher", f"{words.number(percent)} %"


def _related(item: Loaded, target: Target) -> tuple[tuple[Loaded, tuple[str | int, ...], str], ...]:
    assert isinstance(item.artefact, Sla)
    return ((item, ("targets", item.artefact.targets.index(target)), "what is promised"),)
