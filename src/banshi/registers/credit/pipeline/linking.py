"""Who a row is about, when its code does not say so.

Distinct keys are resolved, not rows. Pairs meet by equality of something (a number, a name, a name's core with a
telephone, a name less one character); only then are they compared. The register proves, not the check digit. A rule links a
key only if it finds one subject and no other rule finds another. People are never linked by their name alone.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from banshi.registers.credit.pipeline.engines import Engine

BY_CODE = 3  # rules up to this number go by the subject's own number; all others are inferred
JUDGED = 10
PROVISIONAL = 30
FIRST_PROVISIONAL = 20_000_001
COMMON = 4  # people of one name: if there are more, a house number without a room is not enough beside it

_REGION = "辽宁省?|盘锦市?|大洼区?|双台子区?|兴隆台区?|盘山县?"
_FORM = "股份有限公司|有限责任公司|股份公司|责任公司|有限公司|集团公司|公司|集团"

MACROS = f"""
CREATE OR REPLACE MACRO formal(x) AS replace(replace(x, '有限责任公司', '有限公司'), '股份有限公司', '股份公司');
CREATE OR REPLACE MACRO core_of(x) AS regexp_replace(regexp_replace(regexp_replace(x, '[(][^)]*[)]', '', 'g'),
    '^({_REGION})+', ''), '({_FORM})\\z', '');
CREATE OR REPLACE MACRO phone_of(x) AS CASE WHEN x = '' OR regexp_full_match(x, '[01][0-9]{{10,11}}') THEN x
    ELSE regexp_replace(regexp_replace(narrow(x), '[^0-9]', '', 'g'), '^(0086|86)(1[0-9]{{10}})\\z', '\\2') END;
CREATE OR REPLACE MACRO address_of(x) AS CASE WHEN x = '' THEN x ELSE regexp_replace(bare(x), '^(辽宁省)?(盘锦市?)?', '') END;
CREATE OR REPLACE MACRO alike(a, b) AS a = b OR 10 * common_characters(a, b) >= 6 * greatest(length(a), length(b));
CREATE OR REPLACE MACRO one_apart(a, b) AS length(a) = length(b) AND 3 <= {
    " + ".join(f"CASE WHEN substr(a, {n}, 1) = substr(b, {n}, 1) THEN 1 ELSE 0 END" for n in range(1, 5))
};
CREATE OR REPLACE MACRO agrees(x, theirs) AS theirs = '' OR x = '' OR x = theirs
    OR length(x) > 1 AND one_apart(x, theirs) AND substr(x, 5) = substr(theirs, 5);
CREATE OR REPLACE MACRO is_organisation_code(x) AS regexp_full_match(x, '[0-9A-HJ-NPQRTUWXY]{{18}}') AND substr(x, 18, 1) = substr(
    '0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + (31 - ({
    " + ".join(
        f"(strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(x, {n + 1}, 1)) - 1) * {pow(3, n, 31)}" for n in range(17)
    )
}) % 31) % 31, 1);
"""


@dataclass(frozen=True)
class Rule:
    """A way to link: its number stands in every record it linked. `verdict` is accept, ask or leave; `score` per mille."""

    number: int
    verdict: str
    score: int


def read_rules(path: Path) -> dict[int, Rule]:
    """The rules of `credit_linking.csv`."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            int(row["number"]): Rule(int(row["number"]), row["verdict"], int(row["score"]))
            for row in csv.DictReader(lines)
        }


NO_LINK = """SELECT CAST(0 AS BIGINT) AS key, CAST(0 AS BIGINT) AS sid, CAST(0 AS SMALLINT) AS rule, CAST(0 AS SMALLINT) AS score
    WHERE FALSE"""


def begin(engine: Engine) -> None:
    """Nothing is linked and nobody is asked yet: the tables `linked` and `asked`, empty."""
    for table in ("linked", "asked"):
        engine.table(table, NO_LINK)


