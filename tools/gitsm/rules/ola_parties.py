"""OLA-09, OLA-10 and OLA-12: who agreed with whom, what for, and who pays when it fails."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.check.people import staff_of
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Contract, Credit, Ola, Sla
from gitsm.rules.promises import places
from gitsm.rules.words import named


@rule("OLA-09", Severity.WARNING, on=(Ola, Contract))
def what_is_agreed_carries_something(agreement: Ola | Contract, ctx: Context) -> Iterator[Answer]:
    """An OLA carries an SLA, a contract an OLA or an SLA.

    Why: a commitment that carries nothing costs effort, and nobody would notice if it were broken.
    Fix: name in `supports` what it carries, or name it in the chain of the SLA; or end it.
    """
    item = ctx.current
    if item.key in ctx.once("OLA-09", lambda: _in_chains(ctx)):
        return
    broken = sorted(key for key in ctx.snapshot.broken if key.startswith("sla/"))
    if broken:
        yield Unknown(f"{broken[0]} cannot be read; it may rest on it")
        return
    for key in agreement.supports:
        kind, _, id_ = key.partition("/")
        found = ctx.snapshot.resolve(kind, id_, ctx.as_of)
        if key in ctx.snapshot.broken or (found is not None and found.phase != "ended"):
            return
    what = "no SLA" if isinstance(agreement, Ola) else "neither an SLA nor an OLA"
    text = f"{named(item)} carries {what}: no chain names it, and it supports nothing that is still there."
    fix = "name it in the chain of an SLA and the SLA in its supports, or end it"
    yield Problem(text, ("supports",) if agreement.supports else (), about="carries", fix=fix)


def _in_chains(ctx: Context) -> frozenset[str]:
    """Agreements that a chain of an SLA names, whether it holds now, later or once it is agreed."""
    return frozenset(
        place.step.step
        for item in ctx.snapshot.of_kind("sla")
        if isinstance(item.artefact, Sla)
        and ctx.snapshot.condition(item, ctx.as_of) in ("in force", "scheduled", "working")
        for place in places(item.artefact)
    )


@rule("OLA-10", Severity.ERROR, on=Ola)
def nobody_agrees_with_themselves(ola: Ola, ctx: Context) -> Iterator[Answer]:
    """The team that promises is another than the one that relies on it, and somebody belongs to it.

    Why: whoever promises to themselves has promised nothing, and an empty team cannot keep a word.
    Fix: name the team that does the work as `provider`, the one that waits for it as `consumer`, and fill the role.
    """
    if ola.provider is None:
        return  # DOC-01
    if ola.provider == ola.consumer:
        text = f"{named(ctx.current)} is agreed by {ola.provider} with itself."
        yield Problem(text, ("consumer",), fix="name the role that relies on it")
    staff = staff_of(ctx)
    if staff.standing(ola.provider) == "unreadable" or staff.unreadable(ola.provider):
        yield Unknown(f"who holds {ola.provider} cannot be read", ("provider",))
    elif staff.standing(ola.provider) == "current" and (vacancy := staff.vacancy(ola.provider)):
        text = f"{named(ctx.current)} is promised by {ola.provider}, which nobody holds: {vacancy.words}."
        yield Problem(text, ("provider",), fix=f"name a holder of {ola.provider}, or another provider")


@rule("OLA-12", Severity.INFO, on=Contract)
def what_the_customer_gets_the_supplier_pays(contract: Contract, ctx: Context) -> Iterator[Answer]:
    """Where an SLA pays credits for a failure, the contract underneath pays at least as much for the same one.

    Why: otherwise the house pays for what its supplier broke.
    Fix: agree on such credits with the supplier, or know that this risk stays. Shares of the charge are compared, tier
    by tier; what the charges are is not known here.
    """
    for item in ctx.snapshot.in_force_of("sla", on=ctx.as_of):
        sla = item.artefact
        if not isinstance(sla, Sla) or not sla.credits:
            continue
        if ctx.current.key not in {place.step.step for place in places(sla)}:
            continue
        found = next(_uncovered(sla, contract), None)
        if found is not None:
            number, result, paid = found
            owed = sla.credits[number].credit
            text = (
                f"{named(item)} pays its customer {_percent(owed)} of the charge for a result of {_percent(result)}; "
                f"{named(ctx.current).replace('The', 'the', 1)} pays {_percent(paid) if paid else 'nothing'} for it."
            )
            related: tuple[tuple[Loaded, tuple[str | int, ...], str], ...] = (
                (item, ("credits", number), "owed above"),
            )
            route = ("credits",) if contract.credits else ()
            fix = "agree on as much with the supplier, or accept the risk"
            yield Problem(text, route, about=f"credits-{sla.id}", fix=fix, related=related)


def _uncovered(sla: Sla, contract: Contract) -> Iterator[tuple[int, float, float]]:
    """(tier of the SLA, result, what the contract pays) for results of which the contract pays less."""
    edges = sorted({one.from_ for one in (*sla.credits, *contract.credits)})
    for number, tier in enumerate(sla.credits):
        for result in edges:
            if tier.from_ <= result < tier.to and _paid(contract.credits, result) < tier.credit:
                yield number, result, _paid(contract.credits, result)


def _paid(tiers: tuple[Credit, ...], result: float) -> float:
    return max((tier.credit for tier in tiers if tier.from_ <= result < tier.to), default=0.0)


def _percent(value: float) -> str:
    return f"{words.number(value)} %"
