"""RAC-19: who holds a role from one day to the next, and which entries for it cannot be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from gitsm.analysis.people import Holding, active_party, holdings_of
from gitsm.base.dates import overlap
from gitsm.base.finding import Severity
from gitsm.check.people import people
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.model.role import Holder, Member, Party, Role
from gitsm.rules.rac_common import listed

_DAY = timedelta(days=1)
MOST_DAYS = 60
"""Days in a row on which a holding ends that are looked at for one role; they lie nearest to the day judged."""


@rule("RAC-19", Severity.WARNING, on=(Role, Party), thresholds={"RAC-19.days": 30}, depends=people)
def roles_stay_held(subject: Role | Party, ctx: Context) -> Iterator[Answer]:
    """Each role stays held through the coming 30 days, by people who are named once.

    Why: people leave and go on holiday on dates known in advance; the gap should be closed before it opens. A holder
    needs a successor who holds the role from that day on; when all holders are away at once a deputy must be there.
    Where one party is named twice for the same time, nobody can tell which end counts, or whether it deputises for
    itself. A bot holds no role: it cannot answer for anything, so an entry for one only looks like a holder.
    Fix: name the successor with the day on which they start, add a deputy, or move an absence. Keep one of two entries
    that overlap, and name the person behind a bot. The same goes for the members of a team. Threshold: `RAC-19.days`.
    """
    if isinstance(subject, Party):
        yield from _entries(subject.members, "members", ctx)
        return
    yield from _entries(subject.holders, "holders", ctx)
    role = subject
    limit = ceil(ctx.threshold("RAC-19.days", 30))
    horizon = ctx.as_of + timedelta(days=max(0, min(limit, (date.max - ctx.as_of).days - 1)))
    timeline = _Timeline.of(role, ctx)
    hidden = timeline.hidden()
    if hidden:
        yield Unknown(f"{hidden} cannot be read, so nobody can say how long {role.id} stays held", ("holders",))
        return
    yield from timeline.losses(horizon)
    yield from timeline.absence(horizon)


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Who holds a role before and after each day on which something changes."""

    role: Role
    ctx: Context
    parties: tuple[Party, ...]
    """The parties named as holders, and the members of teams among them."""

    @classmethod
    def of(cls, role: Role, ctx: Context) -> _Timeline:
        """The timeline of the role being judged."""
        named = [active_party(ctx.snapshot, one.party, ctx.as_of) for one in role.holders]
        inside = [active_party(ctx.snapshot, one.party, ctx.as_of) for team in named if team for one in team.members]
        return cls(role, ctx, tuple(one for one in (*named, *inside) if one is not None))

    def on(self, day: date) -> tuple[Holding, ...] | None:
        """Who holds the role on a day, by the version in force then; None when the role is over by then."""
        snapshot, item = self.ctx.snapshot, self.ctx.current
        if day > self.ctx.as_of and snapshot.condition(item, day) not in ("in force", "working"):
            later = snapshot.in_force("role", self.role.id, day)
            return holdings_of(snapshot, later.artefact, day) if later and isinstance(later.artefact, Role) else None
        return holdings_of(snapshot, self.role, day)

    def held(self, day: date) -> bool:
        """Whether the role has a holder who is not a deputy, or needs none any more."""
        holdings = self.on(day)
        return holdings is None or any(not one.deputy for one in holdings)

    def hidden(self) -> str:
        """The first party of the role's holders, as `party/id`, that cannot be read."""
        names = (
            *(one.party for one in self.role.holders),
            *(one.party for team in self.parties for one in team.members),
        )
        return next((f"party/{name}" for name in names if f"party/{name}" in self.ctx.snapshot.broken), "")

    def ends(self, horizon: date) -> list[date]:
        """Days up to the horizon on which a holding or a membership ends."""
        periods = (*self.role.holders, *(member for party in self.parties for member in party.members))
        return sorted({one.to for one in periods if one.to is not None and date.min < one.to <= horizon})

    def losses(self, horizon: date) -> Iterator[Answer]:
        """Days on which the last holder leaves: the latest in the past if nobody followed, and those to come."""
        as_of = self.ctx.as_of
        ends = self.ends(horizon)
        past = [] if not ends or self.held(as_of) else [day for day in reversed(ends) if day <= as_of]
        last = next((day for day in past[:MOST_DAYS] if self.held(day - _DAY) and not self.held(day)), None)
        ahead = [day for day in ends if day > as_of]
        coming = [day for day in ahead[:MOST_DAYS] if self.held(day - _DAY) and not self.held(day)]
        if len(ahead) > MOST_DAYS or (last is None and len(past) > MOST_DAYS):
            yield Unknown(f"holdings end on so many days that only {MOST_DAYS} were looked at", ("holders",))
        for day in [*([last] if last else []), *coming]:
            left = [one for one in holdings_of(self.ctx.snapshot, self.role, day - _DAY) if not one.deputy]
            rest = [one.person for one in self.on(day) or ()]
            entries = dict.fromkeys(one.entry for one in left)
            for entry in entries:
                holder = self.role.holders[entry]
                yield Problem(
                    f"The role {self.role.id} {'has lost' if day <= as_of else 'loses'} its last holder {holder.party} "
                    f"on {day} and no successor holds it from that day on"
                    + (f"; only {listed(rest)} can deputise." if rest else "."),
                    ("holders", entry, *(("to",) if holder.to == day else ())),
                    about="" if holder.to == day else day.isoformat(),
                    fix=f"name the holder who starts on {day}",
                )

    def absence(self, horizon: date) -> Iterator[Answer]:
        """The first day on which all holders are away and nobody deputises."""
        as_of = self.ctx.as_of
        absences = [
            absence
            for party in self.parties
            for absence in party.absences
            if overlap((absence.from_, absence.to), (as_of, horizon + _DAY))
        ]
        if not absences:
            return
        begins = (one.from_ for one in absences if one.from_ is not None)
        days = sorted({as_of, *(day for day in (*begins, *self.ends(horizon)) if as_of < day <= horizon)})
        for day in days[:MOST_DAYS]:
            present = self.on(day)
            if present and any(not one.deputy for one in present) and all(one.away for one in present):
                yield Problem(
                    f"On {day} everybody who holds {self.role.id} is away at once "
                    f"({listed(one.person for one in present)}), and no deputy is there.",
                    ("holders",),
                    fix="name a deputy for that time, or move an absence",
                )
                return
        if len(days) > MOST_DAYS:
            yield Unknown(f"absences begin on so many days that only {MOST_DAYS} were looked at", ("holders",))


