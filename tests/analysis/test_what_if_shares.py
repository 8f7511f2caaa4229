"""What if fewer tickets reached a conditional part that holds another one: the share that no longer counts is named."""

from __future__ import annotations

from typing import Any

from gitsm.analysis.what_if import Wish, what_if
from promise_support import in_turn, promised, prover, repository, step


def _maybe(part: Any, share: float) -> dict[str, Any]:
    return {"conditional": part, "share": share, "source": "records", "measured": "2026-01-01"}


def _tried(percent: float, whose: str = "ola/second") -> tuple[str, ...]:
    inner = in_turn("second", _maybe({"step": "ola/vendor"}, 4))
    sla = promised(600, in_turn("desk", _maybe(inner, 10)))
    snapshot = repository(sla, *(step(id_, 60) for id_ in ("desk", "second", "vendor")))
    maker, proof = prover(snapshot)
    return what_if(maker, proof.item, [Wish("share", whose, percent=percent)]).changes


def test_an_inner_share_above_the_new_outer_one_is_named() -> None:
    assert _tried(3) == (
        "ola/second: 3\u00a0% of the tickets instead of 10\u00a0%",
        (
            "ola/vendor: 3\u00a0% of the tickets at most instead of 4\u00a0%, "
            "since only so many reach the part in which it lies"
        ),
    )


def test_nothing_is_said_where_nothing_is_capped() -> None:
    assert len(_tried(4)) == len(_tried(20)) == 1


def test_an_inner_share_that_is_asked_for_and_cannot_be_is_named_too() -> None:
    assert _tried(12, "ola/vendor")[1].startswith("ola/vendor: 10\u00a0% of the tickets at most instead of 12\u00a0%")
