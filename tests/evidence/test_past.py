"""Small steps that add up are judged again with the past that the gate saw, read from the history under judgement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evidence.world import World, reword
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory
from gitsm.adapters.revisions import History
from gitsm.audit.past import Line

PATH = "improvement_register/imp-0001.yaml"
ITEM = """id: imp-0001
title: Search at the desk
status: in_progress
owner: service-owner
sponsor: quality-manager
target_date: 2026-12-10
"""


def put_off(w: World, day: str) -> dict[str, str]:
    """The improvement is to be finished on another day."""
    head, _, _ = w.files[PATH].partition("target_date:")
    return {**w.files, PATH: f"{head}target_date: {day}\n"}


@pytest.fixture
def postponing(world: World) -> World:
    """A world with an improvement that was put off once."""
    world.files[PATH] = ITEM
    world.begin().merge(put_off(world, "2026-12-15"), voices=("o1",), class_="normal")
    return world


def test_a_second_postponement_without_the_sponsor_is_found(postponing: World) -> None:
    postponing.merge(put_off(postponing, "2026-12-20"), voices=("o1",), class_="normal")
    _, first, second = postponing.save().verdict().commits
    assert (first.finding, second.finding) == ("signed", "violated")
    assert "quality-manager: missing" in " ".join(second.reasons)


def test_a_second_postponement_that_the_sponsor_agreed_to_is_proved(postponing: World) -> None:
    postponing.merge(put_off(postponing, "2026-12-20"), voices=("o1", "q1"), class_="normal")
    assert postponing.save().verdict().proved


def test_the_past_is_what_the_plan_reads_from_git(postponing: World) -> None:
    w, mail = postponing, "services/mail.yaml"
    w.clock += 86_400
    w.merge(reword(w.files), method="squash")
    w.clock += 86_400
    w.push({path: text for path, text in w.files.items() if path != PATH})
    w.clock += 86_400 * 2
    w.push({**w.files, PATH: ITEM, mail: "id: [broken"})
    middle = w.tip
    w.clock -= 86_400 * 3  # a commit that states an earlier day than the one before it
    w.merge(reword({**w.files, mail: next(iter(w.trees.values()))[mail]}, "again"))
    git = Git(w.save().folder)
    line = Line(CloneHistory(git, w.tip))
    first = date(2026, 11, 1)
    for tip in (middle, w.tip):
        for paths in ([PATH], [mail], [PATH, mail], ["README.md"], []):
            for days in (-400, 0, 1, 2, 3, 4, 9):
                since = first + timedelta(days=days)
                assert tuple(line.before(tip)(paths, since)) == History(git, tip)(paths, since), (paths, since)
    assert len(line.before(w.tip)([PATH, mail], first)) > 3
    assert line.before("0" * 40)([PATH], first) == ()
