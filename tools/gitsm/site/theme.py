"""What surrounds the pages: theme overrides, style and script, the builder's configuration, and the build stamp."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.render.escape import html_text
from gitsm.site.html import Html, cat, el, join
from gitsm.site.nav import NavEntry
from gitsm.site.pictures import widths
from gitsm.site.view import View

CSP = (
    "default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""Content security policy of every page; {scripts} = hashes of the theme's inline scripts, put in after the build."""

_PALETTE: list[dict[str, Any]] = [
    {
        "media": "(prefers-color-scheme)",
        "toggle": {"icon": "material/brightness-auto", "name": "Colours as the system: switch to light"},
    },
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/brightness-7", "name": "Light colours: switch to dark"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/brightness-4", "name": "Dark colours: switch to those of the system"},
    },
]


def site_name(view: View) -> str:
    """Name in header and titles."""
    return view.settings.organisation or "Governance"


def config(view: View, nav: tuple[NavEntry, ...]) -> dict[str, Any]:
    """Configuration of MkDocs with Material, complete; folders are relative to the build tree.

    Text is escaped here, because themes do not.
    """
    return {
        "site_name": html_text(site_name(view)),
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "custom_dir": "theme",
            "font": False,
            "language": "en",
            "features": ["navigation.sections"],
            "palette": _PALETTE,
            "icon": {"logo": "material/source-branch-check"},
        },
        "plugins": ["search"],
        "markdown_extensions": [{"toc": {"permalink": False}}],
        "extra_css": ["assets/gitsm.css"],
        "extra_javascript": ["assets/gitsm.js"],
        "extra": {"generator": False, "stamp": str(stamp_line(view)), "audience": view.audience},
        "nav": [_entry(entry) for entry in nav],
        "not_in_nav": "*",
        "validation": {"omitted_files": "ignore", "absolute_links": "ignore", "unrecognized_links": "ignore"},
    }


def _entry(entry: NavEntry) -> dict[str, Any]:
    title = html_text(" ".join(entry.title.split()))
    return {title: [_entry(child) for child in entry.entries] if entry.entries else f"{entry.page}.md"}


def stamp_line(view: View) -> Html:
    """commit · as of · check · version and ruleset · uncontrolled when printed."""
    stamp, report = view.stamp, view.report
    commit = f"commit {stamp.commit[:12]}" if stamp.commit else "commit not known"
    check = ", ".join(
        [
            words.plural(report.count(Severity.ERROR), "error"),
            words.plural(report.count(Severity.WARNING), "warning"),
            f"{len(report.not_known)} not known",
        ]
    )
    parts = [
        commit + (" with uncommitted changes" if stamp.dirty else ""),
        cat("as of ", el("span", view.as_of.isoformat(), class_="g-date")),
        f"check: {check}",
        f"gitsm {stamp.version}" + (f", ruleset {stamp.ruleset}" if stamp.ruleset else ""),
        *([f"for audience {view.audience}"] if view.audience != "public" else []),
        el("strong", "uncontrolled when printed"),
    ]
    return join(parts, Html(" · "))


def stamp_json(view: View) -> str:
    """The same for programs: `gitsm-site.json`, which also marks a folder as a site of ours."""
    stamp, report = view.stamp, view.report
    shape = {
        "format": "gitsm-site/1",
        "gitsm": stamp.version,
        "ruleset": stamp.ruleset,
        "commit": stamp.commit,
        "uncommitted_changes": stamp.dirty,
        "as_of": view.as_of.isoformat(),
        "audience": view.audience,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "not_known": len(report.not_known),
        "artefacts": len(view.items),
        "artefacts_left_out": view.hidden_count,
    }
    return json.dumps(shape, indent=2) + "\n"


def theme_files() -> dict[str, str]:
    """Template overrides, by path below the theme folder."""
    return _folder("theme")


def asset_files() -> dict[str, str]:
    """Style and scripts, by path below the documentation folder."""
    pictures = files("gitsm.render").joinpath("svg.css").read_text(encoding="utf-8")
    found = {f"assets/{name}": text for name, text in _folder("files").items()}
    found["assets/gitsm.css"] = "\n".join((pictures, widths(), found["assets/gitsm.css"]))
    return found


def _folder(name: str) -> dict[str, str]:
    top = files("gitsm.site").joinpath("assets", name)
    found: dict[str, str] = {}
    pending = [("", top)]
    while pending:
        prefix, folder = pending.pop()
        for entry in sorted(folder.iterdir(), key=lambda one: one.name):
            if entry.is_dir():
                pending.append((f"{prefix}{entry.name}/", entry))
            else:
                found[prefix + entry.name] = entry.read_text(encoding="utf-8")
    return found
