"""Building the site: whole or not at all, the same bytes everywhere, nothing of others harmed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitsm.adapters import swap
from gitsm.adapters.builder import MARKER, build, finished, remove_leftovers
from gitsm.base.errors import CannotWorkHere, UsageError
from site_support import few_pages, small_site
from support import ROOT

ROLE = "id: desk\ntitle: {title}\nversion: 1.0.0\nstatus: draft\nowner: desk\nclassification: public\n"
PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from site_support import few_pages
from gitsm.adapters.builder import build
site = few_pages({{"roles/desk.yaml": {role!r}}})
print("rendered", flush=True)
build(site, Path(sys.argv[1]), lambda words: print(words, flush=True))
print("built", flush=True)
"""


def program(title: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM.format(tests=str(ROOT / "tests"), role=ROLE.format(title=title))]


BUILDERS = """
import os, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from site_support import few_pages
from gitsm.adapters.builder import build
role = {role!r}
sites = {{title: few_pages({{"roles/desk.yaml": role.replace("TITLE", title)}}) for title in ("Old desk", "New desk")}}
build(sites["Old desk"], Path(sys.argv[1]))  # nothing is left to import
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.setsid()
        print(os.getpid(), flush=True)
        build(sites[line.strip()], Path(sys.argv[2]))
        os._exit(0)
    os.waitpid(child, 0)
    print("over", flush=True)
"""


