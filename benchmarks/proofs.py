"""What proofs cost: one against trying every start minute, 500 agreements against checking their files, a million
clock readings against the `business-duration` package.

    python benchmarks/proofs.py [--runs 5]

Needs the worked organisation beside it. The package is installed for the last comparison where it is missing, in a
folder of its own below `.gitsm/`; where that is not possible the comparison is left out, and the output says so.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".gitsm" / "business-duration"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]

from gitsm.analysis.proof import Proof, Prover  # noqa: E402
from gitsm.calendar.almanac import Almanac  # noqa: E402
from gitsm.calendar.hours import Weekly  # noqa: E402
from gitsm.calendar.instant import instant_of, utc  # noqa: E402
from gitsm.calendar.zones import zone  # noqa: E402
from gitsm.check.report import check  # noqa: E402
from gitsm.load.loader import load  # noqa: E402
from gitsm.load.snapshot import Snapshot  # noqa: E402
from gitsm.load.tree import MemoryTree  # noqa: E402
from gitsm.rules import RULES  # noqa: E402
from promise_support import DAY, calendar, in_turn, promised, repository, step  # noqa: E402

DAYS = ("01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26")


def timed(action: Callable[[], object], runs: int) -> float:
    """Median seconds of some runs."""
    found = []
    for _ in range(runs):
        start = perf_counter()
        action()
        found.append(perf_counter() - start)
    return median(found)


def one_target(runs: int) -> None:
    """Four steps with handovers on five calendars with holidays and DST over a year."""
    holidays = [{"date": f"2026-{day}"} for day in DAYS]
    weeks = ("06:00", "20:00"), ("08:00", "18:00"), ("07:30", "17:00"), ("09:00", "17:30"), ("08:00", "20:00")
    names = ("a", "b", "c", "d", "clock")
    calendars = [
        calendar(name, "Europe/Berlin", holidays=holidays[number:], mon_fri=[list(week)])
        for number, (name, week) in enumerate(zip(names, weeks, strict=True))
    ]
    chain = in_turn(*({"step": f"ola/s{i}", "handover": "10m"} for i in range(4)))
    minutes = (30, 120, 240, 60)
    steps = [step(f"s{i}", minutes[i], names[i]) for i in range(4)]
    snapshot = repository(promised(9999, chain, "clock"), *steps, *calendars)
    (item,) = snapshot.of_kind("sla")
    almanac = Almanac(snapshot, DAY)

    def prove() -> Proof:
        return Prover(almanac).proofs(item)[0]

    proof = prove()
    assert proof.term is not None and proof.longest is not None and proof.longest.worst is not None
    low, high = proof.term.low, proof.term.high
    works = [(almanac.hours(names[i]), minutes[i] + 10) for i in range(4)]
    counts = almanac.hours("clock")

    def brute() -> int:
        worst = -1
        for start in range(low, high):
            at = start
            for hours, taken in works:
                at = hours.due(at, taken) or 0
            worst = max(worst, counts.elapsed(start, at))
        return worst

    ours = timed(prove, max(runs, 5))
    begun = perf_counter()
    plain = brute()
    every = perf_counter() - begun
    assert plain == proof.longest.worst.minutes, (plain, proof.longest.worst)
    print(f"one target, {high - low:,} start minutes: {1000 * ours:.2f} ms; every minute tried, each step by binary")
    print(f"search: {every:.2f} s, same answer; {every / ours:,.0f} times as long (goal: at least 1,000)")


def many_agreements(runs: int, count: int = 500) -> None:
    """500 SLAs of the worked organisation's shape, each with figures of its own."""
    paths = ["gitsm.yaml"]
    for folder in ("slas", "olas", "services", "roles", "processes/priorities"):
        paths += sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.yaml"))
    worked = {path: (ROOT / path).read_bytes() for path in paths}
    chance = random.Random(1)
    slas = {path: worked.pop(path) for path in list(worked) if path.startswith("slas/")}
    shapes = [text.decode() for path, text in slas.items() if "@" not in path and b"supported_by" in text]
    copies = {}
    for number in range(count):
        text = shapes[number % len(shapes)]
        name = text.split("\nid: ", 1)[1].split("\n", 1)[0]
        text = text.replace(f"\nid: {name}\n", f"\nid: {name}-{number}\n", 1)
        copies[f"slas/{name}-{number}.yaml"] = text.replace("at_most: 4h", f"at_most: {chance.randrange(235, 300)}m")
    snapshot = load(MemoryTree({**worked, **copies}))
    day = date(2026, 11, 1)
    rules = tuple(rule for rule in RULES if not rule.id.startswith("OLA"))

    def proofs() -> None:
        prover = Prover(Almanac(snapshot, day))
        for item in snapshot.of_kind("sla"):
            prover.proofs(item)

    def checked(files: dict[str, bytes]) -> Callable[[], object]:
        def run() -> Snapshot:
            found = load(MemoryTree(files))
            check(found, rules, day)
            return found

        return run

    all_of_them = timed(proofs, runs)
    files = timed(checked({**worked, **copies}), runs) - timed(checked(dict(worked)), runs)
    made = sum(1 for item in snapshot.of_kind("sla") for _ in Prover(Almanac(snapshot, day)).proofs(item))
    print(f"{count} SLAs, {made:,} proofs: {all_of_them:.2f} s; reading and checking their files (without the OLA")
    print(f"rules): {files:.2f} s; {all_of_them / files:.2f} times (goal: at most 5)")


def peer() -> Callable[..., float] | None:
    """The function of the package that is compared; installed beside everything else where it is missing."""
    sys.path.append(str(PEER))
    if importlib.util.find_spec("business_duration") is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(PEER), "business-duration"]
        if subprocess.run(install, stderr=subprocess.DEVNULL, check=False).returncode:
            return None
        importlib.invalidate_caches()
    function: Callable[..., float] = importlib.import_module("business_duration").businessDuration
    return function


def readings(count: int = 1_000_000, theirs: int = 2_000) -> None:
    """Elapsed minutes on one calendar."""
    hours = Weekly(zone("UTC"), [((480, 1080),)] * 5 + [(), ()], {})
    low = instant_of(datetime(2026, 1, 1, tzinfo=UTC))
    chance = random.Random(2)
    spans = [(start := low + chance.randrange(500_000), start + chance.randrange(20_000)) for _ in range(count)]
    hours.elapsed(*spans[0])
    begun = perf_counter()
    for start, end in spans:
        hours.elapsed(start, end)
    ours = perf_counter() - begun
    print(f"{count:,} elapsed times: {ours:.2f} s, {1e6 * ours / count:.2f} us each")
    measured = peer()
    if measured is None:
        print("business-duration is not installed and cannot be: no comparison")
        return
    from datetime import time

    begun = perf_counter()
    for start, end in spans[:theirs]:
        found = measured(
            startdate=utc(start).replace(tzinfo=None),
            enddate=utc(end).replace(tzinfo=None),
            starttime=time(8),
            endtime=time(18),
            unit="min",
        )
        assert round(found) == hours.elapsed(start, end), (utc(start), utc(end), found)
    other = (perf_counter() - begun) / theirs
    print(f"business-duration: {1e6 * other:.0f} us each; {other * count / ours:.0f} times as long (goal: at least 20)")


def main() -> None:
    """Prints every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(json.dumps({"python": sys.version.split()[0]}))
    one_target(runs)
    many_agreements(runs)
    readings()


if __name__ == "__main__":
    main()
