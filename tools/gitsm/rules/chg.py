"""CHG: how changes themselves are judged. What needs the request of a change is an obstacle of its plan instead."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, Rule, rule
from gitsm.model.process import Process
from gitsm.rules.words import named

_RULES_CHANGED = {49: "rules of the repository", 52: "earlier approvals claimed", 53: "accounts and keys"}


@rule("CHG-09", Severity.ERROR, on=Process, waivable=False)
def loosening_the_rules_is_major(process: Process, ctx: Context) -> Iterable[Answer]:
    """No change model makes it easier to loosen the rules that judge changes.

    Why: who can switch off the alarm quietly needs no permission for anything else.
    Fix: take the change types 49, 52 and 53 out of the model; the table makes them major where they loosen something.
    """
    item = ctx.current
    policy = process.change_policy
    for number, model in enumerate(policy.models if policy is not None else ()):
        for place, type_ in enumerate(model.match.change_types):
            if type_ in _RULES_CHANGED and model.class_ != "major":
                words = (
                    f"{named(item)} makes every change of {_RULES_CHANGED[type_]} ({type_}) {model.class_} by the "
                    f"model {model.id}, also one that loosens them."
                )
                route = ("change_policy", "models", number, "match", "change_types", place)
                yield Problem(words, route, fix=f"take {type_} out of the model")


RULES: tuple[Rule, ...] = (loosening_the_rules_is_major,)
