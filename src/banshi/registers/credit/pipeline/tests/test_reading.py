"""Deliveries of all kinds, written by hand: nothing that stands in a file is lost, and one bad line costs one line."""

import json
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from banshi.registers.credit.pipeline import lines, reading
from banshi.registers.credit.pipeline.shapes import FIELDS, SHAPES
from banshi.registers.credit.pipeline.tests import workbooks

PLAIN = SHAPES["plain"]
HEADER = ",".join(FIELDS)


@pytest.fixture
def con():
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        yield connection


@pytest.fixture
def delivery(con, tmp_path):
    """Write a file, open it, and give back its rows and its unreadable lines."""

    def deliver(name, content, shape=PLAIN):
        path = tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        if content is not None:
            path.write_bytes(content)
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        source = reading.open_delivery(con, path, shape, work)
        rows = con.execute(f"SELECT * FROM ({source.sql}) ORDER BY row_no").fetchall()
        bad = []
        if source.unreadable:
            bad = con.execute(
                f"SELECT row_no, reason, raw FROM read_parquet('{work}/unreadable.parquet') ORDER BY row_no"
            ).fetchall()
        assert source.received == len(rows) + len(bad)
        assert sorted([row[0] for row in rows] + [line[0] for line in bad]) == list(range(1, source.received + 1))
        return rows, bad

    return deliver


def row(n, **said):
    given = {
        "kind": "penalty",
        "subject_kind": "E",
        "name": f"盘锦第{n}公司",
        "doc_no": f"罚〔2022〕{n}号",
        "decided_on": "2022-03-05",
    }
    return {**dict.fromkeys(FIELDS, ""), **given, **said}


def as_csv(rows, end="\n"):
    quoted = [
        ",".join('"' + one[f].replace('"', '""') + '"' if set(one[f]) & set('",\n\r') else one[f] for f in FIELDS)
        for one in rows
    ]
    return end.join([HEADER, *quoted]) + end


def values(rows):
    return [tuple(one[f] for f in FIELDS) for one in rows]


TRICKY = [
    row(1),
    row(2, content='他说"好"，于是,走了'),
    row(3, content="两行\n之内", amount="100.50"),
    row(4, name="㐂𠮷公司", address="  空格  "),
    row(5, op="withdraw", code="91211100MA0000001X"),
]


# ---------------------------------------------------------------- one content, many files


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_every_encoding_and_line_end_says_the_same(delivery, encoding, end):
    rows, bad = delivery("a.csv", as_csv(TRICKY, end).encode(encoding))
    assert [one[1:] for one in rows] == values(TRICKY)
    assert not bad


def test_four_kinds_of_file_say_the_same(delivery, tmp_path):
    jsonl = "\n".join(json.dumps({k: v for k, v in one.items() if v}, ensure_ascii=False) for one in TRICKY)
    table = pa.table(
        {f: [one[f] or None for one in TRICKY] for f in FIELDS}, schema=pa.schema([(f, pa.string()) for f in FIELDS])
    )
    pq.write_table(table, tmp_path / "a.parquet")
    workbooks.write(tmp_path / "a.xlsx", [list(FIELDS), *[[one[f] or None for f in FIELDS] for one in TRICKY]])
    results = [
        delivery("a.csv", as_csv(TRICKY)),
        delivery("a.jsonl", jsonl),
        delivery("a.parquet", None),
        delivery("a.xlsx", None),
    ]
    assert all(result == (results[0][0], []) for result in results)
    assert [one[1:] for one in results[0][0]] == values(TRICKY)


def test_parquet_is_read_where_it_lies(con, tmp_path):
    pq.write_table(pa.table({f: pa.array(["x"] * 3) for f in FIELDS}), tmp_path / "it's [1].parquet")
    source = reading.open_delivery(con, tmp_path / "it's [1].parquet", PLAIN, tmp_path / "nowhere")
    assert (source.received, source.unreadable) == (3, 0)
    assert con.execute(f"SELECT sum(row_no) FROM ({source.sql})").fetchone() == (6,)


def test_a_large_file_keeps_its_order_on_two_threads(delivery):
    rows = [row(n, content="字" * 200) for n in range(60_000)]
    found, bad = delivery("a.csv", as_csv(rows))
    assert [one[9] for one in found] == [one["doc_no"] for one in rows]
    assert not bad


