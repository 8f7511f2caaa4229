"""Builds the site: writes the tree, runs MkDocs in a child process, finishes the pages, swaps the result in.

Everything happens in `.site-<pid>-tmp` beside the output; the output is exchanged in one step at the very end. Killed
at any moment, the old or the new site stands there whole; the next build removes what was left behind.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from gitsm.adapters.swap import exchange
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.site.build import Site
from gitsm.site.parked import park, unpark
from gitsm.site.theme import CSP, asset_files, config, stamp_json, theme_files

MARKER = "gitsm-site.json"
_LEFTOVER = re.compile(r"\.site-([0-9]+)-(tmp|old)")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FIRST = '<meta charset="utf-8">'
_UNWANTED = ("sitemap.xml", "sitemap.xml.gz", "404.html")


def ready(output: Path | None = None) -> None:
    """Looks before a long work whether its end can be reached.

    Raises CannotWorkHere without MkDocs or its theme, UsageError where the output folder holds something else.
    """
    if not all(find_spec(name) for name in ("mkdocs", "material")):
        raise _not_installed()
    if output is not None:
        _checked(output)


def build(site: Site, output: Path, tell: Callable[[str], None] = lambda words: None) -> int:
    """Builds the site into a folder and gives the number of pages. `tell` hears what is being done.

    Raises UsageError where the folder holds something else, CannotWorkHere where it cannot be written, or where MkDocs
    is missing or fails.
    """
    try:
        return _build(_checked(output), site, tell)
    except OSError as error:
        reason = (error.strerror or "not possible").lower()
        raise CannotWorkHere(
            f"The site cannot be written to {output}: {reason}.", "check the folder's permissions and the free space"
        ) from None


def _build(output: Path, site: Site, tell: Callable[[str], None]) -> int:
    output.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(output)
    work = output.parent / f".site-{os.getpid()}-tmp"
    shutil.rmtree(work, ignore_errors=True)
    try:
        tell("writing pages")
        parked = _write_tree(work, site)
        tell("building the site")
        _run_mkdocs(work)
        tell("finishing")
        count = _finish(work / "site", stamp_json(site.view), parked)
        exchange(work / "site", output, work.with_name(f".site-{os.getpid()}-old"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return count


def _not_installed() -> CannotWorkHere:
    return CannotWorkHere("The site builder is not installed.", "pip install 'gitsm[site]'")


def _checked(output: Path) -> Path:
    output = output.resolve()
    if output == Path(output.anchor):
        raise UsageError("The root of the file system cannot be the output folder.", "name another folder")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file, not a folder.", "name another folder with --output")
    if output.is_dir() and any(output.iterdir()) and not (output / MARKER).is_file():
        raise UsageError(
            f"{output} holds something that gitsm did not build, and a build would replace it.",
            "name another folder with --output, or empty this one",
        )
    return output


def remove_leftovers(output: Path) -> None:
    """Removes what killed builds left beside the output, and brings back an old site whose successor never came."""
    for entry in sorted(output.parent.glob(".site-*")):
        match = _LEFTOVER.fullmatch(entry.name)
        if match is None or not entry.is_dir() or entry.is_symlink() or _alive(int(match[1])):
            continue
        if match[2] == "old" and not output.exists() and (entry / MARKER).is_file():
            entry.rename(output)
        else:
            shutil.rmtree(entry, ignore_errors=True)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    if sys.platform == "win32":
        return False  # asking would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _write_tree(work: Path, site: Site) -> dict[str, list[str]]:
    """Writes what the builder reads. Gives the blocks that it does not get to see, by name of the page."""
    parked: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    for name, text in site.files.items():
        files[name] = text
        if name.endswith(".md"):
            files[name], parked[f"{name[:-3]}.html"] = park(text)
    _write(work / "docs", files)
    _write(work / "docs", asset_files())
    _write(work / "theme", theme_files())
    # JSON is YAML that cannot be misread.
    (work / "mkdocs.yml").write_text(json.dumps(config(site.view, site.nav), indent=1), encoding="utf-8")
    return parked


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    made: set[Path] = set()
    for name, text in texts.items():
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(text.encode("utf-8", "replace"))


def _run_mkdocs(work: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MKDOCS", "PYTHON"))}
    environment |= {
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", "mkdocs.yml"]
    result = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return
    said = (result.stderr or result.stdout).strip()
    if "No module named mkdocs" in said or ("theme" in said and "not" in said and "installed" in said):
        raise _not_installed()
    raise CannotWorkHere(
        f"The site builder failed: {said[-2000:]}", "report it with this message; the old site is untouched"
    )


def _finish(folder: Path, marker: str, parked: Mapping[str, list[str]]) -> int:
    for name in _UNWANTED:
        (folder / name).unlink(missing_ok=True)
    count = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".map":
            path.unlink()
        elif path.suffix == ".html":
            page = unpark(path.read_bytes().decode("utf-8"), parked.get(path.relative_to(folder).as_posix(), []))
            path.write_bytes(finished(page).encode("utf-8", "replace"))
            count += 1
    (folder / MARKER).write_text(marker, encoding="utf-8")
    return count


def finished(page: str) -> str:
    """A page as it is published: the policy names its inline scripts, the search dialog has a name."""
    hashes = {base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in _SCRIPT.findall(page)}
    policy = CSP.format(scripts=" ".join(f"'sha256-{value}'" for value in sorted(hashes)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page = page.replace(_FIRST, f"{_FIRST}{meta}", 1)
    return page.replace(
        'data-md-component="search" role="dialog">', 'data-md-component="search" role="dialog" aria-label="Search">', 1
    )
