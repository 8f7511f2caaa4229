"""A trial for people: what was changed, each target before and after, and at length what got worse or is not kept."""

from __future__ import annotations

from datetime import date

from gitsm.analysis import proof_words
from gitsm.analysis.promises import slack_share
from gitsm.analysis.proof import Answer, Proof
from gitsm.analysis.what_if import Before, Tried
from gitsm.base import words
from gitsm.export.parts import proved
from gitsm.export.parts.style import Style, block, plain
from gitsm.export.parts.table import aligned

HEAD = ("target", "before", "slack", "after", "slack", "")
_RANK: tuple[Answer, ...] = ("always kept", "kept for at least", "not kept", "not proved")


def sla_whatif_text(tried: Tried, on: date, style: Style) -> str:
    """The proofs before and after. Nothing of it is written anywhere."""
    item = tried.item
    lines = [style("strong", f"{item.key} {item.version}  {plain(item.artefact.title)}"), "", "What if:"]
    for text in tried.changes:
        lines += block(text, first="  ", rest="    ", width=80)
    lines.append("")
    head, *rows = aligned([HEAD, *map(_row, tried.proofs)], (2, 4))
    lines.append(style("faint", head))
    for line, one in zip(rows, tried.proofs, strict=True):
        lines.append(style("alert", line) if _worse(one) else style("strong", line) if one.changed else line)
    for one in tried.proofs:
        if one.changed and one.after.answer != "always kept":
            lines += ["", *proved.details(proved.told(one.after, tried.prover), style)]
    lines += ["", f"{proved.foot()} · as of {on.isoformat()} · nothing was written", _verdict(tried, style)]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def _row(one: Before) -> tuple[str, ...]:
    before, after = one.before, one.after
    return (
        before.target.id, proof_words.answer(before), proved.minutes(before.slack), proof_words.answer(after),
        proved.minutes(after.slack), _direction(one),
    )  # fmt: skip


def _direction(one: Before) -> str:
    if not one.changed or one.before.answer == one.after.answer == "not proved":
        return "as before"
    return "▼ worse" if _worse(one) else "▲ better" if _value(one.after) > _value(one.before) else "as good"


def _worse(one: Before) -> bool:
    return one.changed and _value(one.after) < _value(one.before)


def _value(proof: Proof) -> tuple[object, ...]:
    """The better a proof, the larger."""
    return -_RANK.index(proof.answer), proof.bound, slack_share(proof)


def _verdict(tried: Tried, style: Style) -> str:
    open_ = [one.after for one in tried.proofs if one.after.answer in ("not kept", "not proved")]
    if not open_:
        return "Then every target is kept as it is promised."
    return style("alert", f"Then {words.listed([f'{one.target.id} is {one.answer}' for one in open_])}.")
