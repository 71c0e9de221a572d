"""The SQL that invents subjects, rows and their faults. Chance is a hash of what it is about, never a state.

`draw` hashes twice: one hash with a salt only flips the same bits for every value, and then draws of one row would agree.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from banshi.registers.credit.pipeline import synthetic

BEGIN, END = date(2014, 1, 1), date(2022, 2, 28)
PEOPLE, STRANGERS = (
    10_000_000,
    20_000_000,
)  # numbers of residents begin after the one, of unregistered companies after the other
FIRST_PLAIN = 50  # the first rows of a unit are neither re-sent nor corrections: there must be something to repeat
RESENT, CORRECTED, WITHDRAWN = (
    5_260,
    50,
    50,
)  # of 100,000 rows; one in twenty hits a row that is no record itself, and is one
STRANGE = 105  # of 10,000 rows about organisations: a company in no register; 5 % of those with a name only
VALID, BROKEN = 7_390, 530  # of 10,000 spellings: the code is right, is wrong; the others have a name only


@dataclass(frozen=True)
class Rows:
    """Rows `first` … `first + count - 1` of a unit's life, counted from 0. Those before `first` were drawn by the base's seed."""

    unit: int
    first: int
    count: int
    seed: int
    base_seed: int

    def draw_of(self, k: str) -> str:
        seed = (
            f"CASE WHEN {k} < {self.first} THEN {self.base_seed} ELSE {self.seed} END" if self.first else str(self.seed)
        )
        return f"draw(draw(CAST({k} AS BIGINT), CAST({self.unit} AS BIGINT)), CAST({seed} AS BIGINT))"


def _list(words: list[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


def _weighed(weights: list[int], alphabet: str) -> str:
    """Σ weight × value of the character, over the characters of `x`."""
    return " + ".join(f"{w} * (strpos('{alphabet}', substr(x, {i}, 1)) - 1)" for i, w in enumerate(weights, 1))


_B31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_B36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]  # GB 11714
_USCC_WEIGHTS = [3**i % 31 for i in range(17)]  # GB 32100-2015
_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # GB 11643-1999
_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ"

MACROS = f"""
CREATE MACRO draw(x, salt) AS hash(hash(x, salt));
CREATE MACRO fraction(x) AS (x >> 11) / 9007199254740992.0;
CREATE MACRO char_of(chars, x) AS substr(chars, CAST(1 + x % CAST(length(chars) AS UBIGINT) AS INT), 1);
CREATE MACRO word_of(words, x) AS words[CAST(1 + x % CAST(len(words) AS UBIGINT) AS INT)];
CREATE MACRO digits(x, n) AS lpad(CAST(x AS VARCHAR), n, '0');
CREATE MACRO trade_char(x) AS char_of('{synthetic.TRADE}', x);
CREATE MACRO given_char(x) AS char_of('{synthetic.GIVEN}', x);

CREATE MACRO address_of(x) AS '盘锦市' || word_of({_list(synthetic.DISTRICTS)}, x)
    || word_of({_list(synthetic.ROADS)}, x >> 8) || CAST(1 + (x >> 20) % 299 AS VARCHAR) || '号'
    || CASE WHEN (x >> 40) % 3 = 0 THEN ''
       ELSE CAST(1 + (x >> 42) % 20 AS VARCHAR) || '号楼' || CAST(101 + (x >> 48) % 600 AS VARCHAR) || '室' END;
CREATE MACRO mobile(x) AS '154' || digits(x % 100000000, 8);
CREATE MACRO landline(x) AS '0427-1' || digits(x % 1000000, 6);

CREATE MACRO base31(n) AS {" || ".join(f"substr('{_B31}', CAST(1 + (n // {31**i}) % 31 AS INT), 1)" for i in range(6))};
CREATE MACRO org_check(x) AS substr('0X987654321', CAST(1 + ({_weighed(_ORG_WEIGHTS, _B36)}) % 11 AS INT), 1);
CREATE MACRO uscc_check(x) AS substr('{_B31}', CAST(1 + (31 - ({_weighed(_USCC_WEIGHTS, _B31)}) % 31) % 31 AS INT), 1);
CREATE MACRO id_check(x) AS substr('10X98765432', CAST(1 + ({_weighed(_ID_WEIGHTS, "0123456789")}) % 11 AS INT), 1);

