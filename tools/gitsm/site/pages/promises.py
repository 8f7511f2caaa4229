"""The promise map: all services with what is promised of them, the tightest promise first."""

from __future__ import annotations

from collections import Counter

from gitsm.analysis import availability_words
from gitsm.analysis.promise_map import Place, promise_map, without_promise
from gitsm.analysis.promises import ANSWERS, Promised, holds, sums
from gitsm.analysis.proof import Proof
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.export.parts.proved import minutes
from gitsm.model.service import Service
from gitsm.render.promise.bars import Bar, Part
from gitsm.site import available
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import ref
from gitsm.site.pictures import slack_bars
from gitsm.site.promised import answers_of, every, name, path_shown, service_title, shown, title_of
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

MOST_BARS = 12


def promises_page(view: View) -> Page:
    """All services and the agreements about them."""
    page = Page(view, "promises", "Promise map")
    page.kicker(link("Service catalogue", page.href("services")), f"state on {view.as_of}")
    page.h1()
    found = shown(view)
    places = [place for place in promise_map(found) if f"service/{place.service}" not in _hidden(view)]
    places.sort(key=lambda place: not _down(view, place))
    page.lead(cat(_opening(view, found), _least(view, places)))
    drawn = [place for place in places if _tight(view, place) is not None][:MOST_BARS]
    if drawn:
        page.html(_picture(page, drawn))
        page.note(
            "One row for each agreement about a service: its target with least slack. Filled: the worst case of the "
            "steps that all tickets reach; the rest of the row is slack. Hatched: beyond the limit."
        )
    page.table(_table(page, places))
    page.note(
        "Tightest first; what is not kept or not proved comes before, drafts stand last and are not counted above. "
        "Slack is the time left between the worst case and the limit. "
        f"Proved for every start minute of each agreement's term; time zones of tzdata {zones.version()}."
    )
    _rest(page, places)
    hidden = len(every(view)) - len(found)
    if hidden:
        page.note(f"{words.plural(hidden, 'further agreement')}: {HIDDEN}.")
    return page


def _hidden(view: View) -> set[str]:
    services = {id_ for one in shown(view) for id_ in one.sla.services}
    return {f"service/{id_}" for id_ in services if view.target(f"service/{id_}").state == "hidden"}


def _opening(view: View, found: list[Promised]) -> Html:
    counted = sums(found)
    total = sum(counted.values())
    if not total:
        return cat("No time is promised to a customer in an agreed document. ", _ups(view, found))
    safe = counted["always kept"]
    first = f"{safe} of {words.plural(total, 'promised time')} are always kept"
    some = counted["kept for at least"]
    more = f", {some} for at least the share of tickets agreed" if some else ""
    bad = [f"{counted[one]} {words.agree(counted[one], 'is', 'are')} {one}" for one in ANSWERS[2:] if counted[one]]
    return cat(
        f"{first}{more}. ", el("strong", f"{words.listed(bad).capitalize()}. ") if bad else None, _ups(view, found)
    )


def _ups(view: View, found: list[Promised]) -> Html | None:
    """The promises of availability of agreed documents in one sentence."""
    every_ = [one for each in found if not each.draft for one in available.answers(view, each.item)]
    if not every_:
        return None
    counted = Counter(available.verdict(one) for one in every_)
    if counted["kept"] == len(every_):
        many = len(every_) > 1
        all_ = (
            f"All {words.count_word(len(every_))} promises of availability are"
            if many
            else "The one of availability is"
        )
        return esc(f"{all_} kept.")
    parts = [f"{counted[one]} {one}" for one in ("kept", "not kept", "not proved") if counted[one]]
    return el("strong", f"{words.plural(len(every_), 'promise')} of availability: {words.listed(parts)}.")


def _least(view: View, places: list[Place]) -> str:
    """Where least is left of what is agreed; nothing where that is too late."""
    for place in places:
        proof = _tight(view, place)
        if proof is not None and proof.slack is not None and not place.promised.draft:
            if proof.slack < 0:
                return ""
            said = f"{words.hours(proof.slack) if proof.slack else 'nothing'} of {words.hours(proof.limit)}"
            return f" Least to spare: {service_title(view, place.service)}, {name(proof)}, {said}."
    return ""


