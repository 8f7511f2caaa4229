"""Availability on pages: tables and pictures of what the parts of a service give, for an SLA and for a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from gitsm.analysis import availability_words as said
from gitsm.analysis.availability import Availability, Downtime, Needed
from gitsm.analysis.common_cause import common_causes
from gitsm.analysis.dependencies import Claim, label_of, members_at
from gitsm.analysis.redundancy import leaves
from gitsm.analysis.support_chain import day_of
from gitsm.base import words
from gitsm.calendar.almanac import Unresolved
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement
from gitsm.model.service import Service
from gitsm.render.promise.bars import Bar, Part
from gitsm.site.available import (
    answers,
    claim_shown,
    figures,
    figures_shown,
    label,
    made,
    minutes,
    part_shown,
    parts_of,
    period,
    reached_shown,
    together,
    verdict,
    why,
)
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import ref, status
from gitsm.site.pictures import slack_bars
from gitsm.site.promised import service_title, shown
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

MOST_BARS = 6
"""Services of one picture, two bars each."""
_UNITS = 10**9
_FINEST = 10**6
"""Parts of one that a share in percent shows."""
_HEADS = ("Part|head", "Promised by", "Available|num")


# -- an SLA ----------------------------------------------------------------------------------------------------------


def available_section(page: Page, item: Loaded) -> None:
    """Whether the parts underneath give the availability that is promised: table, picture, and each part."""
    found = answers(page.view, item)
    if not found:
        return
    page.h2("Is it available enough?")
    page.table(_answers(page, found))
    drawn = [one for one in found if one.parts and figures_shown(page.view, one)]
    if drawn:
        title = f"What may be lost of {page.title}"
        page.html(picture(page.view, drawn[:MOST_BARS], title))
        page.note(reading())
    for one in found:
        if one.parts:
            page.h3(f"Parts of {service_title(page.view, one.service)}" if len(found) > 1 else "What it needs")
            page.table(parts_table(page, one))
        causes(page, one.service, day_of(one.item, page.view.as_of))


def _answers(page: Page, found: Sequence[Availability]) -> Table:
    kinds = {one.target.period for one in found}
    worst = f"Worst {kinds.pop()}" if len(kinds) == 1 and None not in kinds else "Worst period"
    heads = ("Service|head", "Answer", "Promised|num", "Parts give|num", f"{worst}|date", "Downtime allowed|num",
             "Parts may take|num", "Left over|num", "Why")  # fmt: skip
    table = Table("Is it available enough?", heads, name="available", css="g-keep")
    for one in found:
        table.add(
            ref(page, f"service/{one.service}"),
            Cell(label(one), verdict(one)),
            said.percent(one.promised),
            *figures(page.view, one),
            why(page.view, one),
            id=anchor("available", f"{one.target.id}-{one.service}"),
        )
    return table


def reading(what: str = "service") -> str:
    """How to read the picture and the tables."""
    return (
        f"Two bars for each {what}. The upper: how much of the promised time its parts may fail in the long run, "
        "against what the promise allows. The lower: the same in minutes, in the period in which least is left; there "
        "each part may use up at once all that it is allowed. Hatched: beyond the promise. Redundant parts are taken "
        "to fail by chance, each by itself. Rounded against the promise."
    )


def picture(view: View, found: Sequence[Availability], title: str, what: str = "Service") -> Html:
    """Bars: what the parts may take of what may be lost, in the long run and in the worst period.

    `what`: a row stands for each service of an agreement, or for each agreement about a service.
    """
    rows: list[Bar] = []
    for one in found:
        named = service_title(view, one.service) if what == "Service" else f"{one.item.artefact.id} {one.item.version}"
        allowed, lost, best = 1 - one.promised, 1 - one.composed, bool(one.unknown or one.shared)
        shares = [(name, 1 - share) for name, share in one.parts if share is not None]
        total = sum((share for _, share in shares), Fraction(0))
        fair = [(name, share * lost / total if total else Fraction(0)) for name, share in shares]
        rows.append(_bar(named, f"in the long run: {said.percent(allowed)}", allowed, lost, fair, _points, best))
        worst = one.downtime
        if worst is not None:
            spent = [(part.name, part.minutes) for part in worst.spent]
            spent += [("planned work", Fraction(worst.planned))] if worst.planned else []
            detail = f"{period(worst)}: {minutes(worst.allowed, up=False)}"
            rows.append(_bar(named, detail, worst.allowed, worst.total, spent, minutes, best))
    told = "; ".join(f"{row.name} {row.detail}: {row.room}" for row in rows)
    heads = (f"{what}, downtime allowed", "allowed = 100 %", "left")
    return slack_bars(rows, title, f"{told}. The same stands in the tables.", heads)


def _points(value: Fraction, up: bool) -> str:
    """A share in percent with four decimals, rounded up or down."""
    return said.percent(Fraction(-(-value * _FINEST // 1), _FINEST) if up else value)


def _bar(
    title: str,
    detail: str,
    allowed: Fraction,
    lost: Fraction,
    parts: Sequence[tuple[str, Fraction]],
    tell: Callable[[Fraction, bool], str],
    best: bool,
) -> Bar:
    """A bar of what may be lost, in whole units; sums are cut to units, so that what just fits is not drawn as over."""
    limit, at, total = int(allowed * _UNITS), 0, Fraction(0)
    drawn: list[Part] = []
    for name, share in parts:
        total += share
        drawn.append(Part(int(total * _UNITS) - at, name.partition("/")[2] or name))
        at = int(total * _UNITS)
    left = allowed - lost
    share = left * 100 / allowed if allowed else Fraction(0)
    room = f"{tell(left, False)}{' at best' if best else ''}" if left >= 0 else f"{tell(-left, True)} over"
    percent = f"{words.number(share.numerator // share.denominator)}{words.NBSP}%"
    return Bar(title, detail, limit, tuple(drawn), room, percent)


# -- parts -----------------------------------------------------------------------------------------------------------


def bare_table(page: Page, service: str) -> Table:
    """Each part of a service with who promises it and its availability, today."""
    view = page.view
    known, parts = parts_of(view, service, view.as_of)
    table = Table(f"Parts of service {view.say(service)}", _HEADS, name="parts")
    for part in parts:
        seen = part_shown(view, known, part)
        table.add(_part(page, part, seen), _by(page, part), _available(part) if seen else HIDDEN)
    return table


def parts_table(page: Page, one: Availability) -> Table:
    """Each part with who promises it, its availability, and what it may lose in the worst period."""
    view = page.view
    known, parts = parts_of(view, one.service, day_of(one.item, view.as_of))
    worst = one.downtime
    when = f"Downtime in {period(worst)}" if worst else "Downtime"
    table = Table(
        f"Parts of service {view.say(one.service)}",
        (*_HEADS, f"{when}|num", "Of downtime allowed|num"),
        name=f"parts-{one.target.id}-{one.service}",
    )
    mine = claim_shown(view, Claim(one.item, one.target))
    for part in parts:
        seen = part_shown(view, known, part)
        spent = next((each for each in worst.spent if each.name == part.name), None) if worst else None
        lost = _lost(spent.minutes, worst) if spent is not None and worst is not None else ("–", "–")
        lost = ("not known", "not known") if part.share is None else lost
        if spent is not None and spent.unpromised:
            silent = small(f"nothing is promised for {words.hours(spent.unpromised)} of it")
            lost = (cat(lost[0], el("br"), silent), lost[1])
        cells = (_available(part), *(lost if mine else (HIDDEN, HIDDEN))) if seen else (HIDDEN,) * 3
        table.add(_part(page, part, seen), _by(page, part), *cells)
    if not figures_shown(view, one) or worst is None:
        return table
    if worst.planned:
        planned = _lost(Fraction(worst.planned), worst)
        table.add("planned maintenance", "counts as lost, as agreed", "–", *planned)
    table.add(el("strong", "together"), "–", figures(view, one)[0], *_lost(worst.total, worst))
    return table


def _available(part: Needed) -> str:
    return said.percent(part.share) if part.share is not None else "not known"


def _lost(value: Fraction, worst: Downtime) -> tuple[str, str]:
    share = value * 100 / worst.allowed if worst.allowed else None
    of = f"{words.number(-(-share.numerator // share.denominator))}{words.NBSP}%" if share is not None else "–"
    return minutes(value), of


def _part(page: Page, part: Needed, seen: bool) -> Html:
    kind, _, id_ = part.name.partition("/")
    if kind in ("service", "contract"):
        return ref(page, part.name, part.name)
    if not seen:
        return el("span", HIDDEN, class_="g-hidden")
    return code(part.name) if id_ else cat(part.name, small(" redundant"))


def _by(page: Page, part: Needed) -> Html:
    """Who promises its availability: one agreement, one for each redundant part, or nobody."""
    known = made(page.view).dependencies(page.view.as_of)
    claims = [part.claim] if part.claim else [known.components[name].claim for name in leaves(part.structure)
                                              if name in known.components]  # fmt: skip
    keys = dict.fromkeys(claim.item.key for claim in claims if claim is not None)
    if not keys:
        return status("unk", "nobody")
    return join([ref(page, key, key) for key in keys], ", ")


def causes(page: Page, service: str, on: date) -> None:
    """What takes several redundant parts down at once, each in a sentence."""
    view, known = page.view, made(page.view).dependencies(on)
    try:
        found = list(common_causes(known, service))
        if not found or not reached_shown(view, known, service):
            return
    except Unresolved:
        return
    item = known.service(service).item
    artefact = item.artefact if item else None
    assert isinstance(artefact, Service) and artefact.depends_on is not None
    for one in found:
        inside = [label_of(each) for each in members_at(artefact.depends_on, one.route)]
        text = said.shared(one, inside)
        page.text(status("warn", "common cause"), f" {text[:1].upper()}{text[1:]}.")


# -- a service -------------------------------------------------------------------------------------------------------


def service_section(page: Page, item: Loaded, agreements: Iterable[Loaded]) -> None:
    """What is promised about the availability of a service, and what its own parts give."""
    view, id_ = page.view, item.artefact.id
    found = [one for sla in agreements for one in answers(view, sla) if one.service == id_]
    page.h2("How available it is")
    page.text(join(_sums(page, id_), " "))
    if found:
        table = Table(
            "What is promised of its availability",
            ("Agreement|head", "Answer", "Promised|num", "Parts give|num", "Worst period|date", "Downtime allowed|num",
             "Parts may take|num", "Left over|num"),
            name="available",
            css="g-keep",
        )  # fmt: skip
        for one in found:
            title = f"{view.speakable(one.item.artefact.title)} {one.item.version}"
            href = f"{page.href(view.paths[one.item.path])}#{anchor('available', f'{one.target.id}-{id_}')}"
            answer = Cell(label(one), verdict(one))
            table.add(link(title, href), answer, said.percent(one.promised), *figures(view, one))
        page.table(table)
        drawn = [one for one in found if one.parts and figures_shown(view, one)]
        if drawn:
            title = f"What may be lost of {page.title}"
            page.html(picture(view, drawn[:MOST_BARS], title, "Agreement"))
            page.note(reading("agreement"))
    parts = bare_table(page, id_)
    if len(parts.rows) > 1:
        page.table(parts)
    causes(page, id_, view.as_of)


def _sums(page: Page, service: str) -> list[Html]:
    """What the parts of a service give, or who promises it as a whole."""
    view = page.view
    known = made(view).dependencies(view.as_of)
    try:
        component, given = known.service(service), made(view).given(service, view.as_of)
    except Unresolved as error:
        return [status("unk", "not known"), esc(f"{view.say(str(error))}.")]
    if not given.parts or given.parts[0].name == f"service/{service}":
        claim = component.claim
        if claim is None:
            return [esc("Nobody promises how available it is.")]
        if not claim_shown(view, claim):
            return [cat("What is promised about it is ", HIDDEN, ".")]
        promised = el("strong", said.percent(claim.share))
        first = cat(ref(page, claim.item.key, claim.item.key), " promises ", promised, ".")
        if given.composed >= claim.share or given.unknown or not reached_shown(view, known, service):
            return [first]
        return [first, status("warn", "less"), esc(f"What it rests on gives {said.percent(given.composed)}.")]
    if not all(part_shown(view, known, part) for part in given.parts):
        return [cat("What its parts give together rests on something that is ", HIDDEN, ".")]
    gives = el("strong", together(given))
    if given.unknown:
        return [cat("What it needs gives ", gives, f": nobody promises how available {_few(view, given.unknown)} is.")]
    if given.shared:
        silent = f": redundant parts rest on {_few(view, given.shared)}, of which nothing is promised by itself."
        return [cat("What it needs gives ", gives, " together", silent)]
    return [cat("What it needs gives ", gives, " together, if each part keeps its own promise.")]


def _few(view: View, names: tuple[str, ...]) -> str:
    return view.say(words.listed(list(names)))


# -- what an agreement underneath carries ----------------------------------------------------------------------------


def carried_part(page: Page, item: Loaded) -> None:
    """The promises of availability to customers that rest on an operational agreement or contract."""
    view, agreement = page.view, item.artefact
    rows = [(one, part) for sla in shown(view) for one in answers(view, sla.item) for part in _resting(view, one, item)]
    if not rows:
        if isinstance(agreement, Agreement) and any(target.metric == "availability" for target in agreement.targets):
            page.text("No promise of availability to a customer rests on it.", css="g-empty")
        return
    page.h3("Availability that rests on it")
    table = Table(
        "Availability that rests on it",
        ("Promise|head", "Answer", "Promised|num", "Through", "Worst period|date", "It may take|num",
         "Of downtime allowed|num", "Left over|num"),
        name="carries-availability",
        css="g-keep",
    )  # fmt: skip
    for one, part in sorted(rows, key=lambda row: _room(row[0])):
        known = made(view).dependencies(day_of(one.item, view.as_of))
        seen, worst = part_shown(view, known, part), one.downtime
        mine = claim_shown(view, Claim(one.item, one.target))
        spent = next((each for each in worst.spent if each.name == part.name), None) if worst else None
        lost: tuple[str, ...] = _lost(spent.minutes, worst) if spent is not None and worst is not None else ("–", "–")
        table.add(
            _promise(page, one),
            Cell(label(one), verdict(one)),
            said.percent(one.promised),
            _part(page, part, seen),
            period(worst) if worst and mine else "–",
            *(lost if seen and mine else (HIDDEN, HIDDEN)),
            figures(view, one)[-1],
        )
    page.table(table)
    page.note("What a redundant part may lose is that of the whole group: it counts only while the others fail too.")


def _resting(view: View, one: Availability, item: Loaded) -> Iterator[Needed]:
    known, parts = parts_of(view, one.service, day_of(one.item, view.as_of))
    for part in parts:
        claims = [known.components[name].claim for name in leaves(part.structure)]
        if any(claim is not None and claim.item.path == item.path for claim in claims):
            yield part


def _room(one: Availability) -> Fraction:
    worst = one.downtime
    return worst.slack / worst.allowed if worst is not None and worst.allowed else Fraction(0)


def _promise(page: Page, one: Availability) -> Html:
    """An SLA and its service, as a link to the answer."""
    view = page.view
    title = f"{view.speakable(one.item.artefact.title)} {one.item.version}"
    href = f"{page.href(view.paths[one.item.path])}#{anchor('available', f'{one.target.id}-{one.service}')}"
    return cat(link(title, href), el("br"), small(view.say(one.service)))
