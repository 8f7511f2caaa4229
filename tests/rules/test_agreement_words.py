"""What findings about agreements tell beyond the words of the cases: where the figures stand, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitsm.base.finding import Finding
from gitsm.base.words import NBSP
from support import judge

CASES = Path(__file__).parent.parent / "cases" / "rules"


def found(rule: str) -> Iterator[tuple[dict[str, Any], Finding]]:
    """(case, finding of the rule) of each bad case."""
    for case in yaml.safe_load((CASES / f"{rule}.yaml").read_text(encoding="utf-8"))["bad"]:
        yield from ((case, one) for one in judge(case)[1].findings if one.rule == rule)


@pytest.mark.parametrize("rule", ["AVL-01", "AVL-02", "AVL-04", "OLA-01", "OLA-02", "OLA-04", "OLA-11"])
def test_a_figure_of_another_agreement_comes_with_the_place_where_it_stands(rule: str) -> None:
    """Readers look there; and where they may not, the site withholds the sentence."""
    folders = {"ola": "olas", "contract": "olas/contracts", "service": "services"}
    for case, finding in found(rule):
        told = {finding.path, *(one.path for one in finding.related)}
        for kind, id_ in re.findall(r"\b(ola|contract|service)/([a-z0-9-]+)\b(?! not known)", finding.message):
            path = f"{folders[kind]}/{id_}.yaml"
            backed = [one for one in case["files"] if f"{kind}/{id_}" in str(case["files"][one])]
            assert path in told or told & set(backed), f"{case['title']}: {finding.message} names no place of {path}"


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        ("AVL-01", "promise at most 99.7002 %, or a better availability of service/directory"),
        ("AVL-07", "correct the figure that is wrong: the availability, between or restore"),
        ("CAL-01", "write a zone of the IANA list, such as Europe/Berlin"),
        ("OLA-01", "shorten the resolution time of ola/desk from 30 m to 29 m"),
        (
            "OLA-05",
            "or, where the customer causes it and agrees, add it to clock_rules.pause of slas/email.yaml",
        ),
        ("SLA-01", "stop (what stops the clock, such as resolved) and data_source (where the figures come from)"),
        ("SLA-08", "aim at 240 m or less"),
        ("SLA-09", "on_priority_change (restart, retroactive or keep) and on_reopen (continue or new_clock)"),
    ],
)
def test_a_fix_says_what_to_write(rule: str, fix: str) -> None:
    assert any(fix in one.fix.replace(NBSP, " ") for _, one in found(rule))


def test_a_chain_kept_too_rarely_may_be_promised_for_fewer_tickets() -> None:
    """Three in a hundred need the supplier, and 98 are promised: the only change of a figure that fits is the share."""
    (case,) = (
        one
        for one in yaml.safe_load((CASES / "OLA-01.yaml").read_text(encoding="utf-8"))["bad"]
        if "share: 3" in str(one["files"])
    )
    case["files"] = {path: text.replace("compliance: 95,", "compliance: 98,") for path, text in case["files"].items()}
    (finding,) = (one for one in judge(case)[1].findings if one.rule == "OLA-01")
    said = finding.message.replace(NBSP, " ")
    assert "is not kept, but for at least 95.4 % of the tickets (promised for 98 %): 3 % of the tickets reach" in said
    assert finding.severity.word == "error"
    assert finding.fix.replace(NBSP, " ").endswith("; or promise it for 95.4 % of the tickets at most")


def test_a_share_that_rests_on_nothing_is_asked_for_its_source() -> None:
    (case,) = (
        one
        for one in yaml.safe_load((CASES / "OLA-01.yaml").read_text(encoding="utf-8"))["bad"]
        if "share: 3" in str(one["files"])
    )
    wanted = "State the source of the share that reaches contract/vendor"
    for files, asked in ((_sourced(case["files"], True), False), (_sourced(case["files"], False), True)):
        (finding,) = (one for one in judge({**case, "files": files})[1].findings if one.rule == "OLA-01")
        assert (wanted in finding.fix) is asked


def _sourced(files: dict[str, str], stated: bool) -> dict[str, str]:
    """The files with a source of the share, or without one."""
    share = "share: 3, source: records" if stated else "share: 3"
    return {path: re.sub(r"share: 3(, source: [^,}]*)?", share, text) for path, text in files.items()}
