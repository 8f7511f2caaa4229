"""A change judged as if it were of another class: what an earlier version took it for."""

from __future__ import annotations

from dataclasses import replace

from gitsm.analysis.people import Staff
from gitsm.approvals.asked import Scene
from gitsm.approvals.evaluate import Judgement
from gitsm.diff.types import CLASSES, ChangeClass
from gitsm.graph import build_graph
from gitsm.plan.plan import Plan
from gitsm.plan.verdict import Matter, Survival, verdict


def judged_as(found: Plan, class_: ChangeClass, survival: Survival | None) -> Judgement:
    """Who must agree to a change of a class, and who has: no part of it weighs more than that."""
    limit = CLASSES.index(class_)
    parts = tuple(one if CLASSES.index(one.class_) <= limit else replace(one, class_=class_) for one in found.changes)
    scene = Scene(found.base, found.head, build_graph(found.ruling), Staff(found.ruling, found.as_of))
    matter = replace(Matter.of(parts, found.other_files, scene), class_=class_)
    return verdict(matter, found.policy, found.request, found.bumps, survival)
