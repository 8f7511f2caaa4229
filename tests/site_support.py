"""Sites for tests: rendered in memory, or built once per run and shared by all workers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, ItemsView, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import markdown
from pydantic import BaseModel

from gitsm.adapters.builder import build as build_site
from gitsm.adapters.disk import DiskTree
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.build import OVERVIEWS, Site, render
from gitsm.site.html import VOID
from gitsm.site.page import Page
from gitsm.site.view import Audience, Stamp, View
from support import AS_OF, ROOT, settings_text

STAMP = Stamp("1.2.3", "2026.1", "0123456789abcdef0123456789abcdef01234567")
REPOSITORY = "https://forge.example.org/org/governance"


@cache
def worked() -> Report:
    """The worked organisation, judged on its own day; with an address, so that edit links exist."""
    return judged(load(DiskTree(ROOT)))


def judged(snapshot: Snapshot, as_of: date = AS_OF) -> Report:
    """A report with the address of a repository."""
    settings = snapshot.settings.model_copy(update={"repository": snapshot.settings.repository or REPOSITORY})
    return check(replace(snapshot, settings=settings), RULES, as_of)


@cache
def worked_site(audience: Audience = "public") -> Site:
    """The rendered site of the worked organisation."""
    return render(worked(), STAMP, audience)


class Drawn(dict[str, str]):
    """Files of a site: each page is drawn when it is asked for, all of them when somebody goes through them."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._whole: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        path = name.removesuffix(".md")
        item = next((one for one in self._view.items if one.key == path), None)
        if item is not None:
            page = artefact_page(self._view, item, SECTIONS.get(item.kind.slug), LEADS.get(item.kind.slug))
        else:
            page = _overviews()[path.removeprefix("csv/").partition(".")[0]](self._view)
        self.update({f"{page.path}.md": page.markdown(), **page.csv})
        return self[name]

    def items(self) -> ItemsView[str, str]:
        """Every file, as the whole site has it."""
        report, view = self._view.report, self._view
        self._whole = self._whole or render(report, view.stamp, view.audience).files
        return self._whole.items()

    def __iter__(self) -> Iterator[str]:
        raise TypeError("ask for a page, or for all items")


@cache
def _overviews() -> dict[str, Callable[[View], Page]]:
    empty = View(judged(load(MemoryTree({"gitsm.yaml": settings_text({})}))), "public", STAMP)
    return {overview(empty).path: overview for overview in OVERVIEWS}


def drawn(report: Report, audience: Audience) -> Site:
    """The site of which only those pages are rendered that a test asks for."""
    view = View(report, audience, STAMP)
    return Site(Drawn(view), (), view)


def small_site(files: dict[str, str], audience: Audience = "public", **settings: object) -> Site:
    """The rendered site of a few files."""
    tree = MemoryTree({"gitsm.yaml": settings_text({"classification": "public", **settings}), **files})
    return render(judged(load(tree)), STAMP, audience)


def few_pages(files: dict[str, str]) -> Site:
    """The site of a few files without the pages of rules, which are most of it and alike in every site."""
    site = small_site(files)
    return replace(site, files={path: text for path, text in site.files.items() if not path.startswith("rule/")})


def telling(items: Iterable[Loaded], also: Iterable[str] = ()) -> list[Loaded]:
    """The items with these keys, and as few others as fill every field that any item of their kind fills."""
    wanted, seen, kept = frozenset(also), set[tuple[str, ...]](), []
    by_size = sorted(items, key=lambda item: (item.key in wanted, len(str(item.artefact))), reverse=True)
    for item in by_size:
        fields = {(item.kind.slug, *field) for field in _filled(item.artefact.model_dump(exclude_unset=True))}
        if item.key in wanted or fields - seen:
            kept.append(item)
        seen |= fields
    return kept


def _filled(value: object) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (str(key),)
            yield from ((str(key), *rest) for rest in _filled(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _filled(inner)


def shared_site(base: Path, name: str, make: Callable[[], Site]) -> Path:
    """A site built once for all workers of a test run, below their common folder."""
    common = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, lock, done = common / f"built-{name}", common / f"built-{name}.lock", common / f"built-{name}.done"
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        end = time.monotonic() + 300
        while not done.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"nobody finished {folder}") from None
            time.sleep(0.1)
        return folder
    try:
        build_site(make(), folder)
    finally:
        done.touch()
    return folder


# -- reading pages ---------------------------------------------------------------------------------------------------


def converted(text: str) -> str:
    """The HTML that the site builder makes of a page's Markdown."""
    _, _, body = text.partition("\n---\n")
    made: str = markdown.markdown(body, extensions=["toc", "tables", "fenced_code"])
    return made


class Node:
    """An element with its attributes, its children and the text directly in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Node | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node] = []
        self.texts: list[str] = []

    def all(self) -> list[Node]:
        """This element and everything below it."""
        return [self, *(node for child in self.children for node in child.all())]

    @property
    def text(self) -> str:
        """All words in it, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> list[str]:
        return self.texts


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {}, None)
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID | {"meta", "link", "img", "rect", "path", "circle"}:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.here = node.parent

    def handle_data(self, data: str) -> None:
        node: Node | None = self.here
        while node is not None:
            node.texts.append(data)
            node = node.parent


def parsed(page: str) -> Node:
    """The tree of a page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root


def mapped(value: BaseModel, say: Callable[[str], str]) -> BaseModel:
    """A model with every prose field passed through `say`, wherever it stands."""
    from gitsm.model.walk import text_plan

    changed: dict[str, object] = {}
    for attribute, _, prose, nested in text_plan(type(value)):
        content = getattr(value, attribute)
        if content is not None and content != ():
            changed[attribute] = _mapped(content, say, prose, nested)
    return value.model_copy(update=changed)


def _mapped(content: object, say: Callable[[str], str], prose: bool, nested: bool) -> object:
    if isinstance(content, str):
        return say(content) if prose else content
    if isinstance(content, tuple):
        return tuple(_mapped(item, say, prose, nested) for item in content)
    if isinstance(content, BaseModel):
        return mapped(content, say) if nested else content
    if isinstance(content, dict):
        return {key: _mapped(item, say, prose, nested) for key, item in content.items()}
    return content
