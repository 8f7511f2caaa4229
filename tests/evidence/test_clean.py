"""Histories in which everybody did what they should: each has to be proved, with exactly its strength."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from evidence.world import DAY, World, party, raised, reword, service
from gitsm.approvals.evidence import REVIEW, SNAPSHOT

NEW = service("new", "service-owner", "description: New\ncriticality: other\n")
BOARD = ("o1", "q1", "c1", "c2")
PAPER = {"role": "customer", "document": "ab" * 32}


def less(w: World) -> dict[str, str]:
    """A major change: a service becomes less important."""
    return {**w.files, "services/mail.yaml": raised(w.files["services/mail.yaml"].replace("vital", "important"), 0)}


def printing(w: World) -> dict[str, str]:
    """A major change of the customer's own service."""
    return {**w.files, "services/print.yaml": raised(w.files["services/print.yaml"].replace("other", "supporting"), 0)}


def nothing_yet(w: World) -> list[str]:
    return []


def reworded(w: World) -> list[str]:
    w.merge(reword(w.files))
    return ["signed"]


def reworded_by_the_other_keeper(w: World) -> list[str]:
    w.merge(reword(w.files), by="k1", voices=("k2",))
    return ["signed"]


def squashed(w: World) -> list[str]:
    w.merge(reword(w.files), method="squash")
    return ["signed"]


def rebased_without_moving(w: World) -> list[str]:
    w.merge(reword(w.files), method="rebase")
    return ["signed"]


def squash_only(w: World) -> list[str]:
    for number in range(6):
        w.merge(reword(w.files, f"w{number}"), method="squash")
    return ["signed"] * 6


def rebase_only(w: World) -> list[str]:
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files, "meanwhile", "services/print.yaml"), method="rebase")
    w.merge(reword(before), parted=start, method="rebase")
    w.merge(reword(w.files, "third"), method="rebase")
    return ["signed"] * 3


def target_moved_meanwhile(w: World) -> list[str]:
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files, "meanwhile", "services/print.yaml"))
    w.merge(reword(before), parted=start)
    return ["signed"] * 2


def squashed_onto_moved_target(w: World) -> list[str]:
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files, "meanwhile", "services/print.yaml"))
    w.merge(reword(before), parted=start, method="squash")
    return ["signed"] * 2


def both_touch_one_file(w: World) -> list[str]:
    """Both sides change one file at different places: only git itself can say what the merge is."""
    start, before = w.tip, dict(w.files)
    w.merge(reword(w.files))
    path = "services/mail.yaml"
    tags = "tags: [mail]\n"
    w.merge({**before, path: before[path] + tags}, parted=start, into={**w.files, path: w.files[path] + tags})
    return ["signed"] * 2


def all_methods(w: World) -> list[str]:
    for method in ("merge", "squash", "rebase"):
        w.merge(reword(w.files, method), method=method)
    return ["signed"] * 3


def normal_change(w: World) -> list[str]:
    w.merge({**w.files, "services/new.yaml": NEW}, voices=("o1", "q1"), class_="normal")
    return ["signed"]


def major_change(w: World) -> list[str]:
    w.merge(less(w), voices=BOARD, class_="major")
    return ["signed"]


def more_agreed_than_needed(w: World) -> list[str]:
    w.merge(reword(w.files), voices=("k1", "k2", "q1"))
    return ["signed"]


def seen_on_a_platform(w: World) -> list[str]:
    w.merge(reword(w.files), platform=True)
    return ["attested"]


def seen_on_a_platform_of_authors_known_there(w: World) -> list[str]:
    """Names on commits say nothing; the platform knew the accounts."""
    files = {**w.files, "services/new.yaml": NEW}
    w.merge(files, by="somebody", voices=("o1", "q1"), class_="normal", platform=True, authors=["au1"])
    return ["attested"]


def one_seen_one_signed(w: World) -> list[str]:
    """The strength is that of the weakest approval."""
    w.merge(less(w), voices=["o1", "q1", "c1", lambda head: w.seen(head, "c2")], class_="major")
    return ["attested"]


def on_paper(w: World) -> list[str]:
    w.merge(
        printing(w), voices=["q1", "c1", "c2", lambda head: w.voice(head, "k1", named="x1", **PAPER)], class_="major"
    )
    return ["recorded"]


def objection_taken_back(w: World) -> list[str]:
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "k1", decision="reject"), "k1"])
    return ["signed"]


def declared_higher_than_it_is(w: World) -> list[str]:
    w.merge(reword(w.files), description="Class: major\nRationale: x\nCommunication: x\nBack-out: x\n")
    return ["signed"]


def files_without_meaning(w: World) -> list[str]:
    w.merge({**w.files, "README.md": "Better\n"})
    return ["signed"]


def gate_key_replaced(w: World) -> list[str]:
    """The new key comes in by a change that the old one signs, then signs alone."""
    both = party("gate", w.keys.line("gate") + w.keys.line("gate2"), "bot")
    w.merge({**w.files, "roles/parties/gate.yaml": both}, voices=("k1", "k2", *BOARD), class_="major")
    w.merge(reword(w.files), key="gate2")
    return ["signed"] * 2


