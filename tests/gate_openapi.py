"""GitHub's OpenAPI description (npm @octokit/openapi): which operation a request is, and whether it and its answer fit.

Only the operations that are used are turned into JSON Schema, so that the 13 MB cost little.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

from support import ROOT

PLACE = ROOT / "node_modules" / ".gitsm-tools" / "node_modules" / "@octokit" / "openapi" / "generated"
FILE = PLACE / "api.github.com.json"


class Description:
    """The description, read once."""

    def __init__(self, path: Path = FILE) -> None:
        self.document: dict[str, Any] = json.loads(path.read_bytes())
        self._validators: dict[str, Any] = {}
        self._operations: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        found = []
        for template in self.document["paths"]:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            found.append((re.compile(pattern), template))
        return sorted(found, key=lambda one: (one[1].count("{"), one[1]))

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        """(template, operation) of a request. Fails for a request that GitHub does not know."""
        if (method, path) in self._operations:
            return self._operations[method, path]
        for pattern, template in self._templates:
            operation = self.document["paths"][template].get(method.lower())
            if operation is not None and pattern.fullmatch(path):
                self._operations[method, path] = template, operation
                return template, operation
        raise AssertionError(f"GitHub's description knows no {method} {path}")

    def example(self, method: str, path: str, status: str = "200") -> Any:
        """A copy of the example of an answer."""
        _, operation = self.operation(method, path)
        content = operation["responses"][status]["content"]["application/json"]
        examples = content.get("examples")
        found = next(iter(examples.values())) if examples else {"value": content.get("example")}
        return deepcopy(self._resolved(found)["value"])

    def check_request(self, method: str, path: str, query: dict[str, str], body: Any) -> None:
        """Fails for a parameter the description does not have, or a body that does not fit."""
        template, operation = self.operation(method, path)
        known = {p["name"]: p for p in map(self._resolved, operation.get("parameters", ())) if p["in"] == "query"}
        for name, text in query.items():
            assert name in known, f"{method} {template} has no parameter {name}"
            value: Any = int(text) if known[name]["schema"].get("type") == "integer" else text
            self._fit(known[name]["schema"], value, f"{method} {template} ?{name}")
        wanted = operation.get("requestBody")
        if body is None:
            assert not (wanted or {}).get("required"), f"{method} {template} needs a body"
        else:
            assert wanted is not None, f"{method} {template} takes no body"
            self._fit(wanted["content"]["application/json"]["schema"], body, f"{method} {template} body")

    def check_answer(self, method: str, path: str, status: int, body: Any) -> None:
        """Fails for an answer that GitHub would not give."""
        template, operation = self.operation(method, path)
        answer = operation["responses"].get(str(status))
        if answer is None:
            assert status >= 400, f"{method} {template} never answers {status}"
            return
        content = self._resolved(answer).get("content")
        if status < 300 and content:
            self._fit(content["application/json"]["schema"], body, f"{method} {template} {status}")

    def _fit(self, schema: dict[str, Any], value: Any, what: str) -> None:
        if what not in self._validators:
            defs: dict[str, Any] = {}
            self._validators[what] = jsonschema_rs.Draft202012Validator({**self._plain(schema, defs), "$defs": defs})
        errors = [f"{list(e.instance_path)}: {e.message[:200]}" for e in self._validators[what].iter_errors(value)]
        assert not errors, f"{what}: " + "; ".join(errors[:8])

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node

    def _plain(self, node: Any, defs: dict[str, Any]) -> Any:
        """OpenAPI 3.0 as JSON Schema: `nullable` becomes a choice, references lead to `$defs`."""
        if isinstance(node, list):
            return [self._plain(one, defs) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node and isinstance(node["$ref"], str):
            name = node["$ref"].rpartition("/")[2]
            if name not in defs:
                defs[name] = True
                defs[name] = self._plain(self._resolved(node), defs)
            return {"$ref": f"#/$defs/{name}"}
        kept = {k: self._plain(v, defs) for k, v in node.items() if k not in ("nullable", "example", "examples")}
        return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") is True else kept
