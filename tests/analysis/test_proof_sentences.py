"""What a proof says about itself: who stands in the way, by how much, and what one change would do."""

from __future__ import annotations

from gitsm.analysis import proof_words
from gitsm.analysis.ledger import entries, happens
from gitsm.analysis.proof import Prover
from gitsm.analysis.repair import repairs
from gitsm.analysis.ticket import Ticket, ticket_of
from gitsm.base.words import NBSP
from gitsm.calendar.almanac import Almanac
from gitsm.calendar.hours import Hours
from gitsm.calendar.zones import zone
from promise_support import DAY, calendar, in_turn, promised, repository, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])
RARE = {"conditional": {"step": "ola/rare"}, "share": 5}


def _said(*artefacts: dict[str, object]) -> tuple[str, str, list[str]]:
    """(because, what it leaves out, the repairs) of the only promise."""
    snapshot = repository(*artefacts)
    (item,) = snapshot.of_kind("sla")
    prover = Prover(Almanac(snapshot, DAY))
    (proof,) = prover.proofs(item)
    said = proof_words.because(proof), proof_words.at_most(proof)
    ways = [proof_words.repair(one).replace(NBSP, " ") for one in repairs(proof, prover)]
    return said[0].replace(NBSP, " "), said[1].replace(NBSP, " "), ways


def test_hours_that_run_out_are_named_with_what_they_would_have_to_hold() -> None:
    once = {**calendar("once"), "exceptions": [{"date": "2026-03-02", "open": [["08:00", "08:30"]]}]}
    because, more, _ = _said(promised(60, {"step": "ola/desk"}), step("desk", 45, "once"), once)
    assert because == "the work is never done: ola/desk needs 45 m, and its hours (once) are open for less"
    assert more == ""


def test_a_late_chain_tells_its_longest_way_too_where_a_repair_speaks_of_it() -> None:
    chain = in_turn({"step": "ola/desk"}, RARE)
    because, more, ways = _said(promised(60, chain, compliance=90), step("desk", 90), step("rare", 120))
    assert because == "the chain takes up to 1 h 30 m"
    assert more == "; with ola/rare up to 3 h 30 m"
    assert ways[0] in ("promise 1 h 30 m", "promise 3 h 30 m")


def test_nothing_is_added_where_the_shown_way_is_the_longest() -> None:
    assert _said(promised(60, {"step": "ola/desk"}), step("desk", 90))[1] == ""
    assert _said(promised(60, in_turn({"step": "ola/desk"}, RARE)), step("desk", 30), step("rare", 90))[1] == ""


def test_a_shorter_step_is_told_with_what_it_is_now() -> None:
    _, _, ways = _said(promised(239, {"step": "ola/desk"}), step("desk", 240))
    assert ways == ["promise 4 h", "shorten the resolution time of ola/desk from 4 h to 3 h 59 m"]


def test_a_long_story_is_told_by_its_beginning_and_its_end() -> None:
    snapshot = repository(promised(60, {"step": "ola/desk"}), step("desk", 60 * 60, "office"), OFFICE)
    (item,) = snapshot.of_kind("sla")
    (proof,) = Prover(Almanac(snapshot, DAY)).proofs(item)
    ticket = ticket_of(proof)
    assert ticket is not None
    told = list(proof_words.story(ticket, zone("UTC")))
    short = list(proof_words.story(ticket, zone("UTC"), 4))
    assert len(told) == len(ticket.legs) + 2 == 15
    assert short[:3] == told[:3] and short[-2:] == told[-2:]
    assert short[3] == "9 such stretches, left out here"
    assert short[4].startswith("Fri 2026-01-09 18:00 to Mon 2026-01-12 08:00: ")  # its day is told again
    assert list(proof_words.story(ticket, zone("UTC"), 13)) == told


def _late(*artefacts: dict[str, object]) -> tuple[Ticket, Hours]:
    """The ticket of the only promise, and the clock that counts for it."""
    snapshot = repository(*artefacts)
    (item,) = snapshot.of_kind("sla")
    (proof,) = Prover(Almanac(snapshot, DAY)).proofs(item)
    ticket = ticket_of(proof)
    assert ticket is not None and proof.measured is not None
    return ticket, proof.measured.known.hours