def register(engine: Engine, subjects: str) -> None:
    """Make the register that keys are compared with, from a query of subjects (sid, kind, code, reg_no and plain name, phone, address)."""
    engine.table(
        "companies",
        f"""SELECT sid, code, name, formal(name) AS formal, core_of(name) AS core, reg_no, phone, address
            FROM ({subjects}) AS s WHERE kind = 'E'""",
    )
    engine.view("people", f"SELECT sid, code, name, phone, address FROM ({subjects}) AS s WHERE kind = 'P'")
    engine.table(
        "near_names",
        """
        SELECT sid, unnest(deletions(formal)) AS near FROM companies WHERE length(formal) >= 4
        UNION ALL SELECT sid, formal FROM companies WHERE length(formal) >= 4""",
    )


# Each finds pairs (key, sid) of the keys that are still open. `k` is a key, `r` a subject of the register.
_COMPANY_RULES = {
    11: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.reg_no = r.reg_no
           WHERE k.reg_no <> '' AND (k.name = '' OR alike(k.core, r.core))""",
    12: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.core = r.core
           WHERE k.code <> '' AND levenshtein(k.code, r.code) <= 2""",
    13: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.formal = r.formal WHERE NOT k.other""",
    14: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.core = r.core AND k.phone = r.phone
           WHERE k.phone <> '' AND length(k.core) >= 2 AND NOT k.other
           UNION SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.core = r.core AND k.address = r.address
           WHERE k.address <> '' AND length(k.core) >= 2 AND NOT k.other""",
    15: """SELECT k.key, r.sid FROM near_keys k JOIN companies r ON k.sid = r.sid WHERE alike(k.core, r.core)""",
    16: """SELECT DISTINCT p.key, p.sid FROM (SELECT *, unnest(deletions(formal)) AS near FROM fact_pairs
               UNION ALL SELECT *, formal FROM fact_pairs) p
           JOIN near_names r ON p.sid = r.sid AND p.near = r.near WHERE NOT p.other""",
    17: """SELECT key, sid FROM fact_pairs WHERE by_phone AND NOT other AND alike(core, their_core)""",
    41: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.core = r.core WHERE length(k.core) >= 2 AND NOT k.other""",
    42: """SELECT DISTINCT k.key, r.sid FROM (SELECT *, unnest(deletions(formal)) AS near FROM open_companies
               WHERE length(core) >= 6 UNION ALL SELECT *, formal FROM open_companies WHERE length(core) >= 6) k
           JOIN near_names r ON k.near = r.near WHERE NOT k.other""",
    43: """SELECT k.key, r.sid FROM open_companies k JOIN companies r ON k.formal = r.formal WHERE k.other""",
    44: """SELECT k.key, r.sid FROM near_keys k JOIN companies r ON k.sid = r.sid WHERE NOT alike(k.core, r.core)""",
}

_PERSON_RULES = {
    12: """SELECT k.key, r.sid FROM open_people k JOIN namesakes r ON k.name = r.name AND substr(k.code, 1, 9) = substr(r.code, 1, 9)
           WHERE k.code <> '' AND levenshtein(k.code, r.code) <= 2
           UNION SELECT k.key, r.sid FROM open_people k JOIN namesakes r
               ON k.name = r.name AND right(k.code, 9) = right(r.code, 9)
           WHERE k.code <> '' AND levenshtein(k.code, r.code) <= 2""",
    21: """SELECT k.key, r.sid FROM open_people k JOIN namesakes r ON k.name = r.name AND k.phone = r.phone
           WHERE k.phone <> '' AND (k.code = '' OR levenshtein(k.code, r.code) <= 3)""",
    22: f"""SELECT k.key, r.sid FROM open_people k JOIN namesakes r ON k.name = r.name AND k.address = r.address
           WHERE k.address <> '' AND (k.code = '' OR levenshtein(k.code, r.code) <= 3)
             AND (r.bearers <= {COMMON} OR strpos(k.address, '室') > 0)
             AND NOT EXISTS (SELECT 1 FROM people o WHERE o.address = k.address AND o.name <> k.name AND one_apart(k.name, o.name))""",
    46: """SELECT k.key, r.sid FROM open_people k JOIN namesakes r ON k.name = r.name AND k.phone = r.phone
           WHERE k.phone <> '' AND k.code <> '' AND levenshtein(k.code, r.code) > 3""",
    47: """SELECT k.key, r.sid FROM open_people k JOIN namesakes r ON k.name = r.name AND k.address = r.address
           WHERE k.address <> '' AND (k.code = '' OR levenshtein(k.code, r.code) <= 3)""",
    48: """SELECT k.key, r.sid FROM open_people k JOIN people r ON k.code = r.code WHERE k.code <> ''""",
}


def resolve(engine: Engine, keys: str, rules: dict[int, Rule]) -> None:
    """Resolve a relation of distinct keys (key, subject_kind, name, code, reg_no, phone, address) against the register.

    Adds to the tables `linked` and `asked` (key, sid, rule, score). The relation `judgements` (key, sid, verdict) overrides.
    """
    engine.add(
        "linked",
        f"""SELECT j.key, j.sid, {JUDGED} AS rule, 1000 AS score FROM judgements j
                             WHERE j.verdict = 'same' AND j.key IN (SELECT key FROM {keys})""",
    )
    _resolve_companies(engine, keys, rules)
    _resolve_people(engine, keys, rules)


def by_code(engine: Engine, keys: str) -> None:
    """Keys whose code the register has (rule 1), because it has learnt it since, or has changed a name, unless a person said
    otherwise or the number is somebody's of another name.
    """
    engine.add(
        "linked",
        f"""SELECT k.key, min(r.sid) AS sid, 1 AS rule, 1000 AS score
            FROM {keys} k JOIN (SELECT sid, code, 'E' AS kind, '' AS name FROM companies
                                UNION ALL SELECT sid, code, 'P' AS kind, coalesce(name, '') AS name FROM people) AS r
                ON k.code = r.code AND k.subject_kind = r.kind
            WHERE k.code <> '' AND agrees(k.name, r.name) AND NOT EXISTS (SELECT 1 FROM judgements j
                                               WHERE j.key = k.key AND (j.verdict = 'same' OR j.sid = r.sid))
            GROUP BY k.key""",
    )


def _resolve_companies(engine: Engine, keys: str, rules: dict[int, Rule]) -> None:
    engine.table(
        "open_companies",
        f"""
        SELECT key, code, name, formal(name) AS formal, core_of(name) AS core, reg_no, phone, address,
               code <> '' AND is_organisation_code(code) AS other
        FROM (SELECT key, code, name, reg_no, phone_of(phone) AS phone, address_of(address) AS address FROM {keys}
              WHERE subject_kind = 'E') AS k WHERE {_not_in("linked")}""",
    )
    _cascade(engine, [(n, _COMPANY_RULES[n]) for n in (11, 12, 13, 14)], "open_companies", rules)
    # One character is wrong either among the first thirteen or after them.
    engine.table(
        "near_keys",
        """
        SELECT key, min(core) AS core, min(sid) AS sid FROM (
            SELECT k.key, k.core, r.sid FROM open_companies k JOIN companies r ON substr(k.code, 1, 13) = substr(r.code, 1, 13)
            WHERE k.code <> '' AND levenshtein(k.code, r.code) <= 1
            UNION SELECT k.key, k.core, r.sid FROM open_companies k JOIN companies r ON right(k.code, 5) = right(r.code, 5)
            WHERE k.code <> '' AND levenshtein(k.code, r.code) <= 1
        ) AS pairs GROUP BY key HAVING count(DISTINCT sid) = 1""",
    )
    engine.table(
        "fact_pairs",
        """
        SELECT key, sid, min(formal) AS formal, min(core) AS core, min(their_core) AS their_core, max(by_phone) AS by_phone,
               max(other) AS other FROM (
            SELECT k.key, r.sid, k.formal, k.core, r.core AS their_core, TRUE AS by_phone, k.other
            FROM open_companies k JOIN companies r ON k.phone = r.phone WHERE k.phone <> ''
            UNION ALL SELECT k.key, r.sid, k.formal, k.core, r.core, FALSE, k.other
            FROM open_companies k JOIN companies r ON k.address = r.address WHERE k.address <> '') AS pairs
        GROUP BY key, sid""",
    )
    _cascade(engine, [(n, _COMPANY_RULES[n]) for n in (15, 16, 17)], "open_companies", rules)
    _cascade(engine, [(n, _COMPANY_RULES[n]) for n in (41, 42, 43, 44)], "open_companies", rules)


def _resolve_people(engine: Engine, keys: str, rules: dict[int, Rule]) -> None:
    engine.table(
        "open_people",
        f"""
        SELECT key, code, name, phone_of(phone) AS phone, address_of(address) AS address FROM {keys} k
        WHERE subject_kind = 'P' AND name <> '' AND {_not_in("linked")}""",
    )
    engine.table(
        "namesakes",
        """SELECT r.sid, r.code, r.name, r.phone, r.address, n.bearers
           FROM people r JOIN (SELECT p.name, count(*) AS bearers FROM people p
                               WHERE EXISTS (SELECT 1 FROM open_people k WHERE k.name = p.name) GROUP BY p.name) AS n
               ON r.name = n.name""",
    )
    _cascade(engine, [(n, _PERSON_RULES[n]) for n in (12, 21, 22)], "open_people", rules)
    _cascade(engine, [(n, _PERSON_RULES[n]) for n in (46, 47, 48)], "open_people", rules)


def _cascade(engine: Engine, steps: list[tuple[int, str]], still_open: str, rules: dict[int, Rule]) -> None:
    """Let rules find pairs; link the keys for which they agree on one subject, ask about those where they do not."""
    taken = [number for number, _ in steps if rules[number].verdict != "leave"]
    pairs = " UNION ALL ".join(
        f"SELECT key, sid, CAST({n} AS SMALLINT) AS rule FROM ({sql}) AS r{n}" for n, sql in steps if n in taken
    )
    if not pairs:
        return
    engine.table(
        "found",
        f"""
        SELECT key, min(sid) AS sid, min(rule) AS rule, count(DISTINCT sid) AS subjects
        FROM (SELECT f.key, f.rule, min(f.sid) AS sid FROM ({pairs}) AS f
              WHERE NOT EXISTS (SELECT 1 FROM judgements j WHERE j.key = f.key AND j.sid = f.sid AND j.verdict = 'different')
              GROUP BY f.key, f.rule HAVING count(DISTINCT f.sid) = 1) AS single
        GROUP BY key""",
    )
    score = "CASE rule " + " ".join(f"WHEN {n} THEN {rules[n].score}" for n in taken) + " END"
    accepts = ", ".join(str(n) for n in taken if rules[n].verdict == "accept") or "-1"
    sure = f"SELECT key, sid, rule, {score} AS score FROM found WHERE subjects = 1"
    engine.add("linked", f"{sure} AND rule IN ({accepts})")
    engine.add(
        "asked",
        f"""{sure} AND rule NOT IN ({accepts})
        UNION ALL SELECT key, sid, 45, {rules[45].score} FROM found WHERE subjects > 1""",
    )
    engine.table(still_open, f"SELECT k.* FROM {still_open} k WHERE {_not_in('found')}")


def _not_in(table: str) -> str:
    """The key `k.key` is not in this table. Not by NOT IN, which asks every engine to think about NULL."""
    return f"NOT EXISTS (SELECT 1 FROM {table} t WHERE t.key = k.key)"


def provisional(engine: Engine, keys: str, left: str, first: int, rules: dict[int, Rule]) -> None:
    """Give subjects to valid codes outside the register that two or more units sent: tables `newcomers` and more `linked`.

    `left` has the rows (unit, subject_kind, code) that no code linked; `first` is the first free number.
    """
    engine.table(
        "newcomers",
        f"""
        SELECT {first} - 1 + row_number() OVER (ORDER BY code) AS sid, 'E' AS kind, name, code, '' AS reg_no, '' AS phone,
               '' AS address, '' AS district
        FROM (SELECT k.code, min(k.name) AS name FROM {keys} k
              WHERE k.subject_kind = 'E' AND k.code <> '' AND is_organisation_code(k.code)
                AND {_not_in("linked")} AND {_not_in("asked")}
                AND k.code IN (SELECT code FROM {left} WHERE subject_kind = 'E' AND code <> ''
                               GROUP BY code HAVING count(DISTINCT unit) >= 2)
              GROUP BY k.code) AS codes""",
    )
    engine.add(
        "linked",
        f"""
        SELECT k.key, n.sid, {PROVISIONAL} AS rule, {rules[PROVISIONAL].score} AS score
        FROM {keys} k JOIN newcomers n ON k.code = n.code AND k.subject_kind = 'E'
        WHERE {_not_in("linked")} AND {_not_in("asked")}""",
    )
