"""What an operational agreement or contract carries: each promise above it, and how much of its time it takes."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from gitsm.analysis import proof_words
from gitsm.analysis.carried import Carried
from gitsm.analysis.promises import slack_share
from gitsm.base import words
from gitsm.export.parts.proved import minutes
from gitsm.load.snapshot import Loaded
from gitsm.render.promise.bars import Bar, Part
from gitsm.site.available_sections import carried_part
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, el, esc, link, small
from gitsm.site.page import Page
from gitsm.site.pictures import slack_bars
from gitsm.site.promised import answer, carried_by, name, path_shown, title_of
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table

MOST_BARS = 10
_SOME = (
    "Of a step that only some tickets reach the picture shows those tickets; the slack in the table is that of the "
    "others. "
)


def carries_section(page: Page, item: Loaded) -> None:
    """Each promise whose chain names the agreement, with what it takes of its time and what is left."""
    every = carried_by(page.view, item)
    found = sorted((one for one in every if one.proof.item.path in page.view.paths), key=_tightest)
    page.h2("What it carries")
    if not every:
        page.text("No time that is promised to a customer rests on this version.", css="g-empty")
    if found:
        title = f"What {item.artefact.title} takes of the promises above it"
        page.html(_bars(page, found[:MOST_BARS], title))
        if len(found) > MOST_BARS:
            page.note(f"The {words.count_word(MOST_BARS)} with least slack; the table has all {len(found)}.")
        page.table(_table(page, found))
        page.note(
            "In the picture dark is what this agreement takes, lighter what the other steps take, empty is slack. ",
            _SOME if any(one.step.under for one in found) else None,
            "What it takes is counted on the clock of the promise, waiting included, on the ticket that takes longest. "
            "Slack is what nobody takes: it belongs to all steps together, and only one of them can use it up.",
        )
    hidden = len(every) - len(found)
    if hidden:
        page.note(
            f"{words.plural(hidden, 'further target')} that {words.agree(hidden, 'rests', 'rest')} on it: {HIDDEN}."
        )
    carried_part(page, item)


def _tightest(one: Carried) -> Fraction:
    """The least slack first; what is never done comes before."""
    return slack_share(one.proof) if one.proof.slack is not None else Fraction(-(10**9))


def carried_lead(page: Page, item: Loaded) -> Html | None:
    """How many promises rest on it, how many of them are not kept, and which is the tightest."""
    found = [one for one in carried_by(page.view, item) if one.proof.item.path in page.view.paths]
    if not found:
        return None
    slas, versions = (len({getattr(one.proof.item, each) for one in found}) for each in ("key", "path"))
    whose = f"{words.plural(slas, 'agreement')} with customers{f' ({versions} versions)' if versions > slas else ''}"
    rest = words.agree(len(found), "rests", "rest")
    said = f"{words.plural(len(found), 'target')} of {whose} {rest} on it"
    bad = Counter(one.proof.answer for one in found if one.proof.answer in ("not kept", "not proved"))
    wrong = [f"{bad[key]} {words.agree(bad[key], 'is', 'are')} {key}" for key in ("not kept", "not proved") if bad[key]]
    first = cat(f"{said}: ", el("strong", words.listed(wrong)), ".") if wrong else esc(f"{said} and can be kept.")
    told = (one.proof for one in found if one.proof.slack is not None)
    least = [proof for proof in told if path_shown(page.view, proof, proof.usual)]
    if not least:
        return first
    tight = min(least, key=slack_share)
    slack = tight.slack or 0
    left = f"with {minutes(slack)} to spare" if slack >= 0 else f"over its limit by {minutes(-slack)}"
    return cat(first, f" The tightest is {name(tight)} of {title_of(page.view, tight.item)}, {left}.")


def _shown(page: Page, one: Carried) -> bool:
    return path_shown(page.view, one.proof, one.path)


def _bars(page: Page, found: list[Carried], title: str) -> Html:
    rows = [_bar(page, one) for one in found]
    said = "; ".join(f"{row.name} {row.detail}: {row.empty or row.room}" for row in rows)
    heads = ("Promise, version, limit", "limit = 100 %", "slack")
    return slack_bars(rows, title, f"{said}. The same stands in the table below.", heads)


def _bar(page: Page, one: Carried) -> Bar:
    proof = one.proof
    label, detail = title_of(page.view, proof.item), f"{proof.item.version} {name(proof)}, {minutes(proof.limit)}"
    href = f"{page.href(page.view.paths[proof.item.path])}#{anchor('kept', proof.target.id)}"
    if one.path is None:
        return Bar(label, detail, proof.limit, (), empty="not proved", href=href)
    if not _shown(page, one):
        return Bar(label, detail, proof.limit, (), empty=f"what else it rests on is {HIDDEN}", href=href)
    worst = one.path.worst
    if one.counted is None or worst is None:
        return Bar(label, detail, proof.limit, (), empty="never done in the hours stated", href=href)
    others = worst.minutes - one.counted
    parts = (Part(one.counted, "this agreement"), *((Part(others, "other steps", "light"),) if others > 0 else ()))
    left = proof.limit - worst.minutes
    room = words.hours(left) if left >= 0 else f"{words.hours(-left)} over"
    share = slack_share(proof) * 100
    percent = f"{words.number(share.numerator // share.denominator)}\u00a0%" if not one.step.under else ""
    return Bar(label, detail, proof.limit, parts, room, percent, href=href)


def _table(page: Page, found: list[Carried]) -> Table:
    table = Table(
        "Promises that rest on it",
        ("Promise|head", "Answer", "Limit|num", "It takes|num", "Of the limit|num", "Slack left|num", "Reached by"),
        name="carries",
        css="g-keep g-short",
    )
    for one in found:
        proof = one.proof
        href = f"{page.href(page.view.paths[proof.item.path])}#{anchor('kept', proof.target.id)}"
        seen, common = _shown(page, one), path_shown(page.view, proof, proof.usual)
        share, told = one.share, one.path is not None
        table.add(
            cat(link(f"{title_of(page.view, proof.item)} {proof.item.version}", href), el("br"), small(name(proof))),
            Cell(answer(proof), proof_words.answer(proof)),
            minutes(proof.limit),
            _taken(one) if seen else HIDDEN if told else "–",
            (_percent(share) if share is not None else "–") if seen or not told else HIDDEN,
            minutes(proof.slack).replace("-", "–") if common or not told else HIDDEN,
            _reached(one),
        )
    return table


def _taken(one: Carried) -> Html:
    return cat(minutes(one.counted) if one.counted is not None else "never done", _beside(one))


def _percent(share: Fraction) -> str:
    """With one decimal, rounded up: what it takes is never shown as less."""
    tenths = -(-share * 1000 // 1)
    return f"{words.number(int(tenths) / 10)}{words.NBSP}%"


def _beside(one: Carried) -> Html | None:
    return None if one.decisive else cat(el("br"), small("beside a longer step"))


def _reached(one: Carried) -> str:
    if not one.step.under or one.proof.chain is None:
        return "all tickets"
    share = one.proof.chain.shares[one.step.under[-1]]
    return f"{proof_words.share(share.value)} of the tickets" if share.stated else "not known, counts as all"