def test_a_part_beside_another_one_is_told_as_meanwhile_and_not_as_if_time_went_back() -> None:
    chain = in_turn({"step": "ola/desk"}, {"parallel": [{"step": "ola/mail"}, {"step": "ola/net"}]}, {"step": "ola/qa"})
    steps = step("desk", 10), step("mail", 600, "office"), step("net", 150), step("qa", 5)
    ticket, _ = _late(promised(60, chain), *steps, OFFICE)
    assert [line.replace(NBSP, " ") for line in proof_words.story(ticket, zone("UTC"))] == [
        "opened Fri 2026-01-02 07:51",
        "07:51 to 08:01: ola/desk works",
        "08:01 to 18:00: ola/mail works",
        "18:00 to Mon 2026-01-05 08:00: waits for ola/mail, which is closed, while the clock runs",
        "08:00 to 08:01: ola/mail works",
        "meanwhile Fri 2026-01-02 08:01 to 10:31: ola/net works",
        "Mon 2026-01-05 08:01 to 08:06: ola/qa works",
        "done Mon 2026-01-05 08:06 after 72 h 15 m on the clock, 71 h 15 m late",
    ]
    assert [line.replace(NBSP, " ") for line in proof_words.story(ticket, zone("UTC"), 2)][1:4] == [
        "07:51 to 08:01: ola/desk works",
        "4 such stretches, left out here",
        "Mon 2026-01-05 08:01 to 08:06: ola/qa works",
    ]
    assert "meanwhile Fri 2026-01-02 08:01 to 10:31: ola/net works" in proof_words.story(ticket, zone("UTC"), 4)


def test_of_a_wait_that_counts_only_in_part_it_is_told_how_much() -> None:
    bit = calendar("bit", mon_fri=[["08:00", "18:01"]])
    ticket, _ = _late(promised(60, {"step": "ola/desk"}, "bit"), step("desk", 240, "office"), OFFICE, bit)
    waits = "18:00 to Fri 2026-01-02 08:00: waits for ola/desk, which is closed, while the clock runs for 1 m of it"
    assert waits in [line.replace(NBSP, " ") for line in proof_words.story(ticket, zone("UTC"))]


def test_of_a_wait_in_too_many_pieces_the_ledger_tells_how_much_counts() -> None:
    days = [
        {"date": f"{year}-{month:02}-28", "open": [["08:00", "09:00"]]} for year in (2026, 2027) for month in (1, 7)
    ]
    seldom = {**calendar("seldom"), "exceptions": days}
    ticket, clock = _late(promised(60, {"step": "ola/desk"}, "office"), step("desk", 45, "seldom"), seldom, OFFICE)
    (wait,) = [one for one in entries(ticket, clock) if one.kind == "runs"]
    counted = wait.counted // 60
    assert 0 < counted < (wait.end - wait.start) // 60
    told = f"nobody works, the promise counts for {counted} h of it: ola/desk is closed"
    assert happens(wait).replace(NBSP, " ") == told


def test_what_is_asked_is_told_as_it_is_written_what_is_certain_never_rounded_up() -> None:
    snapshot = repository(promised(60, {"step": "ola/desk"}, compliance=99.95), step("desk", 30, compliance=99.97779))
    (item,) = snapshot.of_kind("sla")
    (proof,) = Prover(Almanac(snapshot, DAY)).proofs(item)
    assert proof_words.asked(proof).replace(NBSP, " ") == "99.95 %"
    assert proof_words.share(proof.bound).replace(NBSP, " ") == "99.9777 %"


def test_a_term_without_a_day_is_told_as_it_is() -> None:
    same = {"from": "2026-03-01", "to": "2026-03-01", "notice": "30d"}
    because, _, ways = _said(promised(60, {"step": "ola/desk"}, valid=same), step("desk", 30))
    assert because == "sla/promise leaves no day to prove: from 2026-03-01 to 2026-03-01 (that day excluded)"
    assert ways == []


def test_several_ways_that_do_not_fit_are_not_told_as_if_one_had_all_the_tickets() -> None:
    late = [{"conditional": {"step": f"ola/{one}"}, "share": 10} for one in ("b", "c", "d")]
    steps = [step(one, minutes) for one, minutes in (("a", 10), ("b", 30), ("c", 35), ("d", 40))]
    because, _, _ = _said(promised(70, in_turn("a", *late), compliance=80), *steps)
    assert because.partition(";")[0] == (
        "15 % of the tickets reach ola/b and ola/c, or go another way that does not fit, and take up to 1 h 25 m"
    )
    assert "; those that reach no conditional step need at most 10 m" in because
    because, _, _ = _said(promised(70, in_turn("a", *late[:2]), compliance=80), *steps)
    assert because == (
        "10 % of the tickets reach ola/b and ola/c and take up to 1 h 15 m; "
        "those that reach no conditional step need at most 10 m"
    )
