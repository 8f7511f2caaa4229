"""SLA-06 among many agreements of one customer: each is compared with those it meets, not with all."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

from gitsm.check.rule import Context, Problem
from gitsm.load.snapshot import build
from gitsm.rules.sla import only_one_promise_applies
from promise_support import DAY, promised, repository, step


def test_many_agreements_of_a_customer_that_do_not_meet_take_no_time() -> None:
    first = repository(promised(60, {"step": "ola/desk"}), step("desk", 10))
    (item,) = first.of_kind("sla")
    targets = item.artefact.targets[0]
    items = list(first.items)
    for number in range(500):
        own = tuple(targets.model_copy(update={"id": f"fix-{n}", "priority": f"p{n}-{number % 499}"}) for n in range(8))
        copy = item.artefact.model_copy(update={"id": f"s{number:03}", "targets": own})
        items.append(replace(item, artefact=copy, path=f"slas/s{number:03}.yaml"))
    items.remove(item)
    snapshot = build(first.tree, items)
    context = Context(snapshot, None, DAY)  # type: ignore[arg-type]
    began = process_time()
    found = [
        answer
        for one in snapshot.of_kind("sla")
        for answer in only_one_promise_applies.check(one.artefact, replace(context, item=one))
    ]
    assert process_time() - began < 1
    (problem,) = found
    assert isinstance(problem, Problem) and problem.about == "s000", "the last has the priorities of the first"
    assert "and 7 more" in problem.message
