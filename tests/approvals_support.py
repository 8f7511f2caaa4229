"""What tests of approvals share: a small organisation in which every kind of voice occurs, and requests to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

from gitsm.analysis.people import Staff
from gitsm.approvals.asked import Asked
from gitsm.approvals.binding import Binding
from gitsm.approvals.electorate import Electorate
from gitsm.approvals.evaluate import Judgement, judge
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.model.change_policy import ChangePolicy
from support import AS_OF, settings_text

DAY = AS_OF
DIGEST = "ab" * 32

PEOPLE: dict[str, dict[str, Any]] = {
    **{
        name: {"type": "person"}
        for name in ("ann", "bea", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "joe", "kim")
    },
    "off": {"type": "person", "absences": [{"from": "2026-10-20", "to": "2026-11-10"}]},
    "robot": {"type": "bot"},
    "gone": {"type": "person", "status": "retired"},
    "crew": {"type": "team", "members": [{"party": "ida"}, {"party": "joe"}]},
}
ROLES: dict[str, dict[str, Any]] = {
    "top": {"holders": ["kim"]},
    "head": {"reports_to": "top", "holders": ["hal"]},
    "owner": {"reports_to": "head", "holders": ["ann"]},
    "second": {"reports_to": "head", "holders": ["bea"]},
    "stood-in": {"reports_to": "head", "holders": ["off", {"party": "cat", "deputy": True}]},
    "deputised": {"reports_to": "head", "holders": ["dan", {"party": "cat", "deputy": True}]},
    "alone-away": {"reports_to": "head", "holders": ["off"]},
    "vacant": {"reports_to": "head", "holders": [{"party": "ann", "to": "2026-01-01"}]},
    "coming": {"reports_to": "head", "holders": [{"party": "eve", "from": "2026-11-02"}]},
    "team-role": {"reports_to": "head", "holders": ["crew"]},
    "botted": {"reports_to": "head", "holders": ["robot"]},
    "pair": {"reports_to": "head", "holders": ["ann", "bea"]},
    "over": {"reports_to": "head", "holders": ["ann"], "status": "retired"},
    "customer": {"reports_to": "head", "holders": ["gus"]},
    "maintainer-a": {"reports_to": "head", "holders": ["fay"]},
    "maintainer-b": {"reports_to": "head", "holders": ["eve"]},
    "board": {"chair": "owner", "members": ["owner", "second", "deputised", "customer"]},
    "small-board": {"chair": "owner", "members": ["owner", "second", "customer"], "quorum": 2},
    "buyer": {"reports_to": "head", "holders": ["bea"]},
    "one-for-two": {"chair": "owner", "members": ["owner", "second", "buyer"]},
    "headless": {"members": ["second", "customer"]},
    "twice": {"chair": "pair", "members": ["pair", "owner", "second"]},
}
POLICY: dict[str, Any] = {
    "authorities": {
        "standard": {"any": "maintainer", "but_not": "author"},
        "normal": {"derive": ["accountable", "impacted"]},
        "major": {"derive": ["accountable", "impacted"], "body": "board", "chair": "required", "quorum": "2/3"},
        "emergency": {"body": "small-board", "at_least": 2},
    },
    "recorded_approvals": ["customer", "buyer"],
}


def organisation(
    roles: dict[str, dict[str, Any]] | None = None, broken: Iterable[str] = (), settings: dict[str, Any] | None = None
) -> Snapshot:
    """The organisation with other roles on top, and with files that cannot be read."""
    names = {"maintainer": ["maintainer-a", "maintainer-b"], "quality": "second"}
    files: dict[str, str | bytes] = {"gitsm.yaml": settings_text({"approver_roles": names, **(settings or {})})}
    for id_, party in PEOPLE.items():
        files[f"roles/parties/{id_}.yaml"] = _text(
            {"id": id_, "title": id_, "status": "approved", "owner": "top", **party}
        )
    for id_, role in {**ROLES, **(roles or {})}.items():
        content = {"id": id_, "title": id_, "version": "1.0.0", "status": "approved", "owner": "top", **role}
        content["holders"] = [{"party": one} if isinstance(one, str) else one for one in role.get("holders", ())]
        files[f"roles/{id_}.yaml"] = _text({name: value for name, value in content.items() if value != []})
    files |= dict.fromkeys(broken, "id: [")
    snapshot = load(MemoryTree(files))
    assert [f.path for f in snapshot.findings if f.path not in set(broken)] == []
    return snapshot


def policy(changes: dict[str, Any] | None = None) -> ChangePolicy:
    """The policy with other keys on top."""
    plain = yaml.load(yaml.dump({**POLICY, **(changes or {})}, Dumper=yaml.CSafeDumper), Loader=yaml.CSafeLoader)
    return ChangePolicy.model_validate(plain)


def yes(person: str, **more: Any) -> Voice:
    """An agreement."""
    return Voice(person, True, **more)


def no(person: str, **more: Any) -> Voice:
    """An objection."""
    return Voice(person, False, **more)


def paper(role: str, person: str = "", entered_by: str = "dan", document: str = DIGEST, approves: bool = True) -> Voice:
    """An agreement from a document."""
    return Voice(person, approves, strength="recorded", role=role, entered_by=entered_by, document=document)


def judged(
    class_: str,
    asked: Iterable[str | Asked],
    voices: Iterable[Voice] = (),
    *,
    authors: Iterable[str] = (),
    on: date = DAY,
    rules: ChangePolicy | None = None,
    base: Snapshot | None = None,
    strangers: tuple[str, ...] = (),
    models: tuple[str, ...] = (),
    binding: Binding | None = None,
    decided: tuple[str, ...] = ("sla/email",),
) -> Judgement:
    """The judgement of a request for the roles asked."""
    rules = rules or policy()
    electorate = Electorate(Staff(base or organisation(), on), rules.delegations, frozenset(authors))
    request = ChangeRequest(authors=frozenset(authors), strangers=strangers, voices=tuple(voices))
    wanted = [Asked(one, f"owner of sla/{one}", "sla/email") if isinstance(one, str) else one for one in asked]
    return judge(class_, wanted, rules, request, electorate, models=models, decided=decided, binding=binding)


def _text(content: dict[str, Any]) -> str:
    return yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False)
