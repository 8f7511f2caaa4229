"""Redundant parts that share what nobody promises: never proved by their own promises alone."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from typing import Any

from gitsm.analysis import availability_words
from gitsm.analysis.availability import Availabilities, Availability
from gitsm.analysis.dependencies import Dependencies
from gitsm.calendar.almanac import Almanac, Unresolved
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot, build
from gitsm.load.tree import MemoryTree
from promise_support import DAY, ENVELOPE, TERM
from support import settings_text


def _world(percent: float, depends_on: dict[str, Any], shares: dict[str, float], *slas: dict[str, Any]) -> Snapshot:
    """The service `mail` promised around the clock, services with what they rest on, an OLA for each with a share."""
    files: dict[str, Any] = {}
    for name, below in depends_on.items():
        node = {} if below is None else {"depends_on": below}
        files[f"services/{name}.yaml"] = {**ENVELOPE, "id": name, "status": "live", **node}
    target = {"id": "up", "metric": "availability", "clock": "calendar", "period": "month"}
    for name, share in shares.items():
        files[f"olas/{name}.yaml"] = {
            **ENVELOPE, "id": name, "status": "agreed", "valid": TERM, "supports": [f"service/{name}"],
            "targets": [{**target, "at_least": share}],
        }  # fmt: skip
    for number, more in enumerate(({"targets": [{**target, "at_least": percent}]}, *slas)):
        own = {**ENVELOPE, "id": f"mail-{number}", "status": "agreed", "valid": TERM, "services": ["mail"], **more}
        files[f"slas/mail-{number}.yaml"] = own
    texts = {path: json.dumps(content) for path, content in files.items()}
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **texts}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def _answer(snapshot: Snapshot) -> Availability:
    item = next(iter(snapshot.of_kind("sla")))
    (one,) = Availabilities(Almanac(snapshot, DAY)).answers(item)
    return one


def _on(*names: str) -> list[dict[str, str]]:
    return [{"service": name} for name in names]


PAIR = {"mail": {"parallel": _on("a", "b")}, "a": {"service": "net"}, "b": {"service": "net"}, "net": None}


def test_two_parts_on_one_network_that_nobody_promises_are_not_proved_better_than_one() -> None:
    one = _answer(_world(99.5, PAIR, {"a": 99, "b": 99}))
    assert (one.composed, one.least) == (F("0.9999"), F("0.99"))
    assert one.answer == one.by_minutes == "not proved" and one.shared == ("service/net",)
    told = availability_words.because(one).replace("\u00a0", " ")
    assert told == (
        "redundant parts rest on service/net, of which nothing is promised by itself: its parts give 99.99 % if that "
        "never fails, 99 % if it takes all that they may lose"
    )
    assert _answer(_world(99, PAIR, {"a": 99, "b": 99})).answer == "kept", "as good as one of them, in any case"


def test_a_promise_about_the_shared_part_settles_it() -> None:
    one = _answer(_world(99.5, PAIR, {"a": 99, "b": 99, "net": 99.9}))
    assert one.answer == "kept" and not one.shared and one.composed == one.least
    apart = {**PAIR, "b": {"service": "other"}, "other": None}
    assert _answer(_world(99.5, apart, {"a": 99, "b": 99})).answer == "kept"


def test_what_is_needed_twice_one_after_the_other_is_not_worse_for_sharing() -> None:
    serial = {**PAIR, "mail": {"serial": _on("a", "b")}}
    one = _answer(_world(98.01, serial, {"a": 99, "b": 99}))
    assert (one.answer, one.composed, one.least) == ("kept", F("0.9801"), F("0.9801"))


def test_a_promise_to_another_customer_is_no_part_of_the_service() -> None:
    other = {
        "targets": [{"id": "up", "metric": "availability", "clock": "calendar", "period": "month", "at_least": 95}]
    }
    one = _answer(_world(99, {"mail": None}, {}, other))
    assert (one.answer, one.reason) == ("not proved", "nothing says what service mail rests on")


def test_the_least_is_never_more_than_any_share_of_the_blame_gives() -> None:
    """Small services tried state by state, for ways to split what is lost between the shared part and the others."""
    dice = random.Random(11)
    strict = 0
    for _ in range(16):
        names = [f"p{n}" for n in range(4)]
        on = {name: dice.random() < 0.6 for name in names}
        shares = {name: dice.randint(9000, 9999) / 100 for name in names}
        groups = [dice.sample(names, dice.randint(2, 3)) for _ in range(dice.randint(1, 2))]
        needs = [dice.randint(1, len(group)) for group in groups]
        node = {"serial": [{"k_of_n": k, "of": _on(*group)} for k, group in zip(needs, groups, strict=True)]}
        below = {name: {"service": "net"} if on[name] else None for name in names}
        one = _answer(_world(50, {"mail": node, "net": None, **below}, shares))
        exact = {name: F(str(share)) / 100 for name, share in shares.items()}
        floor = max((exact[name] for name in names if on[name]), default=F(1))
        for part in (0, 1, 4, 10):
            net = floor + (1 - floor) * part / 10
            total = F(0)
            for up in itertools.product((True, False), repeat=5):
                weight = net if up[4] else 1 - net
                for name, works in zip(names, up, strict=False):
                    own = exact[name] / net if on[name] else exact[name]
                    weight *= own if works else 1 - own
                state = {name: works and (up[4] or not on[name]) for name, works in zip(names, up, strict=False)}
                total += weight * all(
                    sum(state[name] for name in group) >= k for k, group in zip(needs, groups, strict=True)
                )
            assert one.least <= total, (groups, needs, on, shares, net)
        strict += one.least < one.composed
    assert strict > 3


def test_too_deep_is_so_whoever_is_asked_first() -> None:
    deep = {f"s{n:02}": {"service": f"s{n + 1:02}"} for n in range(59)} | {"s59": None}
    snapshot = _world(99, {"mail": {"service": "s00"}, **deep}, {})

    def told(order: list[str]) -> dict[str, str]:
        known, found = Dependencies(snapshot, DAY), {}
        for name in order:
            try:
                known.service(name)
                found[name] = ""
            except Unresolved as error:
                found[name] = str(error)
        return found

    assert told(sorted(deep)) == told(sorted(deep, reverse=True))
    assert told(["s59", "s10", "s09"])["s09"] == "more than 50 services stand one below the other under s09"


def test_a_part_that_promises_less_from_a_later_day_on_counts_from_then() -> None:
    snapshot = _world(99.5, {"mail": {"service": "a"}, "a": None}, {"a": 99.9})
    assert _answer(snapshot).answer == "kept"
    now = next(iter(snapshot.of_kind("ola")))
    version, start = now.artefact.version, date(2026, 9, 1)  # type: ignore[attr-defined]
    target = now.artefact.targets[0].model_copy(update={"at_least": 99.0})  # type: ignore[attr-defined]
    valid = now.artefact.valid.model_copy(update={"from_": start})  # type: ignore[attr-defined]
    assert valid.from_ == start
    later = {"version": type(version).parse("2.0.0"), "targets": (target,), "valid": valid}
    ends = {"valid": now.artefact.valid.model_copy(update={"to": start})}  # type: ignore[attr-defined]
    items = [one for one in snapshot.items if one is not now]
    items.append(replace(now, artefact=now.artefact.model_copy(update=ends)))
    items.append(replace(now, artefact=now.artefact.model_copy(update=later), path="olas/a@2.0.0.yaml"))
    one = _answer(build(snapshot.tree, items))
    assert (one.answer, one.since) == ("not kept", start)
    assert availability_words.because(one).replace("\u00a0", " ").startswith("from 2026-09-01 on, its parts give 99 %")
