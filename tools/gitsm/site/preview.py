"""The site as it would be after a change: a first page about what changed, changed pages before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.check.report import Report
from gitsm.export.parts import planned, sentences
from gitsm.load.snapshot import Loaded
from gitsm.plan.plan import Names, Plan
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.build import Site, pages
from gitsm.site.html import NBSP, Html, cat, code, el, esc, join, link, small, ticked
from gitsm.site.nav import NavEntry, navigation
from gitsm.site.page import Page
from gitsm.site.parts import TEXT_STYLE, check_word, figures, pairs, role, rule_link, status, what_is_wrong
from gitsm.site.table import Table
from gitsm.site.view import Audience, Stamp, View

FIRST, HOME, BEFORE = "index", "at-a-glance", "before"
MOST_FILES = 40
MOST_REASONS = 2
UNSEEN = "It concerns a document that is not published for this audience."


def preview(plan: Plan, base: Report, head: Report, names: Names, stamp: Stamp, audience: Audience) -> Site:
    """The site of the head, with a first page about the change and the changed pages as they were before."""
    both = _Both(plan, View(base, audience, stamp), View(head, audience, stamp), names)
    files: dict[str, str] = {}
    for page in both.pages():
        for name, text in {f"{page.path}.md": page.markdown(), **page.csv}.items():
            if name in files:
                raise ValueError(f"two pages want the file {name}")
            files[name] = text
    home, *rest = navigation(both.after)
    nav = (NavEntry("What this change does", FIRST), replace(home, page=HOME), *rest)
    return Site(files, nav, both.after)


class _Both:
    """Both sides of a change as one audience sees them."""

    def __init__(self, plan: Plan, before: View, after: View, names: Names) -> None:
        self.plan, self.before, self.after, self.names = plan, before, after, names
        self.changed: list[tuple[Loaded | None, Loaded | None]] = []
        old, new = ({item.path: item for item in view.items} for view in (before, after))
        for path in sorted(old.keys() | new.keys()):
            then, now = old.get(path), new.get(path)
            if then is not None and now is not None and then.artefact == now.artefact:
                before.paths[path] = after.paths[path]
                continue
            if then is not None:
                before.paths[path] = f"{BEFORE}/{before.paths[path]}"
            self.changed.append((then, now))

    def pages(self) -> Iterator[Page]:
        """The first page, every page of the head, and the changed ones as they were."""
        yield self.first()
        for page in pages(self.after):
            if page.path == FIRST:
                page.path = HOME
            yield page
        for then, now in self.changed:
            if then is not None:
                yield self.old(then, now)

    def old(self, then: Loaded, now: Loaded | None) -> Page:
        """The page of an artefact before the change."""
        page = artefact_page(self.before, then, SECTIONS.get(then.kind.slug), LEADS.get(then.kind.slug))
        after = link("after it", page.href(self.after.paths[now.path])) if now is not None else esc("after it: gone")
        note = el("p", status("none", "before the change"), " · ", after, " · ", link("the change", page.href(FIRST)))
        page.blocks.insert(0, note)
        page.title = f"{page.title} (before)"
        page.search = False
        return page

    # -- the first page ----------------------------------------------------------------------------------------------

    def first(self) -> Page:
        """What the change does: the answer, what stands in the way, the pages, who must agree, then every detail."""
        page = Page(self.after, FIRST, "What this change does")
        page.kicker("Preview", f"{self.names.base} to {self.names.head}", f"state on {self.after.as_of}")
        page.h1()
        page.lead(self.say(self.opening()))
        page.html(figures(self._figures()))
        self._obstacles(page)
        self._overview(page)
        self._agree(page)
        for rows in self.by_document().values():
            self._changes(page, rows)
        self._findings(page)
        self._files(page)
        self._why(page)
        return page

    def opening(self) -> str:
        """The change in a sentence; nothing of what the audience may not see."""
        verdict = sentences.verdict(self.plan)
        if self.unseen:
            count, verb = words.plural(self.unseen, "change"), words.agree(self.unseen, "is", "are")
            return f"{count} of documents that are not published for this audience {verb} not shown. {verdict}"
        return f"{sentences.sentence(self.plan)} {verdict}"

    @property
    def unseen(self) -> int:
        """How many changes the audience may not see."""
        return sum(1 for one in self.plan.changes if not self.visible(one.change.key))

    def visible(self, key: str) -> bool:
        """Whether the audience may see every side of an artefact that there is."""
        return all(view.target(key).state != "hidden" for view in (self.before, self.after))

    def say(self, text: str) -> str:
        """Words without names that either side hides."""
        return self.before.say(self.after.say(text))

    def rows(self) -> Iterator[planned.Row]:
        """The changes that may be shown."""
        return (row for row in planned.rows(self.plan) if self.visible(row.key))

    def by_document(self) -> dict[str, list[planned.Row]]:
        """The changes that may be shown, by artefact; the artefact in which most is at stake comes first."""
        found: dict[str, list[planned.Row]] = {}
        for row in self.rows():
            found.setdefault(row.key, []).append(row)
        return found

    def _figures(self) -> list[tuple[str, str, list[str], str]]:
        plan, needed = self.plan, self.plan.judgement.requirements
        moved = Counter(row.direction for row in self.rows())
        states = Counter(one.state for one in needed)
        errors = sum(1 for one in plan.new if one.severity is Severity.ERROR)
        declared = plan.request.declared
        given = f"{states['given']} of {len(needed)}" if needed else "not known" if plan.unjudged else "none needed"
        objections = [words.plural(states["objection"], "objection")] if states["objection"] else []
        unknown = states["nobody"] + states["not known"]
        blocked = ["blocked, whoever agrees"] if plan.blocked else []
        return [
            ("Class", plan.class_, [f"declared {declared}" if declared else "not declared", *blocked], ""),
            ("Looser", str(moved["looser"] + moved["mixed"]), [f"of {words.plural(moved.total(), 'detail')}"], ""),
            ("Tighter", str(moved["tighter"]), [f"{moved['neutral']} changed otherwise"], ""),
            ("Agreements given", given, [*objections, *([f"{unknown} nobody can give"] if unknown else [])], ""),
            ("New findings", str(len(plan.new)), [words.plural(errors, "error"), f"{len(plan.fixed)} resolved"], ""),
            ("Changed pages", str(len(self.changed)), ["before and after below"], ""),
        ]

    def _obstacles(self, page: Page) -> None:
        obstacles = self.plan.obstacles
        if not obstacles and not self.plan.series:
            return
        page.h2("What stands in the way" if self.plan.blocked else "What to look at")
        table = Table("What stands in the way", ("State", "What|head", "To mend it"), stack=True, css="g-obstacles")
        fresh = {f"{one.place} {one.message}": one.identity for one in self.plan.new}
        seen = {one.identity for one in self.after.findings}
        for one in obstacles:
            mark = status("err", "blocks") if one.blocks else status("warn", "note")
            if self.unseen or fresh.get(one.message) not in (None, *seen):
                table.add(mark, UNSEEN, "–")
            else:
                table.add(mark, self.say(one.message), ticked(self.say(one.fix)))
        for text in () if self.unseen else sentences.salami(self.plan):
            table.add(status("warn", "small steps"), self.say(text), "–")
        page.table(table)

    def _overview(self, page: Page) -> None:
        page.h2("Changed pages")
        table = Table(
            "Changed pages", ("Document|head", "What changes", "Before", "After", "Check after"), "changed-pages",
            stack=True, css="g-pages", empty="No page that this audience may see is different.",
        )  # fmt: skip
        moved = self.by_document()
        order = {key: number for number, key in enumerate(moved)}
        for then, now in sorted(self.changed, key=lambda pair: order.get((pair[1] or pair[0]).key, len(order))):  # type: ignore[union-attr]
            item = now or then
            assert item is not None
            table.add(
                cat(item.artefact.title, " ", small(item.kind.name)), _moves(moved.get(item.key, ())),
                self._side(page, self.before, then, "new"), self._side(page, self.after, now, "gone"),
                check_word(self.after, now) if now is not None else "–",
            )  # fmt: skip
        page.table(table)

    def _side(self, page: Page, view: View, item: Loaded | None, none: str) -> Html:
        if item is None:
            return status("none", none)
        word = "before" if view is self.before else "after"
        return link(f"{word} {item.version}".rstrip(), page.href(view.paths[item.path]))

    def _changes(self, page: Page, rows: list[planned.Row]) -> None:
        key = rows[0].key
        page.h2(self.say(rows[0].thing))
        table = Table(f"Changes of {key}", ("What|head", "Before", "After", "Direction", "Class"), stack=True)
        table.name, table.css = key.replace("/", "-"), "g-diff"
        for row in rows:
            said = (self.say(text) for text in (row.what, row.before, row.after))
            table.add(*said, direction(row), row.class_)
        page.table(table)

    def _agree(self, page: Page) -> None:
        page.h2("Who must agree")
        named = self.before.parties_shown and self.after.parties_shown
        columns = ("Role|head", "State", *(("Can agree",) if named else ()), "Because")
        table = Table("Who must agree", columns, stack=True, name="who-must-agree", css="g-asked")
        table.empty = "Who must agree is not known."
        for need in planned.needs(self.plan):
            known = self.plan.ruling.versions("role", need.role)
            who = role(page, need.role) if known else esc(self.say(need.role))
            kind = {"✓": "ok", "✕": "err", "?": "unk"}.get(need.sign, "none")
            more = len(need.because) - MOST_REASONS
            because = "; ".join(need.because[:MOST_REASONS])
            because += f"; and {words.plural(more, 'more reason')}" if more > 0 else ""
            can = (self.say(", ".join(need.can)) or "nobody",) if named else ()
            table.add(who, status(kind, need.state), *can, self.say(because))
        page.table(table)

    def _findings(self, page: Page) -> None:
        page.h2("Findings")
        table = Table("New findings", ("State", "Rule|head", "What is wrong"), stack=True, name="new-findings")
        table.empty = "The change brings no new finding."
        fresh = {one.identity for one in self.plan.new}
        kinds = {Severity.ERROR: "err", Severity.WARNING: "warn"}
        for one in sorted((one for one in self.after.findings if one.identity in fresh), key=lambda f: -f.severity):
            mark = status(kinds.get(one.severity, "none"), one.severity.word)
            table.add(mark, rule_link(page, one.rule), what_is_wrong(one))
        page.table(table)
        if self.plan.fixed:
            page.note(f"It settles {words.plural(len(self.plan.fixed), 'finding')}.")

    def _files(self, page: Page) -> None:
        files = self.plan.other_files
        if not files:
            return
        page.h2("Other files")
        shown = join([code(self.say(path)) for path in files[:MOST_FILES]], ", ")
        rest = len(files) - MOST_FILES
        page.text(cat(shown, f" and {rest} more" if rest > 0 else ""))

    def _why(self, page: Page) -> None:
        page.h2("Why it is judged so")
        version = "" if self.unseen else planned.version_line(self.plan)
        told = [(f"Why {self.plan.class_}", planned.why(self.plan)), ("Version", version)]
        told.append(("What it touches", planned.touched_line(self.plan)))
        page.html(pairs((name, self.say(text)) for name, text in told if text))


def direction(row: planned.Row) -> Html:
    """Looser or tighter, with the same signs as in the comment: what gets looser has a frame."""
    if row.direction == "neutral":
        return esc(row.how or "–")
    glyph = el("span", planned.SIGNS[row.direction] + TEXT_STYLE, class_="g-gl", aria_hidden="true")
    kind = "ok" if row.direction == "tighter" else "warn"
    return el("span", glyph, NBSP, row.how.replace(" ", NBSP), class_=f"st {kind}")


def _moves(rows: Iterable[planned.Row]) -> Html:
    """How many details of a document get looser, tighter, or only other."""
    moved: Counter[str] = Counter("looser" if row.direction == "mixed" else row.direction for row in rows)
    names = (("looser", "looser", "▼"), ("tighter", "tighter", "▲"))
    told = [
        el("span", el("span", sign + TEXT_STYLE, class_="g-gl", aria_hidden="true"), f"{NBSP}{moved[name]}{NBSP}{word}")
        for name, word, sign in names
        if moved[name]
    ]
    other = f"{moved['neutral']}{NBSP}{'otherwise' if told else 'changed'}" if moved["neutral"] else None
    return join([*told, other], ", ") or esc("–")
