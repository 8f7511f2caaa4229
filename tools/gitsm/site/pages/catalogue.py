"""Service catalogue with its dependency picture, and the glossary."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla
from gitsm.model.governance import GlossaryTerm
from gitsm.model.service import Service
from gitsm.site.available_sections import service_section
from gitsm.site.dependencies import picture
from gitsm.site.fields import anchor, inline
from gitsm.site.html import Html, cat, el, esc, join, small
from gitsm.site.page import Page
from gitsm.site.parts import calendar, check_word, condition, item_link, ref, role, roles, status
from gitsm.site.pictures import scroller
from gitsm.site.promised import answers_of, promised_of
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

CRITICALITY = {"vital": "1", "important": "2", "supporting": "3", "other": "4"}
TYPES = {"customer_facing": "1", "supporting": "2", "technical": "3"}


def services(view: View) -> list[tuple[Loaded, Service]]:
    """Current services, those for customers first."""
    found = [(item, item.artefact) for item in view.current_of("service") if isinstance(item.artefact, Service)]
    return sorted(
        found,
        key=lambda pair: (
            TYPES.get(pair[1].type or "", "9"),
            CRITICALITY.get(pair[1].criticality or "", "9"),
            pair[1].title.lower(),
        ),
    )


def agreements_for(view: View, service: str) -> list[Loaded]:
    """SLAs that promise a service: current versions, not ended."""
    return view.once("agreements", _agreements).get(service, [])


def _agreements(view: View) -> dict[str, list[Loaded]]:
    found: dict[str, list[Loaded]] = {}
    for item in view.current_of("sla"):
        if isinstance(item.artefact, Sla) and view.condition(item) != "ended":
            for service in dict.fromkeys(item.artefact.services):
                found.setdefault(service, []).append(item)
    return found


def catalogue(view: View) -> Page:
    """All services."""
    page = Page(view, "services", "Service catalogue")
    page.kicker("Services and agreements", f"state on {view.as_of}")
    page.h1()
    shown = services(view)
    live = [service for _, service in shown if service.status in ("live", "retiring")]
    facing = [service for service in live if service.type == "customer_facing"]
    bare = [service for service in facing if not agreements_for(view, service.id) and not service.best_effort]
    opening = f"{words.plural(len(facing), 'live service')} for customers"
    page.lead(
        f"{opening}, {len(live) - len(facing)} behind them. "
        + (
            f"{words.plural(len(bare), 'service')} without an agreement: {words.listed([one.title for one in bare])}."
            if bare
            else "Each service for customers rests on an agreement or is offered without one on purpose."
        )
    )
    svg = picture(
        page,
        [item for item, service in shown if service.status not in ("retired", "cancelled")],
        "Dependencies of all services",
    )
    if svg:
        page.h2("What rests on what")
        page.note(
            "A service needs everything its arrows lead to; a pill says how many of its parts are enough. ",
            "Dashed frame: a supplier. A percentage: the availability that somebody promises of it.",
        )
        page.html(scroller(svg, "Dependencies of all services"))
    page.h2("Services")
    table = Table(
        "Services",
        (
            "Service|head",
            "For",
            "Criticality",
            "Stage",
            "Owner",
            "Promised",
            "Supported",
            "Agreements",
            "Users|num",
            "Needs|csv",
            "Check",
        ),
        name="services",
        listing=True,
        stack=True,
        empty="No service is published for this audience.",
    )
    for item, service in shown:
        table.add(*_cells(page, item, service))
    page.table(table)
    return page


def _cells(page: Page, item: Loaded, service: Service) -> tuple[str | Cell, ...]:
    view = page.view
    promised = join([item_link(page, one) for one in agreements_for(view, service.id)], ", ")
    none = status("none", "best effort") if service.best_effort else esc("–")
    needs = inline(page, item, service.depends_on) if service.depends_on else esc("")
    return (
        Cell(item_link(page, item), service.title, service.title.lower()),
        Cell(words.enum(service.type or "–"), None, TYPES.get(service.type or "", "9")),
        Cell(words.enum(service.criticality or "–"), None, CRITICALITY.get(service.criticality or "", "9")),
        condition(view, item),
        role(page, service.owner),
        calendar(page, service.service_hours),
        calendar(page, service.support_hours),
        promised or none,
        words.number(service.user_count) if service.user_count is not None else "–",
        needs,
        check_word(view, item),
    )


# -- a service -------------------------------------------------------------------------------------------------------


def service_lead(page: Page, item: Loaded) -> str:
    """What customers get."""
    return item.artefact.description or f"Service {item.artefact.id}."


def service_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Promise, dependencies and offerings of a service."""
    service = item.artefact
    assert isinstance(service, Service)
    page.h2("What is promised")
    table = Table(
        "Agreements",
        (
            "Agreement|head",
            "Can it be kept?",
            "State",
            "Customer",
            "Valid to|date",
        ),
        stack=True,
        css="g-flow",
        empty="Offered without an agreement, on purpose."
        if service.best_effort
        else "No agreement promises this service.",
    )
    for one in agreements_for(page.view, service.id):
        sla = one.artefact
        assert isinstance(sla, Sla)
        table.add(
            item_link(page, one),
            answers_of(promised) if (promised := promised_of(page.view, one)) else "–",
            condition(page.view, one),
            role(page, sla.customer),
            str(sla.end or "–"),
        )
    page.table(table)
    rows: list[tuple[str, Html]] = [
        (
            "For",
            cat(
                words.enum(service.type or "not stated"),
                ", criticality ",
                el("strong", words.enum(service.criticality or "not stated")),
            ),
        ),
        ("Customers", roles(page, service.customers)),
        ("Promised hours", calendar(page, service.service_hours)),
        ("Supported hours", cat(calendar(page, service.support_hours), " by ", role(page, service.support_group))),
    ]
    restore = join(
        [
            f"service back within {words.duration(int(service.rto))}" if service.rto is not None else None,
            f"data lost at most {words.duration(int(service.rpo))}" if service.rpo is not None else None,
        ],
        ", ",
    )
    if restore:
        rows.append(("After a disaster", restore))
    page.html(el("dl", *[cat(el("dt", name), el("dd", value)) for name, value in rows], class_="g-pairs"))
    _depends(page, item, service)
    service_section(page, item, agreements_for(page.view, service.id))
    if service.offerings:
        page.h2("What can be requested")
        offered = Table(
            "Offerings",
            (
                "Offering|head",
                "Within|num",
                "Approved by",
                "Process",
                "Done by",
                "More",
            ),
            stack=True,
        )
        for each in service.offerings:
            approved = esc("nobody needed") if each.approval == "none" else role(page, each.approval)
            more = join([inline(page, item, each.price) if each.price else None, each.channel], ", ")
            offered.add(
                cat(each.name or each.id, " ", small(each.id)),
                words.duration(int(each.fulfil_in)) if each.fulfil_in is not None else "–",
                approved,
                ref(page, f"process/{each.process}") if each.process else "–",
                role(page, each.by),
                more or "–",
            )
        page.table(offered)
    return frozenset(
        {
            "type",
            "criticality",
            "customers",
            "service_hours",
            "support_hours",
            "support_group",
            "rto",
            "rpo",
            "depends_on",
            "offerings",
            "best_effort",
        }
    )


