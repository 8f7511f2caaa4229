"""The worked organisation at the top level: complete, closed under reference, in its own words, never red by itself."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.shapes import Shape, alike
from gitsm.adapters.disk import DiskTree
from gitsm.analysis.privacy import leaks
from gitsm.base.finding import Severity
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.tree import Entry, MemoryTree
from gitsm.model.kinds import KINDS
from gitsm.rules import RULES
from support import AS_OF, ROOT, settings_text

PROCESSES = (
    "change-enablement",
    "continual-improvement",
    "incident-management",
    "problem-management",
    "service-desk",
    "service-level-management",
)
_VENDOR = "on purpose: three in a hundred wait for the mail supplier, and the promise says so"
WARNINGS = {
    ("OLA-01", "slas/email.yaml", "targets.resolve-p1.at_most"): _VENDOR,
    ("OLA-01", "slas/email.yaml", "targets.resolve-p2.at_most"): _VENDOR,
    ("OLA-01", "slas/email@2.0.0.yaml", "targets.resolve-p1.at_most"): _VENDOR,
    ("OLA-01", "slas/email@2.0.0.yaml", "targets.resolve-p2.at_most"): _VENDOR,
    ("OLA-03", "slas/smart-meter-portal.yaml", "targets#chain"): "still negotiated: no team has been asked yet",
    ("PRI-03", "slas/smart-meter-portal.yaml", "targets.respond-p1"): "still negotiated: only p1 is settled so far",
    ("PRI-03", "slas/smart-meter-portal.yaml", "targets.resolve-p1"): "still negotiated: only p1 is settled so far",
}
"""Every warning of the worked organisation, and why it may stand."""
WAIVED = {("RAC-12", "processes/change-enablement.yaml"): "one tester until the deputy is back in January (wv-0001)"}
TEN_YEARS = 3653


@cache
def _report() -> Report:
    return check(load(DiskTree(ROOT)), RULES, AS_OF)


@cache
def _files() -> dict[str, bytes]:
    return {path: (ROOT / path).read_bytes() for path in sorted(_report().snapshot.paths)}


@cache
def _raw(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(_files()[path].decode(), Loader=yaml.CSafeLoader)
    return content


def _process(name: str) -> dict[str, Any]:
    return _raw(f"processes/{name}.yaml")


def test_everything_can_be_read_and_every_kind_takes_part() -> None:
    report = _report()
    assert [f"{f.place} {f.rule} {f.message}" for f in report.snapshot.findings] == []
    assert report.snapshot.broken == frozenset()
    assert report.snapshot.settings.as_of == AS_OF
    present = {item.kind.slug for item in report.snapshot.items}
    assert set(KINDS) - present == set()


def test_no_error_and_only_the_warnings_that_have_a_reason() -> None:
    report = _report()
    assert [f"{f.place} {f.rule} {f.message}" for f in report.findings if f.severity is Severity.ERROR] == []
    warnings = [(f.rule, f.path, f.at) for f in report.findings if f.severity is Severity.WARNING]
    assert sorted(warnings) == sorted(WARNINGS)
    assert [(one.finding.rule, one.finding.path) for one in report.waived] == list(WAIVED)
    assert report.baselined == ()


def test_only_questions_about_evidence_stay_open() -> None:
    """Nothing but the missing gate may keep a rule from answering."""
    assert {n.rule for n in _report().not_known} == {"DOC-04", "DOC-05", "DOC-15"}


def test_there_are_exactly_the_six_processes_and_all_are_approved() -> None:
    found = {path for path in _files() if path.startswith("processes/") and path.count("/") == 1}
    assert found == {f"processes/{name}.yaml" for name in PROCESSES}
    assert {_process(name)["status"] for name in PROCESSES} == {"approved"}


@pytest.mark.parametrize("name", PROCESSES)
def test_each_process_is_of_full_depth(name: str) -> None:
    process = _process(name)
    activities = process["activities"]
    nodes = {node["id"]: node for node in process["workflow"]["nodes"]}
    edges = [(edge["from"], edge["to"]) for edge in process["workflow"]["edges"]]
    leaving: dict[str, int] = defaultdict(int)
    for source, _ in edges:
        leaving[source] += 1
    decisions = [node for node in nodes.values() if node["type"] == "xor" and leaving[node["id"]] > 1]
    parallel = [node for node in nodes.values() if node["type"] == "and" and leaving[node["id"]] > 1]
    assert len(activities) >= 8
    assert decisions and all(node.get("decides") and node.get("question") for node in decisions)
    assert parallel or _on_a_loop(edges)
    for activity in activities:
        assert activity["raci"]["accountable"] and activity["raci"]["responsible"] and activity["duty"]
        assert len(activity["description"].split()) >= 8, activity["id"]
    for section in ("escalations", "interfaces", "controls", "kpis", "states", "triggers", "inputs", "outputs"):
        assert process.get(section), f"{name} says nothing about {section}"


def _on_a_loop(edges: list[tuple[str, str]]) -> bool:
    following: dict[str, set[str]] = defaultdict(set)
    for source, target in edges:
        following[source].add(target)
    for start in following:
        seen, queue = set[str](), [start]
        while queue:
            for after in following[queue.pop()] - seen:
                seen.add(after)
                queue.append(after)
        if start in seen:
            return True
    return False


def test_activities_are_specific_to_their_practice() -> None:
    """No activity is named twice, and no two processes have the same list of duties."""
    names = [activity["name"].lower() for name in PROCESSES for activity in _process(name)["activities"]]
    assert len(names) == len(set(names))
    duties = [tuple(activity["duty"] for activity in _process(name)["activities"]) for name in PROCESSES]
    assert len(set(duties)) == len(duties)


def _shape(name: str) -> Shape:
    workflow = _process(name)["workflow"]
    types = {node["id"]: node["type"] for node in workflow["nodes"]}
    return Shape(types, tuple((edge["from"], edge["to"]) for edge in workflow["edges"]))


@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(PROCESSES, 2)))
def test_no_two_workflows_are_alike(one: str, two: str) -> None:
    """Neither step by step nor when plain steps in a row are left out."""
    assert not alike(_shape(one), _shape(two))
    assert not alike(_shape(one).skeleton(), _shape(two).skeleton())


@pytest.mark.parametrize("name", PROCESSES)
def test_the_comparison_sees_through_new_names(name: str) -> None:
    shape = _shape(name)
    order = sorted(shape.types, key=lambda node: node[::-1])
    names = {node: f"n{number}" for number, node in enumerate(order)}
    renamed = Shape(
        {names[n]: shape.types[n] for n in order}, tuple((names[a], names[b]) for a, b in shape.edges[::-1])
    )
    assert alike(shape, renamed)
    (source, target), *rest = renamed.edges
    assert not alike(shape, Shape(renamed.types, ((target, source), *rest)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def test_no_sentence_of_eight_words_stands_in_three_files() -> None:
    where: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in _files():
        for text in _texts(_raw(path)):
            for sentence in re.split(r"(?<=[.!?;:])\s+|\n+", text):
                words = tuple(re.findall(r"[^\W_]+", sentence.lower()))
                if len(words) >= 8 and words[0] != "https":
                    where[words].add(path)
    assert len(where) > 300, "the content has become thin, or the sentences are no longer found"
    assert {" ".join(words): sorted(files) for words, files in where.items() if len(files) > 2} == {}


def test_nothing_names_a_person_a_mailbox_a_telephone_or_a_secret() -> None:
    for path, data in _files().items():
        text = data.decode()
        assert [(path, leak.sort, leak.what) for leak in leaks(text, person=True)] == []
        assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text.replace("@openssh.com", "")) == [], path
        assert re.findall(r"\+?\(?\d{2,5}\)?[ /-]\d{3,}[ -]?\d{3,}", text) == [], path


def test_people_are_handles_only() -> None:
    for path in _files():
        if not path.startswith("roles/parties/"):
            continue
        party = _raw(path)
        if party["type"] == "person":
            assert re.fullmatch(r"[a-z]{3}-[0-9]{2}", party["id"]) and party["title"] == party["id"], path
            words = " ".join(_texts({k: v for k, v in party.items() if k not in ("id", "title", "ssh_keys")}))
            assert re.findall(r"\b[A-Z][a-zäöüß]+ [A-Z][a-zäöüß]+\b", words) == [], path
        for account in party.get("accounts", ()):
            assert party["id"] in account["handle"] or party["type"] == "bot", path


def test_links_lead_to_reserved_example_names_or_public_standards_only() -> None:
    hosts = {
        host.lower().split("@")[-1].split(":")[0]
        for data in _files().values()
        for host in re.findall(r"https?://([^/\s\"'}\],]+)", data.decode())
    }
    assert {
        host for host in hosts if not re.search(r"(^|\.)(example\.(org|com|net)|example|iso\.org|isaca\.org)$", host)
    } == set()


def test_every_file_names_the_schema_of_its_kind() -> None:
    by_path = {item.path: item.kind.slug for item in _report().snapshot.items}
    assert by_path.keys() == _files().keys()
    for path, data in _files().items():
        first = data.decode().split("\n", 1)[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, f"{path} does not begin with its schema"
        target = Path(os.path.normpath((ROOT / path).parent / match[1]))
        assert target == ROOT / "schemas" / f"{by_path[path]}.schema.json", path
        assert json.loads(target.read_text("utf-8"))["$id"] == f"urn:gitsm:schema:{by_path[path]}:1"


def test_the_tree_of_roles_is_the_one_the_sources_ask_for() -> None:
    """Practice owners report to the CIO; a service manager and a continual improvement manager exist."""
    roles = {path.rpartition("/")[2][:-5]: _raw(path) for path in _files() if re.fullmatch(r"roles/[^/]+", path)}
    for name in PROCESSES:
        owner = roles[_process(name)["owner"]]
        assert owner["type"] == "owner" and owner["reports_to"] == "cio", name
    assert len({_process(name)["owner"] for name in PROCESSES}) == len(PROCESSES)
    assert roles["service-manager"]["type"] == roles["improvement-manager"]["type"] == "manager"
    assert roles["service-manager"]["reports_to"] == roles["improvement-manager"]["reports_to"] == "cio"
    tops = {
        name
        for name, role in roles.items()
        if not role.get("reports_to") and role["type"] not in ("customer", "supplier")
    }
    assert len(tops) == 1, tops
    assert {name for name in roles if name not in tops and _top(name, roles) not in tops} <= {
        name for name, role in roles.items() if role["type"] in ("customer", "supplier")
    }


def _top(name: str, roles: dict[str, Any]) -> str:
    seen = {name}
    while (above := roles[name].get("reports_to")) and above not in seen:
        name = above
        seen.add(name)
    return name


def test_the_decision_about_each_of_the_34_practices_is_on_file() -> None:
    framework = _raw(f"frameworks/{_raw('gitsm.yaml')['practices']}.yaml")
    practices = {clause["id"] for clause in framework["clauses"]}
    decided = {path.rpartition("/")[2][:-5] for path in _files() if path.startswith("programme/adoption/")}
    assert len(practices) == 34
    assert decided == practices
    adopted = {name for name in decided if _raw(f"programme/adoption/{name}.yaml")["decision"] == "adopted"}
    assert set(PROCESSES) <= adopted


def test_improvements_kpis_and_agreements_are_there_in_several_states() -> None:
    states = {_raw(path)["status"] for path in _files() if path.startswith("improvement_register/")}
    assert len(states) >= 6 and {"proposed", "in_progress", "closed"} <= states
    kpis = {path.rpartition("/")[2] for path in _files() if re.fullmatch(r"kpis/[^/]+", path)}
    observed = {path.rpartition("/")[2] for path in _files() if path.startswith("kpis/observations/")}
    assert kpis == observed
    sources = {
        row.get("source") for path in _files() if path.startswith("kpis/observations/") for row in _raw(path)["series"]
    }
    assert sources == {"illustrative"}
    assert any("@" in path for path in _files() if path.startswith("slas/")), "a scheduled version of an agreement"


CLOCK = """
import sys, time
from datetime import timedelta
import gitsm.adapters.clock as clock
today, seconds, local, world = clock.today, time.time, time.localtime, time.gmtime
ahead = {days} * 86400
clock.today = lambda: today() + timedelta(days={days})
time.time = lambda: seconds() + ahead
time.localtime = lambda at=None: local(seconds() + ahead if at is None else at)
time.gmtime = lambda at=None: world(seconds() + ahead if at is None else at)
from gitsm.cli.main import main
for form in {forms}:
    code = main([*sys.argv[1:], "--format", form])
    print(f"{mark}{{code}}", flush=True)
