"""Histories in which somebody did what they must not: each has to be found, for its own reason."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence.world import POLICY, World, edited, party, raised, reword, role, service
from gitsm.approvals.evidence import CHANGE, GENESIS, canonical

NORMAL = {"services/new.yaml": service("new", "service-owner", "description: New\ncriticality: other\n")}


def path_at(world: World, number: int) -> str:
    """Where the statement of a number lies."""
    return next(path for path, data in world.evidence.items() if data == world.chain[number])


def direct_push(w: World) -> None:
    """Commits straight onto the branch, and the gate goes on afterwards."""
    w.push(reword(w.files, "sneaked"))
    w.merge(reword(w.files, "fine"))


def direct_push_last(w: World) -> None:
    """A commit straight onto the branch, at its end."""
    w.merge(reword(w.files, "fine"))
    w.push(reword(w.files, "sneaked"))


def admin_bypass(w: World) -> None:
    """A merge commit like any other, made by an administrator, with trailers of its own making."""
    head = w.commit(reword(w.files, "bypass"), [w.tip], "au1", "work")
    w.tip = w.commit(reword(w.files, "bypass"), [w.tip, head], "k1", "Change 9\n\nGitsm-Approved-By: k1 (signed)")
    w.files = reword(w.files, "bypass")
    w.merge(reword(w.files, "fine"))


def unapproved(w: World) -> None:
    """The gate merged what nobody agreed to."""
    w.merge(reword(w.files), voices=())


def self_approval(w: World) -> None:
    """The author is a keeper and agrees to their own change."""
    w.merge(reword(w.files), by="k1", voices=("k1",))


def self_approval_through_opener(w: World) -> None:
    """Somebody else's commits, opened and approved by the same keeper."""
    w.merge(reword(w.files), by="au1", opener="k1", voices=("k1",))


def committer_approves(w: World) -> None:
    """The approver committed the work of another."""
    files, target = reword(w.files), w.tip
    w.number += 1
    head = w.commit(files, [target], "au1", "work", committer="k1")
    subject = w.commit(files, [target, head], "gate", "Change")
    data, seal = w.request(head)
    w.append(CHANGE, subject, predicate(w, data, seal, target, head, subject, files, [w.voice(head, "k1")]))
    w.tip, w.files = subject, files


def co_author_approves(w: World) -> None:
    """The approver is named as co-author of a commit."""
    files, target = reword(w.files), w.tip
    w.number += 1
    head = w.commit(files, [target], "au1", "work\n\nCo-authored-by: k1 <k1@example.org>")
    subject = w.commit(files, [target, head], "gate", "Change")
    data, seal = w.request(head)
    w.append(CHANGE, subject, predicate(w, data, seal, target, head, subject, files, [w.voice(head, "k1")]))
    w.tip, w.files = subject, files


def predicate(w: World, data: bytes, seal: str, target: str, head: str, subject: str, files: dict, given: list) -> dict:
    """The predicate of a plain merge."""
    return {
        "branch": "main", "base": target, "target": target, "head": head, "headTree": w.tree(files),
        "request": {"id": str(w.number), "title": "", "by": "au1", "statement": data.decode(), "signature": seal},
        "method": "merge", "commits": [subject],
        "class": {"computed": "standard", "declared": ""}, "decisions": given, "autoMerged": False,
    }  # fmt: skip


def stranger_writes(w: World) -> None:
    """A normal change with a commit of somebody whom no party carries: perhaps an approver under another name."""
    w.merge({**w.files, **NORMAL}, by="somebody", opener="au1", voices=("o1", "q1"), class_="normal")


def wrong_role(w: World) -> None:
    """Somebody with a key, but without the role."""
    w.merge(reword(w.files), voices=("q1",))


def role_held_too_late(w: World) -> None:
    """The approver holds the role from the day after the merge."""
    held = w.files["roles/keeper.yaml"].replace("{party: k2, from: 2026-01-01}", "{party: k2, from: 2026-11-03}")
    w.files = {**w.files, "roles/keeper.yaml": held}
    w.tip = w.commit(w.files, [], "k1", "other first commit")
    w.chain.clear()
    w.evidence.clear()
    w.append(GENESIS, w.tip, {"branch": "main"})
    w.merge(reword(w.files), voices=("k2",))