def approver_key_replaced(w: World) -> list[str]:
    fresh = party("k1", w.keys.line("k1", to="2026-11-02") + w.keys.line("late", "2026-11-02"))
    w.merge({**w.files, "roles/parties/k1.yaml": fresh}, voices=("k2", *BOARD), class_="major")
    w.merge(reword(w.files), voices=[lambda head: w.voice(head, "k1", key="late")])
    return ["signed"] * 2


def keeper_appointed_first(w: World) -> list[str]:
    """Appointed by one change, agreeing to the next."""
    more = raised(w.files["roles/keeper.yaml"]) + "  - {party: q1, from: 2026-01-01}\n"
    w.merge({**w.files, "roles/keeper.yaml": more}, voices=("k1", "c1"), class_="standard")
    w.merge(reword(w.files), voices=("q1",))
    return ["signed"] * 2


def settings_snapshot_between(w: World) -> list[str]:
    w.merge(reword(w.files))
    w.append(SNAPSHOT, w.tip, {"branch": "main", "settings": {"rules": []}})
    w.merge(reword(w.files, "second"))
    return ["signed"] * 2


def branch_with_several_commits(w: World) -> list[str]:
    first = w.commit(reword(w.files, "one"), [w.tip], "au1", "one")
    w.trees[first] = dict(w.files)
    w.merge(reword(w.files, "two"))
    return ["signed"]


def service_goes(w: World) -> list[str]:
    files = {path: text for path, text in w.files.items() if path != "services/print.yaml"}
    w.merge(files, voices=("x1", *BOARD), class_="major")
    return ["signed"]


def in_the_freeze_as_emergency(w: World) -> list[str]:
    w.merge(reword(w.files), day="2026-12-20", voices=("c1", "c2"), description="Class: emergency\nReference: INC-1\n")
    return ["signed"]


def many(w: World) -> list[str]:
    for number in range(20):
        w.merge(reword(w.files, f"w{number}"), voices=("k1" if number % 2 else "k2",))
    return ["signed"] * 20


CLEAN: tuple[Callable[[World], list[str]], ...] = (
    nothing_yet, reworded, reworded_by_the_other_keeper, squashed, rebased_without_moving, squash_only, rebase_only,
    target_moved_meanwhile, squashed_onto_moved_target, both_touch_one_file, all_methods, normal_change, major_change,
    more_agreed_than_needed, seen_on_a_platform, seen_on_a_platform_of_authors_known_there, one_seen_one_signed,
    on_paper, objection_taken_back,
    declared_higher_than_it_is, files_without_meaning, gate_key_replaced, approver_key_replaced,
    keeper_appointed_first, settings_snapshot_between, branch_with_several_commits, service_goes,
    in_the_freeze_as_emergency, many,
)  # fmt: skip


@pytest.mark.parametrize("history", CLEAN, ids=lambda one: one.__name__)
def test_a_clean_history_is_proved_with_its_strength(world: World, history: Callable[[World], list[str]]) -> None:
    expected = history(world.begin(2))
    found = world.save().verdict()
    assert found.faults == ()
    assert [(one.finding, one.reasons) for one in found.commits[1:]] == [(name, ()) for name in expected]
    assert found.proved and found.before == 2


def test_at_least_twenty_five_clean_histories() -> None:
    assert len(CLEAN) >= 25


def test_a_range_judges_only_what_lies_in_it(world: World) -> None:
    world.begin().push(reword(world.files, "sneaked"))
    start = world.tip
    world.merge(reword(world.files))
    assert [one.finding for one in world.save().verdict(start=start).commits] == ["signed"]
    assert not world.verdict().proved


def test_moments_stand_in_the_evidence(world: World) -> None:
    assert world.begin().moment().startswith(DAY)


def bound_to_meaning(world: World) -> dict[str, str]:
    """The files with approvals bound to what they mean."""
    path = "processes/change-enablement.yaml"
    return {**world.files, path: world.files[path].replace("binding: head", "binding: meaning")}


@pytest.mark.parametrize("pushed", ["formatting", "meaning"])
def test_with_meaning_an_approval_survives_what_changes_no_meaning(world: World, pushed: str) -> None:
    world.files = bound_to_meaning(world)
    world.begin()
    approved = reword(world.files)
    early = world.commit(approved, [world.tip], "au1", "first")
    world.evidence_parents.append(early)
    later = (
        {path: f"# a note\n{text}" if path == "services/mail.yaml" else text for path, text in approved.items()}
        if pushed == "formatting"
        else reword(world.files, "other")
    )
    world.merge(later, voices=[lambda head: world.voice(early, "k1")])
    found = world.save().verdict().commits[-1]
    assert found.finding == ("signed" if pushed == "formatting" else "violated"), found.reasons


@pytest.mark.parametrize(
    ("reviewed", "today", "finding"),
    [("", 7, "signed"), ("", 8, "violated"), ("2026-11-06", 30, "signed"), ("2026-11-20", 30, "violated")],
)
def test_an_emergency_is_looked_back_on_in_time(world: World, reviewed: str, today: int, finding: str) -> None:
    words = "Class: emergency\nReference: INC-1\n"
    subject = world.begin().merge(reword(world.files), voices=("c1", "c2"), description=words)
    if reviewed:
        world.append(REVIEW, subject, {"branch": "main", "reviewer": "q1"}, day=reviewed)
    found = world.save().verdict(today=date(2026, 11, today))
    assert [one.finding for one in found.commits[1:]] == [finding], found.commits
