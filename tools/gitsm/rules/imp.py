"""IMP: the improvement register, from idea to proven benefit."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.model.artefact import Document
from gitsm.model.improvement import Improvement
from gitsm.rules.change import UnderJudgement, before, under_judgement
from gitsm.rules.words import listed, named


@rule("IMP-11", Severity.ERROR, on=Improvement, every_version=True)
def register_and_repository_agree(improvement: Improvement, ctx: Context) -> Iterable[Answer]:
    """The register says what the repository shows: work that is merged has begun, and what is implemented was changed.

    Why: a register that lags behind, or runs ahead, hides both what is done and what is not.
    Fix: set the item to in_progress in the change that begins its work; give the evidence of an implemented item, or
    name the artefacts it changed in `affects`.
    """
    item = ctx.current
    change = under_judgement(ctx)
    if ctx.base is None:
        return
    touched = [key for key in improvement.affects if change.touches(key)]
    if improvement.status == "approved" and touched:
        yield from _lagging(improvement, touched, change, ctx)
    old = before(item, change)
    began = old is None or old.artefact.status not in ("implemented", "in_review", "closed")
    if improvement.status != "implemented" or not began or improvement.evidence or touched:
        return
    if improvement.affects:
        names = listed(list(improvement.affects))
        yield Unknown(f"whether {names} was changed for it before is not known, and it names no evidence", ("status",))
    else:
        words = f"{named(item)} becomes implemented, but it names neither evidence nor an artefact that was changed."
        yield Problem(words, ("status",), fix="add `evidence`, or name what was changed in `affects`")


def _lagging(improvement: Improvement, touched: list[str], change: UnderJudgement, ctx: Context) -> Iterable[Answer]:
    """An item still approved although the change alters what it affects; by the change note it is known to be its."""
    item = ctx.current
    mine = [key for key in touched if _names(key, improvement.id, ctx)]
    if mine:
        words = f"{named(item)} is still approved, but this change already carries out its work in {listed(mine)}."
        yield Problem(words, ("status",), fix="set it to in_progress, with an entry in `history`")
    else:
        words = f"whether the change of {listed(touched)} is its work is not known: no change note names the item"
        yield Unknown(words, ("status",))


def _names(key: str, id_: str, ctx: Context) -> bool:
    """Whether the change note of a changed version names an item."""
    change = under_judgement(ctx)
    for one in ctx.snapshot.by_key.get(key, ()):
        note = one.artefact.change_note if isinstance(one.artefact, Document) else None
        if one.path in change.pairs and note and id_ in note.replace(",", " ").replace(".", " ").split():
            return True
    return False


RULES: tuple[Rule, ...] = (register_and_repository_agree,)
