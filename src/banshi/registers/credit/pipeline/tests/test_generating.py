"""Synthetic deliveries: the same every time, the mix that was asked, and a truth that knows every row."""

import csv
import json
import re
import unicodedata
from pathlib import Path

import duckdb
import pytest
import python_calamine

from banshi.kernel.identifiers import check_citizen_id, check_credit_code
from banshi.registers.credit.pipeline import generating, synthetic
from banshi.registers.credit.pipeline.shapes import FIELDS, SHAPES

ROWS = 40_000


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("deliveries") / "all"
    generating.generate(ROWS, 7, out)
    return out


def ask(question: str, **files: Path):
    with duckdb.connect() as con:
        return con.execute(question.format(**files)).fetchall()


def rows_of(path: Path, unit: int) -> list[list[str]]:
    """The data rows of one delivery, in its order, as any other program would read them."""
    if path.suffix == ".parquet":
        return [list(row) for row in ask("SELECT * FROM '{path}'", path=path)]
    if path.suffix == ".csv":
        with path.open(encoding="gb18030" if unit in synthetic.CSV_GB18030 else "utf-8", newline="") as lines:
            head, *rows = csv.reader(lines)
    elif path.suffix == ".jsonl":
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        head, rows = list(found[0]), [list(one.values()) for one in found]
    else:
        head, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    if unit not in synthetic.CHINESE:
        assert head == list(FIELDS)
        return rows
    return [meant(dict(zip(head, row, strict=True))) for row in rows]


def meant(row: dict[str, str]) -> list[str]:
    """A row in Chinese, as the FIELDS."""
    said = dict.fromkeys(FIELDS, "")
    for one in SHAPES["zh"].columns:
        if row.get(one.name):
            said[one.field] = one.words.get(row[one.name], row[one.name])
    return list(said.values())


