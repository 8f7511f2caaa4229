"""The role that a waiver names agrees to it (CHG-08): asked before the merge, and held against it afterwards."""

from __future__ import annotations

import pytest

from evidence.world import POLICY, World, document

PATH = "policies/waivers/late.yaml"
ANYONE = "major: {any: maintainer}"


def waiver(status: str = "approved", reason: str = "It is being rewritten") -> str:
    return (
        f"id: late\ntitle: A late review\nstatus: {status}\nowner: change-owner\nrule: DOC-10\nartefact: service/mail\n"
        f"reason: {reason}\napproved_by: quality-manager\nexpires: 2027-01-31\n"
    )


@pytest.fixture
def anyone(world: World) -> World:
    """A policy by which one keeper may agree to a normal or major change."""
    text = POLICY.replace("major: {derive: [accountable, impacted], body: cab, chair: required, quorum: 2/3}", ANYONE)
    text = text.replace("normal: {derive: [accountable, impacted]}", "normal: {any: maintainer}")
    assert text.count("{any: maintainer}") == 2
    world.files["processes/change-enablement.yaml"] = document(
        "change-enablement", "Change enablement", "change-owner", text
    )
    return world.begin()


@pytest.mark.parametrize(("voices", "finding"), [(("k1",), "violated"), (("k1", "q1"), "signed")])
def test_a_waiver_needs_the_role_it_names_whatever_the_class(
    anyone: World, voices: tuple[str, ...], finding: str
) -> None:
    anyone.merge({**anyone.files, PATH: waiver()}, voices=voices, class_="major")
    found = anyone.save().verdict().commits[-1]
    assert found.finding == finding, found
    assert ("quality-manager: missing" in " ".join(found.reasons)) is (finding == "violated")


def test_its_author_cannot_speak_for_that_role(anyone: World) -> None:
    anyone.merge({**anyone.files, PATH: waiver()}, by="q1", voices=("k1", "q1"), class_="major")
    assert anyone.save().verdict().commits[-1].finding == "violated"


def test_no_model_merges_a_waiver_by_itself(world: World) -> None:
    """A model that lets waivers pass without a second person lets them pass only with the role they name."""
    text = POLICY.replace(
        "  models:\n", "  models:\n    - {id: all, match: {change_types: [49]}, class: standard, auto_merge: true}\n"
    )
    world.files["processes/change-enablement.yaml"] = document(
        "change-enablement", "Change enablement", "change-owner", text
    )
    world.begin()
    files = {**world.files, PATH: waiver()}
    world.merge(files, voices=(), class_="standard")
    found = world.save().verdict().commits[-1]
    assert found.finding == "violated" and "it was not approved" in " ".join(found.reasons), found


def test_a_waiver_that_is_only_requested_excuses_nothing_yet(anyone: World) -> None:
    anyone.merge({**anyone.files, PATH: waiver("requested")}, voices=("k1",), class_="normal")
    found = anyone.save().verdict().commits[-1]
    assert found.finding == "signed", found
