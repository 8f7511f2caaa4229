"""All services with what is promised of them, the tightest promise first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gitsm.analysis.promises import Promised, slack_share


@dataclass(frozen=True, slots=True)
class Place:
    """A service with one agreement about it. `slack`: the least one as a share of its limit, None where not known."""

    service: str
    promised: Promised
    slack: Fraction | None

    @property
    def alarming(self) -> bool:
        """Whether something agreed is not kept, or not proved."""
        return self.promised.open and not self.promised.draft


def promise_map(promised: Iterable[Promised]) -> tuple[Place, ...]:
    """What is not kept or not proved first, then by slack; drafts last."""
    places = []
    for one in promised:
        tightest = one.tightest
        slack = slack_share(tightest) if tightest is not None else None
        places += [Place(service, one, slack) for service in dict.fromkeys(one.sla.services)]
    return tuple(sorted(places, key=_order))


def _order(place: Place) -> tuple[bool, bool, bool, Fraction, str, str]:
    unknown = place.slack is None
    return (
        place.promised.draft, not place.alarming, unknown, place.slack or Fraction(0), place.service,
        place.promised.item.path,
    )  # fmt: skip


def without_promise(services: Sequence[str], places: Iterable[Place]) -> tuple[str, ...]:
    """The services of which nothing agreed is promised."""
    agreed = {place.service for place in places if not place.promised.draft}
    return tuple(id_ for id_ in services if id_ not in agreed)