def role_no_longer_held(w: World) -> None:
    """The approver's time in the role ended before the merge."""
    role_held_too_late(w)
    held = w.files["roles/keeper.yaml"].replace(
        "{party: k2, from: 2026-11-03}", "{party: k2, from: 2026-01-01, to: 2026-11-01}"
    )
    w.files = {**w.files, "roles/keeper.yaml": held}
    w.tip = w.commit(w.files, [], "k1", "other first commit")
    w.chain.clear()
    w.evidence.clear()
    w.append(GENESIS, w.tip, {"branch": "main"})
    w.merge(reword(w.files), voices=("k2",))


def appoints_own_approver(w: World) -> None:
    """The change makes a friend a keeper, and the friend agrees to it."""
    files = {**reword(w.files), "roles/keeper.yaml": role("keeper", "k1 k2 o1")}
    w.merge(files, voices=("o1",), class_="major")


def loosens_own_rule(w: World) -> None:
    """The change lets anybody decide, and asks nobody else."""
    loose = w.files["processes/change-enablement.yaml"].replace(POLICY, POLICY.replace("quorum: 2/3", "quorum: 1"))
    w.merge({**w.files, "processes/change-enablement.yaml": loose}, voices=("k1",), class_="major")


def content_changed_after_approval(w: World) -> None:
    """Approved at one commit, merged at a later one."""
    early = w.commit(reword(w.files, "harmless"), [w.tip], "au1", "work")
    w.merge(reword(w.files, "other"), voices=[lambda head: w.voice(early, "k1")])


def evil_merge(w: World) -> None:
    """The merge commit holds something that the approved head does not."""
    files = reword(w.files)
    w.merge(files, into={**files, "services/print.yaml": files["services/print.yaml"].replace("other", "vital")})


def evil_merge_in_a_file_without_meaning(w: World) -> None:
    """The merge commit smuggles a workflow in."""
    files = reword(w.files)
    w.merge(files, into={**files, ".github/workflows/x.yml": "on: push\n"})


def evil_squash(w: World) -> None:
    """The same with a squash merge."""
    files = reword(w.files)
    w.merge(files, into=reword(files, "more", "services/print.yaml"), method="squash")


def evil_squash_on_moved_target(w: World) -> None:
    """A squash onto a target that moved on, which takes back what was merged meanwhile."""
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files, "meanwhile", "services/print.yaml"))
    w.merge(reword(before), parted=start, into=reword(before), method="squash")


def evil_rebase(w: World) -> None:
    """A rebased commit with something extra."""
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files, "meanwhile", "services/print.yaml"))
    w.merge(reword(before), parted=start, into=reword(reword(w.files), "extra", "services/print.yaml"), method="rebase")


def other_parent(w: World) -> None:
    """The merge has another second parent than the approved head."""
    files, target = reword(w.files), w.tip
    w.number += 1
    head = w.commit(files, [target], "au1", "approved")
    twin = w.commit(files, [target], "au1", "not approved")
    subject = w.commit(files, [target, twin], "gate", "Change")
    data, seal = w.request(head)
    w.append(CHANGE, subject, predicate(w, data, seal, target, head, subject, files, [w.voice(head, "k1")]))
    w.tip, w.files = subject, files


def class_belittled(w: World) -> None:
    """A major change, recorded as standard and agreed to by a keeper alone."""
    less = raised(w.files["services/mail.yaml"].replace("vital", "important"), 0)
    w.merge({**w.files, "services/mail.yaml": less}, voices=("k1",), class_="standard")


def quorum_missed(w: World) -> None:
    """A major change without the chair of the board."""
    less = raised(w.files["services/mail.yaml"].replace("vital", "important"), 0)
    w.merge({**w.files, "services/mail.yaml": less}, voices=("o1", "q1", "c2"), class_="major")


