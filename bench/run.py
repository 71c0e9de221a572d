"""`make bench`: how fast the whole stack is, as ratios to a floor measured in the same run on the same machine.

An embedded database and two web processes of their own are started in a temporary home, a city is planted, and eight
clients ask without a pause. Figures of a busy machine are noise; ratios, statements and processor time are not.
"""

import argparse
import json
import os
import shutil
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import report
import stack

PROJECT = Path(__file__).resolve().parents[1]
CLIENTS, SEED = 8, 20260305


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 applications, one short round; writes no page")
    parser.add_argument("--sizes", default="", help="how many applications, e.g. 100000,1000000 (the default)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each scene in each round")
    parser.add_argument("--only", default="", help="scenes, e.g. create,step; writes no page")
    parser.add_argument("--worker", action="store_true", help="with the worker process beside (default: without)")
    parser.add_argument("--json", default="", metavar="FILE", help="also write the figures here")
    parser.add_argument("--statements", action="store_true", help="also show each scene's statements")
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--keep", action="store_true", help="leave the temporary home and the running database")
    given = parser.parse_args()
    given.only = [name for name in given.only.split(",") if name]
    given.sizes = [int(size) for size in given.sizes.split(",") if size]
    given.sizes = given.sizes or ([10_000] if given.quick else [100_000, 1_000_000])
    if given.quick:
        given.rounds, given.seconds = 1, 2
    return given


def main() -> None:
    given = arguments()
    home = stack.new_home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")
    os.environ.pop("DATABASE_URL", None)
    import django  # noqa: PLC0415 -- the settings are read now, with the home chosen above

    django.setup()
    from measuring import Bench  # noqa: PLC0415

    bench = Bench(home, port=given.port, clients=CLIENTS, seed=SEED)
    try:
        results = measure(bench, given)
    finally:
        if given.keep:
            print(f"kept: BANSHI_HOME={home}")
        else:
            bench.end()
            shutil.rmtree(home, ignore_errors=True)
    finish(results, given)


def measure(bench: "Bench", given: argparse.Namespace) -> dict[str, object]:  # type: ignore[name-defined]  # noqa: F821
    bench.prepare()
    figures = []
    for size in given.sizes:
        begun = time.monotonic()
        bench.plant(size)
        say(f"{size:,} applications stand there after {time.monotonic() - begun:.0f} s of planting")
        with bench.web(), bench.worker() if given.worker else nullcontext():
            figures += bench.rounds(size, given, say)
    return {"machine": report.machine(), "at": time.strftime("%Y-%m-%d"), "given": vars(given), "figures": figures}


def finish(results: dict[str, object], given: argparse.Namespace) -> None:
    table = report.table(results)
    print(table)
    print(report.verdicts(results))
    if given.json:
        Path(given.json).write_text(json.dumps(results, ensure_ascii=False, indent=1, default=str))
    if not (given.quick or given.only):
        report.put("benchmarks.md", "make bench", table + "\n" + report.verdicts(results))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
