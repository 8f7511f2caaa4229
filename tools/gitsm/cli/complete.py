"""What a shell offers behind `show`, `mv`, `graph`, `rule`, `sla` and others: names of files, none of them read."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from gitsm.adapters.disk import DiskTree, find_root
from gitsm.base.errors import GitsmError
from gitsm.load.names import ArtefactFile, sort_out
from gitsm.model.kinds import KINDS, ROOTS


def artefacts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`kind/id` of every artefact that begins so; bare ids count as beginnings too."""
    keys = {f"{file.kind.slug}/{file.id}" for file in _files(ctx)}
    return [
        CompletionItem(key)
        for key in sorted(keys)
        if key.startswith(incomplete) or key.partition("/")[2].startswith(incomplete)
    ]


def artefacts_or_kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The kinds, and every artefact."""
    kinds = [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete)]
    return kinds + artefacts(ctx, param, incomplete)


def slas(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the service level agreements that begin so."""
    return _ids(ctx, "sla", incomplete)


def calendars(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the calendars that begin so."""
    return _ids(ctx, "calendar", incomplete)


def parties(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the parties that begin so."""
    return _ids(ctx, "party", incomplete)


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the rules that begin so, with their titles."""
    from gitsm.rules import RULES

    return [CompletionItem(rule.id, help=rule.title) for rule in RULES if rule.id.startswith(incomplete.upper())]


def _ids(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem]:
    ids = {file.id for file in _files(ctx) if file.kind.slug == kind}
    return [CompletionItem(id_) for id_ in sorted(ids) if id_.startswith(incomplete)]


def _files(ctx: click.Context) -> list[ArtefactFile]:
    """The artefact files of the repository; none where there is none."""
    directory = ctx.find_root().params.get("directory") or "."
    try:
        return sort_out(DiskTree(find_root(Path(directory))).entries(ROOTS))[0]
    except GitsmError:
        return []