def _tight(view: View, place: Place) -> Proof | None:
    """The tightest target, where its times may be seen."""
    proof = place.promised.tightest
    return proof if proof is not None and path_shown(view, proof, proof.usual) else None


def _address(page: Page, place: Place, proof: Proof | None) -> str:
    address = page.href(page.view.paths[place.promised.item.path])
    return f"{address}#{anchor('kept', proof.target.id)}" if proof is not None else address


def _picture(page: Page, places: list[Place]) -> Html:
    rows = []
    for place in places:
        proof = _tight(page.view, place)
        assert proof is not None and proof.slack is not None and place.slack is not None
        worst = proof.limit - proof.slack
        room = words.hours(proof.slack) if proof.slack >= 0 else f"{words.hours(-proof.slack)} over"
        detail = f"{place.promised.item.version} {name(proof)}, {minutes(proof.limit)}"
        percent = f"{words.number(place.slack.numerator * 100 // place.slack.denominator)}\u00a0%"
        href = _address(page, place, proof)
        rows.append(
            Bar(
                service_title(page.view, place.service),
                detail,
                proof.limit,
                (Part(worst, ""),),
                room,
                percent,
                href=href,
            )
        )
    said = "; ".join(f"{row.name}, {row.detail}: {row.room}" for row in rows)
    heads = ("Service, tightest target", "limit = 100 %", "slack")
    return slack_bars(rows, "The tightest promise of each service", f"{said}. The table below tells all.", heads)


def _table(page: Page, places: list[Place]) -> Table:
    table = Table(
        "Services by slack",
        (
            "Service|head",
            "Answers",
            "Tightest target",
            "Slack|num",
            "Of the limit|num",
            "Availability",
            "Agreement",
            "Holds",
        ),
        name="promises",
        listing=True,
        stack=True,
        css="g-flow",
        empty="No service level agreement is published for this audience.",
    )
    view = page.view
    for place in places:
        one, proof = place.promised, place.promised.tightest
        seen = _tight(page.view, place) is not None
        share = place.slack * 100 if place.slack is not None else None
        table.add(
            ref(page, f"service/{place.service}"),
            Cell(answers_of(one), "; ".join(f"{one.answers[each]} {each}" for each in ANSWERS if one.answers[each])),
            link(name(proof), _address(page, place, proof)) if proof is not None else "–",
            (minutes(proof.slack) if seen else HIDDEN) if proof is not None else "–",
            Cell(f"{words.number(share.numerator // share.denominator)}\u00a0%", None, f"{float(share):.3f}")
            if share is not None and seen
            else "–",
            _available(view, place),
            cat(link(title_of(view, one.item), _address(page, place, None)), " ", small(one.item.version)),
            holds(one.item, one.condition),
        )
    return table


def _down(view: View, place: Place) -> bool:
    """Whether an agreed promise of availability of the service is not kept."""
    found = available.answers(view, place.promised.item)
    return not place.promised.draft and any(
        one.service == place.service and available.verdict(one) == "not kept" for one in found
    )


def _available(view: View, place: Place) -> Cell | str:
    """What is promised of the availability of a service, and whether its parts give it."""
    found = [one for one in available.answers(view, place.promised.item) if one.service == place.service]
    said = [f"{availability_words.percent(one.promised)} {available.verdict(one)}" for one in found]
    shown = [cat(available.label(one), " ", small(availability_words.percent(one.promised))) for one in found]
    return Cell(join(shown, " "), "; ".join(said)) if found else "–"


def _rest(page: Page, places: list[Place]) -> None:
    """Services that customers see and nobody has promised anything about."""
    view = page.view
    services = [
        item.artefact.id
        for item in view.current_of("service")
        if isinstance(item.artefact, Service)
        and item.artefact.type == "customer_facing"
        and view.condition(item) != "ended"
    ]
    bare = without_promise(services, places)
    if bare:
        page.h2("Nothing agreed")
        linked = join([ref(page, f"service/{id_}") for id_ in bare], ", ")
        what = words.agree(len(bare), "a service", "services")
        page.text(linked, f": {what} that customers see, without an agreed SLA.")
