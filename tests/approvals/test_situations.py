"""Whole situations: who wrote it, who said what, on which day, under which policy; and exactly what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from approvals_support import DAY, POLICY, judged, no, organisation, paper, policy, yes
from gitsm.analysis.people import Staff
from gitsm.approvals.asked import Asked
from gitsm.approvals.electorate import Electorate
from gitsm.approvals.evaluate import judge
from gitsm.approvals.request import ChangeRequest, Voice

DELEGATED = [{"from_party": "ann", "to_party": "gus", "role": "owner", "from": "2026-11-01", "to": "2026-11-15"}]
QUORUM_ALL = {"major": {"body": "board", "chair": "required", "quorum": "4/4"}}


@dataclass(frozen=True)
class Situation:
    """A request, and its outcome with the state of each requirement."""

    title: str
    outcome: str
    states: dict[str, str]
    class_: str = "normal"
    asked: tuple[str | Asked, ...] = ("owner", "second")
    voices: tuple[Voice, ...] = ()
    authors: tuple[str, ...] = ("dan",)
    on: date = DAY
    policy: dict[str, Any] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    note: str = ""
    """Words that a note of the judgement or of a requirement holds."""


def _authorities(**changes: Any) -> dict[str, Any]:
    return {"authorities": {**POLICY["authorities"], **changes}}


AUTO = {"models": [{"id": "words", "match": {"change_types": [1, 2]}, "class": "standard", "auto_merge": True}]}
BOARD_YES = (yes("ann"), yes("bea"), yes("dan"))
S = Situation
SITUATIONS = [
    # roles
    S("nobody spoke", "waiting", {"owner": "missing", "second": "missing"}),
    S("one of two", "waiting", {"owner": "given", "second": "missing"}, voices=(yes("ann"),)),
    S("both", "approved", {"owner": "given", "second": "given"}, voices=(yes("ann"), yes("bea"))),
    S("one person for two roles", "approved", {"owner": "given", "pair": "given"}, asked=("owner", "pair"),
      voices=(yes("ann"),)),
    S("somebody nobody asked", "waiting", {"owner": "missing", "second": "missing"}, voices=(yes("gus"), yes("kim"))),
    S("an objection blocks", "objection", {"owner": "objection", "second": "given"}, voices=(no("ann"), yes("bea"))),
    S("an objection of one holder outweighs the agreement of another", "objection", {"pair": "objection"},
      asked=("pair",), voices=(yes("ann"), no("bea"))),
    S("an objection of somebody nobody asked blocks nothing", "approved", {"owner": "given"}, asked=("owner",),
      voices=(yes("ann"), no("gus")), note="the objection of gus does not count"),
    S("the later word counts", "approved", {"owner": "given"}, asked=("owner",), voices=(no("ann"), yes("ann"))),
    S("and so does a later objection", "objection", {"owner": "objection"}, asked=("owner",),
      voices=(yes("ann"), no("ann"))),
    # authors
    S("the author cannot agree", "waiting", {"owner": "missing", "second": "given"}, authors=("ann",),
      voices=(yes("ann"), yes("bea")), note="ann is an author"),
    S("the superior speaks for an author", "approved", {"owner": "given", "second": "given"}, authors=("ann",),
      voices=(yes("hal"), yes("bea"))),
    S("the superior speaks for nobody who is there", "waiting", {"owner": "missing"}, asked=("owner",),
      voices=(yes("hal"),)),
    S("the deputy speaks for an author", "approved", {"deputised": "given"}, asked=("deputised",),
      voices=(yes("cat"),)),
    S("the deputy has no say while the holder is there", "waiting", {"deputised": "missing"}, asked=("deputised",),
      authors=("eve",), voices=(yes("cat"),)),
    S("the deputy decides while the holder is away", "approved", {"stood-in": "given"}, asked=("stood-in",),
      voices=(yes("cat"),)),
    S("everybody above is an author too", "waiting", {"owner": "nobody"}, asked=("owner",),
      authors=("ann", "hal", "kim"), voices=(yes("ann"),), note="wrote the change"),
    S("whoever is named as an author can still object", "objection", {"owner": "objection"}, asked=("owner",),
      authors=("ann", "dan"), voices=(yes("hal"), no("ann"))),
    S("and take it back", "approved", {"owner": "given"}, asked=("owner",), authors=("ann", "dan"),
      voices=(yes("hal"), no("ann"), yes("ann")), note="ann is an author"),
    S("a maintainer who is named as an author can still object", "objection",
      {"maintainer-a or maintainer-b": "objection"}, class_="standard", authors=("fay",),
      voices=(yes("eve"), no("fay"))),
    S("so can a member of the board", "objection", {"board": "objection"}, class_="major", asked=(),
      authors=("bea", "eve"), voices=(yes("ann"), yes("dan"), yes("gus"), no("bea"))),
    S("an author's objection is not needed to stop", "approved", {"owner": "given"}, asked=("owner",),
      voices=(yes("ann"), no("dan")), note="dan is an author"),
    S("an author nobody knows", "not known", {"owner": "given"}, asked=("owner",), strangers=("somebody",),
      voices=(yes("ann"),), note="no party of the base carries the author somebody"),
    S("an author nobody knows, of a standard change", "not known", {"maintainer-a or maintainer-b": "given"},
      class_="standard", strangers=("somebody",), voices=(yes("fay"),)),
    S("an objection is an answer even then", "objection", {"owner": "objection"}, asked=("owner",),
      strangers=("somebody",), voices=(no("ann"),)),
    # absence
    S("who is away decides nothing", "waiting", {"stood-in": "missing"}, asked=("stood-in",), voices=(yes("off"),),
      note="somebody who is away decides nothing"),
    S("nor on a day of the absence", "waiting", {"stood-in": "missing"}, asked=("stood-in",),
      voices=(yes("off", day="2026-10-20"),)),
    S("what was agreed before the absence holds", "approved", {"stood-in": "given"}, asked=("stood-in",),
      voices=(yes("off", day="2026-10-19"),)),
    S("a day to come proves nothing", "waiting", {"stood-in": "missing"}, asked=("stood-in",),
      voices=(yes("off", day="2026-11-12"),)),
    S("an objection from afar blocks", "objection", {"stood-in": "objection"}, asked=("stood-in",),
      voices=(no("off"), yes("cat"))),
    S("all are away", "waiting", {"alone-away": "nobody"}, asked=("alone-away",), note="away until 2026-11-10"),
    S("back again", "approved", {"alone-away": "given"}, asked=("alone-away",), on=date(2026, 11, 10),
      voices=(yes("off"),)),
    S("vacant", "waiting", {"vacant": "nobody"}, asked=("vacant",), voices=(yes("hal"), yes("ann")),
      note="the time of ann ended on 2026-01-01"),
    S("not yet in the role", "waiting", {"coming": "nobody"}, asked=("coming",), voices=(yes("eve"),),
      note="eve starts on 2026-11-02"),
    S("in the role a day later", "approved", {"coming": "given"}, asked=("coming",), on=date(2026, 11, 2),
      voices=(yes("eve"),)),
    S("a bot is nobody", "waiting", {"botted": "nobody"}, asked=("botted",), voices=(yes("robot"),)),
    # delegations
    S("a delegate", "approved", {"owner": "given"}, asked=("owner",), voices=(yes("gus"),),
      policy={"delegations": DELEGATED}),
    S("a delegate a day too late", "waiting", {"owner": "missing"}, asked=("owner",), on=date(2026, 11, 15),
      voices=(yes("gus"),), policy={"delegations": DELEGATED}),
    S("a delegate of the author", "waiting", {"owner": "missing"}, asked=("owner",), authors=("ann",),
      voices=(yes("gus"),), policy={"delegations": DELEGATED}),
    # what is not known
    S("a role nobody knows", "not known", {"owner": "given", "ghost": "not known"}, asked=("owner", "ghost"),
      voices=(yes("ann"),), note="there is no such role at the base"),
    S("a role that has ended", "not known", {"over": "not known"}, asked=("over",), voices=(yes("ann"),),
      note="the role has ended"),
    S("a name without a role", "not known", {"owner": "given", "": "not known"},
      asked=("owner", Asked("", "gitsm.yaml names no role for risk", "sla/email")), voices=(yes("ann"),)),
    S("nobody is asked at all", "not known", {}, asked=()),
    S("an authority that names nobody", "not known", {}, policy=_authorities(normal={}), voices=(yes("ann"),)),
    S("no authority for the class", "not known", {}, policy={"authorities": {"major": {"body": "board"}}},
      note="no authority for changes of class normal"),
    S("only those accountable are asked", "approved", {"owner": "given"},
      asked=("owner", Asked("second", "owner of ola/x", "sla/email", "impacted")), voices=(yes("ann"),),
      policy=_authorities(normal={"derive": ["accountable"]})),
    S("only those touched are asked", "waiting", {"second": "missing"},
      asked=("owner", Asked("second", "owner of ola/x", "sla/email", "impacted")), voices=(yes("ann"),),
      policy=_authorities(normal={"derive": ["impacted"]})),
    S("one person cannot be two", "waiting", {"owner": "given", "pair": "given"}, asked=("owner", "pair"),
      voices=(yes("ann"),), policy=_authorities(normal={"derive": ["accountable"], "at_least": 2}),
      note="2 different persons"),
    S("two persons for two roles", "approved", {"owner": "given", "pair": "given"}, asked=("owner", "pair"),
      voices=(yes("ann"), yes("bea")), policy=_authorities(normal={"derive": ["accountable"], "at_least": 2})),
    # several different people
    S("two of several must agree", "waiting", {"second": "given", "pair or second": "missing"},
      asked=("second", Asked("pair", "two", "sla/email", persons=2), Asked("second", "two", "sla/email", persons=2)),
      voices=(yes("bea"),), note="2 different people must agree"),
    S("two have", "approved", {"pair or second": "given"}, voices=(yes("ann"), yes("bea")),
      asked=(Asked("pair", "two", "sla/email", persons=2), Asked("second", "two", "sla/email", persons=2))),
    S("two holders of one role", "approved", {"pair": "given"}, asked=(Asked("pair", "two", "sla/email", persons=2),),
      voices=(yes("ann"), yes("bea"))),
    S("one of the two wrote it: the superior is the other", "approved", {"pair": "given"}, authors=("ann",),
      asked=(Asked("pair", "two", "sla/email", persons=2),), voices=(yes("hal"), yes("bea"))),
    S("one of the two wrote it, and the other alone is not enough", "waiting", {"pair": "missing"}, authors=("ann",),
      asked=(Asked("pair", "two", "sla/email", persons=2),), voices=(yes("bea"), yes("ann"))),
    S("a role of one waits for a second", "waiting", {"second": "nobody"}, voices=(yes("bea"),),
      asked=(Asked("second", "two", "sla/email", persons=2),), note="but only 1 can: bea"),
    S("paper and a voice may come from one person", "waiting", {"customer or second": "missing"}, authors=("eve",),
      asked=(Asked("customer", "two", "sla/email", persons=2), Asked("second", "two", "sla/email", persons=2)),
      voices=(paper("customer"), yes("gus"))),
    S("one of two objects", "objection", {"pair": "objection"}, asked=(Asked("pair", "two", "sla/email", persons=2),),
      voices=(yes("ann"), no("bea"))),
    # standard
    S("any maintainer", "approved", {"maintainer-a or maintainer-b": "given"}, class_="standard", voices=(yes("eve"),)),
    S("the owner is no maintainer", "waiting", {"maintainer-a or maintainer-b": "missing"}, class_="standard",
      voices=(yes("ann"),)),
    S("a maintainer who wrote it", "waiting", {"maintainer-a or maintainer-b": "missing"}, class_="standard",
      authors=("fay",), voices=(yes("fay"),)),
    S("the other maintainer", "approved", {"maintainer-a or maintainer-b": "given"}, class_="standard",
      authors=("fay",), voices=(yes("eve"),)),
    S("no superior while a maintainer is left", "waiting", {"maintainer-a or maintainer-b": "missing"},
      class_="standard", authors=("fay",), voices=(yes("hal"),)),
    S("both maintainers wrote it", "approved", {"maintainer-a or maintainer-b": "given"}, class_="standard",
      authors=("fay", "eve"), voices=(yes("hal"),)),
    S("a maintainer objects", "objection", {"maintainer-a or maintainer-b": "objection"}, class_="standard",
      voices=(yes("fay"), no("eve"))),
    S("an approver name without roles", "not known", {"": "not known"}, class_="standard", voices=(yes("fay"),),
      policy=_authorities(standard={"any": "security"}), note="approver_roles.security"),
    S("a name that is an attribute of something", "not known", {"": "not known"}, class_="standard",
      policy=_authorities(standard={"any": "copy"})),
    S("a role by its own name", "approved", {"owner": "given"}, class_="standard", voices=(yes("ann"),),
      policy=_authorities(standard={"any": "owner"})),
    S("two of the maintainers", "waiting", {"maintainer-a or maintainer-b": "missing"}, class_="standard",
      voices=(yes("fay"),), policy=_authorities(standard={"any": "maintainer", "at_least": 2})),
    S("merged by itself", "approved", {"maintainer-a or maintainer-b": "missing"}, class_="standard",
      policy=AUTO, models=("words", "words")),
    S("not by itself where a part is none of the model", "waiting", {"maintainer-a or maintainer-b": "missing"},
      class_="standard", policy=AUTO, models=("words", "")),
    S("not by itself with an unknown author", "not known", {"maintainer-a or maintainer-b": "missing"},
      class_="standard", policy=AUTO, models=("words",), strangers=("somebody",)),
    S("not by itself against an objection", "objection", {"maintainer-a or maintainer-b": "objection"},
      class_="standard", policy=AUTO, models=("words",), voices=(no("fay"),)),
    S("not by itself above standard", "waiting", {"owner": "missing"}, asked=("owner",), policy=AUTO,
      models=("words",)),
    # the board: owner (chair), second, deputised, customer; two thirds of four are three
    S("two of four", "waiting", {"board": "missing"}, class_="major", asked=(), authors=("eve",),
      voices=(yes("ann"), yes("bea"))),
    S("three of four with the chair", "approved", {"board": "given"}, class_="major", asked=(), authors=("eve",),
      voices=BOARD_YES),
    S("three of four without the chair", "waiting", {"board": "missing"}, class_="major", asked=(), authors=("eve",),
      voices=(yes("bea"), yes("dan"), yes("gus")), note="the chair (owner) must agree"),
    S("three against one", "objection", {"board": "objection"}, class_="major", asked=(), authors=("eve",),
      voices=(*BOARD_YES, no("gus"))),
    S("every derived approver besides", "waiting", {"board": "given", "stood-in": "missing"}, class_="major",
      asked=("stood-in",), authors=("eve",), voices=BOARD_YES),
    S("with every derived approver", "approved", {"board": "given", "stood-in": "given"}, class_="major",
      asked=("stood-in",), authors=("eve",), voices=(*BOARD_YES, yes("cat"))),
    S("the deputy votes for a member who wrote it", "approved", {"board": "given"}, class_="major", asked=(),
      voices=(yes("ann"), yes("bea"), yes("cat"))),
    S("the superior votes for the chair who wrote it", "approved", {"board": "given"}, class_="major", asked=(),
      authors=("ann",), voices=(yes("hal"), yes("bea"), yes("dan"))),
    S("but not for another member", "waiting", {"board": "nobody"}, class_="major", asked=(), authors=("bea",),
      voices=(yes("ann"), yes("hal"), yes("dan"), yes("gus")), policy=_authorities(**QUORUM_ALL),
      note="4 seats of board must agree, but only 3 can"),
    S("the quorum of the policy wins", "approved", {"small-board": "given"}, class_="major", asked=(),
      authors=("eve",), voices=(yes("bea"),), policy=_authorities(major={"body": "small-board", "quorum": 1})),
    S("else that of the body", "waiting", {"small-board": "missing"}, class_="major", asked=(), authors=("eve",),
      voices=(yes("bea"),), policy=_authorities(major={"body": "small-board"})),
    S("else two thirds, rounded up", "waiting", {"headless": "missing"}, class_="major", asked=(), authors=("eve",),
      voices=(yes("bea"),), policy=_authorities(major={"body": "headless"})),
    S("a chair that does not exist", "waiting", {"headless": "nobody"}, class_="major", asked=(), authors=("eve",),
      voices=(yes("bea"), yes("gus")), policy=_authorities(major={"body": "headless", "chair": "required"}),
      note="headless, which has none"),
    S("no body of that name", "not known", {"second": "not known"}, class_="major", asked=(),
      policy=_authorities(major={"body": "second"}), note="which is none at the base"),
    S("one person on two seats is one vote", "waiting", {"twice": "missing"}, class_="major", asked=(),
      authors=("eve",), voices=(yes("ann"),), policy=_authorities(major={"body": "twice", "quorum": 2})),
    S("seats are filled so that all votes count", "approved", {"twice": "given"}, class_="major", asked=(),
      authors=("eve",), voices=(yes("ann"), yes("bea")),
      policy=_authorities(major={"body": "twice", "quorum": 2, "chair": "required"})),
    S("a quorum of more than can ever vote", "waiting", {"twice": "nobody"}, class_="major", asked=(),
      authors=("eve",), voices=(yes("ann"), yes("bea")), policy=_authorities(major={"body": "twice", "quorum": 3})),
    S("a body that answers for an artefact votes", "waiting", {"small-board": "missing"}, asked=("small-board",),
      authors=("eve",), voices=(yes("ann"),)),
    S("by its own quorum", "approved", {"small-board": "given"}, asked=("small-board",), authors=("eve",),
      voices=(yes("ann"), yes("gus"))),
    S("the body of the class is asked once", "approved", {"board": "given"}, class_="major", asked=("board",),
      authors=("eve",), voices=BOARD_YES),
    S("who votes and gives a document for another seat is one vote", "waiting", {"one-for-two": "nobody"},
      class_="major", asked=(), authors=("eve",), voices=(yes("ann"), yes("bea"), paper("buyer", entered_by="dan")),
      policy=_authorities(major={"body": "one-for-two", "quorum": 3}), note="only 2 can"),
    # emergency
    S("one of two", "waiting", {"small-board": "missing"}, class_="emergency", asked=(), voices=(yes("ann"),)),
    S("two persons", "approved", {"small-board": "given"}, class_="emergency", asked=(),
      voices=(yes("bea"), yes("gus"))),
    S("one is never enough", "waiting", {"small-board": "missing"}, class_="emergency", asked=(), voices=(yes("ann"),),
      policy=_authorities(emergency={"body": "small-board", "at_least": 1})),
    S("more than two where the policy says so", "waiting", {"small-board": "missing"}, class_="emergency", asked=(),
      voices=(yes("bea"), yes("gus")), policy=_authorities(emergency={"body": "small-board", "at_least": 3})),
    S("an author is none of the two", "waiting", {"small-board": "missing"}, class_="emergency", asked=(),
      authors=("ann",), voices=(yes("ann"), yes("bea"))),
    S("any maintainer, in an emergency two", "waiting", {"maintainer-a or maintainer-b": "missing"},
      class_="emergency", asked=(), voices=(yes("fay"),), policy=_authorities(emergency={"any": "maintainer"})),
    # on paper
    S("paper for a listed role", "approved", {"customer": "given"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer"),)),
    S("paper by a named person", "approved", {"customer": "given"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", "gus"),)),
    S("paper for a role that is not listed", "waiting", {"owner": "missing"}, asked=("owner",), authors=("eve",),
      voices=(paper("owner"),), note="lets owner agree on the platform only"),
    S("paper entered by the author", "waiting", {"customer": "missing"}, asked=("customer",),
      voices=(paper("customer"),), note="dan, who entered it, wrote the change"),
    S("paper entered by the approver", "waiting", {"customer": "missing"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", entered_by="gus"),), note="a third person must enter it"),
    S("paper entered by nobody known", "waiting", {"customer": "missing"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", entered_by="zed"),)),
    S("paper entered by a bot", "waiting", {"customer": "missing"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", entered_by="robot"),)),
    S("paper without a document", "waiting", {"customer": "missing"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", document=""),), note="names no document"),
    S("paper by somebody outside the role", "waiting", {"customer": "missing"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", "bea"),), note="bea cannot speak for customer"),
    S("paper of an author", "waiting", {"customer": "missing"}, asked=("customer",), authors=("gus",),
      voices=(paper("customer"),), note="not all of them may"),
    S("paper speaks for its role alone", "waiting", {"customer": "given", "owner": "missing"},
      asked=("customer", "owner"), authors=("eve",), voices=(paper("customer", "gus"),)),
    S("an objection on paper blocks", "objection", {"customer": "objection"}, asked=("customer",), authors=("eve",),
      voices=(paper("customer", approves=False), yes("gus"))),
    S("paper fills a seat of a board", "approved", {"small-board": "given"}, class_="emergency", asked=(),
      voices=(yes("ann"), paper("customer", entered_by="bea"))),
]  # fmt: skip


@pytest.mark.parametrize("one", SITUATIONS, ids=lambda one: f"{one.class_}: {one.title}")
def test_situation(one: Situation) -> None:
    found = judged(
        one.class_, one.asked, one.voices, authors=one.authors, on=one.on, rules=policy(one.policy),
        strangers=one.strangers, models=one.models,
    )  # fmt: skip
    assert {r.role: r.state for r in found.requirements} == one.states
    assert found.outcome == one.outcome
    words = " | ".join((*found.notes, *found.unheard, *(r.note for r in found.requirements)))
    assert one.note in words


def test_no_policy_is_never_approved_and_an_unreadable_one_says_so() -> None:
    for broken, words in (((), "no change policy"), (("processes/change-enablement.yaml",), "cannot be read")):
        electorate = Electorate(Staff(organisation(broken=broken), DAY), (), frozenset())
        request = ChangeRequest(voices=(yes("ann"), yes("kim")))
        found = judge("standard", [Asked("owner", "x")], None, request, electorate)
        assert (found.outcome, found.requirements) == ("not known", ())
        assert words in found.notes[0]


@pytest.mark.parametrize("broken", ["roles/owner.yaml", "roles/parties/ann.yaml"])
def test_a_role_whose_people_cannot_be_read_is_not_known(broken: str) -> None:
    found = judged("normal", ["owner"], [yes("ann"), yes("hal")], base=organisation(broken=[broken]))
    assert found.outcome == "not known"
    assert "cannot be read" in found.requirements[0].note


def test_an_auto_merge_is_listed_as_such_and_a_merge_with_a_person_is_not() -> None:
    both = {"models": [*AUTO["models"], {"id": "rota", "match": {"change_types": [14]}, "class": "standard"}]}
    found = judged("standard", [], models=("words", "words"), rules=policy(both))
    assert (found.outcome, found.auto_merged) == ("approved", ("words",))
    found = judged("standard", [], [yes("fay")], models=("words", "rota"), rules=policy(both))
    assert (found.outcome, found.auto_merged) == ("approved", ())
    major = {"models": [{"id": "words", "match": {"change_types": [2]}, "class": "major", "auto_merge": True}]}
    assert judged("major", [], models=("words",), rules=policy(major)).outcome == "waiting"


def test_each_requirement_says_why_who_may_and_what_is_missing() -> None:
    found = judged("major", ["stood-in", Asked("stood-in", "another reason", "ola/x")], authors=["eve"])
    board, role = found.requirements
    assert (board.needed, board.agreed) == (3, ())
    assert {one.person for one in board.can} == {"ann", "bea", "dan", "gus"}
    assert role.why == ("owner of sla/stood-in", "another reason")
    assert role.about == {"sla/email", "ola/x"}
    assert [one.capacity for one in role.can] == ["deputy in stood-in"]


def test_an_agreement_to_another_commit_is_void_and_an_objection_is_not() -> None:
    found = judged("normal", ["owner", "second"], [yes("ann", commit="1" * 40), no("bea", commit="1" * 40)])
    assert {r.role: r.state for r in found.requirements} == {"owner": "missing", "second": "objection"}
    assert [one.voice.person for one in found.voided] == ["ann"]