def test_the_last_line_needs_no_end_and_blank_lines_are_no_rows(delivery):
    rows, bad = delivery("a.csv", as_csv([row(1)]) + "\n \n" + as_csv([row(2)]).split("\n")[1])
    assert [one[9] for one in rows] == ["罚〔2022〕1号", "罚〔2022〕2号"]
    assert not bad


def test_a_header_alone_is_a_delivery_of_nothing(delivery):
    assert delivery("a.csv", HEADER + "\n") == ([], [])
    assert delivery("b.csv", HEADER) == ([], [])


def test_columns_may_stand_in_any_order_and_optional_ones_be_left_out(delivery):
    rows, _ = delivery("a.csv", "Name, KIND ,subject_kind,decided_on,doc_no\n甲公司,penalty,E,2022-03-05,1号\n")
    assert rows == [(1, "", "penalty", "E", "甲公司", "", "", "", "", "1号", "2022-03-05", "", "", "")]


# ---------------------------------------------------------------- one bad line costs one line


def with_line(bad, encoding="utf-8"):
    good = as_csv([row(n) for n in range(1, 11)]).encode(encoding).splitlines(keepends=True)
    return b"".join([*good[:6], bad, *good[6:]])


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("unclosed_quote", ',penalty,E,"甲公司,,,,,1号,2022-03-05,,,\n'.encode()),
        ("stray_quote", ',penalty,E,"甲"公司,,,,,"1"号,2022-03-05,,,\n'.encode()),
        ("too_many_fields", as_csv([row(0)]).splitlines()[1].encode() + b",more\n"),
        ("too_few_fields", ",penalty,E,甲公司\n".encode()),
        ("undecodable", b",penalty,E,\xff\xfe\xfa,,,,,1,2022-03-05,,,\n"),
        ("nul_byte", b",penalty,E,a\0b,,,,,1,2022-03-05,,,\n"),
        ("line_too_long", b",penalty,E," + b"x" * 65_600 + b",,,,,1,2022-03-05,,,\n"),
        ("line_too_long", b",penalty,E," + b"x" * 200_000 + b",,,,,1,2022-03-05,,,\n"),
    ],
)
def test_a_bad_line_of_csv_costs_itself(delivery, reason, line):
    rows, bad = delivery("a.csv", with_line(line))
    assert [one[0] for one in rows] == [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert [one[9] for one in rows] == [f"罚〔2022〕{n}号" for n in range(1, 11)]
    assert [(no, why) for no, why, _ in bad] == [(6, reason)]
    assert bad[0][2].startswith(line[:10].decode("utf-8", "backslashreplace").rstrip("\n"))


def test_a_bad_line_of_gbk_costs_itself(delivery):
    rows, bad = delivery("a.csv", with_line(b",penalty,E,\xff\xff,,,,,1,2022-03-05,,,\n", "gb18030"))
    assert len(rows) == 10
    assert rows[0][4] == "盘锦第1公司"
    assert [(no, why) for no, why, _ in bad] == [(6, "undecodable")]
    assert "\\xff\\xff" in bad[0][2]


def test_an_unclosed_quote_among_two_thousand_lines_costs_one(delivery):
    text = as_csv([row(n, content="正常" if n % 3 else '有,逗号"和引号"') for n in range(2_000)]).split("\n")
    text[67] = text[67].replace(",E,盘", ',E,"盘')
    rows, bad = delivery("a.csv", "\n".join(text))
    assert len(rows) == 1_999
    assert [(no, why) for no, why, _ in bad] == [(67, "unclosed_quote")]


def test_two_unclosed_quotes_do_not_make_one_value(delivery):
    text = as_csv([row(n) for n in range(1, 21)]).split("\n")
    text[5] = text[5].replace("2022-03-05,,,", '2022-03-05,,,"')
    text[9] = text[9] + '"'
    rows, bad = delivery("a.csv", "\n".join(text))
    assert [(no, why) for no, why, _ in bad] == [(5, "unclosed_quote"), (9, "unclosed_quote")]
    assert len(rows) == 18


def test_an_unclosed_quote_in_the_last_line(delivery):
    rows, bad = delivery("a.csv", as_csv([row(1)]) + ',penalty,E,"')
    assert (len(rows), [why for _, why, _ in bad]) == (1, ["unclosed_quote"])


def test_a_quote_in_the_middle_of_a_word_is_a_quote(delivery):
    rows, bad = delivery("a.csv", HEADER + '\n,penalty,E,5" 管业,,,,,1号,2022-03-05,,,\n')
    assert rows[0][4] == '5" 管业'
    assert not bad


def test_quick_and_slow_reading_give_the_same(delivery, monkeypatch):
    text = as_csv([row(n, content='有,逗号"和引号"' if n % 2 else "") for n in range(100)])
    quick = delivery("a.csv", text)
    monkeypatch.setattr(reading, "_is_plain", lambda chunk: False)
    monkeypatch.setattr(reading, "_quick_csv", None)
    assert delivery("a.csv", text) == quick


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("not_json", '{"kind": "penalty"'),
        ("not_json", "随便写的"),
        ("not_json", '{"name": NaN}'),
        ("not_json", "[" * 60_000),
        ("not_an_object", '["penalty"]'),
        ("not_an_object", "3"),
        ("nested_value", json.dumps({**row(0), "content": {"a": 1}})),
        ("nested_value", json.dumps({**row(0), "content": ["a"]})),
        ("nested_value", json.dumps({**row(0), "content": True})),
        ("unknown_field", json.dumps({**row(0), "extra": "1"})),
        ("missing_field", json.dumps({k: v for k, v in row(0).items() if k != "doc_no"})),
        ("field_twice", '{"name": "a", "Name": "b"}'),
        ("nul_byte", json.dumps({**row(0), "content": "\0"})),
        ("undecodable", json.dumps({**row(0), "content": "\ud800"})),
        ("undecodable", b'{"name": "\xff"}'),
        ("line_too_long", json.dumps({**row(0), "content": "x" * 70_000})),
    ],
)
def test_a_bad_line_of_json_costs_itself(delivery, reason, line):
    good = [json.dumps(row(n), ensure_ascii=False).encode() for n in range(1, 6)]
    line = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
    rows, bad = delivery("a.jsonl", b"\n".join([*good[:3], line, b"", *good[3:]]))
    assert [one[0] for one in rows] == [1, 2, 3, 5, 6]
    assert [(no, why) for no, why, _ in bad] == [(4, reason)]


