"""The guides of gitsm on the site, where the repository holds them; a repository without them has no Help."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from gitsm.base.errors import GitsmError
from gitsm.site.page import Page
from gitsm.site.prose import Heading, blocks
from gitsm.site.view import View

OWNERS = "guide/process-owners"
GUIDES: tuple[tuple[str, str], ...] = (
    ("For process owners", OWNERS),
    ("My first change", "guide/first-change"),
    ("An agreement that can be kept", "guide/agreements"),
    ("Can you keep this SLA? (Excel)", "guide/excel"),
    ("For maintainers", "guide/maintainers"),
    ("Set up the gate", "guide/gate"),
    ("What the evidence proves", "guide/evidence"),
    ("Commands", "reference/commands"),
    ("What a proof takes into account", "reference/proofs"),
    ("The clock of an agreement", "reference/clock"),
    ("Test vectors of the clock", "reference/clock-vectors"),
    ("Formats", "reference/formats"),
    ("Change types", "reference/changes"),
    ("JSON output", "reference/json"),
    ("Performance", "reference/performance"),
    ("Design of gitsm", "design"),
)
"""Name in the navigation, and path below `docs/` and on the site without ending. Other files stay unpublished."""
FOLDER = "docs"
MOST_BYTES = 500_000


def present(view: View) -> dict[str, str]:
    """Text of each guide that the repository holds, by path on the site."""
    return view.once("guides", _present)


def _present(view: View) -> dict[str, str]:
    tree = view.report.snapshot.tree
    wanted = {f"{FOLDER}/{path}.md": path for _, path in GUIDES}
    found: dict[str, str] = {}
    for entry in tree.entries(tuple(wanted)):
        if entry.type != "file" or entry.path not in wanted or entry.size > MOST_BYTES:
            continue
        try:
            found[wanted[entry.path]] = view.say(tree.read(entry.path).decode("utf-8", "replace"))
        except (OSError, GitsmError):
            continue
    return {path: found[path] for _, path in GUIDES if path in found}


def guides(view: View) -> Iterator[Page]:
    """A page for each guide."""
    names = {path: name for name, path in GUIDES}
    for path, text in present(view).items():
        page = Page(view, path, names[path], toc=True)
        page.kicker("Help")
        for block in blocks(text.replace("\r\n", "\n"), lambda address, page=page: resolved(page, address)):  # type: ignore[misc]
            if not isinstance(block, Heading):
                page.html(block)
            elif block.level == 1:
                page.title = block.words
                page.h1()
            else:
                page.heading(block.level, block.words)
        yield page


def resolved(page: Page, address: str) -> str | None:
    """An address in a guide as one on the site: another guide, an artefact's page, else the file in its repository."""
    target, _, fragment = address.partition("#")
    if not target or "://" in target or target.startswith("mailto:"):
        return address
    view = page.view
    path = posixpath.normpath(posixpath.join(posixpath.dirname(f"{FOLDER}/{page.path}.md"), target))
    if path.startswith((".", "/")):
        return None
    stem = posixpath.splitext(path.removeprefix(f"{FOLDER}/"))[0]
    if path.endswith(".md") and stem in present(view):
        return page.href(stem, fragment)
    if path in view.paths:
        return page.href(view.paths[path], fragment)
    known = view.report.snapshot
    if path in known.broken or any(item.path == path for item in known.items):
        return None
    return view.file_url(path)