CREATE MACRO other(c, x) AS CASE WHEN c BETWEEN '0' AND '9' THEN chr(CAST(48 + (ascii(c) - 47 + x % 9) % 10 AS INT))
    ELSE chr(CAST(48 + x % 10 AS INT)) END;
CREATE MACRO changed(s, p, x) AS substr(s, 1, p - 1) || other(substr(s, p, 1), x) || substr(s, p + 1);
CREATE MACRO misplaced(s, p) AS substr(s, 1, p - 1) || substr(s, p + 1, 1) || substr(s, p, 1) || substr(s, p + 2);
CREATE MACRO place(s, x) AS CAST(1 + x % CAST(length(s) - 1 AS UBIGINT) AS INT);
CREATE MACRO digit_place(s, x) AS CAST(9 + x % CAST(length(s) - 9 AS UBIGINT) AS INT);
CREATE MACRO broken(s, lot, x) AS CASE
    WHEN lot < 50 THEN changed(s, digit_place(s, x >> 8), x >> 16)
    WHEN lot < 65 THEN changed(changed(s, digit_place(s, x >> 8), x >> 16), digit_place(s, x >> 8) + 1, x >> 32)
    WHEN lot < 85 AND substr(s, digit_place(s, x >> 8), 1) <> substr(s, digit_place(s, x >> 8) + 1, 1)
        THEN misplaced(s, digit_place(s, x >> 8))
    ELSE substr(s, 1, digit_place(s, x >> 8) - 1) || substr(s, digit_place(s, x >> 8) + 1) END;
CREATE MACRO styled(s, lot, x) AS CASE
    WHEN lot < 82 THEN s
    WHEN lot < 86 THEN lower(s)
    WHEN lot < 90 THEN substr(s, 1, 6) || ' ' || substr(s, 7, 8) || ' ' || substr(s, 15)
    WHEN lot < 93 THEN substr(s, 1, 8) || '-' || substr(s, 9)
    WHEN lot < 97 THEN translate(s, '{_B31}', '{_WIDE}')
    ELSE ' ' || s || '　' END;
CREATE MACRO old_id(s) AS substr(s, 1, 6) || substr(s, 9, 9);

CREATE MACRO mistyped(s, x) AS CASE x % 4
    WHEN 0 THEN substr(s, 1, place(s, x >> 8) - 1) || trade_char(x >> 16) || substr(s, place(s, x >> 8) + 1)
    WHEN 1 THEN substr(s, 1, place(s, x >> 8) - 1) || substr(s, place(s, x >> 8) + 1)
    WHEN 2 THEN substr(s, 1, place(s, x >> 8)) || trade_char(x >> 16) || substr(s, place(s, x >> 8) + 1)
    ELSE misplaced(s, place(s, x >> 8)) END;
CREATE MACRO without_region(s) AS CASE
    WHEN NOT starts_with(s, '盘锦') THEN s
    WHEN substr(s, 3, 1) <> '市' THEN substr(s, 3)
    WHEN substr(s, 7, 1) = '区' AND substr(s, 4, 4) IN ('双台子区', '兴隆台区') THEN substr(s, 8)
    WHEN substr(s, 4, 3) IN ('大洼区', '盘山县') THEN substr(s, 7)
    ELSE substr(s, 4) END;
CREATE MACRO other_form(s) AS CASE
    WHEN contains(s, '有限责任公司') THEN replace(s, '有限责任公司', '有限公司')
    WHEN contains(s, '股份有限公司') THEN replace(s, '股份有限公司', '股份公司')
    WHEN contains(s, '有限公司') THEN replace(s, '有限公司', '有限责任公司')
    WHEN contains(s, '农民专业合作社') THEN replace(s, '农民专业合作社', '专业合作社')
    ELSE s || '（个体工商户）' END;
CREATE MACRO other_brackets(s, x) AS CASE
    WHEN NOT contains(s, '（') THEN '盘锦' || without_region(s)
    ELSE translate(s, '（）', word_of(['()', '〔〕', '[]', '【】'], x)) END;
