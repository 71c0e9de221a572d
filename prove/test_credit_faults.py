"""What a run of the credit pipeline survives: kill -9 at every stage, a full disk, two runs at once."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from banshi.registers.credit.pipeline.generating import generate
from banshi.registers.credit.pipeline.ingesting import Settings, ingest
from banshi.registers.credit.pipeline.lake import Lake
from banshi.registers.credit.pipeline.shapes import PACKS
from prove.lakes import KEY, same

pytestmark = pytest.mark.prove

ROWS, SEED = 200_000, 5
SETTINGS = Settings(date(2022, 3, 5), PACKS / "national", PACKS / "panjin-demo", memory=1 << 30)
SUMS = ("received", "linked", "unlinked", "duplicate", "quarantined")

RUN = """
import os, signal, sys
from datetime import date
from pathlib import Path
from banshi.registers.credit.pipeline import ingesting, stages
from banshi.registers.credit.pipeline.ingesting import Settings, ingest
from banshi.registers.credit.pipeline.lake import Lake
from banshi.registers.credit.pipeline.shapes import PACKS
deliveries, lake = Path(sys.argv[1]), Path(sys.argv[2])
stage, times = sys.argv[3].split()
seen = 0
def told(name, share):
    global seen
    seen += name == stage
    if name == stage and seen == int(times):
        os.kill(os.getpid(), signal.SIGKILL)
stages.TOGETHER = stages.FEW = 20_000  # many groups, bucket after bucket: many places to be killed at
settings = Settings(date(2022, 3, 5), PACKS / "national", PACKS / "panjin-demo", memory=1 << 30)
ingest(Lake(lake, b"k" * 32), deliveries, settings, told)
"""

# In the order in which a run comes to them; each time the next run goes on where the last one was killed.
KILLED_AT = ["open 1", "open 40", "P1 1", "P1 5", "P2 1", "P3 1", "P4 1", "P4 17", "P4 32", "close 1", "publish 1"]


def run(deliveries: Path, lake: Path, killed_at: str = "never 0") -> "subprocess.CompletedProcess[str]":
    """One ingest in a process of its own; it kills itself when it comes to a stage for the nth time."""
    return subprocess.run(
        [sys.executable, "-c", RUN, deliveries, lake, killed_at], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("credit") / "in"
    generate(ROWS, SEED, directory)
    return directory


@pytest.fixture(scope="module")
def undisturbed(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("credit") / "lake"
    done = run(deliveries, lake)
    assert done.returncode == 0, done.stderr
    return lake


def test_killed_anywhere_and_run_again_nothing_is_lost_and_nothing_double(
    deliveries: Path, undisturbed: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    for moment in KILLED_AT:
        assert run(deliveries, lake, moment).returncode == -signal.SIGKILL, moment
        assert Lake(lake, KEY).runs() == []  # nothing is published by halves
    done = run(deliveries, lake)
    assert done.returncode == 0, done.stderr
    same(undisturbed, lake)


def test_a_full_disk_is_told_and_with_room_the_run_goes_on(deliveries: Path, undisturbed: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", small], check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        done = run(deliveries, small / "lake")
        assert done.returncode == 1 and ("space" in done.stderr or "No space left" in done.stderr), done.stderr
        assert Lake(small / "lake", KEY).runs() == []
        subprocess.run(["mount", "-o", "remount,size=400m", small], check=True)
        done = run(deliveries, small / "lake")
        assert done.returncode == 0, done.stderr
        same(undisturbed, small / "lake")
    finally:
        subprocess.run(["umount", small], check=True)


def test_of_two_runs_at_once_one_is_sent_away_and_the_rows_are_there_once(
    deliveries: Path, undisturbed: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, deliveries, lake, "never 0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ends = [process.communicate() for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 1], [0, 0]), ends
    assert codes == [0, 0] or any("Busy" in err for _, err in ends)
    same(undisturbed, lake)


def test_files_out_of_order_give_the_same_records(deliveries: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Units deliver on different days, in any order; the ledger differs, the records of the register do not."""
    lake = Lake(tmp_path / "lake", KEY)
    units = sorted(deliveries.glob("unit-*"), reverse=True)
    for n, part in enumerate((units[:20], units[20:40], units[40:])):
        day = tmp_path / f"day-{n}"
        day.mkdir()
        (day / "register").symlink_to(deliveries / "register")
        for unit in part:
            (day / unit.name).symlink_to(unit)
        ingest(lake, day, SETTINGS)
    told = "SELECT sid, unit, fp, kind, decided_on, valid_until, cents, doc_no, content, row_no, rule FROM"
    with duckdb.connect() as con:
        a = f"{told} read_parquet('{undisturbed}/runs/*/records/*.parquet') WHERE sid < 20000000"
        b = f"{told} read_parquet('{lake.root}/runs/*/records/*.parquet') WHERE sid < 20000000"
        assert con.execute(f"SELECT count(*) FROM ({a} EXCEPT ALL {b})").fetchall() == [(0,)]
        assert con.execute(f"SELECT count(*) FROM ({b} EXCEPT ALL {a})").fetchall() == [(0,)]
    lines = [line for one in lake.runs() for line in one.facts["deliveries"]]
    assert sum(line["received"] for line in lines) == ROWS
    assert all(line["received"] == sum(line[name] for name in SUMS[1:]) for line in lines)
