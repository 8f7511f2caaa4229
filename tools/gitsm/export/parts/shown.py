"""Everything that is known about one artefact, gathered from a report."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.base.finding import Finding, NotKnown
from gitsm.base.source import dotted
from gitsm.check.report import Report
from gitsm.load.snapshot import Loaded


@dataclass(frozen=True, slots=True)
class End:
    """The other end of a reference: which artefact, by which field, and whether it exists."""

    key: str
    at: str
    exists: bool
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An artefact with all its versions, references both ways, findings and open questions."""

    key: str
    versions: tuple[Loaded, ...]
    current: Loaded
    refers_to: tuple[End, ...]
    used_by: tuple[End, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    not_known: tuple[NotKnown, ...]


def gather(report: Report, key: str) -> Shown:
    """What is known about `kind/id`. Raises KeyError where no version of it could be read."""
    snapshot = report.snapshot
    versions = snapshot.by_key[key]
    kind, _, id_ = key.partition("/")
    current = snapshot.resolve(kind, id_, report.as_of) or versions[-1]

    def end(other: str, at: str) -> End:
        slug, _, name = other.partition("/")
        item = snapshot.resolve(slug, name, report.as_of)
        return End(other, at, item is not None, item.artefact.title if item else "")

    out = {
        (link.target, dotted(link.route)): end(link.target, dotted(link.route))
        for link in report.graph.outgoing.get(current, ())
        if link.target
    }
    back = {
        (link.source.key, dotted(link.route)): end(link.source.key, dotted(link.route))
        for link in report.graph.used_by(key)
    }
    return Shown(
        key,
        versions,
        current,
        tuple(out[name] for name in sorted(out)),
        tuple(back[name] for name in sorted(back)),
        tuple(f for f in report.findings if f.artefact == key),
        tuple(w.finding for w in report.waived if w.finding.artefact == key),
        tuple(n for n in report.not_known if n.artefact == key),
    )
