"""Which names may stand under a governed folder, and what each of them is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from gitsm.load.tree import Entry
from gitsm.load.yaml import Defect
from gitsm.model.kinds import (
    BASELINE_FILE,
    EXTENSIONS_FOLDER,
    FOLDERS,
    KINDS,
    POLICY_TESTS_FOLDER,
    RESERVED_FOLDERS,
    ROOTS,
    SETTINGS_FILE,
    Kind,
)

_FILE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:@((?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}))?\.yaml")
_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)})
MAX_FILES = 50_000


@dataclass(frozen=True, slots=True)
class ArtefactFile:
    """A file that holds an artefact, by its name."""

    path: str
    kind: Kind
    id: str
    version: str
    blob: str = ""


def printable(path: str) -> str:
    """A path that can be shown: bytes that are no text and control characters become escapes."""
    return "".join(c if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF else f"\\x{ord(c) & 0xFF:02x}" for c in path)


def sort_out(entries: Iterable[Entry]) -> tuple[list[ArtefactFile], dict[str, str], list[tuple[str, Defect]]]:
    """(artefact files, extension schemas by slug, (path, LOAD-08 defect)) of a tree, each sorted by path."""
    files: list[ArtefactFile] = []
    schemas: dict[str, str] = {}
    strange: list[tuple[str, Defect]] = []
    listed = sorted(entries, key=lambda e: e.path)
    if len(listed) > MAX_FILES:
        strange.append((SETTINGS_FILE, _defect(f"The repository holds more than {MAX_FILES} files.", "split it")))
    twins = _twins(entry.path for entry in listed[:MAX_FILES])
    for entry in listed[:MAX_FILES]:
        path = entry.path
        found = _odd(entry) or _place(path)
        if isinstance(found, ArtefactFile):
            files.append(ArtefactFile(path, found.kind, found.id, found.version, entry.blob))
        elif isinstance(found, Defect):
            if entry.type == "file" and path in twins:
                words = f"The name differs from {printable(twins[path])} only in case."
                found = _defect(words, "rename one of them")
            strange.append((path, found))
        elif path.startswith(EXTENSIONS_FOLDER + "/"):
            slug = path.removeprefix(EXTENSIONS_FOLDER + "/").removesuffix(".schema.json")
            if slug in KINDS:
                schemas[slug] = path
    return files, schemas, strange


def _twins(paths: Iterable[str]) -> dict[str, str]:
    """For each path one that differs from it only in case, where there is one."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(path.casefold(), []).append(path)
    return {path: next(p for p in group if p != path) for group in groups.values() if len(group) > 1 for path in group}


def _defect(message: str, fix: str) -> Defect:
    return Defect("LOAD-08", message, fix)


def _odd(entry: Entry) -> Defect | None:
    if entry.type == "symlink":
        return _defect("A symbolic link is not read: it could lead anywhere.", "replace it by the file itself")
    if entry.type == "submodule":
        return _defect("A submodule is not read: its content is not in this repository.", "copy the artefacts here")
    if entry.type == "misspelt":
        words = f"The name differs from {entry.path.casefold()} only in case: some computers read it, others do not."
        return _defect(words, f"rename it to {entry.path.casefold()}")
    if entry.type == "other":
        return _defect("This is no file and no folder that can be read here.", "delete it, or put a file in its place")
    name = entry.path
    if any(0xD800 <= ord(c) <= 0xDFFF for c in name):
        return _defect("The file name is not UTF-8.", "rename the file")
    if not name.isprintable():
        return _defect("The file name contains invisible characters.", "rename the file")
    if unicodedata.normalize("NFC", name) != name:
        return _defect("The file name is not in Unicode normal form C.", "rename the file")
    for part in name.split("/"):
        if part.partition(".")[0].lower() in _DEVICES or part.endswith((" ", ".")):
            return _defect(f'The name "{part}" cannot exist on every computer.', "rename the file")
    return None


def _place(path: str) -> ArtefactFile | Defect | None:
    if path == SETTINGS_FILE:
        return ArtefactFile(path, KINDS["settings"], "settings", "")
    if path in ROOTS:
        return _defect("This is a file where a folder is expected.", "delete it, or rename it")
    folder, _, name = path.rpartition("/")
    if name in ("README.md", ".gitkeep") or path == BASELINE_FILE:
        return None
    if folder == EXTENSIONS_FOLDER:
        slug = name.removesuffix(".schema.json")
        if slug in KINDS and name.endswith(".schema.json"):
            return None
        return _defect(f"{name} is no extension schema.", "name it <kind>.schema.json")
    if folder == POLICY_TESTS_FOLDER and name.endswith(".yaml"):
        return None
    kind = FOLDERS.get(folder)
    if kind is None:
        return _folder_defect(folder)
    match = _FILE.fullmatch(name)
    if match is None:
        if name.endswith((".yml", ".json", ".YAML", ".YML")):
            return _defect(f"{name} has the wrong extension, so nothing reads it.", "name it <id>.yaml")
        if not name.endswith(".yaml"):
            return _defect(
                f"{printable(name)} is no artefact, so nothing reads it.", "move it out of the governed folder"
            )
        return _defect(
            f"{printable(name)} is no artefact name.", "use <id>.yaml or <id>@<version>.yaml, lower-case with hyphens"
        )
    if match[2] and not kind.versioned:
        return _defect(f"A {kind.name.lower()} is a record and has no version.", f"name it {match[1]}.yaml")
    return ArtefactFile(path, kind, match[1], match[2] or "")


def _folder_defect(folder: str) -> Defect:
    if folder in RESERVED_FOLDERS:
        return _defect(f"The folder {folder}/ is kept for later kinds and is not read yet.", "move the file")
    return _defect(
        f"{printable(folder)}/ is no folder of a kind, so nothing reads it.", "move the file to the folder of its kind"
    )
