"""Linkage measured on a lake of a dozen rows whose truth is written down here."""

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from banshi.registers.credit.pipeline.evaluating import evaluate
from banshi.registers.credit.pipeline.lake import Lake
from banshi.registers.credit.pipeline.linking import FIRST_PROVISIONAL

KEY = b"0123456789abcdef" * 2
FILE = "unit-07/2021.parquet"
STUB = FIRST_PROVISIONAL
TRUTH = pyarrow.schema([
    ("unit", pyarrow.int16()), ("file", pyarrow.string()), ("row_no", pyarrow.int32()), ("sid", pyarrow.int64()),
    ("subject_kind", pyarrow.string()), ("code_state", pyarrow.string()), ("duplicate", pyarrow.bool_()),
    ("op", pyarrow.string()), ("superseded", pyarrow.bool_()), ("stranger", pyarrow.int32()),
])  # fmt: skip
RECORD = pyarrow.schema([
    ("sid", pyarrow.int64()), ("unit", pyarrow.int16()), ("fp", pyarrow.int64()), ("decided_on", pyarrow.date32()),
    ("batch", pyarrow.int32()), ("row_no", pyarrow.int32()), ("rule", pyarrow.int16()),
])  # fmt: skip


def row(n, sid=None, *, kind="E", state="valid", duplicate=False, op="", superseded=False, stranger=None, file=FILE):
    return dict(zip(TRUTH.names, (7, file, n, sid, kind, state, duplicate, op, superseded, stranger), strict=True))


def write(path: Path, rows: list[dict], schema: pyarrow.Schema) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), path)
    return path


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(tmp_path / "lake", KEY)


@pytest.fixture
def measured(lake, tmp_path):
    """Measures: truth rows, and what the lake has of them: {row: (sid, rule)}, waiting and asked about, in quarantine."""

    def measure(truth, linked, *, waiting=(), asked=(), bad=(), gone=()):
        add_run(lake, linked, waiting=waiting, asked=asked, bad=bad)
        if gone:
            add_run(lake, {}, gone={n: linked[n] for n in gone}, file="unit-07/later.parquet", no=2)
        return evaluate(lake.root, write(tmp_path / "truth.parquet", truth, TRUTH), KEY)

    return measure


def add_run(lake, linked, *, waiting=(), asked=(), bad=(), gone=None, file=FILE, no=1):
    made = lake.root / "runs" / ".made"
    made.mkdir(parents=True)
    for bucket in range(32):
        rows = [
            {"sid": sid, "unit": 7, "fp": n, "decided_on": date(2021, 5, 6), "batch": no, "row_no": n, "rule": rule}
            for n, (sid, rule) in linked.items()
            if sid % 32 == bucket
        ]
        if rows:
            write(made / "records" / f"bucket-{bucket:02d}.parquet", rows, RECORD)
    places = pyarrow.schema([("batch", pyarrow.int32()), ("row_no", pyarrow.int32()), ("key", pyarrow.int64())])
    held = [{"batch": no, "row_no": n, "key": 1000 + n} for n in (*waiting, *asked)]
    lake.seal(write(made / "pending" / "unit-07.parquet", held, places))
    lake.seal(write(made / "asks.parquet", [{"key": 1000 + n} for n in asked], pyarrow.schema([places.field("key")])))
    lake.seal(write(made / "quarantine" / "unit-07.parquet", [{"batch": no, "row_no": n} for n in bad], places))
    if gone:
        lost = [{"unit": 7, "fp": n, "sid": sid, "batch": 1, "row_no": n} for n, (sid, _) in gone.items()]
        names = ("unit", "fp", "sid", "batch", "row_no")
        write(made / "gone.parquet", lost, pyarrow.schema([RECORD.field(name) for name in names]))
    lake.publish(made, {"deliveries": [{"unit": 7, "file": file, "no": no, "batch": f"{no:064x}", "received": 12}]})


