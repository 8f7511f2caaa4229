"""Any field of any model as HTML, so that nothing that stands in a file is missing on its page.

Only what is stated is shown: fields that the file sets. References become links, enumerations words, lists of elements
tables, everything else names and values.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import Element, Evidence, Money, Period
from gitsm.model.meta import InFramework, Local, Ref
from gitsm.model.service import KOfN, Parallel, Serial
from gitsm.model.walk import Mark, alias_of, enumeration, reference_plan
from gitsm.site.html import EMPTY, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import bullets, calendar, pairs, ref
from gitsm.site.table import Cell, Column, Table

ENVELOPE = frozenset(
    {
        "id",
        "title",
        "version",
        "status",
        "owner",
        "classification",
        "effective_from",
        "effective_to",
        "valid",
        "schema_version",
    }
)
"""Fields that title and control box show."""
LAST = (
    "tags",
    "references",
    "formerly",
    "supersedes",
    "legacy_approval",
    "review",
    "retention",
    "change_note",
    "extensions",
)
"""Fields of the envelope that stand at the end, under "About this document"."""
ANCHORED = frozenset({"activities"})


@cache
def marks_of(model: type[BaseModel]) -> dict[str, tuple[Mark, ...]]:
    """The reference marks of each field."""
    return {attribute: marks for attribute, _, marks, _ in reference_plan(model)}


def stated(value: BaseModel) -> list[str]:
    """Attributes that the file sets and that hold something, in the order of the model."""
    return [
        name
        for name in type(value).model_fields
        if name in value.model_fields_set and getattr(value, name) not in (None, (), {}, "")
    ]


def field_name(model: type[BaseModel], attribute: str) -> str:
    """The heading of a field."""
    return words.label(alias_of(model, attribute))


def value_of(page: Page, item: Loaded, owner: BaseModel, attribute: str) -> Html:
    """One field, inline."""
    marks = marks_of(type(owner)).get(attribute, ())
    content = getattr(owner, attribute)
    if isinstance(content, (str, tuple)) and enumeration(type(owner), attribute) and not marks:
        return join([words.enum(word) for word in ([content] if isinstance(content, str) else content)], ", ")
    return inline(page, item, content, marks)


def inline(page: Page, item: Loaded, value: Any, marks: tuple[Mark, ...] = ()) -> Html:
    """Any value within a line."""
    if value is None or value == () or value == {}:
        return esc("–")
    if isinstance(value, Html):
        return value
    if isinstance(value, str) and marks:
        return reference(page, item, value, marks)
    if isinstance(value, BaseModel):
        return _model(page, item, value)
    if isinstance(value, (tuple, list)):
        short = all(not isinstance(part, (BaseModel, dict, tuple, list)) for part in value)
        between = ", " if marks or (short and all(len(str(part)) < 24 for part in value)) else "; "
        if short and value and isinstance(value[0], str) and _is_window(value):
            return esc("–".join(value))
        return join([inline(page, item, part, marks) for part in value], between)
    if isinstance(value, dict):
        lines = [cat(inline(page, item, key), ": ", inline(page, item, part)) for key, part in value.items()]
        return join(lines, "; ")
    return esc(words.scalar(value))


def _is_window(value: tuple[str, ...] | list[str]) -> bool:
    return len(value) == 2 and all(len(part) == 5 and part[2] == ":" for part in value)


def _model(page: Page, item: Loaded, value: BaseModel) -> Html:
    if isinstance(value, Money):
        return esc(f"{words.number(value.amount)}\u00a0{value.currency}")
    if isinstance(value, Evidence):
        return evidence(page, value)
    if isinstance(value, (Serial, Parallel, KOfN)):
        return topology(page, item, value)
    if type(value) is Period:
        return esc(f"{value.from_ or 'open'} to {value.to or 'open'}")
    names = stated(value)
    if len(names) == 1 and not isinstance(getattr(value, names[0]), (bool, dict)):
        return value_of(page, item, value, names[0])
    shown = []
    for name in names:
        content = value_of(page, item, value, name)
        key = name == "id" or name in ("text", "name", "statement")
        shown.append(
            el("strong", content)
            if name == "id"
            else content
            if key
            else cat(small(_lower(type(value), name)), " ", content)
        )
    return join(shown, " · ")


def _lower(model: type[BaseModel], name: str) -> str:
    shown = field_name(model, name)
    return shown if shown[:2].isupper() else shown[0].lower() + shown[1:]


def topology(page: Page, item: Loaded, value: BaseModel) -> Html:
    """A dependency with its topology in words."""
    if isinstance(value, Serial):
        return cat("all of (", join([inline(page, item, part) for part in value.serial], ", "), ")")
    if isinstance(value, Parallel):
        return cat("one of (", join([inline(page, item, part) for part in value.parallel], ", "), ")")
    if isinstance(value, KOfN):
        return cat(f"{value.k_of_n} of (", join([inline(page, item, part) for part in value.of], ", "), ")")
    return inline(page, item, value)


def evidence(page: Page, value: Evidence) -> Html:
    """Evidence with its source; a link only where it is https or a file of the repository."""
    parts: list[Html | str] = [words.enum(value.kind)]
    if value.source:
        parts.append(value.source)
    if value.link:
        address = (
            value.link if "://" in value.link or value.link.startswith("mailto:") else page.view.file_url(value.link)
        )
        parts.append(link(value.link, address))
    if value.date:
        parts.append(value.date.isoformat())
    if value.period:
        parts.append(f"{value.period.from_ or 'open'} to {value.period.to or 'open'}")
    if value.sha256:
        parts.append(cat("SHA-256 ", code(value.sha256)))
    return join(parts, ", ")


def reference(page: Page, item: Loaded, name: str, marks: tuple[Mark, ...]) -> Html:
    """A reference by its marks: to an artefact, a clause, a practice, a level or an element of the same file."""
    refs = [mark for mark in marks if isinstance(mark, Ref)]
    if any(name in mark.builtin for mark in refs):
        return calendar(page, name) if name == "24x7" else esc(name)
    if refs:
        if any(mark.qualified for mark in refs):
            return ref(page, name)
        kinds = [kind for mark in refs for kind in (mark.kinds or ((item.kind.slug,) if mark.same else ()))]
        if len(marks) > len(refs) or (kinds == ["role"] and name == "none"):
            return esc(name)
        known = next((kind for kind in kinds if page.view.target(f"{kind}/{name}").state != "missing"), kinds[0])
        return ref(page, f"{known}/{name}")
    mark = marks[0]
    if isinstance(mark, InFramework):
        return clause(page, item, name, mark)
    if isinstance(mark, Local) and mark.collection in ANCHORED:
        return link(name, f"#{anchor(mark.collection, name)}")
    return esc(name)


def clause(page: Page, item: Loaded, name: str, mark: InFramework) -> Html:
    """A clause of a framework with a link to its row; a practice with a link to its adoption."""
    if mark.form == "practice":
        key = f"practice-adoption/{name}"
        return ref(page, key, words.label(name)) if page.view.get(key) else esc(words.label(name))
    if mark.form == "qualified":
        framework, _, number = name.partition("/")
    else:
        framework, number = str(getattr(item.artefact, "framework", "") or ""), name
    target = page.view.get(f"framework/{framework}")
    if target is None:
        return esc(number if mark.form == "bare" else name)
    title = getattr(target.artefact, "name", None) or target.artefact.title
    shown = number if mark.form == "bare" else f"{title} {number}"
    return link(shown, page.href(page.view.paths[target.path], anchor("clause", number)))


def anchor(kind: str, name: str) -> str:
    """The id of a row: only letters, digits and hyphens."""
    prefix = {"activities": "step"}.get(kind, kind)
    return f"{prefix}-" + "".join(char if char.isalnum() and char.isascii() else "-" for char in str(name))


# -- blocks ----------------------------------------------------------------------------------------------------------


def field_block(page: Page, item: Loaded, attribute: str, title: str = "") -> None:
    """One field of the artefact as a part of its own: heading, then text, list, table or names and values."""
    artefact = item.artefact
    content = getattr(artefact, attribute)
    if content in (None, (), {}, ""):
        return
    shown = title or field_name(type(artefact), attribute)
    page.h3(shown)
    if isinstance(content, tuple) and content and all(isinstance(part, Element) for part in content):
        page.table(elements(page, item, content, shown))
    elif isinstance(content, tuple) and not marks_of(type(artefact)).get(attribute):
        page.html(bullets([inline(page, item, part) for part in content]))
    elif isinstance(content, dict):
        page.html(pairs([(str(key), inline(page, item, part)) for key, part in content.items()]))
    elif isinstance(content, BaseModel) and not isinstance(content, (Money, Evidence, Serial, Parallel, KOfN)):
        page.html(model_pairs(page, item, content))
    else:
        page.text(value_of(page, item, artefact, attribute))


def model_pairs(page: Page, item: Loaded, value: BaseModel) -> Html:
    """The fields of a model as names and values; lists of elements inside become lists."""
    return pairs([(field_name(type(value), name), _roomy(page, item, value, name)) for name in stated(value)])


def _roomy(page: Page, item: Loaded, owner: BaseModel, name: str) -> Html:
    content = getattr(owner, name)
    if isinstance(content, tuple) and len(content) > 1 and all(isinstance(part, Element) for part in content):
        return bullets([inline(page, item, part) for part in content])
    if (
        isinstance(content, BaseModel)
        and len(stated(content)) > 1
        and not isinstance(content, (Money, Evidence, Serial, Parallel, KOfN, Period))
    ):
        return model_pairs(page, item, content)
    return value_of(page, item, owner, name)


def elements(page: Page, item: Loaded, content: tuple[Any, ...], caption: str, leave_out: Iterable[str] = ()) -> Table:
    """A table of elements: a column for each field that any of them states."""
    used: list[tuple[type[BaseModel], str]] = []
    seen: set[str] = set(leave_out)
    for part in content:
        for name in stated(part):
            if name not in seen:
                seen.add(name)
                used.append((type(part), name))
    columns = []
    for at, (model, name) in enumerate(used):
        numeric = all(
            isinstance(getattr(part, name, None), (int, float, type(None)))
            and not isinstance(getattr(part, name, None), bool)
            for part in content
        )
        columns.append(Column(field_name(model, name), "num" if numeric and at else "text", head=at == 0))
    table = Table(caption, columns, stack=len(columns) > 4)
    for part in content:
        table.add(
            *[Cell(value_of(page, item, part, name)) if name in stated(part) else Cell(EMPTY) for _, name in used]
        )
    return table


def remaining(page: Page, item: Loaded, handled: frozenset[str]) -> None:
    """Every stated field that no other section shows: small ones together, large ones each on their own."""
    artefact = item.artefact
    rest = [name for name in stated(artefact) if name not in handled | ENVELOPE and name not in LAST]
    if not rest:
        return
    plain = [name for name in rest if _is_small(getattr(artefact, name))]
    if plain:
        page.h2("Details")
        page.html(pairs([(field_name(type(artefact), name), value_of(page, item, artefact, name)) for name in plain]))
    for name in rest:
        if name not in plain:
            field_block(page, item, name)


def _is_small(value: Any) -> bool:
    if isinstance(value, (dict, tuple)):
        return isinstance(value, tuple) and all(
            not isinstance(part, (BaseModel, dict, tuple)) and len(str(part)) < 40 for part in value
        )
    if isinstance(value, BaseModel):
        return isinstance(value, Money) or len(stated(value)) < 2
    return not (isinstance(value, str) and len(value) > 160)


def about(page: Page, item: Loaded) -> None:
    """The rest of the envelope: change note, retention, tags, links, what the organisation added."""
    artefact = item.artefact
    names = [name for name in stated(artefact) if name in LAST]
    if not names:
        return
    page.h2("About this document")
    rows = []
    for name in names:
        content = getattr(artefact, name)
        if name == "references":
            shown = bullets([cat(ref(page, one.to), " ", small(words.enum(one.type))) for one in content])
        elif name == "extensions":
            shown = inline(page, item, content)
        elif isinstance(content, BaseModel):
            shown = _model(page, item, content)
        else:
            shown = value_of(page, item, artefact, name)
        rows.append((field_name(type(artefact), name), shown))
    page.html(pairs(rows))