class Builders:
    """A process that has rendered both sites, and builds either in a child that can be killed."""

    def __init__(self, place: Path, scratch: Path) -> None:
        source = BUILDERS.format(tests=str(ROOT / "tests"), role=ROLE.format(title="TITLE"))
        self.running = subprocess.Popen(
            [sys.executable, "-c", source, str(scratch), str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def begin(self, title: str) -> int:
        """Process group of a build that has begun."""
        assert self.running.stdin is not None and self.running.stdout is not None
        self.running.stdin.write(f"{title}\n".encode())
        self.running.stdin.flush()
        return int(self.running.stdout.readline())

    def ended(self) -> None:
        """Waits for the end of the build."""
        assert self.running.stdout is not None
        assert self.running.stdout.readline() == b"over\n"

    def leave(self) -> None:
        """Ends the process."""
        assert self.running.stdin is not None and self.running.stdout is not None
        self.running.stdin.close()
        self.running.stdout.close()
        self.running.wait()


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def whole(folder: Path) -> str:
    """Which of the two sites stands there, every page of it."""
    pages = sorted(folder.rglob("*.html"))
    assert (folder / MARKER).is_file() and len(pages) > 40
    assert all(page.read_text(encoding="utf-8").rstrip().endswith("</html>") for page in pages)
    text = (folder / "role" / "desk.html").read_text(encoding="utf-8")
    titles = [title for title in ("Old desk", "New desk") if title in text]
    assert len(titles) == 1
    return titles[0]


def test_killed_at_twenty_random_moments_a_whole_site_stands_there(tmp_path: Path) -> None:
    place = tmp_path / "site"
    builders = Builders(place, tmp_path / "scratch" / "site")
    known, lasts = {}, 0.0
    for title in ("New desk", "Old desk"):
        builders.begin(title)
        began = time.monotonic()
        builders.ended()
        lasts = time.monotonic() - began
        known[title] = digest(place)
    rng = random.Random(20)
    stands = whole(place)
    assert stands == "Old desk" and known["Old desk"] != known["New desk"]
    unfinished = 0
    for _ in range(20):
        title = "New desk" if stands == "Old desk" else "Old desk"
        group = builders.begin(title)
        time.sleep(rng.random() * lasts * 0.9)
        with contextlib.suppress(ProcessLookupError):  # it was faster
            os.killpg(group, signal.SIGKILL)
        builders.ended()
        stands = whole(place)
        assert digest(place) == known[stands]
        unfinished += stands != title
    builders.leave()
    assert unfinished, "at least one build was killed before its end"
    build(few_pages({"roles/desk.yaml": ROLE.format(title="New desk")}), place)
    assert digest(place) == known["New desk"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scratch", "site"], "leftovers are gone"


def test_two_builds_are_byte_identical_under_another_clock_locale_zone_and_hash_seed(tmp_path: Path) -> None:
    worlds = (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1"},
        {
            "TZ": "America/Los_Angeles",
            "LC_ALL": "de_DE.UTF-8",
            "PYTHONHASHSEED": "2",
            "SOURCE_DATE_EPOCH": "2000000000",
        },
    )
    results = []
    for number, world in enumerate(worlds):
        place = tmp_path / str(number) / "site"
        subprocess.run([*program("Old desk"), str(place)], check=True, capture_output=True, env={**os.environ, **world})
        results.append(digest(place))
    assert results[0] == results[1]


def test_nothing_in_a_page_is_loaded_from_elsewhere_and_no_date_of_the_build_stands_in_it(tmp_path: Path) -> None:
    place = tmp_path / "site"
    count = build(small_site({"roles/desk.yaml": ROLE.format(title="Old desk")}), place)
    pages = list(place.rglob("*.html"))
    assert count == len(pages)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count("Content-Security-Policy") == 1
        assert "default-src 'none'" in text and "'unsafe-inline'" not in text and "'unsafe-eval'" not in text
        for loaded in (
            'src="http',
            "src='http",
            '<link rel="preconnect"',
            "fonts.g",
            "unpkg",
            'rel="stylesheet" href="http',
        ):
            assert loaded not in text, (page, loaded)
    names = {path.relative_to(place).as_posix() for path in place.rglob("*")}
    assert not names & {"sitemap.xml", "sitemap.xml.gz", "404.html"}
    said = json.loads((place / MARKER).read_text(encoding="utf-8"))
    assert (said["format"], said["as_of"], said["audience"]) == ("gitsm-site/1", "2026-11-01", "public")


def test_what_is_no_site_of_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    site = few_pages({})
    for place in (tmp_path / "mine", tmp_path / "mine" / "letter.txt", Path(tmp_path.anchor)):
        with pytest.raises(UsageError):
            build(site, place)
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"
    (tmp_path / "empty").mkdir()
    build(site, tmp_path / "empty")
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWorkHere, match="cannot be written"):
        build(small_site({}), tmp_path / "file" / "site")


def test_leftovers_of_dead_builds_go_those_of_running_ones_stay(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    number = int(dead.stdout)
    for name in (f".site-{number}-tmp", f".site-{os.getppid()}-tmp", ".site-notes"):
        (tmp_path / name).mkdir()
    old = tmp_path / f".site-{number}-old"
    old.mkdir()
    (old / MARKER).write_text("{}", encoding="utf-8")
    remove_leftovers(tmp_path / "site")
    assert {path.name for path in tmp_path.iterdir()} == {f".site-{os.getppid()}-tmp", ".site-notes", "site"}
    assert (tmp_path / "site" / MARKER).is_file(), "an old site whose successor never came is brought back"


def test_where_the_system_cannot_exchange_names_the_new_site_still_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_swap", lambda a, b: False)
    new, place = tmp_path / "new", tmp_path / "site"
    new.mkdir()
    place.mkdir()
    (new / "page").write_text("new", encoding="utf-8")
    (place / "page").write_text("old", encoding="utf-8")
    swap.exchange(new, place, tmp_path / "aside")
    assert (place / "page").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_policy_names_each_inline_script_and_text_cannot_displace_it() -> None:
    page = '<meta charset="utf-8"><title>@@CSP@@ {scripts}</title><script>one()</script><script src="x.js"></script>'
    done = finished(page)
    assert done.index("Content-Security-Policy") < done.index("<title>")
    assert done.count("'sha256-") == 1 and "<title>@@CSP@@ {scripts}</title>" in done
