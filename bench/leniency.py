"""The rule of leniency in bulk: the list's rows × 100,000 made-up cases, and the same with a list ten times as long.

Processor time of one process. A case looks only at the rows of its own act, so the time for a case must stay flat as the list
grows. Alone: `python bench/leniency.py [--quick]`.
"""

import argparse
import csv
import json
import random
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import report

from banshi.kernel.clock import Calendar
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law, Lists, Provision, Row
from banshi.matters.enforcement.leniency.rules import assess, index

PACKS = Path(__file__).resolve().parents[1] / "packs"
CASES, ROUNDS, SEED, FLAT = 100_000, 3, 846, 1.2
DECIDED = date(2022, 4, 1)
HARMS = ("none", "slight", "considerable", "serious", None)


def rows() -> list[Row]:
    with (PACKS / "panjin-demo" / "leniency.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row.of(
                one["code"], one["offence"], one["kind"], one["conditions"], date.fromisoformat(one["valid_from"]),
                valid_to=date.fromisoformat(one["valid_to"]) if one["valid_to"] else None,
            )
            for one in csv.DictReader(file)
        ]  # fmt: skip


def tenfold(listed: list[Row]) -> list[Row]:
    """The same rows, and nine times as many for other acts."""
    copies = range(1, 10)
    return [
        *listed,
        *(replace(row, code=f"{row.code}-{n}", offence=f"{row.offence}-{n}") for n in copies for row in listed),
    ]


def cases(listed: list[Row], size: int) -> list[Facts]:
    chance = random.Random(SEED)
    acts, found = sorted({row.offence for row in listed}), []
    for _ in range(size):
        act, on = chance.choice(acts), DECIDED - timedelta(days=chance.randrange(1, 900))
        earlier = [Earlier(act, "", on - timedelta(days=chance.randrange(1, 1500)))] if chance.random() < 0.3 else []
        found.append(
            Facts(
                offence=act, act_on=on, decided_on=DECIDED, party=chance.choice(("person", "organisation")),
                born_on=date(chance.randrange(1950, 2010), 1, 1), found_on=on + timedelta(days=chance.randrange(60)),
                harm=chance.choice(HARMS), ordered_on=on, ordered_until=on + timedelta(days=10),
                corrected_on=on + timedelta(days=chance.randrange(15)), earlier=earlier, searched=frozenset({"city"}),
                answers={"slight": chance.random() < 0.5, "cooperative": True},
            )
        )  # fmt: skip
    return found


def measure(facts: list[Facts], lists: Lists, calendar: Calendar) -> float:
    """Processor seconds for all of them."""
    laws = {
        one.offence: Law([Provision(one.offence, "示例", "甲 第一条", "甲 第二条", date(1990, 1, 1))], calendar)
        for one in facts
    }
    began = time.process_time()
    for one in facts:
        assess(one, lists, laws[one.offence])
    return time.process_time() - began


def table(result: dict[str, Any]) -> str:
    met = "met" if result["flat"] else "**missed**"
    return f"""{datetime.now(UTC):%Y-%m-%d} · one process on {report.machine()}

| rows of the list | cases | cases a second | a case with ten times the list, to once |
|---:|---:|---:|---:|
| {result["rows"]:,} | {result["cases"]:,} | {result["cases_per_second"]:,} | {result["tenfold_list"]:.2f} |

- {met}: flat as the list grows: {result["tenfold_list"]:.2f} (target {FLAT})"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a twentieth of the cases, one round")
    quick = parser.parse_args().quick
    size, rounds = (CASES // 20, 1) if quick else (CASES, ROUNDS)
    calendar, listed = Calendar.from_csv(PACKS / "national" / "calendar.csv"), rows()
    facts, short, long = cases(listed, size), index(listed), index(tenfold(listed))
    taken = [(measure(facts, short, calendar), measure(facts, long, calendar)) for _ in range(rounds)]
    plain = statistics.median(one for one, _ in taken)
    ratio = statistics.median(other / one for one, other in taken)
    result = {
        "rows": len(listed), "cases": size, "cases_per_second": round(size / plain), "tenfold_list": round(ratio, 3),
        "flat": ratio <= FLAT,
    }  # fmt: skip
    print(json.dumps(result))
    if not quick:
        report.put("benchmarks.md", "bench/leniency.py", table(result))
    return 0 if result["flat"] else 1


if __name__ == "__main__":
    sys.exit(main())
