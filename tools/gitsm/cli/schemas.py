"""The generated schemas against those that stand in the repository."""

from __future__ import annotations

from pathlib import Path

from gitsm.adapters.disk import DiskTree
from gitsm.export.jsonschema import schema_files


def stale_schemas(root: Path) -> dict[str, bytes]:
    """What should stand in each schema file that is missing, reached through a link, or says something else."""
    tree = DiskTree(root)
    return {path: data for path, data in schema_files().items() if _content(tree, path) != data}


def _content(tree: DiskTree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""
