"""What a broken file may hide: rules about use ask here before they say that nothing uses something."""

from __future__ import annotations

from gitsm.check.rule import Context
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import MAX_BYTES


def may_name(id_: str, context: Context) -> tuple[str, ...]:
    """Broken artefacts (as kind/id, sorted) that may name an id: their text holds it, or cannot be searched."""
    if not context.snapshot.broken:
        return ()
    texts: dict[str, bytes | None] = context.once("hidden", lambda: _texts(context.snapshot))
    wanted = id_.encode()
    return tuple(key for key, text in texts.items() if text is None or wanted in text)


def _texts(snapshot: Snapshot) -> dict[str, bytes | None]:
    """The bytes of each broken artefact's files; None where an id could stand there without being seen."""
    found: dict[str, bytes | None] = dict.fromkeys(sorted(snapshot.broken), b"")
    for key, path in sorted({(f.artefact, f.path) for f in snapshot.findings if f.artefact in found}):
        before = found[key]
        try:
            data = snapshot.tree.read(path)
        except OSError:
            data = b"\\"
        plain = len(data) <= MAX_BYTES and b"\\" not in data and b"\0" not in data  # no escapes, no other encoding
        found[key] = before + b"\n" + data if plain and before is not None else None
    return found