CREATE MACRO spaced(s, x) AS substr(s, 1, place(s, x >> 4)) || CASE WHEN x % 3 = 0 THEN '　' ELSE ' ' END
    || substr(s, place(s, x >> 4) + 1);
CREATE MACRO company_as_written(s, lot, x) AS CASE
    WHEN lot < 64 THEN s
    WHEN lot < 71 THEN without_region(s)
    WHEN lot < 78 THEN other_form(s)
    WHEN lot < 83 THEN spaced(s, x >> 8)
    WHEN lot < 88 THEN other_brackets(s, x >> 8)
    WHEN lot < 91 THEN without_region(other_form(s))
    WHEN lot < 93 THEN ' ' || other_brackets(s, x >> 8) || ' '
    ELSE mistyped(s, x >> 8) END;
CREATE MACRO person_as_written(s, lot, x) AS CASE
    WHEN lot < 92 THEN s
    WHEN lot < 97 THEN spaced(s, x >> 8)
    WHEN lot < 99 THEN substr(s, 1, 1) || given_char(x >> 8) || substr(s, 3)
    ELSE s || '　' END;
CREATE MACRO phone_as_written(s, x) AS CASE
    WHEN x % 10 < 8 OR s[1] = '0' THEN s
    WHEN x % 10 = 8 THEN substr(s, 1, 3) || '-' || substr(s, 4, 4) || '-' || substr(s, 8)
    ELSE '+86 ' || s END;
CREATE MACRO address_as_written(s, x) AS CASE
    WHEN x % 10 < 8 THEN s
    WHEN x % 10 = 8 THEN substr(s, 4)
    ELSE translate(s, '0123456789', '０１２３４５６７８９') END;
"""

_ENTERPRISES = """
INSERT INTO subjects
SELECT '{sort}' AS sort, sid,
       CASE WHEN form < 76 AND b % 100 < 8 THEN trade || '（盘锦）' || line ELSE region || trade || line END || branch AS name,
       first17 || uscc_check(first17) AS code,
       CASE WHEN draw(sid, 11) % 10 < 7 THEN district || digits((sid * 7368787) % 1000000000, 9) ELSE '' END AS reg_no,
       CASE WHEN draw(sid, 12) % 100 < 3 THEN mobile((sid % 97 + 1) * 15485863)
            WHEN draw(sid, 12) % 100 < 35 THEN landline(sid * 7919) ELSE mobile(sid * 15485863) END AS phone,
       address_of(draw(sid, seed)) AS address, district
FROM (
    SELECT *, first16 || org_check(substr(first16, 9, 8)) AS first17 FROM (
        SELECT *, '9' || CASE WHEN form < 72 THEN '1' WHEN form < 76 THEN '3' ELSE '2' END || district
                   || 'MA' || base31((sid * 387420489) % 887503681) AS first16,
               word_of({regions}, CASE WHEN (b >> 8) % 100 < 55 THEN 0 ELSE 1 + (b >> 16) % 5 END) AS region,
               CASE WHEN (b >> 24) % 100 < 15 THEN trade_char(b >> 32) ELSE trade_char(b >> 32) || trade_char(b >> 40) END
                   || char_of('{made_up}', b >> 48) AS trade,
               CASE WHEN form < 76 THEN word_of({industries}, c >> 8) ||
                        CASE WHEN form < 62 THEN '有限公司' WHEN form < 70 THEN '有限责任公司'
                             WHEN form < 72 THEN '股份有限公司' ELSE '农民专业合作社' END
                    ELSE word_of({shops}, c >> 8) END AS line,
               CASE WHEN base = sid THEN '' WHEN form < 72 THEN word_of(['大洼分公司', '盘山分公司'], sid)
                    ELSE word_of(['第二分店', '第三分店'], sid) END AS branch
        FROM (
            SELECT *, draw(base, seed) AS b, draw(base, seed + 1) AS c, CAST(draw(base, seed + 2) % 100 AS INT) AS form
            FROM (SELECT {after} + n AS sid, CASE WHEN n % 50 IN (1, 2) THEN {after} + n - n % 50 ELSE sid END AS base,
                         '21119' || CAST(sid % 8 AS VARCHAR) AS district, CAST({seed} AS BIGINT) AS seed
                  FROM range(1, {count} + 1) AS numbers(n)))));
