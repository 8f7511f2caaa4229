"""Writing to the work tree: whole files, all or none, never through a link."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from gitsm.base.errors import CannotWorkHere

HELD_BYTES = 64 << 20  # what stands in a larger file is moved aside while others are written, not held in memory


def write_file(path: Path, data: bytes) -> None:
    """Replaces a file as a whole: readers see the old content or the new. Raises CannotWorkHere.

    A device or pipe (`/dev/null`) is written to, never replaced.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        temporary = _beside(path, data)
        _rename(temporary, path)
    except OSError as error:
        raise _cannot(path, error) from None


def apply(
    root: Path, writes: Mapping[str, bytes], deletes: Iterable[str] = (), expected: Mapping[str, bytes] | None = None
) -> None:
    """Writes and deletes files below the root. Where one step fails or is interrupted, those before it are taken back.

    Paths are relative, with `/`; `expected` is what some of them hold before. Raises CannotWorkHere for a path that
    leads through a link, is no regular file, holds something else than expected or cannot be written.
    """
    gone = [path for path in deletes if path not in writes]
    for path in (*writes, *gone):
        _refuse_strange(root, path)
    before: dict[Path, bytes | Path | None] = {}
    temporary: list[tuple[Path, Path]] = []
    done = False
    try:
        for path in (*writes, *gone):
            target = root / path
            before[target] = _keep(target) if path in gone or target.exists() else None
            if expected is not None and path in expected and before[target] != expected[path]:
                raise CannotWorkHere(f"{path} was changed by somebody else meanwhile.", "run the command again")
        for path, data in writes.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            temporary.append((_beside(root / path, data), root / path))
        for source, target in temporary:
            _rename(source, target)
        for path in gone:
            (root / path).unlink(missing_ok=True)
        for old in before.values():
            if isinstance(old, Path):
                old.unlink()
        done = True
    except OSError as error:
        raise _cannot(Path(error.filename or root), error) from None
    finally:
        if not done:
            for source, _ in temporary:
                source.unlink(missing_ok=True)
            for target, old in before.items():
                _restore(target, old)


def _cannot(path: Path, error: OSError) -> CannotWorkHere:
    reason = (error.strerror or "not writable").lower()
    return CannotWorkHere(
        f"{path} cannot be written: {reason}.", "name a place in which you may write; nothing changed"
    )


def _beside(path: Path, data: bytes) -> Path:
    """The data in a new file in the same folder."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _rename(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError:
        source.unlink(missing_ok=True)
        raise


def _keep(target: Path) -> bytes | Path:
    """What the file holds, or the place beside it that it was moved to."""
    if target.stat().st_size <= HELD_BYTES:
        return target.read_bytes()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    os.close(descriptor)
    aside = Path(name)
    try:
        target.replace(aside)
    except OSError:
        aside.unlink()
        raise
    return aside


def _restore(target: Path, old: bytes | Path | None) -> None:
    if old is None:
        target.unlink(missing_ok=True)
    elif isinstance(old, Path):
        old.replace(target)
    elif not target.exists() or target.read_bytes() != old:
        target.write_bytes(old)


def _refuse_strange(root: Path, path: str) -> None:
    here = root
    for part in path.split("/"):
        here = here / part
        if here.is_symlink():
            raise CannotWorkHere(f"{here} is a symbolic link, so nothing is written through it.", "replace the link")
    if here.exists() and not here.is_file():
        raise CannotWorkHere(f"{here} is no regular file, so nothing is written to it.", "delete what stands there")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
