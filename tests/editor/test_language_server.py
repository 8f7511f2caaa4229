"""What an editor gives the owner of a file of ours: completion, hover and diagnostics from the generated schemas."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import ROOT, have

SERVER = ROOT / "node_modules" / ".gitsm-tools" / "node_modules" / ".bin" / "yaml-language-server"
pytestmark = pytest.mark.skipif(
    not (have("node") and SERVER.exists()), reason="node or the npm package yaml-language-server is not installed"
)


class Client:
    """As much of the language server protocol as an editor needs here."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.number = 0
        self.buffer = b""
        self.diagnostics: dict[str, list[Any]] = {}
        self.ask("initialize", {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {
            "workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["plaintext"]}}}})  # fmt: skip  # noqa: E501
        self.tell("initialized", {})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def receive(self, deadline: float) -> dict[str, Any]:
        assert self.process.stdout
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b"Content-Length:")[1].split()[0])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    message: dict[str, Any] = json.loads(rest[:length])
                    return message
            if not select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("the language server did not answer")
            self.buffer += os.read(self.process.stdout.fileno(), 65536)

    def handle(self, message: dict[str, Any]) -> None:
        if message.get("method") == "workspace/configuration":
            answer = [
                {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
                if item.get("section") == "yaml" else None for item in message["params"]["items"]
            ]  # fmt: skip
            self.send({"id": message["id"], "result": answer})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            self.send({"id": message["id"], "result": None})

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        deadline = time.monotonic() + 60
        while True:
            message = self.receive(deadline)
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
            self.handle(message)

    def open(self, path: Path, text: str) -> str:
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.diagnostics.pop(uri, None)
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def wait_for_diagnostics(self, uri: str) -> list[Any]:
        deadline = time.monotonic() + 60
        while uri not in self.diagnostics:
            self.handle(self.receive(deadline))
        return self.diagnostics[uri]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    opened = Client(tmp_path)
    yield opened
    opened.process.kill()
    opened.process.wait()


def test_the_worked_files_show_no_complaint_in_an_editor(client: Client) -> None:
    for name in (
        "processes/incident-management.yaml",
        "slas/email.yaml",
        "services/calendars/office-de.yaml",
        "gitsm.yaml",
    ):
        uri = client.open(client.root / name, (ROOT / name).read_text(encoding="utf-8"))
        assert client.wait_for_diagnostics(uri) == [], name


def test_a_misspelled_field_is_marked_where_it_stands(client: Client) -> None:
    text = (ROOT / "roles" / "cio.yaml").read_text(encoding="utf-8").replace("\ntype: ", "\ntyp: ")
    line = text.splitlines().index(next(row for row in text.splitlines() if row.startswith("typ: ")))
    found = client.wait_for_diagnostics(client.open(client.root / "roles" / "cio.yaml", text))
    assert [(d["range"]["start"]["line"], d["range"]["start"]["character"]) for d in found] == [(line, 0)]
    assert "typ" in found[0]["message"]


def test_completion_offers_fields_and_words_and_hover_explains(client: Client) -> None:
    text = "# yaml-language-server: $schema=../schemas/role.schema.json\nid: a\ntitle: A\nstatus: \nrev\n"
    uri = client.open(client.root / "roles" / "a.yaml", text)
    client.wait_for_diagnostics(uri)
    place = {"textDocument": {"uri": uri}}
    fields = client.ask("textDocument/completion", {**place, "position": {"line": 4, "character": 3}})
    assert {"review", "reports_to", "holders"} & {item["label"] for item in fields["items"]}
    words = client.ask("textDocument/completion", {**place, "position": {"line": 3, "character": 8}})
    assert {"draft", "approved", "retired"} <= {item["label"] for item in words["items"]}
    hover = client.ask("textDocument/hover", {**place, "position": {"line": 3, "character": 2}})
    assert "draft (working)" in json.dumps(hover)