def test_right_wrong_waiting_and_asked_are_told_apart(measured):
    truth = [
        row(1, 11),
        row(2, 12, state="none"),
        row(3, 13, state="none"),
        row(4, 14, state="none"),
        row(5, 15, state="none"),
    ]
    found = measured(truth, {1: (11, 1), 2: (12, 13), 3: (99, 13)}, waiting=[4], asked=[5])
    assert found["all"] == {
        "rows": 5, "linkable": 5, "linked": 3, "right": 2, "wrong": 1, "asked": 1, "precision": 0.666667, "recall": 0.4,
    }  # fmt: skip
    assert found["paths"]["E"]["none"]["precision"] == 0.5
    assert found["paths"]["E"]["valid"]["recall"] == 1
    assert found["paths"]["P"]["all"] == dict.fromkeys(found["all"], 0) | {"precision": None, "recall": None}
    assert {rule: line["wrong"] for rule, line in found["rules"].items()} == {"1": 0, "13": 1}
    assert found["standing"] == {"kept_though_resent_or_undone": 0, "lost": 0, "quarantined": 0}


def test_people_and_broken_codes_have_paths_of_their_own(measured):
    truth = [
        row(1, 10_000_001, kind="P", state="broken"),
        row(2, 10_000_002, kind="P", state="none"),
        row(3, 1, state="broken"),
    ]
    found = measured(truth, {1: (10_000_001, 12), 3: (2, 15)}, waiting=[2])
    assert found["paths"]["P"]["broken"]["right"] == 1
    assert found["paths"]["P"]["all"]["recall"] == 0.5
    assert found["paths"]["E"]["broken"]["wrong"] == 1


def test_what_makes_no_record_is_not_counted(measured):
    truth = [
        row(1, 11, superseded=True),
        row(2, 12),
        row(3, 12, duplicate=True),
        row(4, 11, op="withdraw"),
        row(5, 12, op="correct"),
    ]
    found = measured(truth, {2: (12, 1), 5: (12, 1)})
    assert (found["all"]["rows"], found["all"]["right"]) == (2, 2)
    assert found["standing"]["kept_though_resent_or_undone"] == found["standing"]["lost"] == 0


def test_a_re_sent_row_that_stands_and_a_row_that_is_nowhere_are_faults(measured):
    truth = [row(1, 11), row(2, 11, duplicate=True), row(3, 12), row(4, 13), row(5, 11, superseded=True)]
    found = measured(truth, {1: (11, 1), 2: (11, 1)}, waiting=[5], bad=[4])
    assert found["standing"] == {"kept_though_resent_or_undone": 2, "lost": 1, "quarantined": 1}


def test_a_company_in_no_register_is_right_where_it_waits_or_with_a_provisional_subject_of_its_own(measured):
    truth = [row(n, stranger=5) for n in (1, 2, 3)] + [
        row(4, stranger=6),
        row(5, 11),
        row(6, stranger=7, state="none"),
        row(7, stranger=8),
    ]
    found = measured(
        truth, {1: (STUB, 30), 2: (STUB, 30), 3: (STUB, 30), 4: (STUB, 30), 5: (STUB, 30), 7: (11, 13)}, waiting=[6]
    )
    assert found["strangers"] == {"rows": 6, "provisional": 3, "wrong": 2, "kept_out": round(4 / 6, 6)}
    assert found["all"]["wrong"] == 3
    assert found["all"]["linkable"] == 1


def test_a_record_that_a_later_run_removed_is_not_counted_and_not_lost(measured):
    found = measured([row(1, 11), row(2, 12), row(3, 12)], {1: (11, 1), 2: (12, 1), 3: (99, 13)}, gone=[2, 3])
    assert (found["all"]["rows"], found["all"]["right"], found["all"]["wrong"]) == (1, 1, 0)
    assert found["standing"]["lost"] == 0


def test_a_truth_of_other_deliveries_is_refused(measured):
    with pytest.raises(ValueError, match="unit-07/2099"):
        measured([row(1, 11, file="unit-07/2099.parquet")], {1: (11, 1)})


def test_nothing_readable_is_left_behind(measured, lake):
    measured([row(1, 11), row(2, 12)], {1: (11, 1)}, waiting=[2])
    assert not list(lake.root.glob(".evaluating-*"))