def tidy(code: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper()


@pytest.fixture(scope="module")
def delivered(made) -> dict[int, list[list[str]]]:
    found = {}
    for path in sorted(made.glob("unit-*/*")):
        unit = int(path.parent.name.removeprefix("unit-"))
        found[unit] = rows_of(path, unit)
    return found


def test_every_unit_delivers_and_together_they_deliver_what_was_asked(made, delivered):
    assert sorted(delivered) == list(range(1, 60))
    assert {unit: len(rows) for unit, rows in delivered.items()} == synthetic.sizes(ROWS)
    assert sum(map(len, delivered.values())) == ROWS
    assert all(len(row) == len(FIELDS) for rows in delivered.values() for row in rows)


@pytest.mark.parametrize("rows", [1, 59, 1_000, 600_000, 60_000_000])
def test_sizes_always_add_up(rows):
    shares = synthetic.sizes(rows)
    assert sum(shares.values()) == rows
    assert max(shares[unit] for unit in range(50, 60)) <= rows * 0.0015
    assert shares[59] <= synthetic.MOST_EXCEL_ROWS


def test_sizes_of_sixty_million_are_uneven():
    shares = [share for unit, share in synthetic.sizes(60_000_000).items() if unit < 50]
    assert 390_000 < min(shares) < 410_000
    assert 3_700_000 < max(shares) < 3_900_000


def test_the_same_seed_gives_the_same_content_with_any_number_of_threads(made, tmp_path, monkeypatch):
    connect = duckdb.connect
    monkeypatch.setattr(
        duckdb, "connect", lambda *a, config=None, **k: connect(*a, config=(config or {}) | {"threads": 1}, **k)
    )
    generating.generate(ROWS, 7, tmp_path / "again")
    for path in sorted(made.rglob("*.*")):
        again = tmp_path / "again" / path.relative_to(made)
        if path.suffix == ".parquet":
            assert ask("SELECT * FROM '{a}'", a=path) == ask("SELECT * FROM '{a}'", a=again), path.name
        else:
            assert path.read_bytes() == again.read_bytes(), path.name


def test_another_seed_gives_other_subjects_and_progress_is_told(made, tmp_path):
    told: list[tuple[int, int]] = []
    generating.generate(1_000, 8, tmp_path / "a", progress=lambda done, rows: told.append((done, rows)))
    both = "SELECT count(*) FROM '{a}/register/enterprises.parquet' SEMI JOIN '{b}/register/enterprises.parquet' USING (sid, name)"
    assert ask(both, a=tmp_path / "a", b=made) == [(0,)]
    assert len(told) == 59
    assert told[-1] == (1_000, 1_000)
    assert told == sorted(told)


def test_the_mix_is_what_was_asked(made):
    mix = dict(
        ask(
            "SELECT CASE WHEN duplicate THEN 'again' ELSE code_state END, count(*) FROM '{t}' GROUP BY ALL",
            t=made / "truth.parquet",
        )
    )
    share = {state: 100 * count / ROWS for state, count in mix.items()}
    assert share == {
        "valid": pytest.approx(70, abs=1.5), "broken": pytest.approx(5, abs=1),
        "none": pytest.approx(20, abs=1.5), "again": pytest.approx(5, abs=0.5),
    }  # fmt: skip


def test_of_company_rows_with_a_name_only_one_in_twenty_is_about_a_company_in_no_register(made):
    [(share, stubs, seen)] = ask(
        "SELECT 100.0 * count(stranger) / count(*) FILTER (code_state = 'none' OR stranger IS NOT NULL), "
        "count(*) FILTER (code_state = 'valid' AND stranger IS NOT NULL), "
        "count(stranger) FILTER (code_state = 'valid') / count(DISTINCT stranger) FILTER (code_state = 'valid') "
        "FROM '{t}' WHERE subject_kind = 'E' AND NOT duplicate",
        t=made / "truth.parquet",
    )
    assert share == pytest.approx(5, abs=2)
    assert stubs > 20
    assert seen > 1


def test_three_units_write_in_chinese(made, delivered):
    head = (made / "unit-52" / "2014-2022.csv").read_text(encoding="utf-8").splitlines()[0]
    assert (
        head
        == "操作,信息类别,主体类别,主体名称,统一社会信用代码,公民身份号码,工商注册号,联系电话,地址,文书号,决定日期,有效期至,金额（元）,内容"
    )
    assert {row[1] for unit in synthetic.CHINESE for row in delivered[unit]} <= {kind.code for kind in synthetic.KINDS}


def test_truth_knows_every_row(made, delivered):
    truth = ask("SELECT unit, row_no, op, file FROM '{t}' ORDER BY unit, row_no", t=made / "truth.parquet")
    assert [(unit, n) for unit, n, *_ in truth] == [
        (u, n) for u, rows in delivered.items() for n in range(1, len(rows) + 1)
    ]
    assert [op for *_, op, _ in truth] == [row[0] for rows in delivered.values() for row in rows]
    assert {file for *_, file in truth} == {str(path.relative_to(made)) for path in made.glob("unit-*/*")}


def test_truth_names_the_right_subject_and_the_state_of_its_code(made, delivered):
    codes = dict(ask("SELECT sid, code FROM read_parquet('{r}/*.parquet')", r=made / "register"))
    truth = ask(
        "SELECT unit, row_no, sid, code_state, subject_kind FROM '{t}' WHERE sid IS NOT NULL", t=made / "truth.parquet"
    )
    old = 0
    for unit, n, sid, state, kind in truth:
        row = dict(zip(FIELDS, delivered[unit][n - 1], strict=True))
        code = tidy(row["code"])
        assert row["subject_kind"] == kind
        if state == "valid" and len(code) == 15:
            assert code == codes[sid][:6] + codes[sid][8:17]
            old += 1
        elif state == "valid":
            assert code == codes[sid]
        elif state == "broken":
            assert code != codes[sid] and 17 <= len(code) <= 18
        else:
            assert code == ""
    assert old > 500


def test_no_number_is_of_a_division_that_exists(made, delivered):
    """The unallocated ones only, also in broken codes: they could be somebody's otherwise."""
    for rows in delivered.values():
        for row in rows:
            code = tidy(row[4])
            division = code[:6] if row[2] == "P" else code[2:8]
            assert code == "" or re.fullmatch("21119[0-7]", division), row
            assert row[5] == "" or re.fullmatch("21119[0-7][0-9]{9}", row[5])


def test_re_sent_rows_are_exact_copies_of_an_earlier_row_and_no_other_row_is(made, delivered):
    resent = {(u, n) for u, n in ask("SELECT unit, row_no FROM '{t}' WHERE duplicate", t=made / "truth.parquet")}
    for unit, rows in delivered.items():
        seen: set[tuple[str, ...]] = set()
        for n, row in enumerate(map(tuple, rows), 1):
            assert (row in seen) == ((unit, n) in resent), (unit, n)
            seen.add(row)


def test_a_document_number_stands_for_one_record_of_a_unit(made, delivered):
    for rows in delivered.values():
        numbers = [(row[1], row[8]) for row in {tuple(row) for row in rows if not row[0]}]
        assert len(numbers) == len(set(numbers))


def test_corrections_and_withdrawals_name_an_earlier_record_that_is_marked(made, delivered):
    truth = dict(
        ((u, n), (op, gone))
        for u, n, op, gone in ask("SELECT unit, row_no, op, superseded FROM '{t}'", t=made / "truth.parquet")
    )
    named, ops = set(), 0
    for unit, rows in delivered.items():
        first: dict[tuple[str, str], int] = {}
        for n, row in enumerate(rows, 1):
            if row[0]:
                named.add((unit, first[row[1], row[8]]))
                ops += 1
            else:
                first.setdefault((row[1], row[8]), n)
    assert ops == len(named) > 20
    assert named == {place for place, (_, gone) in truth.items() if gone}
    assert {op for op, _ in truth.values()} == {"", "correct", "withdraw"}


def test_a_unit_writes_a_subject_always_in_the_same_way(made, delivered):
    truth = ask("SELECT unit, row_no, coalesce(sid, 0), stranger FROM '{t}'", t=made / "truth.parquet")
    written: dict[tuple[int, int, int | None], set[tuple[str, ...]]] = {}
    for unit, n, sid, stranger in truth:
        written.setdefault((unit, sid, stranger), set()).add(tuple(delivered[unit][n - 1][3:8]))
    assert max(len(ways) for ways in written.values()) == 1
    assert len({ways for (_, sid, _), all_ways in written.items() if sid == 50 for ways in all_ways}) > 5


def test_the_register_holds_true_codes_once_each(made):
    enterprises = ask("SELECT sid, code FROM '{r}/enterprises.parquet'", r=made / "register")
    residents = ask("SELECT sid, code FROM '{r}/residents.parquet'", r=made / "register")
    assert [sid for sid, _ in enterprises] == list(range(1, 2_001))
    assert [sid for sid, _ in residents] == list(range(10_000_001, 10_020_001))
    assert all(check_credit_code(code) == code for _, code in enterprises)
    assert all(check_citizen_id(code).number == code for _, code in residents[:3_000])
    assert len({code for _, code in enterprises + residents}) == 22_000


def test_a_directory_that_holds_something_is_left_alone(made):
    with pytest.raises(FileExistsError):
        generating.generate(100, 1, made)
    assert (made / "SYNTHETIC.txt").read_text(encoding="utf-8").startswith("合成数据 SYNTHETIC DATA")
    assert not (made / ".work").exists()


def test_a_further_delivery_repeats_one_row_in_twenty_of_the_base(made, tmp_path):
    generating.incremental(tmp_path / "more", made, seed=3, rows=4_000)
    question = "SELECT count(*) FROM '{more}' SEMI JOIN '{base}/unit-01/*.parquet' USING (" + ", ".join(FIELDS) + ")"
    [more] = (tmp_path / "more").glob("unit-01/*")
    [(again,)] = ask(question, more=more, base=made)
    assert 150 < again < 250
    truth = tmp_path / "more" / "truth.parquet"
    counted = ask("SELECT count(*), count(*) FILTER (duplicate), max(row_no) FROM '{t}'", t=truth)
    assert counted == [(4_000, again, 4_000)]
    strange = "SELECT count(*) FROM '{t}' ANTI JOIN read_parquet('{r}/*.parquet') USING (sid) WHERE sid IS NOT NULL"
    assert ask(strange, t=truth, r=made / "register") == [(0,)]


def test_a_further_delivery_writes_subjects_as_the_unit_always_did(made, tmp_path):
    generating.incremental(tmp_path / "more", made, seed=3, rows=4_000)
    written = """
        SELECT DISTINCT sid, name, code, phone, address
        FROM (SELECT *, file_row_number + 1 AS row_no FROM read_parquet('{d}/unit-01/*.parquet', file_row_number = true))
        JOIN (SELECT row_no, sid FROM '{d}/truth.parquet' WHERE unit = 1 AND sid IS NOT NULL) USING (row_no)"""
    both = dict(
        ask(
            "SELECT sid, count(*) FROM (" + written + " UNION " + written.replace("{d}", "{e}") + ") GROUP BY ALL",
            d=made,
            e=tmp_path / "more",
        )
    )
    assert set(both.values()) == {1}


def test_withdrawals_name_records_that_stand(made, delivered, tmp_path):
    generating.withdrawals(made, tmp_path / "back", seed=4, n=300)
    [back] = (tmp_path / "back").glob("unit-01/*")
    rows, base = rows_of(back, 1), delivered[1]
    assert [row[0] for row in rows] == ["withdraw"] * 300
    assert len({(row[1], row[8]) for row in rows}) == 300
    operated = {(row[1], row[8]) for row in base if row[0]}
    standing = {(row[1], row[8]): row for row in base if not row[0]}
    for row in rows:
        assert (row[1], row[8]) not in operated
        assert standing[row[1], row[8]][2:8] == row[2:8]
    assert ask("SELECT DISTINCT op FROM '{t}'", t=tmp_path / "back" / "truth.parquet") == [("withdraw",)]
