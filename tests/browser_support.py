"""A headless chromium driven over a pipe with the DevTools protocol: no driver, no port, one process for many pages."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from support import ROOT

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
AXE = ROOT / "node_modules" / ".gitsm-tools" / "node_modules" / "axe-core" / "axe.min.js"
NO_BROWSER = "chromium is not installed"
NO_AXE = "the npm package axe-core is not installed (see .ci/run)"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--remote-debugging-pipe", "about:blank",
)  # fmt: skip
PATIENCE = 60.0


class Browser:
    """One tab. `go` loads a page and keeps what happened on the way in `events`."""

    def __init__(self) -> None:
        self._home = tempfile.mkdtemp(prefix="gitsm-chromium-")
        to_child, self._writer = os.pipe()
        self._reader, from_child = os.pipe()
        # The pipe must stand at the descriptors 3 and 4 of the child.
        command = [CHROMIUM or "chromium", *FLAGS, f"--user-data-dir={self._home}"]
        script = f'exec 3<&{to_child} 4>&{from_child}; exec "$0" "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", script, *command], pass_fds=(to_child, from_child), stderr=subprocess.DEVNULL
        )
        os.close(to_child)
        os.close(from_child)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", None, {"url": "about:blank"})["targetId"]
        self._session = self._call("Target.attachToTarget", None, {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def close(self) -> None:
        """Ends the process."""
        self._process.terminate()
        self._process.wait(10)
        os.close(self._writer)
        os.close(self._reader)
        shutil.rmtree(self._home, ignore_errors=True)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reader], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(self._reader, 1 << 20) if ready else b""
            if not piece:
                raise TimeoutError("the browser does not answer")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _call(self, method: str, session: str | None, params: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """A command to the tab."""
        return self._call(method, self._session, params)

    def look(self, *, width: int = 1280, dark: bool = False, scripts: bool = True, media: str = "") -> None:
        """How pages are shown from now on."""
        self.do("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 700)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def go(self, address: str) -> None:
        """Loads a page and waits until it has loaded."""
        self.events = []
        self.do("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression, promises awaited; the page's own policy does not apply."""
        found = self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(json.dumps(found["exceptionDetails"])[:2000])
        return found["result"].get("value")

    def until(self, expression: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + PATIENCE / 3
        while not (value := self.run(expression)):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression}")
            time.sleep(0.05)
        return value

    def type(self, field: str, text: str) -> None:
        """Puts text into a field as if it had been typed."""
        self.run(
            f"(() => {{ const box = document.querySelector({json.dumps(field)}); box.focus();"
            f" box.value = {json.dumps(text)}; box.dispatchEvent(new Event('input', {{bubbles: true}}));"
            " box.dispatchEvent(new KeyboardEvent('keyup')); })()"
        )

    @property
    def requests(self) -> list[str]:
        """Addresses asked for since `go`; data in the style sheet itself is no request."""
        asked = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [address for address in asked if not address.startswith("data:")]

    @property
    def complaints(self) -> list[str]:
        """Exceptions, refused loads and dialogs since `go`."""
        kinds = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        return [json.dumps(event["params"])[:600] for event in self.events if event.get("method") in kinds]

    def picture(self, file: Path) -> None:
        """A screenshot of what is seen."""
        file.write_bytes(base64.b64decode(self.do("Page.captureScreenshot")["data"]))


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over http on a free port of this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
