"""What somebody inside tries: with a key of their own, with the right to push, or with the key of the gate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from evidence.world import World, edited, reword, service
from gitsm.approvals.evidence import CHANGE, REVIEW, canonical, path_of, statement

EMERGENCY = "Class: emergency\nReference: INC-1\n"
NORMAL = {"services/new.yaml": service("new", "service-owner", "description: New\ncriticality: other\n")}


def request_reworded_after_agreement(w: World) -> None:
    """The agreements were given to a request that declared nothing; the one in the evidence declares an emergency."""
    w.number += 1
    early, _ = w.request("0" * 40)
    w.number -= 1
    digest = hashlib.sha256(early).hexdigest()
    voices = [lambda head, who=who: w.voice(head, who, asked=digest) for who in ("c1", "c2", "o1", "q1")]
    w.merge({**w.files, **NORMAL}, voices=voices, class_="normal", description=EMERGENCY)


def asked_for_another_branch(w: World) -> None:
    """People agreed that it goes to a branch for trials."""
    w.merge(reword(w.files))
    value = json.loads(w.chain[-1])
    request = json.loads(value["predicate"]["request"]["statement"])
    request["predicate"]["target"] = "trial"
    data = canonical(request)
    value["predicate"]["request"] |= {
        "statement": data.decode(),
        "signature": w.keys.sign("au1", "gitsm-request", data),
    }
    head, digest = value["predicate"]["head"], hashlib.sha256(data).hexdigest()
    value["predicate"]["decisions"] = [w.voice(head, "k1", asked=digest)]
    value["predicate"]["moment"] = w.moment()
    w.chain[-1] = canonical(value)
    w.keep(path_of(CHANGE, w.tip, 0), w.chain[-1])


def merged_on_another_branch(w: World) -> None:
    """The statement is about a merge into a branch for trials, which was then pushed onto this one."""
    w.merge(reword(w.files), branch="trial")
    w.merge(reword(w.files, "fine"))


def earlier_agreement_put_behind_an_objection(w: World) -> None:
    """A keeper agreed, then objected; the statement lists the agreement last."""
    said: list[dict] = []

    def agree(head: str) -> dict:
        said.append(w.voice(head, "k1"))
        return w.voice(head, "k1", decision="reject")

    w.merge(reword(w.files), voices=[agree, lambda _head: said[0]])


def earlier_agreement_stated_later(w: World) -> None:
    """The same, and the gate states another time beside the approver's own words."""
    said: list[dict] = []

    def agree(head: str) -> dict:
        said.append({**w.voice(head, "k1"), "moment": "2026-11-02T23:00:00Z"})
        return w.voice(head, "k1", decision="reject")

    w.merge(reword(w.files), voices=[agree, lambda _head: said[0]])


def request_taken_away(w: World) -> None:
    """The gate drops the signed request, so that nobody sees that its opener is the one who agreed."""
    w.merge(reword(w.files), by="au1", opener="k1", voices=("k1",))
    value = json.loads(w.chain[-1])
    value["predicate"]["request"] |= {"statement": "", "signature": "", "by": "au1"}
    w.chain[-1] = canonical(value)
    w.keep(path_of(CHANGE, w.tip, 0), w.chain[-1])


def number_that_is_none(w: World) -> None:
    """A number of a request that only looks like one."""
    w.merge(reword(w.files))
    value = json.loads(w.chain[-1])
    value["predicate"]["request"]["id"] = "\u00b2"
    w.chain[-1] = canonical(value)
    w.keep(path_of(CHANGE, w.tip, 0), w.chain[-1])


def co_author_in_capitals(w: World) -> None:
    """The approver shared in the work, as a line in capital letters says."""
    w.message = "work\n\nCO-AUTHORED-BY: K1 <K1@EXAMPLE.ORG>"
    w.merge(reword(w.files))


HISTORIES: dict[Callable[[World], None], str] = {
    request_reworded_after_agreement: "a request in other words",
    asked_for_another_branch: "asked for the branch trial",
    merged_on_another_branch: "came past the gate",
    earlier_agreement_put_behind_an_objection: "objection",
    earlier_agreement_stated_later: "objection",
    request_taken_away: "it is about change request 1",
    number_that_is_none: "the request in its statement is another one",
    co_author_in_capitals: "k1 is an author",
}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda one: one.__name__)
def test_an_insider_is_found_for_their_own_reason(world: World, history: Callable[[World], None]) -> None:
    history(world.begin(1))
    found = world.save().verdict()
    assert any(one.finding == "violated" for one in found.commits)
    assert HISTORIES[history] in " ".join(word for one in found.commits for word in one.reasons)


@pytest.mark.parametrize("moment", ["2026-13-41T10:00:00Z", "2026-02-30T10:00:00Z", "2026-11-02T29:00:00Z"])
def test_a_statement_at_a_time_that_is_none_makes_the_evidence_fail(world: World, moment: str) -> None:
    world.begin().merge(reword(world.files))
    previous = hashlib.sha256(world.chain[-1]).hexdigest()
    place = {"number": 2, "previous": previous, "moment": moment, "branch": "main"}
    world.keep(path_of(REVIEW, world.tip, 2), statement(REVIEW, "refs/heads/main", world.tip, place), "")
    found = world.save().verdict()
    assert not found.proved and "lacks number, previous or moment" in " ".join(found.faults)


@pytest.mark.parametrize("title", ["half \ud83d a character", "\udfff"])
def test_a_statement_with_half_a_character_is_none(world: World, title: str) -> None:
    world.begin().merge(reword(world.files))
    path = path_of(CHANGE, world.tip, 0)
    world.keep(path, edited(world.evidence[path], title=title))
    found = world.save().verdict()
    assert not found.proved and "is no JSON" in " ".join(w for one in found.commits for w in one.reasons)


def test_a_whole_character_beyond_the_first_plane_is_read(world: World) -> None:
    world.begin().merge(reword(world.files), title="A rocket: \U0001f680")
    assert world.save().verdict().proved


def test_a_branch_that_grew_from_another_branch_is_judged(world: World) -> None:
    """The merge-base lies on no first-parent line: the branch began at a commit of a change that was merged."""
    start, before = world.begin().tip, dict(world.files)
    first = reword(before)
    world.merge(first)
    middle = next(id_ for id_, files in world.trees.items() if files == first and id_ not in (start, world.tip))
    files = reword(first, "second", "services/print.yaml")
    world.merge(reword(world.files, "meanwhile", "services/mail.yaml"))
    both = reword(world.files, "second", "services/print.yaml")
    world.merge(files, parted=middle, into=both)
    found = world.save().verdict()
    assert found.proved, [one.reasons for one in found.commits]
