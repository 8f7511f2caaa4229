"""An organisation of some twenty files, in which a change of words passes the gate: what tests of the platform judge.

Names, versions and the words that are changed are those of the worked organisation, so that the same edits fit both.
Tests of the gate over the whole worked organisation are in test_flow.py.
"""

from __future__ import annotations

from gate_support import USER

_HEAD = """\
id: {id}
title: {title}
version: {version}
status: {status}
owner: {owner}
effective_from: 2026-01-01
review: {{every: 12mo, last: 2026-09-10}}
classification: public
"""


def _head(id_: str, version: str = "1.0.0", status: str = "approved", owner: str = "quality-manager") -> str:
    title = id_.replace("-", " ").capitalize()
    return _HEAD.format(id=id_, title=title, version=version, status=status, owner=owner)


_SETTINGS = """\
as_of: 2026-11-01
audience: public
approver_roles:
  quality: quality-manager
  service_level: service-level-manager
  change: change-manager
  maintainer: [governance-maintainer]
"""
_POLICY = """\
practice: change-enablement
purpose: Let through what is useful and can be undone
scope: {in: [every alteration of a live service]}
triggers: [{id: wish, text: Somebody wishes for something else}]
inputs: [{id: wish, from: external, text: A wish}]
outputs: [{id: changed, to: external, text: A service that is altered as intended}]
activities:
  - id: raise-change
    name: Raise the change
    description: States what will be different for whom.
    duty: request
    raci: {accountable: change-manager, responsible: [change-manager]}
workflow:
  nodes: [{id: start, type: start, label: A wish}, {id: raise-change, type: task}, {id: end, type: end}]
  edges: [{from: start, to: raise-change}, {from: raise-change, to: end}]
kpis: [kept]
lifecycle_stage: transition
change_policy:
  binding: head
  models:
    - {id: wording, match: {change_types: [1, 2]}, class: standard}
  authorities:
    standard: {any: maintainer, but_not: author}
    normal: {derive: [accountable, impacted]}
    major: {derive: [accountable, impacted]}
    emergency: {derive: [accountable]}
  salami: {window: 90d}
"""
_SERVICE = """\
description: Mailboxes, shared calendars and distribution lists for everybody.
type: customer_facing
criticality: vital
customers: [finance-representative]
depends_on: {serial: [{service: mx-a}]}
support_group: email-service-owner
service_hours: 24x7
support_hours: 24x7
"""
_RELAY = """\
description: Takes mail in and hands it on.
type: technical
criticality: vital
support_group: email-service-owner
service_hours: 24x7
support_hours: 24x7
"""
_KPI = """\
question: How often is mail back in time?
measures: {sla: email}
category: effectiveness
timing: lagging
subject: outcome
unit: percent
direction: higher_is_better
formula: 100 * numerator / denominator
numerator: incidents of mail ended in time
denominator: incidents of mail
aggregation: ratio_of_sums
baseline: {value: 88, period: 2025-Q4, measured_on: 2026-01-09, source: the list of the desk}
target: {value: 90, by: 2027-03-31}
thresholds: {green: 90, amber: 80}
frequency: month
data_source: service-desk-tool
collector: email-service-owner
audience: [service-level-manager]
"""
_SLA = """\
id: email
title: E-mail
version: 1.1.0
status: agreed
owner: service-level-manager
valid: {from: 2026-02-01, to: 2028-02-01, notice: 90d}
review: {every: 12mo, last: 2026-01-20}
classification: public
level: service
customer: finance-representative
provider: service-level-manager
services: [email]
service_hours: 24x7
support_hours: 24x7
signatories:
  - {role: finance-representative, date: 2026-01-22}
  - {role: service-level-manager, date: 2026-01-23}
reporting: {frequency: month, recipients: [finance-representative], format: html}
clock_rules: {on_priority_change: restart, on_reopen: continue}
targets:
  - {id: resolve, metric: resolution_time, at_most: 20h, compliance: 90, clock: service_hours, start: opened,
     stop: resolved, period: month, data_source: service-desk-tool}
security: Mail on the move is encrypted wherever the other side can.
continuity: Relay B takes over alone when Berlin is lost.
supported_by: [{for: [resolve], chain: {step: ola/messaging}}]
"""
_OLA = """\
id: messaging
title: Messaging
version: 1.0.0
status: agreed
owner: service-level-manager
valid: {from: 2026-02-01, to: 2028-02-01, notice: 30d}
review: {every: 12mo, last: 2026-01-20}
classification: public
provider: email-service-owner
consumer: service-level-manager
supports: [sla/email]
support_hours: 24x7
targets: [{id: fix, metric: resolution_time, at_most: 8h, compliance: 95, clock: support_hours, period: month}]
"""
_HOLDERS = {
    "director": ("customer", "biz-01"),
    "quality-manager": ("governance", "ops-02"),
    "governance-maintainer": ("governance", "ops-14", "ops-10"),
    "service-level-manager": ("manager", "ops-04"),
    "email-service-owner": ("owner", "ops-14"),
    "change-owner": ("owner", "ops-03"),
    "change-manager": ("manager", "ops-03"),
    "finance-representative": ("customer", "biz-02"),
}


def _role(id_: str, type_: str, *holders: str) -> str:
    held = ", ".join(f"{{party: {one}, from: 2026-01-01}}" for one in holders)
    above = "" if id_ == "director" else "reports_to: director\n"
    may = "authorities: [{approves: [service], up_to: major}]\n"
    return f"{_head(id_)}purpose: Looks after its part\ntype: {type_}\n{above}{may}holders: [{held}]\n"


def _party(id_: str) -> str:
    account = USER[id_]
    known = f"{{platform: github, handle: {account.login}, user_id: {account.user_id}, from: 2026-01-01}}"
    return f"id: {id_}\ntitle: {id_}\nstatus: approved\nowner: director\ntype: person\naccounts: [{known}]\n"


_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5XmpzkCq6sUGuidsdXYlZZweo/2eDoH8Ph9uLM9Q8t"
_GATE = f"""\
id: gitsm-gate
title: Key of the gate
status: approved
owner: governance-maintainer
type: bot
ssh_keys: [{{key: {_KEY}, from: 2026-02-01}}]
"""
_PEOPLE = sorted({*(party for _, *parties in _HOLDERS.values() for party in parties), "ops-15"})

SMALL = {
    "gitsm.yaml": _head("settings") + _SETTINGS,
    "processes/change-enablement.yaml": _head("change-enablement", owner="change-owner") + _POLICY,
    "services/email.yaml": _head("email", "1.3.0", "live") + _SERVICE,
    "services/mx-a.yaml": _head("mx-a", status="live") + _RELAY,
    "kpis/kept.yaml": _head("kept", status="active") + _KPI,
    "slas/email.yaml": _SLA,
    "olas/messaging.yaml": _OLA,
    **{f"roles/{id_}.yaml": _role(id_, *held) for id_, held in _HOLDERS.items()},
    **{f"roles/parties/{id_}.yaml": _party(id_) for id_ in _PEOPLE},
    "roles/parties/gitsm-gate.yaml": _GATE,
}
"""The files by path."""
