"""CHG: how changes themselves are judged.

CHG-09 judges a repository like every other rule. The others need the request of a change, or what was merged; here are
only their pages, and the commands that answer them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, Rule, rule
from gitsm.load.snapshot import Snapshot
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


def _elsewhere(id_: str, severity: Severity, judged_by: tuple[str, ...], text: str) -> Rule:
    def answered(snapshot: Snapshot, context: Context) -> Iterable[Answer]:
        return ()

    answered.__doc__ = text
    return replace(rule(id_, severity, on=Snapshot, keeps_error=True, waivable=False)(answered), judged_by=judged_by)


_PLAN, _GATE, _MERGE, _VERIFY = "gitsm plan", "gitsm gate run", "gitsm cab merge", "gitsm cab verify"
_BEFORE = (_PLAN, _GATE, _MERGE)

RULES: tuple[Rule, ...] = (
    _elsewhere(
        "CHG-01",
        Severity.ERROR,
        (f"{_PLAN} --require-approved", _GATE, _MERGE, _VERIFY),
        """Everybody whom a change asks has agreed to what is merged, and none of them wrote it.

        Why: an agreement of the wrong person, or to an earlier state of the change, protects nobody.
        Fix: ask the roles that the plan lists; it says for each who can agree today and why it is asked. After a push
        ask again whom the plan names as voided.""",
    ),
    _elsewhere(
        "CHG-02",
        Severity.ERROR,
        _BEFORE,
        """The class that a change declares is not lower than what it is by its content.

        Why: who understates a change keeps those away who would have looked at it.
        Fix: write the class that the plan works out into the description, as `Class: major`, or leave the line out.""",
    ),
    _elsewhere(
        "CHG-03",
        Severity.ERROR,
        _BEFORE,
        """A major change says why it is made, who is told, and how it is taken back.

        Why: reviewers decide about consequences, not about lines of text.
        Fix: write the lines `Rationale:`, `Communication:` and `Back-out:` into the description of the request. What
        the change touches is worked out by the plan.""",
    ),
    _elsewhere(
        "CHG-04",
        Severity.ERROR,
        (*_BEFORE, _VERIFY),
        """An emergency change names what it answers, and is looked back on in time.

        Why: haste skips the usual questions, so somebody has to ask them afterwards.
        Fix: write `Class: emergency` and `Reference:` with the number of the incident or risk into the description;
        after the merge record the review with `gitsm cab review`, within the working days that the change policy
        gives (`review_within`).""",
    ),
    _elsewhere(
        "CHG-05",
        Severity.ERROR,
        (_VERIFY,),
        """Everything that reached the main branch since the gate began belongs to an agreed change.

        Why: one change that went around the gate makes every statement about the whole worthless.
        Fix: let the ruleset of the branch refuse direct pushes; have what slipped through agreed by a change of its
        own. `gitsm cab verify` names the commits.""",
    ),
    _elsewhere(
        "CHG-06",
        Severity.WARNING,
        _BEFORE,
        """A change is about at most three things that have nothing to do with each other.

        Why: a reviewer who is asked about everything at once looks at nothing closely.
        Fix: propose what does not belong together one by one. Documents that refer to each other count as one thing,
        and so do several versions of one document.""",
    ),
    _elsewhere(
        "CHG-07",
        Severity.WARNING,
        ("gitsm schema write --check",),
        """Generated files are what gitsm would generate.

        Why: a generated file that was edited by hand, or forgotten, says something else than what it was made from.
        Fix: run `gitsm schema write` and commit the result. Nothing else that is generated belongs into the
        repository.""",
    ),
    _elsewhere(
        "CHG-08",
        Severity.ERROR,
        (*_BEFORE, _VERIFY),
        """A waiver is agreed to by the role that it names as approver, never by who wrote it.

        Why: an exception that people grant themselves is a rule that nobody made.
        Fix: name in `approved_by` the role that may decide, and let one of its holders agree. How long a waiver may
        run, and for which rule, is judged by DOC-15.""",
    ),
    loosening_the_rules_is_major,
)
