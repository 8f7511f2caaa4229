"""Showing a built site on this computer, and building it again when a governed file changes."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gitsm.adapters.disk import DiskTree
from gitsm.base.errors import CannotWorkHere, GitsmError
from gitsm.model.kinds import ROOTS

INTERVAL = 1.0
HOST = "127.0.0.1"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: requests of one's own browser are no news."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def serve_site(
    root: Path,
    port: int,
    build: Callable[[Path], object],
    tell: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serves until interrupted (or until `stop` is set), on the loopback address only.

    Raises CannotWorkHere where the port is taken. A build that fails later is told, and the old site stays.
    """
    ended = stop or threading.Event()
    folder = Path(tempfile.mkdtemp(prefix="gitsm-site-"))
    try:
        build(folder / "site")
        try:
            server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(folder / "site")))
        except OSError as error:
            reason = (error.strerror or "not possible").lower()
            raise CannotWorkHere(f"Port {port} cannot be used: {reason}.", "choose another with --port") from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tell(f"http://{HOST}:{server.server_address[1]}/ (Ctrl-C ends)")
        try:
            _watch(root, lambda: build(folder / "site"), tell, ended)
        finally:
            server.shutdown()
            server.server_close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watch(root: Path, build: Callable[[], object], tell: Callable[[str], None], ended: threading.Event) -> None:
    seen = fingerprint(root)
    while not ended.wait(INTERVAL):
        now = fingerprint(root)
        if now == seen:
            continue
        seen = now
        try:
            build()
            tell("built again")
        except GitsmError as error:
            tell(f"not built: {error.message}")


def fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, time and size of every governed file."""
    found = []
    for entry in DiskTree(root).entries(ROOTS):
        try:
            state = (root / entry.path).lstat()
        except OSError:
            continue
        found.append((entry.path, state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))
