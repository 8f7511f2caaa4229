"""The result of a verification, for people."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.audit.verdict import BAD, FINDINGS, WORDS, CommitVerdict, Verification
from gitsm.export.parts.style import Style, counted, plain


def verify_text(found: Verification, style: Style, verbose: bool = False) -> str:
    """What is wrong, then the commits that are not proved (all with `verbose`), then one number per strength."""
    lines = [style("error", f"fault: {plain(one)}") for one in found.faults]
    for one in found.commits:
        if verbose or one.finding in BAD or one.notes:
            lines += _commit(one, style)
    lines += _summary(found, style)
    return "\n".join(lines) + "\n"


def _commit(one: CommitVerdict, style: Style) -> Iterator[str]:
    about = f" (change {plain(one.request)}, {plain(one.class_)})" if one.request else ""
    tone = "error" if one.finding in BAD else "strong"
    yield f"{one.commit[:12]} {style(tone, one.words)}{about}  {plain(one.title)}"
    for approval in one.approvals:
        yield f"    agreed: {plain(approval)}"
    for reason in one.reasons:
        yield f"    {plain(reason)}"
    for note in one.notes:
        yield f"    note: {plain(note)}"


def _summary(found: Verification, style: Style) -> Iterator[str]:
    yield f"{counted(len(found.commits), 'commit')} of {plain(found.judged)} since {found.since[:12] or 'never'}"
    for name in FINDINGS:
        yield f"  {found.counts[name]:>6}  {WORDS[name]}"
    yield f"  {found.before:>6}  before the gate"
    yield f"{counted(found.statements, 'statement')}, head {found.head or 'none'}"
    if found.anchored is not None:
        yield f"anchor {'found in the chain' if found.anchored else 'not in the chain'}"
    yield style("strong", "proved" if found.proved else "not proved")
