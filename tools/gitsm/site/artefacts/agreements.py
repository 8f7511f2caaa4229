"""SLA, OLA and contract: targets, the chain that carries them, clocks, signatures."""

from __future__ import annotations

from typing import Any

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Conditional, Contract, Ola, ParallelSteps, Sequence, Sla, Step, Target
from gitsm.site import available
from gitsm.site.artefacts.carrying import carried_lead, carries_section
from gitsm.site.artefacts.kept import kept_section, most_telling, opening
from gitsm.site.artefacts.underneath import chain_section, week_section
from gitsm.site.available_sections import available_section
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, el, esc, join, link, small
from gitsm.site.matters import notice_deadline
from gitsm.site.page import Page
from gitsm.site.parts import calendar, day, pairs, ref, role, status
from gitsm.site.promised import promised_of
from gitsm.site.table import Cell, Table


def agreement_lead(page: Page, item: Loaded) -> str:
    """Who promises whom what, until when."""
    artefact = item.artefact
    assert isinstance(artefact, Agreement)
    count = words.plural(len(artefact.targets), "target")
    if isinstance(artefact, Sla):
        one = promised_of(page.view, item)
        answers = [opening(one), most_telling(page.view, one), available.opening(page.view, item)] if one else []
        return cat(join(answers, " ") or _who(page, artefact), _ending(page, item))
    if isinstance(artefact, Ola):
        said = cat(role(page, artefact.provider), " promises ", role(page, artefact.consumer), f" {count}")
    else:
        assert isinstance(artefact, Contract)
        said = cat(role(page, artefact.supplier), f" promises {count}")
    carried = carried_lead(page, item)
    return cat(said, ". " if carried else ".", carried, _ending(page, item))


def _who(page: Page, artefact: Sla) -> Html:
    """Who promises whom what."""
    count = words.plural(len(artefact.targets), "target")
    who = cat(role(page, artefact.provider), " promises ", role(page, artefact.customer), f" {count}")
    what = join([ref(page, f"service/{id_}") for id_ in artefact.services], ", ")
    return cat(who, " for " if what else None, what, ".")


def _ending(page: Page, item: Loaded) -> Html:
    artefact = item.artefact
    assert isinstance(artefact, Agreement)
    view, end = page.view, artefact.end
    state = view.condition(item)
    if state == "expired":
        return cat(" ", el("strong", f"It ended on {end} and nothing follows."))
    if state == "scheduled":
        return esc(f" It applies from {artefact.start}.")
    if state == "working":
        return cat(" ", el("strong", "It is not agreed yet."))
    if state == "in force" and end is not None:
        deadline = notice_deadline(artefact)
        notice = f", notice until {deadline}" if deadline and deadline >= view.as_of else ""
        return cat(f" It ends {words.distance(end, view.as_of)}{notice}.")
    return esc("")


