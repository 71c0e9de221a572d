"""How what units write is read: days, amounts, names. A strange spelling is unreadable; it never stops a run."""

from datetime import date

import duckdb
import pytest

from banshi.registers.credit.pipeline import cleaning, engines, linking
from banshi.registers.credit.pipeline.tests.spellings import spellings


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for macros in (engines.MACROS, cleaning.MACROS, linking.MACROS):
        con.execute(macros)
    return con


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("500", 50_000),
        ("500.5", 50_050),
        ("1,234.50", 123_450),
        ("1 234.50", 123_450),
        ("-1", -100),
        ("+.5", 50),
        ("5.", 500),
        ("0.004", 0),
        ("0.005", 1),
        ("999999999999.99", 99_999_999_999_999),
        ("99999999999999999999.999", 200_000_000_000_000),  # too large, and said so, not overflown
        ("999999999999999999999", None),
        ("1e3", None),
        ("1_000", None),
        ("５００", None),
        ("五百", None),
        (".", None),
        ("5元", None),
    ],
)
def test_amounts(con: duckdb.DuckDBPyConnection, written: str, meant: int | None) -> None:
    assert con.execute("SELECT cents_of(?)", [written]).fetchone() == (meant,)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("2021-03-04", date(2021, 3, 4)),
        ("20210304", date(2021, 3, 4)),
        ("2021/3/4", date(2021, 3, 4)),
        ("2021年3月4日", date(2021, 3, 4)),
        ("２０２１．０３．０４", date(2021, 3, 4)),
        ("2021-02-29", None),
        ("2021-3-4", date(2021, 3, 4)),
        (" 021-03-04", None),
        ("-021-03-04", None),
        ("2021-03-4 ", None),
        ("2021-03-04 00:00", None),
        ("\n2021-3-4", None),
    ],
)
def test_days(con: duckdb.DuckDBPyConnection, written: str, meant: date | None) -> None:
    assert con.execute("SELECT date_of(?)", [written]).fetchone() == (meant,)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("盘锦蒲河水产有限公司", "盘锦蒲河水产有限公司"),
        ("盘锦（蒲河） 水产·公司", "盘锦(蒲河)水产公司"),
        ("ａｂc公司", "ABC公司"),
        ("Straße", "STRAßE"),  # only A to Z has capitals on which all engines agree
    ],
)
def test_names(con: duckdb.DuckDBPyConnection, written: str, meant: str) -> None:
    assert con.execute("SELECT name_of(?)", [written]).fetchone() == (meant,)


def test_no_spelling_stops_a_run(con: duckdb.DuckDBPyConnection) -> None:
    values = spellings(20_000)
    macros = (
        "date_of",
        "cents_of",
        "code_of",
        "id_of",
        "name_of",
        "core_of",
        "phone_of",
        "address_of",
        "is_organisation_code",
    )
    read = ", ".join(f"count({macro}(x))" for macro in macros)
    found = con.execute(f"SELECT count(*), {read} FROM (SELECT unnest(?) AS x)", [values]).fetchone()
    assert found is not None and found[0] == len(values) and min(found) > 0