def objection_passed_over(w: World) -> None:
    """A keeper objected, another agreed."""
    w.merge(reword(w.files), voices=["k1", lambda head: w.voice(head, "k2", decision="reject")])


def statement_edited(w: World) -> None:
    """A statement was changed after it was signed."""
    w.merge(reword(w.files))
    w.merge(reword(w.files, "second"))
    path = path_at(w, 1)
    w.evidence[path] = edited(w.evidence[path], rationale="better")


def statement_edited_and_signed_again(w: World) -> None:
    """Whoever holds the gate's key changed an old statement and signed it; the next one gives it away."""
    w.merge(reword(w.files))
    w.merge(reword(w.files, "second"))
    path = path_at(w, 1)
    w.keep(path, edited(w.evidence[path], rationale="better"))


def statements_reordered(w: World) -> None:
    """Two statements changed places, signed anew."""
    w.merge(reword(w.files))
    w.merge(reword(w.files, "second"))
    one, two = path_at(w, 1), path_at(w, 2)
    first, second = w.evidence[one], w.evidence[two]
    w.keep(one, edited(first, number=2))
    w.keep(two, edited(second, number=1))


def statement_missing(w: World) -> None:
    """A statement in the middle was dropped."""
    w.merge(reword(w.files))
    w.merge(reword(w.files, "second"))
    path = path_at(w, 1)
    del w.evidence[path], w.evidence[f"{path}.sig"]


def statements_cut_off(w: World) -> None:
    """The newest statement is gone, its merge is not."""
    w.merge(reword(w.files))
    w.merge(reword(w.files, "second"))
    path = path_at(w, 2)
    del w.evidence[path], w.evidence[f"{path}.sig"]


def signature_missing(w: World) -> None:
    """A statement without its signature."""
    w.merge(reword(w.files))
    del w.evidence[f"{path_at(w, 1)}.sig"]


def signed_by_stranger(w: World) -> None:
    """A statement signed with a key that nobody carries."""
    w.merge(reword(w.files), key="stranger")


def signed_by_person(w: World) -> None:
    """A statement signed by the approver in place of the gate."""
    w.merge(reword(w.files), key="k1")


def signed_with_late_key(w: World) -> None:
    """The gate's key counted until the day before."""
    ended = party("gate", w.keys.line("gate", to="2026-11-02") + w.keys.line("gate2", "2026-11-02"), "bot")
    w.files = {**w.files, "roles/parties/gate.yaml": ended}
    w.tip = w.commit(w.files, [], "k1", "other first commit")
    w.chain.clear()
    w.evidence.clear()
    w.append(GENESIS, w.tip, {"branch": "main"}, key="gate2")
    w.merge(reword(w.files), key="gate")


def key_added_by_the_change_itself(w: World) -> None:
    """The change brings the key that signs its statement."""
    more = party("gate", w.keys.line("gate") + w.keys.line("gate2"), "bot")
    w.merge({**w.files, "roles/parties/gate.yaml": more}, key="gate2", class_="major", voices=("k1", "k2", "c1", "c2"))


def approval_with_foreign_key(w: World) -> None:
    """An approval in the name of a keeper, signed by somebody else."""
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "k1", key="au1")])


def approval_of_another_request(w: World) -> None:
    """An approval copied from another request."""
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "k1", number=77)])


def approval_edited(w: World) -> None:
    """An objection turned into an approval in the evidence."""

    def turned(head: str) -> dict:
        voice = w.voice(head, "k1", decision="reject")
        return {**voice, "decision": "approve", "statement": voice["statement"].replace("reject", "approve")}

    w.merge(reword(w.files), voices=[turned])


def approval_dated_ahead(w: World) -> None:
    """An approval that was signed after the merge."""
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "k1", day="2026-11-05")])


