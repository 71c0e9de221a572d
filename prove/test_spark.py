"""DuckDB and Spark make the same of the same deliveries, row for row: records, profiles, links, questions, quarantine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from banshi.registers.credit.pipeline.generating import generate
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.pipeline.tests.spellings import spellings
from prove.cluster import cluster, environment, missing
from prove.lakes import KEY, same

pytestmark = [pytest.mark.prove, pytest.mark.skipif(bool(missing()), reason=missing())]

ROWS, SEED = int(os.environ.get("BANSHI_SPARK_ROWS", "100000")), 11

RUN = """
import sys, time
from datetime import date
from pathlib import Path
from banshi.registers.credit.pipeline.ingesting import Settings, ingest
from banshi.registers.credit.pipeline.lake import Lake
from banshi.registers.credit.pipeline.shapes import PACKS
lake, engine, *days = sys.argv[1:]
settings = Settings(date(2022, 3, 5), PACKS / "national", PACKS / "panjin-demo", 2 << 30, engine)
for day in days:
    began = time.monotonic()
    done = ingest(Lake(Path(lake), bytes.fromhex(KEY)), Path(day), settings).facts()
    took = time.monotonic() - began
    stages = ", ".join(f"{name} {cost['wall']:.1f}" for name, cost in done["costs"].items())
    print(f"{engine}: {done['received']:,} rows in {took:.1f} s ({stages})", flush=True)
"""


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two days of deliveries: the first half of the units; then the others, strange rows, withdrawals and corrections."""
    whole, days = tmp_path_factory.mktemp("spark") / "in", [tmp_path_factory.mktemp("day") for _ in range(2)]
    generate(ROWS, SEED, whole)
    for n, unit in enumerate(sorted(whole.glob("unit-*"))):
        (days[n % 2] / unit.name).symlink_to(unit)
    for day in days:
        (day / "register").symlink_to(whole / "register")
    _strange(days[1] / "unit-59")
    _taken_back(days[0], days[1])
    _called_otherwise(days[0], days[1])
    return days


def _strange(unit: Path) -> None:
    """Rows of which each field may be written in a way that engines read differently."""
    unit.mkdir()
    values, lines = spellings(3_000), []
    for n in range(len(values)):
        plain = dict.fromkeys(FIELDS, "") | {
            "kind": "penalty",
            "subject_kind": "EP"[n % 2],
            "name": "样例公司",
            "doc_no": str(n),
        }
        plain |= {"decided_on": "2021-03-04", "content": "罚款"}
        strange = {field: values[(n * 7919 + place * 104729) % len(values)] for place, field in enumerate(FIELDS[3:])}
        kept = [field for place, field in enumerate(strange) if n >> place & 1]
        lines.append(json.dumps(plain | {field: strange[field] for field in kept}, ensure_ascii=False) + "\n")
    (unit / "strange.jsonl").write_text("".join(lines), encoding="utf-8")


def _taken_back(before: Path, after: Path) -> None:
    """Of what one unit sent the first day, some is withdrawn the next day, and some corrected."""
    op = "CASE n % 3 WHEN 0 THEN 'withdraw' ELSE 'correct' END"
    path = next(path for path in sorted(before.glob("unit-*/*.parquet")))
    _send_again(path, after, "taken-back", "n % 5 < 2", {"op": op, "content": "content || '（更正）'"})


def _called_otherwise(before: Path, after: Path) -> None:
    """Of what the units sent about people the first day, some comes again beside another name: half of it as the same document."""
    written = {"name": "'样例某某'", "doc_no": "doc_no || CASE n % 2 WHEN 0 THEN '' ELSE '之一' END"}
    chosen = "subject_kind = 'P' AND op = '' AND length(code) = 18 AND n % 50 < 2"
    for path in sorted(before.glob("unit-*/*.parquet")):
        _send_again(path, after, "called-otherwise", chosen, written)


def _send_again(path: Path, after: Path, name: str, chosen: str, written: dict[str, str]) -> None:
    """The chosen rows of a delivery, some fields written otherwise, as another delivery of the same unit."""
    target = after / path.parent.name / f"{name}.parquet"
    target.parent.mkdir(exist_ok=True)
    fields = ", ".join(f"{written.get(field, field)} AS {field}" for field in FIELDS)
    duckdb.execute(f"""COPY (SELECT {fields} FROM (
        SELECT * FROM (SELECT *, file_row_number AS n FROM read_parquet('{path}', file_row_number = true)) WHERE {chosen}))
        TO '{target}' (FORMAT parquet)""")


def _ingest(lake: Path, engine: str, days: list[Path], env: dict[str, str]) -> None:
    run = RUN.replace("KEY", f"'{KEY.hex()}'")
    done = subprocess.run(
        [sys.executable, "-c", run, lake, engine, *days], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    sys.stdout.write(done.stdout)


def test_both_engines_make_the_same_of_the_same_deliveries(days: list[Path], tmp_path: Path) -> None:
    _ingest(tmp_path / "duckdb" / "lake", "duckdb", days, dict(os.environ))
    with cluster(tmp_path) as address:
        _ingest(tmp_path / "spark" / "lake", address, days, environment(tmp_path))
    compared = same(tmp_path / "duckdb" / "lake", tmp_path / "spark" / "lake")
    sys.stdout.write(f"equal both ways: {compared}\n")
    assert compared["records"] > 0.8 * ROWS and compared["asks"] > ROWS / 1000
    assert (
        min(compared[name] for name in ("profiles", "gone", "subjects", "pending", "quarantine", "links", "asks")) > 0
    )