"""
FORMS = ("text", "json", "sarif")
MARK = "--- exit code "


def _run(days: int = 0, folder: Path = ROOT, **environment: str) -> list[tuple[int, bytes]]:
    """Exit code and output of a check in each form, all in one process of its own."""
    keep = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "HOME") if key in os.environ}
    python_path = os.pathsep.join([str(ROOT / "tools")])
    done = subprocess.run(
        [sys.executable, "-c", CLOCK.format(days=days, forms=FORMS, mark=MARK),
         "-C", str(folder), "check", "--verbose"],
        capture_output=True,
        env={**keep, "PYTHONPATH": python_path, **environment},
        timeout=120,
    )  # fmt: skip
    parts = re.split(MARK.encode() + rb"([0-9]+)\r?\n", done.stdout)
    assert len(parts) == 2 * len(FORMS) + 1, done.stderr
    return [(int(code), output) for output, code in zip(parts[::2], parts[1::2], strict=False)]


@cache
def _bare() -> list[tuple[int, bytes]]:
    return _run(PYTHONHASHSEED="0")


def test_ten_years_ahead_nothing_turns_red_and_no_byte_differs() -> None:
    now, later = _bare(), _run(TEN_YEARS)
    assert [code for code, _ in later] == [0, 0, 0]
    assert now == later and all(len(output) > 500 for _, output in now)


def test_the_clock_of_the_trial_really_runs_ahead(tmp_path: Path) -> None:
    """A repository without a pinned day is judged as of the shifted clock."""
    (tmp_path / "gitsm.yaml").write_text(settings_text(), encoding="utf-8")
    now, later = (json.loads(_run(days, tmp_path)[FORMS.index("json")][1])["as_of"] for days in (0, TEN_YEARS))
    assert (date.fromisoformat(later) - date.fromisoformat(now)).days in (TEN_YEARS, TEN_YEARS + 1)


def test_without_the_pinned_day_ten_years_would_be_noticed() -> None:
    """The pin is what keeps it green, and the test above can fail: on that day agreements and reviews are over."""
    settings = _files()["gitsm.yaml"].replace(f"as_of: {AS_OF}\n".encode(), b"")
    snapshot = load(MemoryTree({**_files(), "gitsm.yaml": settings}))
    assert snapshot.settings.as_of is None
    later = check(snapshot, RULES, date(AS_OF.year + 10, AS_OF.month, AS_OF.day))
    assert later.fails(Severity.WARNING)
    assert later.findings != _report().findings


SURROUNDINGS = {
    "plain C locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"},
    "Turkish, far east": {"LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242"},
    "UTF-8, far west": {"LC_ALL": "C.UTF-8", "TZ": "Etc/GMT+12", "PYTHONHASHSEED": "random", "COLUMNS": "40"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_locale_zone_and_hash_seed_change_no_byte(name: str) -> None:
    bare, found = _bare(), _run(**SURROUNDINGS[name])
    assert [form for form, one, other in zip(FORMS, bare, found, strict=True) if one != other] == []
    assert all(AS_OF.isoformat().encode() in output for _, output in bare)


class _Shuffled(MemoryTree):
    """The same files in another order each time."""

    def __init__(self, files: dict[str, bytes], seed: int) -> None:
        super().__init__(dict(files))
        self._random = random.Random(seed)

    def entries(self, roots: Any) -> list[Entry]:
        found = list(super().entries(roots))
        self._random.shuffle(found)
        return found


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_changes_nothing(seed: int) -> None:
    everything = {
        **_files(),
        **{str(p.relative_to(ROOT)): p.read_bytes() for p in (ROOT / "schemas" / "extensions").glob("*")},
    }
    report = check(load(_Shuffled(everything, seed)), RULES, AS_OF)
    assert report.findings == _report().findings
    assert report.waived[0].finding == _report().waived[0].finding
    assert report.not_known == _report().not_known