def recorded_by_author(w: World) -> None:
    """An approval on paper, entered by the author."""
    files = reword({**w.files, **NORMAL}, "x", "services/new.yaml")
    files["services/print.yaml"] = w.files["services/print.yaml"].replace("other", "supporting")
    paper = {"role": "customer", "document": "ab" * 32}
    w.merge(files, voices=["o1", "q1", "c1", "c2", lambda head: w.voice(head, "au1", **paper)], class_="major")


def recorded_for_unlisted_role(w: World) -> None:
    """An approval on paper for a role that must sign."""
    paper = {"role": "keeper", "document": "ab" * 32}
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "q1", **paper)])


def history_rewritten(w: World) -> None:
    """The last merge was taken off the branch; its statement stayed."""
    w.merge(reword(w.files))
    kept = w.tip
    w.merge(reword(w.files, "second"))
    w.tip = kept


def genesis_moved(w: World) -> None:
    """A new beginning after a violation, within the chain."""
    w.push(reword(w.files))
    w.append(GENESIS, w.tip, {"branch": "main"})


def two_statements_one_number(w: World) -> None:
    """A statement put in beside another."""
    w.merge(reword(w.files))
    first = json.loads(w.chain[1])
    head = w.commit(reword(w.files, "ghost"), [w.tip], "au1", "ghost")
    first["subject"][0]["digest"]["gitCommit"] = head
    w.keep(f"{head[:2]}/{head}.json", canonical(first))


def statement_misplaced(w: World) -> None:
    """The statement of one merge lies where that of another should."""
    w.merge(reword(w.files))
    path = path_at(w, 1)
    w.merge(reword(w.files, "second"))
    other = path_at(w, 2)
    w.evidence[other], w.evidence[f"{other}.sig"] = w.evidence[path], w.evidence[f"{path}.sig"]


def statement_with_duplicate_keys(w: World) -> None:
    """A statement that two readers understand differently."""
    w.merge(reword(w.files))
    path = path_at(w, 1)
    w.keep(path, w.evidence[path].replace(b'"outcome"', b'"outcome"').replace(b'{"_type"', b'{"_type":"x","_type"', 1))


def merged_in_a_freeze(w: World) -> None:
    """Merged while nothing may be."""
    w.merge(reword(w.files), day="2026-12-20")


def request_of_somebody_else(w: World) -> None:
    """The request is signed by somebody else than it says."""

    w.merge(reword(w.files))
    path = path_at(w, 1)
    value = json.loads(w.evidence[path])
    value["predicate"]["request"]["signature"] = w.keys.sign(
        "q1", "gitsm-request", value["predicate"]["request"]["statement"].encode()
    )
    w.keep(path, canonical(value))


def rebase_with_foreign_commit(w: World) -> None:
    """A rebase whose middle commit changes what nobody saw, and whose last takes it back."""
    files, target = reword(w.files), w.tip
    w.number += 1
    head = w.commit(files, [target], "au1", "work")
    dirty = w.commit(
        {**w.files, "services/print.yaml": w.files["services/print.yaml"].replace("other", "vital")},
        [target],
        "au1",
        "dirty",
    )
    subject = w.commit(files, [dirty], "au1", "work")
    data, seal = w.request(head)
    more = predicate(w, data, seal, target, head, subject, files, [w.voice(head, "k1")])
    w.append(CHANGE, subject, {**more, "method": "rebase", "commits": [dirty, subject]})
    w.evidence_parents.append(head)
    w.tip, w.files = subject, files


