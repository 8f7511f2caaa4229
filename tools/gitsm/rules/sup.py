"""SUP: contracts with suppliers that end when somebody wants them to, and suppliers somebody looks at."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, Rule, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Contract
from gitsm.rules.promises import days_until, last_notice
from gitsm.rules.words import named

MONTHS = {"strategic": 6}
OTHERS = 12


@rule("SUP-01", Severity.ERROR, on=Contract)
def no_contract_renews_itself_unseen(contract: Contract, ctx: Context) -> Iterator[Answer]:
    """A contract says when it was signed, when it ends and until when notice can be given, and that day has not passed.

    Why: after the last day for notice a contract renews itself, whether anybody wants it or not.
    Fix: add what is missing. When the day has passed, record the decision: a version, or a contract that replaces this
    one, which starts by the end, in draft if it is still discussed; or set the status to terminated.
    """
    item = ctx.current
    if item.phase != "agreed":
        return  # nobody has signed yet
    if contract.signed is None or contract.signed.date is None:
        text = f"{named(item)} does not say when it was signed."
        yield Problem(text, ("signed",) if contract.signed else (), about="signed", fix="add signed: {date: ...}")
    elif contract.signed.date > ctx.as_of:
        text = f"{named(item)} is signed on {contract.signed.date}, a day still to come."
        yield Problem(text, ("signed", "date"), about="signed", fix="correct the date, or wait for the signature")
    valid = contract.valid
    missing = [
        field
        for field, value in (("valid.to", valid and valid.to), ("valid.notice", valid and valid.notice))
        if value is None
    ]
    if missing:
        text = f"{named(item)} states no {words.listed(missing)}, so nobody knows when it has to be ended."
        yield Problem(text, ("valid",) if valid else (), about="notice", fix=f"add {words.listed(missing)}")
        return
    end = contract.end
    last = last_notice(contract, end) if end is not None else None
    if end is None or last is None or last >= ctx.as_of or end <= ctx.as_of:
        return
    if not _decided(item, ctx):
        text = (
            f"{named(item)} ends on {end}; notice had to be given by {last}, {days_until(last, ctx)}, and no decision "
            "is recorded."
        )
        fix = (
            f"add the version or the contract that follows on {end}, in draft if it is still discussed, or terminate it"
        )
        yield Problem(text, ("valid", "notice"), about="deadline", fix=fix, measured=str(last), limit=str(ctx.as_of))


def _decided(item: Loaded, ctx: Context) -> bool:
    """Whether what follows the contract is agreed, or being worked on."""
    others = (*ctx.snapshot.versions(item.kind.slug, item.artefact.id), *ctx.snapshot.successors.get(item.key, ()))
    return any(
        one is not item and (one.phase == "working" or (one.phase == "agreed" and one.order > item.order))
        for one in others
    )


@rule("SUP-02", Severity.WARNING, on=Contract)
def suppliers_are_looked_at(contract: Contract, ctx: Context) -> Iterator[Answer]:
    """The contract with a strategic supplier is reviewed every six months, any other once a year.

    Why: a supplier whose results nobody looks at gets worse unnoticed (ISO/IEC 20000-1, 8.3.4).
    Fix: shorten `review.every`, hold the review that is due, and write its day into `review.last`.
    """
    review = contract.review
    most = MONTHS.get(contract.tier or "", OTHERS)
    kind = f"a {contract.tier} supplier" if contract.tier else "a supplier"
    if review is None:
        return  # DOC-01
    if review.every is not None and review.every > most:
        every = words.months(int(review.every))
        text = f"{named(ctx.current)} is reviewed every {every}; {kind} is to be reviewed every {words.months(most)}."
        limit = words.months(most)
        fix = f"set it to {most}mo or less"
        yield Problem(text, ("review", "every"), fix=fix, measured=every, limit=limit)
    if review.last is not None and add_months(review.last, most) < ctx.as_of:
        text = (
            f"{named(ctx.current)} was last reviewed on {review.last}, {days_until(review.last, ctx)}; {kind} is to be "
            f"reviewed every {words.months(most)}."
        )
        fix = "review it with the supplier, and write the day here"
        yield Problem(text, ("review", "last"), fix=fix, measured=str(review.last), limit=words.months(most))


RULES: tuple[Rule, ...] = (no_contract_renews_itself_unseen, suppliers_are_looked_at)