def _entries(entries: Sequence[Holder | Member], field: str, ctx: Context) -> Iterator[Problem]:
    """Entries of a party that is named already for the same time, and entries of bots that have not ended."""
    where = f"the {'role' if field == 'holders' else 'team'} {ctx.current.artefact.id}"
    noun = "a holder" if field == "holders" else "a member"
    before: dict[str, list[Holder | Member]] = {}
    for position, entry in sorted(enumerate(entries), key=lambda pair: (pair[1].from_ or date.min, pair[1].party)):
        earlier = before.setdefault(entry.party, [])
        other = next((one for one in earlier if overlap((one.from_, one.to), (entry.from_, entry.to))), None)
        earlier.append(entry)
        if other is not None:
            apart = {getattr(one, "deputy", False) for one in (other, entry)}
            yield Problem(
                f"The party {entry.party} is named twice in {where} for the same time: {_period(other)} and "
                f"{_period(entry)}{', once as a deputy' if len(apart) > 1 else ''}.",
                (field, position),
                fix="delete one of the two entries, or let the first end where the second starts",
                related=((ctx.current, (field, entries.index(other)), "the other entry"),),
            )
        party = ctx.snapshot.resolve("party", entry.party, ctx.as_of)
        bot = party is not None and isinstance(party.artefact, Party) and party.artefact.type == "bot"
        if bot and (entry.to is None or entry.to > ctx.as_of):
            yield Problem(
                f"The bot {entry.party} is named as {noun} of {where}; a bot holds no role, so nobody stands there.",
                (field, position, "party"),
                fix="name the person or team that answers for it, or delete the entry",
            )


def _period(entry: Holder | Member) -> str:
    """`from 2026-01-01`, `until 2026-03-01`, `from the one until the other` or `without dates`."""
    words = [f"from {entry.from_}"] if entry.from_ else []
    words += [f"until {entry.to}"] if entry.to else []
    return " ".join(words) or "without dates"
