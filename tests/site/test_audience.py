"""What an audience must not see stands nowhere: no page, no list, no link, no picture, no search index, no CSV."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import pytest

from gitsm.load.snapshot import Loaded
from gitsm.site.build import Site
from gitsm.site.view import AUDIENCES, LEVELS, WITHHELD, Audience
from site_support import STAMP, converted, parsed, shared_site, small_site, worked_site

HEAD = (
    "version: 1.0.0\nstatus: approved\nowner: boss\neffective_from: 2026-01-01\n"
    "review: {every: 12mo, last: 2026-01-02}\n"
)
LIVE, ACTIVE = HEAD.replace("approved", "live"), HEAD.replace("approved", "active")
RECORD = "status: approved\nowner: boss\nclassification: public\n"
CLASSES = ("public", "internal", "confidential", "restricted")


def role(id_: str, classification: str, extra: str = "") -> str:
    rest = f"classification: {classification}\npurpose: Purpose of {id_}.\ntype: owner\n{extra}"
    return f"id: {id_}\ntitle: Title of {id_}\n{HEAD}{rest}"


FILES = {
    **{f"roles/role-{name}.yaml": role(f"role-{name}", name) for name in CLASSES},
    "roles/boss.yaml": role(
        "boss", "public", "holders: [{party: anna-07, from: 2026-01-01}, {party: crew, from: 2026-01-01}]\n"
    ),
    "roles/parties/anna-07.yaml": f"id: anna-07\ntitle: anna-07\n{RECORD}type: person\n"
    "accounts: [{platform: github, handle: hub-anna, from: 2026-01-01}]\n",
    "roles/parties/crew.yaml": f"id: crew\ntitle: Night crew\n{RECORD}type: team\n"
    "members: [{party: anna-07, from: 2026-01-01}]\n",
    "services/hidden-thing.yaml": f"id: hidden-thing\ntitle: The hidden thing\n{LIVE}classification: restricted\n",
    "services/front.yaml": f"id: front\ntitle: Front\n{LIVE}classification: public\n"
    "description: Rests on service/hidden-thing and is looked after by anna-07, in hub-anna's words.\n"
    "depends_on: {serial: [{service: hidden-thing}]}\n",
    "processes/work.yaml": f"id: work\ntitle: Work\n{HEAD}classification: public\nactivities:\n"
    "  - id: one\n    name: First step\n"
    "    raci: {accountable: role-restricted, responsible: [role-internal], informed: [role-public]}\n"
    "workflow:\n  nodes: [{id: s, type: start}, {id: one, type: task}, {id: e, type: end}]\n"
    "  edges: [{from: s, to: one}, {from: one, to: e}]\n"
    "kpis: [secret-figure]\n",
    "kpis/secret-figure.yaml": "id: secret-figure\ntitle: The secret figure\n"
    f"{ACTIVE}classification: confidential\nunit: count\n",
    "kpis/open-figure.yaml": f"id: open-figure\ntitle: Open figure\n{ACTIVE}classification: public\nunit: count\n",
    "kpis/observations/open-figure.yaml": "id: open-figure\ntitle: Values\n"
    "status: approved\nowner: boss\nclassification: restricted\n"
    "series: [{from: 2026-01-01, to: 2026-02-01, value: 987654}]\n",
    "slas/broken-deal.yaml": "id: broken-deal\ntitle: [\n",
}


def everything(site: Site) -> str:
    """All text of a site, its file names included; the example cases of rules are no content of the repository."""
    return "\n".join(f"{name}\n{text}" for name, text in site.files.items() if not name.startswith("rule/"))


@pytest.mark.parametrize(("audience", "classification"), list(product(AUDIENCES, CLASSES)))
def test_a_classified_artefact_is_there_or_not_at_all(audience: str, classification: str) -> None:
    site = small_site(FILES, audience, parties_on_site="handles")
    shown = LEVELS[classification] <= LEVELS[audience]
    name = f"role-{classification}"
    assert (f"role/{name}.md" in site.files) == shown
    assert (name in everything(site)) == shown
    assert (f"Title of {name}" in everything(site)) == shown


def test_levels_are_ordered_and_confidential_is_for_the_restricted_audience_alone() -> None:
    assert LEVELS["public"] < LEVELS["internal"] < LEVELS["confidential"] == LEVELS["restricted"]


def test_a_hidden_target_is_plain_text_without_link_everywhere() -> None:
    site = small_site(FILES, "public", parties_on_site="handles")
    page = parsed(converted(site.files["process/work.md"]))
    hidden = [node for node in page.all() if node.attributes.get("class") == "g-hidden"]
    assert hidden and all(node.text == "not published" for node in hidden)
    assert not any(child.tag == "a" for node in hidden for child in node.all())
    assert "The secret figure" not in everything(site) and "secret-figure" not in everything(site)
    front = parsed(converted(site.files["service/front.md"]))
    assert "Rests on not published and is looked after by anna-07" in front.text
    assert "987654" not in everything(site), "values are classified on their own"
    assert "broken-deal" not in everything(site), "who may read a broken file is not known"
    assert "987654" in everything(small_site(FILES, "restricted", parties_on_site="handles"))
    assert "broken-deal" in everything(small_site(FILES, "restricted", parties_on_site="handles"))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_handles_stand_nowhere_unless_the_settings_allow_them(audience: str) -> None:
    hidden = everything(small_site(FILES, audience, parties_on_site="hidden"))
    for word in ("anna-07", "hub-anna", "Night crew", "crew"):
        assert word not in hidden, word
    assert "anna-07" in everything(small_site(FILES, audience, parties_on_site="handles"))


def test_by_default_handles_are_hidden() -> None:
    assert "anna-07" not in everything(small_site(FILES, "restricted"))


def test_the_number_of_what_is_left_out_is_said() -> None:
    site = small_site(FILES, "public", parties_on_site="handles")
    left = site.view.hidden_count
    assert left == 7  # three roles, a service, a KPI, its values, a broken file
    assert f"{left} artefacts of the repository are not published" in parsed(converted(site.files["register.md"])).text


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_of_the_worked_organisation_nothing_above_the_audience_is_rendered(audience: Audience) -> None:
    site = worked_site(audience)
    assert not [f"{item.key}.md" for item in hidden(site) if f"{item.key}.md" in site.files]
    nothing_stands_of_it(site, {**site.files, "navigation": repr(site.nav)})


def test_of_the_worked_organisation_nothing_above_the_audience_is_built(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    site = worked_site()
    folder = shared_site(tmp_path_factory.getbasetemp(), "worked", lambda: site)
    index = json.loads((folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    built = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in _texts(folder)}
    for item in hidden(site):
        assert not any(doc["location"].startswith(f"{item.key}.html") for doc in index["docs"])
        assert f"{item.key}.html" not in built
    nothing_stands_of_it(site, built)


def hidden(site: Site) -> list[Loaded]:
    """What the audience of a site must not see."""
    items, audience = site.view.report.snapshot.items, site.view.audience
    found = [item for item in items if LEVELS[item.artefact.classification] > LEVELS[audience]]
    assert found, "the worked organisation holds something that this audience must not see"
    return found


def nothing_stands_of_it(site: Site, texts: dict[str, str]) -> None:
    """No text names what is hidden; the examples of rules are no content of the repository."""
    shown_ids = {other.artefact.id for other in site.view.items}
    for item in hidden(site):
        for name, text in texts.items():
            if name.startswith(("rule/", "assets/javascripts")) or item.artefact.id not in text:
                continue
            assert item.key not in text, (item.key, name)
            if item.artefact.id not in shown_ids:
                whole = rf"(?<![a-z0-9-]){re.escape(item.artefact.id)}(?![a-z0-9-])"
                assert not re.search(whole, text), (item.key, name)


def _texts(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.suffix in (".html", ".csv", ".json", ".js", ".css", ".svg", ".txt", ".xml")
    ]


def test_the_stamp_names_the_audience_where_it_is_not_public() -> None:
    from gitsm.site.theme import stamp_json, stamp_line

    site = small_site(FILES, "internal")
    assert "for audience internal" in stamp_line(site.view)
    assert json.loads(stamp_json(site.view))["audience"] == "internal"
    assert STAMP.commit[:12] in stamp_line(site.view) and "uncontrolled when printed" in stamp_line(site.view)


def test_a_finding_tells_no_figures_of_a_document_that_is_not_published() -> None:
    """The worst case of the e-mail promise says how long the confidential contract with the mail vendor allows."""
    restricted, public = worked_site("restricted").view.findings, worked_site("public").view.findings
    telling = [one for one in restricted if one.rule == "OLA-01" and "contract/mail-vendor" in one.message]
    assert telling, "the worked organisation holds such a finding"
    for finding in telling:
        (seen,) = (one for one in public if (one.rule, one.path, one.at) == (finding.rule, finding.path, finding.at))
        assert seen.message == WITHHELD
        assert not (seen.fix or seen.hint or seen.measured or seen.limit)
