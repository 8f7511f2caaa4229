"""The site as it would be after a change: a first page about what changed, changed pages before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from gitsm.base import words
from gitsm.check.report import Report
from gitsm.export.parts import planned, sentences
from gitsm.load.snapshot import Loaded
from gitsm.plan.plan import Names, Plan
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.build import Site, pages
from gitsm.site.html import Html, cat, code, el, esc, join, link, small
from gitsm.site.nav import NavEntry, navigation
from gitsm.site.page import Page
from gitsm.site.parts import check_word, role, status, what_is_wrong
from gitsm.site.table import Table
from gitsm.site.view import Audience, Stamp, View

FIRST, HOME, BEFORE = "index", "at-a-glance", "before"
DIRECTIONS = {"looser": ("warn", "looser"), "mixed": ("warn", "looser and tighter"), "tighter": ("ok", "tighter")}
MOST_FILES = 40


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
        """What the change does, page by page."""
        page = Page(self.after, FIRST, "What this change does")
        page.kicker("Preview", f"{self.names.base} to {self.names.head}", f"state on {self.after.as_of}")
        page.h1()
        page.lead(self.say(self.opening()))
        page.html(el("p", el("strong", self.say(planned.heading(self.plan)))))
        self._overview(page)
        for key, rows in groupby(sorted(self.rows(), key=lambda row: row.key), key=lambda row: row.key):
            self._changes(page, key, list(rows))
        self._agree(page)
        self._findings(page)
        self._files(page)
        return page

    def opening(self) -> str:
        """The change in a sentence; nothing of what the audience may not see."""
        hidden = len(self.plan.changes) - sum(1 for one in self.plan.changes if self.visible(one.change.key))
        verdict = sentences.verdict(self.plan)
        if hidden:
            count, verb = words.plural(hidden, "change"), words.agree(hidden, "is", "are")
            return f"{count} of documents that are not published for this audience {verb} not shown. {verdict}"
        return f"{sentences.sentence(self.plan)} {verdict}"

    def visible(self, key: str) -> bool:
        """Whether the audience may see every side of an artefact that there is."""
        return all(view.target(key).state != "hidden" for view in (self.before, self.after))

    def say(self, text: str) -> str:
        """Words without names that either side hides."""
        return self.before.say(self.after.say(text))

    def rows(self) -> Iterator[planned.Row]:
        """The changes that may be shown."""
        return (row for row in planned.rows(self.plan) if self.visible(row.key))

    def _overview(self, page: Page) -> None:
        page.h2("Changed pages")
        table = Table(
            "Changed pages", ("Document|head", "Kind", "Before", "After", "Check after"), "changed-pages", stack=True,
            empty="No page that this audience may see is different.",
        )  # fmt: skip
        for then, now in self.changed:
            item = now or then
            assert item is not None
            table.add(
                item.artefact.title, item.kind.name,
                self._side(page, self.before, then, "new"), self._side(page, self.after, now, "gone"),
                check_word(self.after, now) if now is not None else "–",
            )  # fmt: skip
        page.table(table)

    def _side(self, page: Page, view: View, item: Loaded | None, none: str) -> Html:
        if item is None:
            return status("none", none)
        word = "before" if view is self.before else "after"
        version = small(item.version) if item.version else None
        return join([link(word, page.href(view.paths[item.path])), version], " ")

    def _changes(self, page: Page, key: str, rows: list[planned.Row]) -> None:
        page.h2(self.say(rows[0].thing))
        table = Table(f"Changes of {key}", ("What|head", "Before", "After", "Direction", "Class"), stack=True)
        table.name = key.replace("/", "-")
        for row in rows:
            kind, word = DIRECTIONS.get(row.direction, ("none", "neither"))
            how = row.how if row.direction in DIRECTIONS and row.how else word
            said = (self.say(text) for text in (row.what, row.before, row.after))
            table.add(*said, status(kind, how), row.class_)
        page.table(table)

    def _agree(self, page: Page) -> None:
        page.h2("Who must agree")
        table = Table("Who must agree", ("Role|head", "State", "Because"), stack=True, name="who-must-agree")
        table.empty = "Who must agree is not known."
        for need in planned.needs(self.plan):
            known = self.plan.ruling.versions("role", need.role)
            who = role(page, need.role) if known else esc(self.say(need.role))
            kind = {"✓": "ok", "✕": "err", "?": "unk"}.get(need.sign, "none")
            table.add(who, status(kind, need.state), self.say("; ".join(need.because[:3])))
        page.table(table)

    def _findings(self, page: Page) -> None:
        page.h2("Findings")
        table = Table("New findings", ("Rule|head", "What"), stack=True, name="new-findings")
        table.empty = "The change brings no new finding."
        fresh = {one.identity for one in self.plan.new}
        for finding in self.after.findings:
            if finding.identity in fresh:
                table.add(code(finding.rule), what_is_wrong(finding))
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
