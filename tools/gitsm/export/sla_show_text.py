"""What an agreement promises, for people: its hours, its clock's rules, its targets, and the chain behind each."""

from __future__ import annotations

from gitsm.analysis.chain_words import chain_words
from gitsm.analysis.promises import Promised, holds
from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import TIME_METRICS
from gitsm.base import words
from gitsm.base.words import scalar
from gitsm.export.parts import proved
from gitsm.export.parts.style import Style, block, plain
from gitsm.export.parts.table import aligned
from gitsm.model.agreement import Target


def sla_show_text(one: Promised, none: str, style: Style) -> str:
    """The promise in full; `gitsm sla prove` has the tickets that break it. `none`: why none applies that day."""
    item, sla = one.item, one.sla
    lines = [style("strong", f"{item.key} {item.version}  {plain(sla.title)}"), ""]
    if none:
        lines += [*block(f"{none} Below is version {item.version}.", width=80), ""]
    for name, text in _facts(one):
        lines += block(text, first=f"  {name:<10}", rest=" " * 12, width=80)
    lines += ["", style("strong", f"targets ({len(sla.targets)})")]
    lines += aligned([("target", "promise", "for", "clock", "from", "to"), *map(_target, sla.targets)])
    lines += ["", style("strong", "what carries them")]
    for group in _groups(one.proofs):
        first = group[0]
        lines.append("  " + ", ".join(proof.target.id for proof in group))
        text = _carried(first)
        lines += block(f"{text}.", first="    ", rest="    ", width=80)
    if not one.proofs:
        lines.append("  no time target")
    if one.proofs:
        lines += ["", style("strong", "proved"), *proved.table(one.proofs, style)]
    lines += ["", f"{proved.foot()} · where: {plain(item.path)}"]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def _facts(one: Promised) -> list[tuple[str, str]]:
    sla = one.sla
    rules = sla.clock_rules
    theirs = "those of its services"
    pauses = ", ".join(map(words.enum, rules.pause)) if rules else ""
    facts = [
        ("state", holds(one.item, one.condition)),
        ("services", ", ".join(sla.services) or "none"),
        ("customer", sla.customer or "not stated"),
        ("provider", sla.provider or "not stated"),
        ("hours", f"service hours {sla.service_hours or theirs}, support hours {sla.support_hours or theirs}"),
        ("pauses", pauses or "none: the clock never stands still"),
    ]
    if rules is not None:
        said = [
            ("priority change", rules.on_priority_change),
            ("reopening", rules.on_reopen),
            ("new version", rules.cut_over),
        ]
        facts.append(("rules", ", ".join(f"{name}: {words.enum(rule or 'not stated')}" for name, rule in said)))
    if sla.signatories:
        signed = (f"{s.role} ({s.date.isoformat() if s.date else 'no day'})" for s in sla.signatories)
        facts.append(("signed", ", ".join(signed)))
    return facts


def _target(target: Target) -> tuple[str, ...]:
    limit = ""
    if target.at_most is not None:
        limit = f"at most {scalar(target.at_most)}"
    elif target.at_least is not None:
        limit = (
            f"at least {scalar(target.at_least)}{words.NBSP}%"
            if target.metric == "availability"
            else f"at least {target.at_least}"
        )
    share = "all" if target.metric in TIME_METRICS else "-"
    if target.compliance is not None:
        share = f"{scalar(target.compliance)}{words.NBSP}%"
    whom = f" {target.priority}" if target.priority else ""
    return (
        target.id, f"{words.enum(target.metric)}{whom} {limit}", share, words.enum(target.clock or "-"),
        plain(target.start or "-"), plain(target.stop or "-"),
    )  # fmt: skip


def _groups(proofs: tuple[Proof, ...]) -> list[list[Proof]]:
    """Proofs whose chains read the same."""
    found: dict[str, list[Proof]] = {}
    for proof in proofs:
        text = _carried(proof)
        found.setdefault(text, []).append(proof)
    return list(found.values())


def _carried(proof: Proof) -> str:
    """The chain of a proof; where there is none or it proves nothing, why."""
    text = chain_words(proof.chain.part) if proof.chain else ""
    return "; but ".join(filter(None, (text, proof.reason)))