def test_numbers_in_json_keep_every_digit(delivery):
    rows, _ = delivery(
        "a.jsonl",
        '{"kind":"penalty","subject_kind":"P","name":"张三","code":110105194912310021,"doc_no":1,"decided_on":20220305,"amount":100.50}',
    )
    assert rows[0][5] == "110105194912310021"
    assert rows[0][9:13] == ("1", "20220305", "", "100.50")


def test_cells_of_a_workbook(delivery, tmp_path):
    good = ["", "penalty", "E", "甲公司", None, None, 13800000000, None, "1号", workbooks.Day(44625), None, 2.5]
    code = [*good[:4], 110105194912310020, *good[5:]]
    more = [*good, None, "多了"]
    truth = [*good[:3], True, *good[4:]]
    workbooks.write(tmp_path / "a.xlsx", [list(FIELDS), good, [None], code, more, truth], [])
    rows, bad = delivery("a.xlsx", None)
    assert rows == [(1, "", "penalty", "E", "甲公司", "", "", "13800000000", "", "1号", "2022-03-05", "", "2.5", "")]
    assert [(no, why) for no, why, _ in bad] == [(2, "number_inexact"), (3, "too_many_fields"), (4, "nested_value")]


def test_every_reason_is_explained_and_met():
    source = Path(__file__).read_text()
    assert all(f'"{reason}"' in source for reason in lines.REASONS)
    assert len(lines.REASONS) >= 8


