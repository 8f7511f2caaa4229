"""Profile `meaning`: what a push voids, and what it does not."""

from __future__ import annotations

import json
import random
from functools import cache

import pytest

from approvals_support import yes
from diff_support import worked, worked_files
from gitsm.approvals.binding import AtHead, ByMeaning, Concern, Stamp, State
from gitsm.approvals.patch import FilePatch, Patch
from gitsm.diff import content
from gitsm.diff.compare import compare
from gitsm.diff.content import digest
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.load.tree import MemoryTree
from rewrite_support import mutated, places, raw_of, read, rewritten
from support import AS_OF

SEEN, NOW = "1" * 40, "2" * 40
ROUNDS = 1000


@cache
def _subjects() -> tuple[Loaded, ...]:
    return worked().items


def _snapshot(*items: Loaded, broken: tuple[str, ...] = ()) -> Snapshot:
    return build(MemoryTree({}), items, broken=broken)


def _void(
    before: Snapshot,
    after: Snapshot,
    concern: Concern,
    *,
    patches: tuple[Patch, Patch] = (Patch(), Patch()),
    stamps: dict[str, Stamp] | None = None,
    asked: dict[str, frozenset[str]] | None = None,
    decided: frozenset[str] = frozenset(),
) -> str:
    then = State(before, asked or {}, decided, patches[0])
    binding = ByMeaning(NOW, State(after, {}, frozenset(), patches[1]), {SEEN: then}.get, AS_OF, stamps or {})
    return binding.void(yes("ann", commit=SEEN), concern)


def test_a_thousand_rewrites_that_keep_the_meaning_void_nothing() -> None:
    rng = random.Random(31)
    spelled_otherwise = 0
    for _ in range(ROUNDS):
        item = rng.choice(_subjects())
        text = worked_files()[item.path]
        again = rewritten(item, raw_of(text), rng)
        after = read(item, again)
        assert after is not None, f"{item.path}\n{again}"
        spelled_otherwise += again.encode() != text
        found = _void(_snapshot(item), _snapshot(after), Concern("owner", frozenset([item.key])))
        assert found == "", f"{item.path}: {found}\n{again}"
    assert spelled_otherwise == ROUNDS


def test_a_thousand_changes_of_one_field_void_exactly_the_approvals_that_concern_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(content, "digest", _digest)  # an artefact has one digest; it is asked for hundreds of times
    rng = random.Random(32)
    items = _subjects()
    asked: dict[str, frozenset[str]] = {}
    for item in items:
        asked[item.artefact.owner] = asked.get(item.artefact.owner, frozenset()) | {item.key}
    done, kinds, attempts = 0, set(), 0
    while done < ROUNDS:
        attempts += 1
        assert attempts < 12 * ROUNDS, f"only {done} changes could be made"
        item = rng.choice(items)
        raw = raw_of(worked_files()[item.path])
        found = list(places(item.artefact, raw))
        place, plan, value = rng.choice(found)
        after = read(item, json.dumps(mutated(raw, place, plan, value, rng), default=str))
        if after is None or not compare(item.artefact, after.artefact):
            continue  # not readable, such as an unknown word
        done += 1
        kinds.add((item.kind.slug, plan.key))
        # every other artefact as it was, and another one changed in spelling only
        noise = rng.choice(items)
        spelled = read(noise, rewritten(noise, raw_of(worked_files()[noise.path]), rng))
        changed = {id(item): after} if noise is item or spelled is None else {id(item): after, id(noise): spelled}
        head = _snapshot(*(changed.get(id(one), one) for one in items))
        moved = {role for role, keys in asked.items() if _moved_for(keys, item, head)}
        assert moved == {role for role, keys in asked.items() if item.key in keys}, f"{item.path} {place}"
    assert len(kinds) > 120, "many different fields"


_digest = cache(digest)


def _digests(snapshot: Snapshot, key: str) -> frozenset[str]:
    return frozenset(map(_digest, snapshot.by_key[key]))


def _moved_for(keys: frozenset[str], item: Loaded, head: Snapshot) -> bool:
    """Whether an agreement that concerns the keys is void. The other keys are compared by digest to be quick."""
    if item.key not in keys:
        sample = sorted(keys)[:1]
        return any(_digests(worked(), key) != _digests(head, key) for key in sample)
    return bool(_void(worked(), head, Concern("owner", keys)))


def _sla(**changes: object) -> Loaded:
    item = worked().by_key["sla/email"][-1]
    raw = {**raw_of(worked_files()[item.path]), **changes}
    found = read(item, json.dumps(raw, default=str))
    assert found is not None
    return found


ABOUT = Concern("owner", frozenset(["sla/email"]))
BASE = _sla()