def agreement_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Whether it can be kept and on what it rests, or what it carries; targets, hours and clock, and who signed."""
    artefact = item.artefact
    assert isinstance(artefact, Agreement)
    if isinstance(artefact, Sla):
        promised = promised_of(page.view, item)
        kept_section(page, promised)
        if promised is not None:
            available_section(page, item)
        week_section(page, promised)
        if not chain_section(page, promised):
            _chains(page, artefact)
    else:
        carries_section(page, item)
    page.h2("Targets")
    if isinstance(artefact, Sla):
        page.text(_who(page, artefact))
    page.table(targets_table(page, item, artefact))
    _clock(page, item, artefact)
    handled = {"targets", "support_hours", "clock_rules", "priority_scheme"}
    if isinstance(artefact, Sla):
        handled |= {"supported_by", "service_hours", "services", "customer", "provider"}
    if isinstance(artefact, Sla) and artefact.signatories:
        page.h2("Signed by")
        table = Table("Signatories", ("Role|head", "Day|date"))
        for one in artefact.signatories:
            table.add(role(page, one.role), Cell(day(one.date)))
        page.table(table)
        page.note("Days of signature are stated here; the proof is the evidence of the merged change.")
        handled.add("signatories")
    if isinstance(artefact, (Ola, Contract)):
        _carries(page, item, artefact)
        handled |= {"supports", "provider", "consumer"} if isinstance(artefact, Ola) else {"supports", "supplier"}
    return frozenset(handled)


def targets_table(page: Page, item: Loaded, artefact: Agreement) -> Table:
    """One row for each promise: the limit second, then how it is measured."""
    shares = any(target.compliance is not None for target in artefact.targets)
    events = any(target.start or target.stop for target in artefact.targets)
    columns = ["Target|head", "Promise|num"]
    columns += ["In at least|num"] if shares else []
    columns += ["Clock"]
    columns += ["From – to"] if events else []
    columns += ["Measured", "Source"]
    table = Table(
        "Targets", columns, name="targets", stack=True, css="g-targets g-flow", empty="No target is stated yet."
    )
    for target in artefact.targets:
        name = " ".join(part for part in ((target.priority or "").upper(), words.enum(target.metric)) if part)
        outside = cat(el("br"), small("does not count: ", "; ".join(target.exclusions))) if target.exclusions else None
        cells: list[str | Cell] = [cat(name, " ", small(target.id), outside), _promise(target)]
        cells += (
            [f"{words.number(target.compliance)}\u00a0%" if target.compliance is not None else "–"] if shares else []
        )
        cells += [clock(page, artefact, target)]
        cells += (
            [
                f"{words.enum(target.start or 'not stated')} – {words.enum(target.stop or 'not stated')}"
                if target.start or target.stop
                else "–"
            ]
            if events
            else []
        )
        cells += [f"each {target.period}" if target.period else "–", target.data_source or "–"]
        table.add(*cells, id=anchor("target", target.id))
    return table


def _promise(target: Target) -> str:
    limit = target.at_most if target.at_most is not None else target.at_least
    if limit is None:
        return "–"
    sign = "≤" if target.at_most is not None else "≥"
    shown = words.scalar(limit)
    unit = "\u00a0%" if target.metric == "availability" else ""
    return f"{sign}\u00a0{shown}{unit}"


def clock(page: Page, artefact: Agreement, target: Target) -> Html:
    """Which hours count, with the calendar behind them."""
    if target.clock is None:
        return esc("–")
    if target.clock == "calendar":
        return esc("every hour")
    hours = getattr(artefact, target.clock, None)
    return cat(words.enum(target.clock), " ", calendar(page, hours)) if hours else esc(words.enum(target.clock))


def _clock(page: Page, item: Loaded, artefact: Agreement) -> None:
    rows: list[tuple[str, Html]] = []
    if isinstance(artefact, Sla):
        rows.append(
            (
                "Service hours",
                calendar(page, artefact.service_hours) if artefact.service_hours else esc("those of the services"),
            )
        )
    rows.append(
        (
            "Support hours",
            calendar(page, artefact.support_hours)
            if artefact.support_hours
            else esc("those of the services" if isinstance(artefact, Sla) else "–"),
        )
    )
    if artefact.priority_scheme:
        rows.append(("Priorities", ref(page, f"priority-scheme/{artefact.priority_scheme}")))
    rules = artefact.clock_rules
    if rules is not None:
        rows.append(("Clock pauses", esc(", ".join(words.enum(name) for name in rules.pause) or "never")))
        for name in ("on_priority_change", "on_reopen", "cut_over"):
            if getattr(rules, name):
                rows.append(
                    (words.label(name), esc(RULE_WORDS.get(getattr(rules, name), words.enum(getattr(rules, name)))))
                )
    page.h2("Hours and clock")
    page.html(pairs(rows))


RULE_WORDS = {
    "restart": "restart: new target, clock starts anew",
    "retroactive": "retroactive: new target from the original start",
    "keep": "keep: old target and start stay",
    "continue": "continue: the time spent resolved does not count",
    "new_clock": "new clock",
    "new_tickets_only": "a new version applies to new tickets only",
    "all_open_tickets": "a new version applies to all open tickets",
}


# -- chains ----------------------------------------------------------------------------------------------------------


def _chains(page: Page, artefact: Sla) -> None:
    page.h2("What carries it")
    if not artefact.supported_by:
        page.html(el("p", status("unk", "not stated"), " No supporting agreement is named.", class_="g-empty"))
        return
    targets = {target.id: target for target in artefact.targets}
    for support in artefact.supported_by:
        names = [link(id_, f"#{anchor('target', id_)}") if id_ in targets else esc(id_) for id_ in support.for_]
        page.text(el("strong", "For "), join(names, ", "), css="g-case")
        first = next((targets[id_] for id_ in support.for_ if id_ in targets), None)
        page.html(el("ol", *_steps(page, support.chain, first), class_="g-chain"))


def _steps(page: Page, chain: Any, target: Target | None) -> list[Html]:
    if isinstance(chain, Sequence):
        return [step for part in chain.sequence for step in _steps(page, part, target)]
    if isinstance(chain, ParallelSteps):
        inner = [_branch(page, part, target) for part in chain.parallel]
        return [el("li", "at the same time, the longest counts", el("ul", *inner, class_="g-chain"))]
    if isinstance(chain, Conditional):
        share = (
            f"{words.number(chain.share)}\u00a0% of cases"
            if chain.share is not None
            else "an unknown share of cases, counted as all"
        )
        source = join([chain.source, f"measured {chain.measured}" if chain.measured else None], ", ")
        return [
            el(
                "li",
                f"only in {share}",
                small(" (", source, ")") if source else None,
                el("ol", *_steps(page, chain.conditional, target), class_="g-chain"),
                class_="sometimes",
            )
        ]
    assert isinstance(chain, Step)
    return [el("li", _step(page, chain, target))]


def _branch(page: Page, part: Any, target: Target | None) -> Html:
    steps = _steps(page, part, target)
    return steps[0] if len(steps) == 1 else el("li", "one after the other", el("ol", *steps, class_="g-chain"))


def _step(page: Page, step: Step, target: Target | None) -> Html:
    metric = step.metric or (target.metric if target else None)
    found = page.view.get(step.step)
    promised = None
    if found is not None and isinstance(found.artefact, Agreement):
        fits = [
            one
            for one in found.artefact.targets
            if one.metric == metric and one.priority == (target.priority if target else None)
        ]
        fits = fits or [one for one in found.artefact.targets if one.metric == metric]
        promised = (
            cat(" ", small("within "), el("strong", " / ".join(dict.fromkeys(_promise(one)[2:] for one in fits))))
            if fits
            else cat(" ", status("unk", "no such target"))
        )
    hours = (
        cat(", hours ", calendar(page, found.artefact.support_hours))
        if found is not None and isinstance(found.artefact, Agreement) and found.artefact.support_hours
        else None
    )
    handover = f", then hands over within {words.duration(int(step.handover))}" if step.handover is not None else None
    return cat(ref(page, step.step), " ", small(words.enum(metric)) if metric else None, promised, hours, handover)


def _carries(page: Page, item: Loaded, artefact: Ola | Contract) -> None:
    page.h2("What it says it carries")
    if not artefact.supports:
        page.text("It names nothing that rests on it.", css="g-empty")
        return
    table = Table("What rests on it", ("Agreement or service|head", "Kind", "Steps that name it"))
    for key in artefact.supports:
        steps = [
            one
            for one in page.view.report.graph.used_by(item.key)
            if one.source.key == key and "supported_by" in one.route
        ]
        table.add(ref(page, key), key.partition("/")[0].upper(), str(len(steps)) if steps else "–")
    page.table(table)