def _depends(page: Page, item: Loaded, service: Service) -> None:
    page.h2("What it rests on")
    if service.depends_on is None:
        page.text("It rests on no other service.", css="g-empty")
    else:
        svg = picture(page, [item], f"What {service.title} rests on", f"service/{service.id}")
        if svg:
            page.html(scroller(svg, f"What {service.title} rests on"))
        figure = "A percentage is the availability that somebody promises of it. " if svg else None
        page.note(figure, "In words: ", inline(page, item, service.depends_on), ".")
    above = [one for one in page.view.report.graph.used_by(item.key) if one.source.kind.slug == "service"]
    names = [ref(page, key) for key in dict.fromkeys(one.source.key for one in above)]
    if names:
        page.text("Needed by ", join(names, ", "), ".")


# -- glossary --------------------------------------------------------------------------------------------------------


def glossary(view: View) -> Page:
    """All terms with their definitions."""
    page = Page(view, "glossary", "Glossary")
    page.kicker("Words")
    page.h1()
    terms = [
        (item, item.artefact) for item in view.current_of("glossary-term") if isinstance(item.artefact, GlossaryTerm)
    ]
    page.lead(
        f"{words.plural(len(terms), 'term')} as this organisation uses {words.agree(len(terms), 'it', 'them')}, "
        "in its own words."
    )
    table = Table(
        "Glossary",
        ("Term|head", "Definition", "Also said", "Not used for it"),
        name="glossary",
        listing=True,
        stack=True,
        empty="No term is defined for this audience.",
    )
    for item, term in sorted(terms, key=lambda pair: (pair[1].term or pair[1].title).lower()):
        shown = cat(
            item_link(page, item, term.term or term.title),
            *([el("br"), condition(view, item)] if view.condition(item) != "in force" else []),
        )
        table.add(
            Cell(shown, term.term or term.title, (term.term or term.title).lower()),
            term.definition or "–",
            ", ".join(term.aliases) or "–",
            ", ".join(term.discouraged) or "–",
            id=anchor("term", term.id),
        )
    page.table(table)
    return page