# ---------------------------------------------------------------- files that cannot be taken


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("empty", "a.csv", b""),
        ("empty", "a.parquet", b""),
        ("no_header", "a.csv", b"\n1,2\n"),
        ("no_header", "a.csv", b",,\n1,2\n"),
        ("header", "a.csv", b'"kind,name\n1,2\n'),
        ("header", "a.csv", b"kind,\0\n1,2\n"),
        ("unknown_columns", "a.csv", (HEADER + ",extra\n").encode()),
        ("unknown_columns", "a.csv", (HEADER + ",\n").encode()),
        ("missing_columns", "a.csv", HEADER.replace("doc_no,", "").encode()),
        ("columns_twice", "a.csv", (HEADER + ",NAME\n").encode()),
        ("delimiter", "a.csv", HEADER.replace(",", ";").encode()),
        ("delimiter", "a.csv", HEADER.replace(",", "\t").encode()),
        ("line_ends", "a.csv", (HEADER + "\r1,2\r").encode()),
        ("utf_16", "a.csv", HEADER.encode("utf-16")),
        ("json_array", "a.jsonl", b'[{"kind": "penalty"}]'),
        ("not_parquet", "a.parquet", b"PAR1 nothing PAR1"),
        ("workbook", "a.xlsx", b"PK\x03\x04 broken"),
        ("workbook", "a.xls", b"no workbook"),
        ("suffix", "a.txt", HEADER.encode()),
        ("suffix", "a", HEADER.encode()),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_advice(delivery, code, name, content):
    with pytest.raises(reading.Unreadable) as refused:
        delivery(name, content)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


def test_parquet_must_be_text(delivery, tmp_path):
    columns = {f: pa.array(["x"]) for f in FIELDS} | {"amount": pa.array([1.5])}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    with pytest.raises(reading.Unreadable, match="amount") as refused:
        delivery("a.parquet", None)
    assert refused.value.code == "not_text"


def test_a_truncated_parquet_is_refused(delivery, tmp_path):
    pq.write_table(pa.table({f: pa.array(["x"]) for f in FIELDS}), tmp_path / "a.parquet")
    with pytest.raises(reading.Unreadable):
        delivery("b.parquet", (tmp_path / "a.parquet").read_bytes()[:-9])


def test_a_workbook_with_two_filled_sheets_is_refused(delivery, tmp_path):
    workbooks.write(tmp_path / "a.xlsx", [list(FIELDS)], [["备注"]])
    with pytest.raises(reading.Unreadable) as refused:
        delivery("a.xlsx", None)
    assert refused.value.code == "sheets"


def test_a_workbook_without_anything_is_refused(delivery, tmp_path):
    workbooks.write(tmp_path / "a.xlsx", [])
    with pytest.raises(reading.Unreadable) as refused:
        delivery("a.xlsx", None)
    assert refused.value.code == "empty"


def test_a_workbook_behind_a_password_is_refused(delivery):
    """An encrypted workbook is a compound file with a stream EncryptedPackage."""
    with pytest.raises(reading.Unreadable) as refused:
        delivery("a.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2_000))
    assert refused.value.code in ("workbook", "password")


def test_a_workbook_that_unpacks_to_too_much_is_refused(delivery, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed, packed.open("x", "w") as part:
        for _ in range(520):
            part.write(bytes(1 << 20))
    with pytest.raises(reading.Unreadable) as refused:
        delivery("a.xlsx", None)
    assert refused.value.code == "workbook_large"


# ---------------------------------------------------------------- whatever comes

PIECES = st.sampled_from([
    b",", b'"', b'""', b'","', b"\n", b"\r\n", b"\r", b"\0", b" ", b"penalty", "甲".encode(), "甲".encode("gb18030"), b"\xff",
    b"{", b"}", b'{"name":"a"}', b'{"name":', b"[", b",,,,,,,,,,,,", b",penalty,E,a,,,,,1,2022-03-05,,,", b"\\ud800",
])  # fmt: skip


@settings(max_examples=300)
@given(body=st.lists(PIECES, max_size=60).map(b"".join), suffix=st.sampled_from([".csv", ".jsonl"]))
def test_whatever_stands_in_a_file_every_line_is_accounted_for(delivery, body, suffix):
    """`delivery` asserts that rows and unreadable lines are all that was received, each under a number of its own."""
    assume(suffix == ".csv" or not body.lstrip().startswith(b"["))  # an array of JSON is refused as a whole
    rows, bad = delivery("a" + suffix, (HEADER.encode() + b"\n" if suffix == ".csv" else b"") + body + b"\n")
    blank = [line for line in body.split(b"\n") if not line.strip()]
    lines_of_it = len(body.split(b"\n")) - len(blank)
    inside_values = sum(value.count("\n") for one in rows for value in one[1:])
    assert len(rows) + len(bad) <= lines_of_it <= len(rows) + len(bad) + inside_values
