"""Putting a finished folder in the place of another, in one step where the system can."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_LINUX_EXCHANGE = 2
_MAC_SWAP = 2


def exchange(new: Path, place: Path, aside: Path) -> None:
    """Puts the folder `new` at `place`; what stood there is removed. Both lie on one file system.

    Linux and macOS exchange the two names in one system call. Elsewhere the old folder is moved to `aside` first:
    between the two moves nothing stands at `place`, and whoever finds `aside` without `place` moves it back.
    """
    _sync(new)
    if not place.exists():
        new.rename(place)
        return
    if _swap(new, place):
        shutil.rmtree(new, ignore_errors=True)
        return
    place.rename(aside)
    new.rename(place)
    shutil.rmtree(aside, ignore_errors=True)


def _swap(a: Path, b: Path) -> bool:
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            return bool(library.renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _LINUX_EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(library.renamex_np(os.fsencode(a), os.fsencode(b), _MAC_SWAP) == 0)
    except (OSError, AttributeError):
        return False
    return False


def _sync(folder: Path) -> None:
    """Asks the system to write the folder's entries before its name changes, where it can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