"""
_RESIDENTS = """
INSERT INTO subjects
SELECT 'P' AS sort, sid,
       char_of('{surnames}', CAST(floor(100 * pow(fraction(a), 2)) AS BIGINT)) || given_char(CAST(floor(200 * pow(fraction(b), 1.5)) AS BIGINT))
           || CASE WHEN a % 100 < 15 THEN '' ELSE given_char(CAST(floor(200 * pow(fraction(c), 1.5)) AS BIGINT)) END AS name,
       first17 || id_check(first17) AS code, '' AS reg_no,
       mobile((CASE WHEN a % 100 < 2 THEN sid - 1 ELSE sid END) * 15485863) AS phone,
       address_of(draw(sid // 3, seed)) AS address, substr(first17, 1, 6) AS district
FROM (
    SELECT sid, seed, draw(sid, seed) AS a, draw(sid, seed + 1) AS b, draw(sid, seed + 2) AS c,
           '21119' || CAST(n % 8 AS VARCHAR) || strftime(DATE '1934-01-01' + CAST(n // 8000 AS INT), '%Y%m%d')
               || digits(n // 8 % 1000, 3) AS first17
    FROM (SELECT {after} + n AS sid, n * 104395301 % (8000 * 25933) AS n, CAST({seed} AS BIGINT) AS seed
          FROM range(1, {count} + 1) AS numbers(n)));
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Macros and the small tables."""
    con.execute(MACROS)
    con.execute(
        "CREATE TEMP TABLE kinds (code VARCHAR, prefix VARCHAR, amount BOOLEAN, years INTEGER, contents VARCHAR[])"
    )
    con.executemany(
        "INSERT INTO kinds VALUES (?, ?, ?, ?, ?)",
        [(kind.code, kind.prefix, kind.amount, kind.years, kind.contents.split()) for kind in synthetic.KINDS],
    )
    con.execute(
        "CREATE TEMP TABLE subjects (sort VARCHAR, sid BIGINT, name VARCHAR, code VARCHAR, reg_no VARCHAR, phone VARCHAR, "
        "address VARCHAR, district VARCHAR)"
    )


def make_register(con: duckdb.DuckDBPyConnection, enterprises: int, residents: int, strangers: int, seed: int) -> None:
    """Fill `subjects`: E and P stand in the register, X are companies that stand in none."""
    words = {
        "regions": _list(synthetic.REGIONS), "industries": _list(synthetic.INDUSTRIES), "shops": _list(synthetic.SHOPS),
        "made_up": synthetic.MADE_UP, "surnames": synthetic.SURNAMES, "seed": seed,
    }  # fmt: skip
    con.execute(_ENTERPRISES.format(sort="E", after=0, count=enterprises, **words))
    con.execute(_RESIDENTS.format(after=PEOPLE, count=residents, **words))
    con.execute(_ENTERPRISES.format(sort="X", after=STRANGERS, count=strangers, **words))


def plan(con: duckdb.DuckDBPyConnection, rows: Rows, *, operations: bool) -> None:
    """Fill `plan`: which record of the unit's life each row is, whether it is re-sent, and what later rows do to it.

    A correction or withdrawal names an earlier row, no two of them the same. Without `operations` there are none.
    """
    special = RESENT + (CORRECTED + WITHDRAWN if operations else 0)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE drawn AS
        SELECT i, lot, target, i >= {FIRST_PLAIN} AND lot < {special} AND (target < {FIRST_PLAIN}
                   OR draw({rows.draw_of("target")}, 1) % 100000 >= {RESENT + CORRECTED + WITHDRAWN}) AS special
        FROM (SELECT i, CAST(draw(h, 1) % 100000 AS INT) AS lot,
                     CAST(draw(h, 2) % CAST({rows.first or "greatest(i, 1)"} AS UBIGINT) AS BIGINT) AS target
              FROM (SELECT i, {rows.draw_of("i")} AS h
                    FROM range({rows.first}, {rows.first + rows.count}) AS numbers(i)))""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE operations AS
        SELECT min(i) AS i, target, CASE WHEN min_by(lot, i) < {RESENT + CORRECTED} THEN 'correct' ELSE 'withdraw' END AS op
        FROM drawn WHERE special AND lot >= {RESENT} GROUP BY target""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE plan AS
        SELECT CAST(drawn.i - {rows.first} + 1 AS INTEGER) AS row_no, coalesce(op, '') AS op,
               special AND lot < {RESENT} AS duplicate,
               CASE WHEN op IS NOT NULL OR (special AND lot < {RESENT}) THEN drawn.target ELSE drawn.i END AS k,
               op IS NULL AND NOT (special AND lot < {RESENT}) AND drawn.i IN (SELECT target FROM operations) AS superseded
        FROM drawn LEFT JOIN operations ON operations.i = drawn.i""")


def plan_withdrawals(con: duckdb.DuckDBPyConnection, rows: Rows, seed: int, n: int) -> None:
    """Fill `plan` with the withdrawal of `n` records that stand after the delivery `rows`."""
    plan(con, rows, operations=True)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE plan AS
        SELECT CAST(row_number() OVER (ORDER BY k) AS INTEGER) AS row_no, 'withdraw' AS op, false AS duplicate, k,
               false AS superseded
        FROM (SELECT k FROM plan WHERE op = '' AND NOT duplicate AND NOT superseded
              ORDER BY draw(k, CAST({seed} AS BIGINT)), k LIMIT {n}) ORDER BY k""")


def choose(con: duckdb.DuckDBPyConnection, rows: Rows, counts: tuple[int, int, int]) -> None:
    """Fill `chosen` from `plan`: whom each row is about and how this unit writes them. Few subjects have many rows."""
    enterprises, residents, strangers = counts
    about = synthetic.profile(rows.unit)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE chosen AS
        SELECT *, CASE WHEN sid > {STRANGERS} THEN CASE WHEN sid % 10 < 3 THEN 'valid' ELSE 'none' END
                       WHEN g % 10000 < {VALID} THEN 'valid' WHEN g % 10000 < {VALID + BROKEN} THEN 'broken'
                       ELSE 'none' END AS code_state
        FROM (
            SELECT *, draw(draw(sid, CAST({rows.unit} AS BIGINT)), CAST({rows.base_seed} AS BIGINT)) AS g
            FROM (
                SELECT row_no, op, duplicate, superseded, k, h,
                       CASE WHEN sort % 1000 >= {about.organisations}
                            THEN {PEOPLE} + 1 + CAST(floor({residents} * pow(who, 1.25)) AS BIGINT)
                            WHEN (sort >> 32) % 10000 < {STRANGE}
                            THEN {STRANGERS} + 1 + CAST(floor({strangers} * pow(who, 1.5)) AS BIGINT)
                            ELSE 1 + CAST(floor({enterprises} * who * who) AS BIGINT) END AS sid
                FROM (SELECT *, draw(h, 4) AS sort, fraction(draw(h, 5)) AS who
                      FROM (SELECT *, {rows.draw_of("k")} AS h FROM plan))))""")


# How a unit writes a subject, from the draws below; `chosen` and the register stand beside one another.
_AS_WRITTEN = {
    "name": "CASE WHEN person THEN person_as_written(name, name_lot, of_name) ELSE company_as_written(name, name_lot, of_name) END",
    "code": """CASE code_state WHEN 'none' THEN '' WHEN 'broken' THEN broken(s.code, code_lot, of_code)
        ELSE CASE WHEN person AND (of_code >> 32) % 100 < 10 AND substr(s.code, 7, 4) < '1975' THEN old_id(s.code)
                  ELSE styled(s.code, code_lot, of_code) END END""",
    "reg_no": "CASE WHEN NOT person AND of_reg_no < CASE code_state WHEN 'none' THEN 40 ELSE 10 END THEN reg_no ELSE '' END",
    "phone": """CASE WHEN of_phone % 100 >= CASE code_state WHEN 'none' THEN 66 ELSE 30 END THEN ''
        WHEN (of_phone >> 16) % 100 < 10 THEN mobile(g >> 8) ELSE phone_as_written(phone, of_phone >> 32) END""",
    "address": """CASE WHEN of_address % 100 >= CASE code_state WHEN 'none' THEN 62 ELSE 30 END THEN ''
        WHEN (of_address >> 16) % 100 < 8 THEN address_of(draw(g, 6)) ELSE address_as_written(address, of_address >> 32) END""",
}
_DRAWS = """draw(g, 1) AS of_name, draw(g, 2) AS of_code, CAST(draw(g, 3) % 100 AS INT) AS of_reg_no,
    CAST(draw(g, 1) % 100 AS TINYINT) AS name_lot, CAST(draw(g, 2) % 100 AS TINYINT) AS code_lot, draw(g, 4) AS of_phone,
    draw(g, 5) AS of_address, draw(h, 6) AS of_kind, draw(h, 7) AS of_content, draw(h, 8) AS of_amount"""


def delivered(rows: Rows, without: str = "") -> str:
    """The rows of `chosen` as the unit writes them: the FIELDS. Sorted, because a join keeps the order only nearly.

    `without`: a kind that organisations do not have.
    """
    days, lifetime, about = (END - BEGIN).days, rows.first or rows.count, synthetic.profile(rows.unit)
    of_organisations = [kind for kind in about.about_organisations.split() if kind != without]
    date_format = synthetic.DATE_FORMATS.get(rows.unit)
    date = f"strftime({{}}, '{date_format}')" if date_format else "CAST({} AS VARCHAR)"
    return f"""
        SELECT op, kinds.code AS kind, CASE WHEN person THEN 'P' ELSE 'E' END AS subject_kind,
               {", ".join(f"{sql} AS {name}" for name, sql in _AS_WRITTEN.items())},
               concat('盘', prefix, '〔', year(day), '〕', k + 1, '号') AS doc_no,
               {date.format("day")} AS decided_on,
               CASE WHEN years = 0 OR op = 'withdraw' THEN '' ELSE {date.format("day + years * 365")} END AS valid_until,
               CASE WHEN NOT kinds.amount OR op = 'withdraw' THEN ''
                    ELSE CAST(CAST(exp(4 + 9 * fraction(of_amount)) + CASE op WHEN '' THEN 0 ELSE 100 END AS DECIMAL(14, 2)) AS VARCHAR)
                    END AS amount,
               CASE op WHEN 'withdraw' THEN '' WHEN '' THEN word_of(contents, of_content)
                    ELSE word_of(contents, of_content) || '（更正）' END AS content
        FROM (SELECT *, sid > {PEOPLE} AND sid < {STRANGERS} AS person, {_DRAWS},
                     CASE WHEN k < {lifetime} THEN DATE '{BEGIN}' + CAST(k * {days} // {lifetime} AS INT)
                          ELSE DATE '{END}' + CAST(1 + h % 9 AS INT) END AS day,
                     CASE WHEN sid > {PEOPLE} AND sid < {STRANGERS} THEN word_of({_list(about.about_people.split())}, of_kind)
                          ELSE word_of({_list(of_organisations)}, of_kind) END AS kind
              FROM chosen) AS c
        JOIN subjects AS s ON s.sid = c.sid JOIN kinds ON kinds.code = c.kind ORDER BY row_no"""


def truth(unit: int, file: str) -> str:
    """What is true of the rows of `chosen`. `stranger` tells apart the companies that stand in no register."""
    return f"""
        SELECT CAST({unit} AS SMALLINT) AS unit, '{file}' AS file, row_no, CASE WHEN sid < {STRANGERS} THEN sid END AS sid,
               CASE WHEN sid BETWEEN {PEOPLE} AND {STRANGERS} THEN 'P' ELSE 'E' END AS subject_kind, code_state, duplicate,
               op, superseded, CASE WHEN sid > {STRANGERS} THEN CAST(sid - {STRANGERS} AS INTEGER) END AS stranger
        FROM chosen ORDER BY row_no"""
