"""The draw of inspections at the size of a city: how many times as long as sorting its companies by SHA-256 once.

Processor time, so that a busy machine does not matter; the median of several rounds, in each of which everything is measured.
Run by `make bench`; alone: `python bench/draws.py [--quick]`.
"""

import argparse
import gc
import hashlib
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import report

from banshi.matters.enforcement.inspections.drawing import beacons, draws, publications, records, verdicts
from banshi.matters.enforcement.inspections.drawing.records import Inputs, Officer, Subject

PROJECT = Path(__file__).resolve().parents[1]
SIZE, TOTAL, OFFICERS, RECUSALS, SEED = 133_000, 4_784, 240, 2_000, 20260305
DISTRICTS, INDUSTRIES, RATES = 12, 8, {"A": 200, "B": 400, "C": 1500, "D": 5000}
SALTS = [("a", "8b108062" * 8), ("b", "e736c1d9" * 8)]
AT = {"draw_at": "2026-11-25T10:00:00+08:00", "published_at": "2026-11-23T10:00:00+08:00"}
TARGETS = {"draw": 12, "outside": 15, "tenfold": 11}


def registers(size: int) -> Inputs:
    """Twelve districts, eight industries, four classes; twenty officers of one department in each district."""
    rng = random.Random(SEED)
    pool = [
        Subject(
            f"91{number:016d}",
            rng.choices("ABCD", (58, 20, 7, 1))[0],
            f"D{rng.randrange(DISTRICTS):02d}",
            f"I{rng.randrange(INDUSTRIES)}",
            rng.randint(1, 3),
        )
        for number in sorted(rng.sample(range(10**16), size))  # a register is kept in the order of its ids
    ]
    names = [f"C{i}" for i in range(INDUSTRIES)]
    officers = []
    for i in range(OFFICERS):
        where = f"D{i % DISTRICTS:02d}"
        officers.append(
            Officer(f"O{i}", where, frozenset(rng.sample(names, 6)), rng.random() < 0.5, frozenset({where}))
        )
    barred = {(f"O{rng.randrange(OFFICERS)}", rng.choice(pool).id) for _ in range(RECUSALS)}
    return records.order(pool, officers, barred, {})


def policy(times: int) -> dict[str, Any]:
    needs = {f"I{i}": [f"C{i}"] for i in range(INDUSTRIES)}
    return {
        **AT, "total": TOTAL * times, "rates_bp": RATES, "batch": 7, "cap": 14 * times, "certificates": needs,
        "chain": beacons.DEMONSTRATION.hash,
    }  # fmt: skip


class Scene:
    """One pool: what it takes to sort it, to commit and draw, to verify."""

    def __init__(self, times: int, home: Path) -> None:
        self.times, self.home = times, home
        self.inputs = registers(SIZE * times)
        self.ids = [one.id.encode() for one in self.inputs.pool]

    def sort(self) -> None:
        sorted(self.ids, key=lambda one: hashlib.sha256(one).digest())

    def draw(self) -> None:
        self.commitment = draws.commit(policy(self.times), self.inputs, draws.conceal(SALTS, "sha256"))
        self.found = draws.draw(self.commitment, self.inputs, beacons.demonstrate(self.commitment["round"]), SALTS)

    def publish(self) -> None:
        publications.publish_commitment(self.home, self.commitment, self.inputs)
        publications.publish_draw(self.home, self.found)

    def outside(self) -> None:
        tool = [sys.executable, str(PROJECT / "tools" / "verify_draw.py"), str(self.home), "--demonstration"]
        answer = json.loads(subprocess.run(tool, check=True, capture_output=True, text=True).stdout)
        if not answer["ok"]:
            raise SystemExit(f"the outside verifier refuses the draw: {answer}")

    def inside(self) -> None:
        answer = verdicts.verify(self.home, verdicts.Trust(demonstration=True))
        if not answer["ok"]:
            raise SystemExit(f"the verifier refuses the draw: {answer}")


def spent(act: Callable[[], None]) -> float:
    """Processor time in seconds, that of child processes included."""
    gc.collect()
    before = time.process_time() + children()
    act()
    return time.process_time() + children() - before


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(rounds: int, tenfold: bool, home: Path) -> dict[str, Any]:
    one, ten = Scene(1, home / "one"), Scene(10, home / "ten") if tenfold else None
    taken: dict[str, list[float]] = {"sort": [], "draw": [], "inside": [], "outside": [], "tenfold": []}
    for _ in range(rounds):
        taken["sort"].append(spent(one.sort))
        taken["draw"].append(spent(one.draw))
        one.publish()
        taken["inside"].append(spent(one.inside))
        taken["outside"].append(spent(one.outside))
        if ten:
            taken["tenfold"].append(spent(ten.draw) / taken["draw"][-1])
    ratios = {
        name: statistics.median(mine / floor for mine, floor in zip(taken[name], taken["sort"], strict=True))
        for name in ("draw", "inside", "outside")
    }
    if ten:
        ratios["tenfold"] = statistics.median(taken["tenfold"])
    batches = one.found.batches
    return {
        "ratios": ratios,
        "seconds": {name: statistics.median(values) for name, values in taken.items() if values},
        "batches": len(batches),
        "unpaired": sum(batch.pair is None for batch in batches),
        "feasible": statistics.median(batch.feasible for batch in batches),
        "rounds": rounds,
    }


def table(found: dict[str, Any]) -> str:
    words = {
        "draw": "commit (four trees), check of the beacon by both libraries, draw, batches, pairs",
        "outside": "`tools/verify_draw.py`: a new process, the files read, everything derived",
        "inside": "`banshi inspections verify`, the same inside",
        "tenfold": "ten times the companies and the visits, to once",
    }
    lines = [
        f"{time.strftime('%Y-%m-%d')} · {report.machine()}  ",
        f"{SIZE:,} companies, {TOTAL:,} drawn in {found['batches']} batches, {OFFICERS} officers, {RECUSALS:,} recusals; "
        f"{found['feasible']:.0f} feasible pairs in the median batch, {found['unpaired']} batches without one; "
        f"median of {found['rounds']} rounds.",
        "",
        "| what | processor time to that of the sort | target |",
        "|---|---:|---:|",
        f"| sorting the {SIZE:,} by SHA-256 of their id ({found['seconds']['sort'] * 1000:.0f} ms here) | 1 | |",
    ]
    for name, text in words.items():
        if name in found["ratios"]:
            target = TARGETS.get(name)
            lines.append(f"| {text} | {found['ratios'][name]:.1f} | {f'≤ {target}' if target else ''} |")
    return "\n".join([*lines, "", *verdicts_on(found["ratios"])])


def verdicts_on(ratios: dict[str, float]) -> list[str]:
    return [
        f"- {'met' if ratios[name] <= most else '**missed**'}: {name} {ratios[name]:.1f} (target {most})"
        for name, most in TARGETS.items()
        if name in ratios
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, without ten times the pool; writes no page")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        found = measure(1 if given.quick else given.rounds, not given.quick, Path(home))
    text = table(found)
    print(text)
    if not given.quick:
        report.put("benchmarks.md", "bench/draws.py", text)


if __name__ == "__main__":
    main()
