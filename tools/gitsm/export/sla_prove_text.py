"""Proofs of agreements for people: the answers in a table, then at length what is not always kept, then one verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gitsm.analysis.paused import unless_paused_words
from gitsm.analysis.promises import Promised, holds, sums
from gitsm.analysis.proof import Prover
from gitsm.base import words
from gitsm.export.parts import proved
from gitsm.export.parts.style import Style, block, counted, plain


def sla_prove_text(promised: Sequence[Promised], prover: Prover, on: date, style: Style, verbose: bool = False) -> str:
    """The proofs of some SLAs. `verbose`: what is always kept at length as well."""
    lines: list[str] = []
    for one in promised:
        lines += _agreement(one, prover, style, verbose)
    if not promised:
        lines += ["No service level agreement holds now or later.", ""]
    lines.append(f"{proved.foot()} · as of {on.isoformat()}")
    lines.append(_verdict(promised, style))
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def _agreement(one: Promised, prover: Prover, style: Style, verbose: bool) -> list[str]:
    item = one.item
    head = f"{item.key} {item.version}  {plain(item.artefact.title)} · {holds(item, one.condition)}"
    lines = [style("strong", head)]
    if not one.proofs:
        return [*lines, "  promises no time that a clock measures", ""]
    lines += proved.table(one.proofs, style)
    if any(proof.unfit and proof.common is not proof.longest for proof in one.proofs):
        note = "  slack: of the tickets that reach no conditional step"
        lines.append(style("faint", note))
    for text in _unless_paused(one):
        lines += [style("faint", line) for line in block(text, first="  ", rest="  ", width=80)]
    for proof in one.proofs:
        if verbose or proof.answer != "always kept":
            lines += ["", *proved.details(proved.told(proof, prover), style)]
    return [*lines, ""]


def _unless_paused(one: Promised) -> Iterator[str]:
    """Which answers speak of tickets without a pause only, and why."""
    found: dict[str, list[str]] = {}
    for proof in one.proofs:
        found.setdefault(unless_paused_words(proof), []).append(proof.target.id)
    for text, names in found.items():
        if text:
            yield f"{'all answers' if len(names) == len(one.proofs) else words.listed(names)}: {text}"


def _verdict(promised: Sequence[Promised], style: Style) -> str:
    """One line on the agreed promises; on drafts, where there is nothing else."""
    drafts = [one for one in promised if one.draft]
    only = bool(drafts) and len(drafts) == len(promised)
    found = sums(promised, drafts=only)
    total = sum(found.values())
    each = " · ".join(f"{count} {answer}" for answer, count in found.items() if count)
    text = f"{counted(total, 'target')}: {each}" if total else "no time target"
    if only:
        text = f"{counted(len(drafts), 'draft')}, {text}"
    elif drafts:
        text += f" · {counted(len(drafts), 'draft')} not counted"
    return style("alert", text) if found["not kept"] or found["not proved"] else text
