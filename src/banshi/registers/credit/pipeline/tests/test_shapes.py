"""The declared shapes: national penalty and licence fields, Chinese headers, and what they say as FIELDS."""

import duckdb
import pytest

from banshi.registers.credit.pipeline import reading
from banshi.registers.credit.pipeline.shapes import FIELDS, SHAPES

CF = "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZJHM,CF_WSH,CF_NR,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_SY\n"


def deliver(tmp_path, text, shape=None):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with duckdb.connect() as con:
        source = reading.open_delivery(con, tmp_path / "a.csv", shape, tmp_path)
        rows = con.execute(f"SELECT * EXCLUDE row_no FROM ({source.sql}) ORDER BY row_no").fetchall()
    return source.shape.code, [dict(zip(FIELDS, row, strict=True)) for row in rows]


def test_plain_is_the_fields_themselves():
    assert SHAPES["plain"].names == (*FIELDS, "mends")
    assert {column.name: column.field for column in SHAPES["plain"].columns} == {name: name for name in FIELDS} | {
        "mends": ""
    }


def test_a_national_penalty(tmp_path):
    shape, (company, person) = deliver(
        tmp_path,
        CF
        + "甲公司,法人及非法人组织,91211100MA0000001X,211100000000001,,罚〔2022〕1号,罚款,1.5,2022-03-05,2023-03-05,无证\n"
        + "张三, 自然人 ,,,110105194912310021,罚〔2022〕2号,警告,,2022-03-05,,无证\n",
    )
    assert shape == "cf"
    assert company == {
        "op": "", "kind": "penalty", "subject_kind": "E", "name": "甲公司", "code": "91211100MA0000001X",
        "reg_no": "211100000000001", "phone": "", "address": "", "doc_no": "罚〔2022〕1号", "decided_on": "2022-03-05",
        "valid_until": "2023-03-05", "amount": "15000.00", "content": "罚款",
    }  # fmt: skip
    assert (person["subject_kind"], person["code"], person["amount"]) == ("P", "110105194912310021", "")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("0.0001", "1.00"), ("1", "10000.00"), (" 2 ", "20000.00"), ('"1,000"', "10000000.00"), ("约三", "约三×10000")],
)
def test_fines_are_counted_in_ten_thousands_of_yuan(tmp_path, said, meant):
    _, (row,) = deliver(tmp_path, CF + f"甲公司,个体工商户,,,,1号,罚款,{said},2022-03-05,,\n")
    assert row["amount"] == meant


def test_a_national_licence(tmp_path):
    shape, (row,) = deliver(
        tmp_path,
        "XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_WSH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,CZLX\n"
        "甲公司,法人,91211100MA0000001X,许〔2022〕1号,食品经营,2022-03-05,2022-03-06,2027-03-05,更正\n",
    )
    assert shape == "xk"
    assert (row["kind"], row["op"], row["valid_until"]) == ("licence", "correct", "2027-03-05")


def test_headers_in_chinese(tmp_path):
    shape, (row, strange) = deliver(
        tmp_path,
        "操作,信息类别,主体类别,主体名称,统一社会信用代码,公民身份号码,文书号,决定日期,金额(元)\n"
        "撤回,行政处罚,自然人,张三,,110105194912310021,1号,2022年3月5日,100\n"
        "删除,别的,外星人,,,,,,\n",
    )
    assert shape == "zh"
    assert (row["op"], row["kind"], row["subject_kind"], row["code"]) == (
        "withdraw",
        "penalty",
        "P",
        "110105194912310021",
    )
    assert row["amount"] == "100"
    assert (strange["op"], strange["kind"], strange["subject_kind"]) == (
        "删除",
        "别的",
        "外星人",
    )  # kept, and found later


def test_a_unit_may_deliver_in_another_shape_than_its_usual_one(tmp_path):
    assert deliver(tmp_path, CF, shape=SHAPES["plain"])[0] == "cf"


@pytest.mark.parametrize("declared", ["zh", "cf"])
def test_a_header_that_fits_nothing_is_measured_by_what_was_declared(tmp_path, declared):
    with pytest.raises(reading.Unreadable, match=f"“{declared}”") as refused:
        deliver(tmp_path, "列一,列二\n1,2\n", shape=SHAPES[declared])
    assert refused.value.code == "unknown_columns"