ATTACKS: dict[Callable[[World], None], tuple[str, str]] = {
    direct_push: ("violated", "came past the gate"),
    direct_push_last: ("unproved", "pushed directly, or its evidence is missing"),
    admin_bypass: ("violated", "came past the gate"),
    unapproved: ("violated", "not approved"),
    self_approval: ("violated", "k1 is an author"),
    self_approval_through_opener: ("violated", "k1 is an author"),
    committer_approves: ("violated", "k1 is an author"),
    co_author_approves: ("violated", "k1 is an author"),
    stranger_writes: ("violated", "not known"),
    wrong_role: ("violated", "not approved"),
    role_held_too_late: ("violated", "not approved"),
    role_no_longer_held: ("violated", "not approved"),
    appoints_own_approver: ("violated", "not approved"),
    loosens_own_rule: ("violated", "not approved"),
    content_changed_after_approval: ("violated", "was pushed since"),
    evil_merge: ("violated", "something else came in"),
    evil_merge_in_a_file_without_meaning: ("violated", "something else came in"),
    evil_squash: ("violated", "something else came in"),
    evil_squash_on_moved_target: ("violated", "something else came in"),
    evil_rebase: ("violated", "something else came in"),
    other_parent: ("violated", "parents are not"),
    class_belittled: ("violated", "recorded as standard, but it is major"),
    quorum_missed: ("violated", "cab: missing"),
    objection_passed_over: ("violated", "objection"),
    statement_edited: ("violated", "does not fit"),
    statement_edited_and_signed_again: ("violated", "it was edited"),
    statements_reordered: ("violated", "it was edited"),
    statement_missing: ("unproved", "its evidence is missing"),
    statements_cut_off: ("unproved", "its evidence is missing"),
    signature_missing: ("violated", "missing or does not fit"),
    signed_by_stranger: ("violated", "no party carried"),
    signed_by_person: ("violated", "not the gate"),
    signed_with_late_key: ("violated", "no longer counted"),
    key_added_by_the_change_itself: ("violated", "no party carried"),
    approval_with_foreign_key: ("violated", "belongs to au1"),
    approval_of_another_request: ("violated", "about change request 77"),
    approval_edited: ("violated", "signature does not fit"),
    approval_dated_ahead: ("violated", "later than the day judged"),
    recorded_by_author: ("violated", "wrote the change"),
    recorded_for_unlisted_role: ("violated", "not approved"),
    history_rewritten: ("fault", "rewritten or cut off"),
    genesis_moved: ("fault", "evidence was dropped"),
    two_statements_one_number: ("either", "put in or reordered"),
    statement_misplaced: ("violated", "lies at another place"),
    statement_with_duplicate_keys: ("violated", "one spelling"),
    merged_in_a_freeze: ("violated", "freeze"),
    request_of_somebody_else: ("violated", "belongs to q1"),
    rebase_with_foreign_commit: ("violated", "changed on the way"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_an_attack_is_found_for_its_own_reason(world: World, attack: Callable[[World], None]) -> None:
    attack(world.begin(1))
    finding, words = ATTACKS[attack]
    found = world.save().verdict()
    assert not found.proved
    said = {(one.finding, reason) for one in found.commits for reason in one.reasons}
    said |= {("fault", fault) for fault in found.faults}
    assert any(finding in (kind, "either") and words in reason for kind, reason in said), said


def test_at_least_twenty_five_attacks() -> None:
    assert len(ATTACKS) >= 25


def test_replaced_objects_are_found_and_not_believed(world: World) -> None:
    world.begin().merge(reword(world.files))
    forged = world.commit(world.files, [], "k1", "forged")
    world.save().write(f".git/refs/replace/{world.tip}", forged + "\n")
    found = world.verdict()
    assert any("refs/replace" in fault for fault in found.faults)
    assert [one.finding for one in found.commits] == ["attested", "signed"]  # the real history is what was judged


def test_grafts_are_found(world: World) -> None:
    world.begin().merge(reword(world.files))
    world.save().write(".git/info/grafts", f"{world.tip}\n")
    assert any("grafts" in fault for fault in world.verdict().faults)


def test_an_anchor_shows_that_a_whole_history_was_replaced(world: World) -> None:
    world.begin().merge(reword(world.files))
    world.merge(reword(world.files, "second"))
    anchor = world.save().verdict().head
    path = path_at(world, 2)
    del world.evidence[path], world.evidence[f"{path}.sig"]
    world.tip = json.loads(world.chain[2])["predicate"]["target"]
    world.save()
    assert world.verdict().proved  # cut off together with its merge: nothing here shows it
    found = world.verdict(anchor)
    assert not found.proved and found.anchored is False