def test_what_the_plan_stamps_voids_nothing_and_other_stamps_do() -> None:
    stamps = {BASE.path: Stamp("9.0.0")}
    review = {"every": "12mo", "last": AS_OF.isoformat()}
    same = raw_of(worked_files()[BASE.path])["review"]
    assert _sla(review={**same, "last": AS_OF.isoformat()}), review
    voids = {
        "computed version": (_sla(version="9.0.0"), ""),
        "another version": (
            _sla(version="9.0.1"),
            "the version of sla/email became 9.0.1, though the plan computed 9.0.0",
        ),
        "reviewed today": (_sla(review={**same, "last": AS_OF.isoformat()}), ""),
        "reviewed some other day": (_sla(review={**same, "last": "2026-10-30"}), "became 2026-10-30"),
        "status": (_sla(status="terminated"), "the status of sla/email became terminated (it was agreed)"),
        "tags": (_sla(tags=["urgent"]), "the tags of sla/email changed"),
        "note": (_sla(change_note="Something else"), "the change note of sla/email changed"),
    }
    for name, (after, words) in voids.items():
        found = _void(_snapshot(BASE), _snapshot(after), ABOUT, stamps=stamps)
        assert (words in found) if words else found == "", f"{name}: {found}"
    assert "though the plan computed" in _void(_snapshot(BASE), _snapshot(_sla(version="9.0.0")), ABOUT)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((BASE,), (), "sla/email went away since 111111111111"),
        ((), (BASE,), "sla/email was added since"),
        ((), (), ""),
        ((BASE,), (BASE, BASE), "the versions of sla/email changed"),
        ((BASE,), (_sla(support_hours="24x7"),), "sla/email changed (support_hours) since 111111111111"),
    ],
)
def test_what_came_went_or_changed_is_named(before: tuple[Loaded, ...], after: tuple[Loaded, ...], words: str) -> None:
    found = _void(_snapshot(*before), _snapshot(*after), ABOUT)
    assert (words in found) if words else found == ""


def test_what_cannot_be_read_on_either_side_voids() -> None:
    for sides in (
        (_snapshot(broken=("sla/email",)), _snapshot(BASE)),
        (_snapshot(BASE), _snapshot(broken=("sla/email",))),
    ):
        assert _void(*sides, ABOUT) == "sla/email cannot be read since 111111111111"
    gone = ByMeaning(NOW, State(_snapshot(BASE)), lambda _: None, AS_OF)
    assert "can no longer be read" in gone.void(yes("ann", commit=SEEN), ABOUT)


def test_an_agreement_concerns_what_its_role_was_asked_about_then_and_is_asked_about_now() -> None:
    other = worked().by_key["sla/billing-platform"][-1]
    before, after = _snapshot(BASE, other), _snapshot(_sla(support_hours="24x7"), other)
    nothing = Concern("owner", frozenset(["sla/billing-platform"]))
    assert _void(before, after, nothing) == "", "another artefact"
    assert _void(before, after, nothing, asked={"owner": frozenset(["sla/email"])}), "taken back since"
    assert _void(before, after, nothing, asked={"somebody": frozenset(["sla/email"])}) == ""
    whole = Concern("board", frozenset(["sla/billing-platform"]), whole=True)
    assert _void(before, after, whole, decided=frozenset(["sla/email"])), "a board agreed to the whole"
    assert _void(before, after, whole) == ""


def _patch(before: bytes | None, after: bytes | None, path: str = "README.md", mode: str = "100644 100644") -> Patch:
    return Patch.of([FilePatch(path, before, after, mode)])


ALIKE = b"x\n"
TEXT = b"".join(b"line %d\n" % number for number in range(40))


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (_patch(b"a", b"b"), _patch(b"a", b"b"), True),
        (_patch(b"a", b"b"), _patch(b"a", b"c"), False),
        (_patch(b"a", b"b"), Patch(), False),
        (Patch(), _patch(None, b"new"), False),
        (_patch(b"a", b"b"), _patch(b"a", b"b", mode="100644 100755"), False),
        (_patch(b"a", b"b"), _patch(b"a", b"b", path="LICENSE"), False),
        # the same lines on a ground that moved elsewhere
        (_patch(TEXT, TEXT.replace(b"line 5\n", b"five\n")),
         _patch(b"new\n" + TEXT, b"new\n" + TEXT.replace(b"line 5\n", b"five\n")), True),
        (_patch(TEXT, TEXT.replace(b"line 5\n", b"five\n")),
         _patch(b"new\n" + TEXT, b"new\n" + TEXT.replace(b"line 5\n", b"FIVE\n")), False),
        (_patch(TEXT, TEXT.replace(b"line 5\n", b"five\n")),
         _patch(b"new\n" + TEXT, b"new\n" + TEXT.replace(b"line 6\n", b"five\n")), False),
        # on the same ground nothing but the same result will do, however alike the places look
        (_patch(ALIKE * 30, ALIKE * 9 + b"y\n" + ALIKE * 21),
         _patch(ALIKE * 30, ALIKE * 12 + b"y\n" + ALIKE * 18), False),
        # what is not text, or too long, is compared as a whole
        (_patch(b"\0a", b"\0b"), _patch(b"\0c", b"\0d"), False),
        (_patch(b"l\n" * 4000, b"l\n" * 4001), _patch(b"k\n" + b"l\n" * 4000, b"k\n" + b"l\n" * 4001), False),
        (_patch(None, b"a"), _patch(b"", b"a"), False),
    ],
)  # fmt: skip
def test_the_patch_outside_artefacts(then: Patch, now: Patch, same: bool) -> None:
    found = _void(_snapshot(BASE), _snapshot(BASE), ABOUT, patches=(then, now))
    assert (found == "") is same, found
    if not same:
        assert "which is no artefact, is not as it was at 111111111111" in found


def test_with_head_any_push_voids_and_says_so() -> None:
    at_head = AtHead(NOW)
    assert at_head.void(yes("ann", commit=NOW), ABOUT) == ""
    assert (
        at_head.void(yes("ann", commit=SEEN), ABOUT) == "it was given for 111111111111; 222222222222 was pushed since"
    )
    assert "names no commit" in at_head.void(yes("ann"), ABOUT)
    assert "names no commit" in ByMeaning(NOW, State(_snapshot()), lambda _: None, AS_OF).void(yes("ann"), ABOUT)
