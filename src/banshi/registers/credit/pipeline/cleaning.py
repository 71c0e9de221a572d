"""What is wrong with a delivered row, and what it says once it is written as everybody writes it.

A row with a fault goes to quarantine under the first reason that holds, and is never linked. Values are rewritten only
where they need it: nine rows of ten are delivered clean, and a look is cheaper than a rewriting.
"""

from dataclasses import dataclass
from datetime import date

EARLIEST = date(1949, 10, 1)
MOST_CENTS = 10**14  # a trillion yuan; beyond it somebody slipped

# reason → the condition that puts a row into quarantine, over the columns of `typed`. Order matters: the first one counts.
REASONS: dict[str, str] = {
    "op_unknown": "op NOT IN ('', 'correct', 'withdraw')",
    "kind_missing": "kind_text = ''",
    "kind_unknown": "kind IS NULL",
    "subject_kind_missing": "subject_kind = ''",
    "subject_kind_unknown": "subject_kind NOT IN ('E', 'P')",
    "characters_broken": "contains(name, '�') OR contains(content, '�') OR contains(address, '�')",
    "characters_control": "regexp_matches(name || code || doc_no, '[\\x00-\\x1f\\x7f]')",
    "nobody_named": "name = '' AND code = '' AND reg_no = ''",
    "name_missing": "name = '' AND length(code) < 15",
    "name_too_long": "length(name) > 200",
    "name_is_number": "is_number(name)",
    "name_is_placeholder": "name IN ('无', '不详', '测试', '未知', 'NULL', 'null', 'None', 'N/A', '-', '/')",
    "code_too_long": "length(code) > 18",
    "code_strange": "code <> '' AND NOT regexp_full_match(code, '[0-9A-Z*]+')",
    "code_masked": "contains(code, '*')",
    "code_of_a_person": "subject_kind = 'E' AND is_citizen_id(code)",
    "code_of_an_organisation": "subject_kind = 'P' AND regexp_full_match(code, '[1-9A-Z][1239][0-9]{6}[0-9A-Z]{10}') "
    "AND NOT is_number(substr(code, 1, 17))",
    "doc_no_missing": "doc_no = ''",
    "doc_no_too_long": "length(doc_no) > 100",
    "content_too_long": "length(content) > 4000",
    "decided_on_missing": "decided_text = ''",
    "decided_on_unreadable": "decided_on IS NULL",
    "decided_on_too_early": "decided_on < DATE '{earliest}'",
    "decided_on_in_future": "decided_on > DATE '{today}'",
    "valid_until_unreadable": "valid_text <> '' AND valid_until IS NULL",
    "valid_until_before_decision": "valid_until < decided_on",
    "amount_unreadable": "amount_text <> '' AND cents IS NULL",
    "amount_negative": "cents < 0",
    "amount_too_large": "cents > {most}",
}
FOUND_LATER = ("nothing_to_withdraw",)  # known only when everything is laid down

# What holds of a row without any fault, said briefly; only rows for which it does not hold are asked reason by reason.
_FINE = """
    op = '' AND kind IS NOT NULL AND (subject_kind = 'E' OR subject_kind = 'P')
    AND length(name) BETWEEN 2 AND 60 AND name NOT IN ('不详', '测试', '未知') AND NOT regexp_matches(name, '[\\x00-\\x1f\\x7f�0-9A-Za-z*/-]')
    AND (code = '' OR CASE subject_kind WHEN 'P' THEN is_citizen_id(code)
         ELSE regexp_full_match(code, '[159Y][0-9A-Z]{17}') AND NOT is_citizen_id(code) END)
    AND doc_no <> '' AND length(doc_no) <= 60 AND NOT regexp_matches(doc_no, '[\\x00-\\x1f\\x7f]')
    AND length(content) <= 4000 AND NOT contains(content, '�') AND NOT contains(address, '�')
    AND decided_on BETWEEN DATE '{earliest}' AND DATE '{today}'
    AND (valid_text = '' OR valid_until >= decided_on)
    AND (amount_text = '' OR cents BETWEEN 0 AND {most})
"""

MACROS = """
CREATE OR REPLACE MACRO tidy(x) AS CASE WHEN x LIKE ' %' OR x LIKE '% ' THEN trim(x, ' ') ELSE x END;
CREATE OR REPLACE MACRO is_citizen_id(x) AS
    regexp_full_match(x, '[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]');
CREATE OR REPLACE MACRO id_check(x) AS substr('10X98765432', 1 + CAST((
    7 * CAST(substr(x, 1, 1) AS INT) + 9 * CAST(substr(x, 2, 1) AS INT) + 10 * CAST(substr(x, 3, 1) AS INT)
    + 5 * CAST(substr(x, 4, 1) AS INT) + 8 * CAST(substr(x, 5, 1) AS INT) + 4 * CAST(substr(x, 6, 1) AS INT)
    + 2 * CAST(substr(x, 7, 1) AS INT) + 1 * CAST(substr(x, 8, 1) AS INT) + 6 * CAST(substr(x, 9, 1) AS INT)
    + 3 * CAST(substr(x, 10, 1) AS INT) + 7 * CAST(substr(x, 11, 1) AS INT) + 9 * CAST(substr(x, 12, 1) AS INT)
    + 10 * CAST(substr(x, 13, 1) AS INT) + 5 * CAST(substr(x, 14, 1) AS INT) + 8 * CAST(substr(x, 15, 1) AS INT)
    + 4 * CAST(substr(x, 16, 1) AS INT) + 2 * CAST(substr(x, 17, 1) AS INT)) % 11 AS INT), 1);
CREATE OR REPLACE MACRO spaced(x) AS replace(replace(capitals(x), ' ', ''), '-', '');
CREATE OR REPLACE MACRO code_of(x) AS CASE
    WHEN x = '' OR regexp_full_match(x, '[0-9A-Z]{18}') THEN x
    WHEN regexp_full_match(x, '[0-9A-Za-z -]+') THEN spaced(x) ELSE bare(x) END;
CREATE OR REPLACE MACRO id_of(x) AS CASE
    WHEN length(x) = 15 AND is_number(x) AND x NOT LIKE '0%' THEN
        substr(x, 1, 6) || '19' || substr(x, 7, 9) || id_check(substr(x, 1, 6) || '19' || substr(x, 7, 9))
    ELSE x END;
CREATE OR REPLACE MACRO to_cents(x) AS CAST(round(greatest(least(CAST(x AS DECIMAL(24, 2)), 2000000000000), -1) * 100, 0) AS BIGINT);
CREATE OR REPLACE MACRO cents_of(x) AS CASE
    WHEN x = '' THEN NULL
    WHEN regexp_full_match(x, '[0-9]{1,12}([.][0-9]{1,2})?') THEN to_cents(x)
    WHEN regexp_full_match(replace(replace(x, ',', ''), ' ', ''), '[+-]?([0-9]{1,20}([.][0-9]*)?|[.][0-9]+)') THEN
        to_cents(replace(replace(x, ',', ''), ' ', ''))
    END;
CREATE OR REPLACE MACRO name_of(x) AS CASE WHEN regexp_matches(x, '[^一-龥]') THEN bare(x) ELSE x END;
"""


@dataclass(frozen=True)
class Bounds:
    """The day of the run, and the numbers that codes of kinds stand for."""

    today: date
    kinds: dict[str, int]


def cleaned(source: str, bounds: Bounds) -> str:
    """A query over `source` (unit, batch, row_no and the FIELDS, all text): typed columns, `fp` and `reason` ('' = none).

    The fingerprint is of what makes the record: kind, document number, day, whom it is about, amount and content. Md5 is
    taken because every engine has the same.
    """
    faults = "\n".join(f"WHEN {condition} THEN '{reason}'" for reason, condition in REASONS.items())
    kinds = " ".join(f"WHEN '{code}' THEN {number}" for code, number in bounds.kinds.items())
    query = f"""
    SELECT unit, batch, row_no, op, kind, subject_kind, name, code, CASE WHEN code <> delivered_code THEN
               CASE WHEN length(delivered_code) = 15 THEN 3 ELSE 2 END ELSE 1 END AS how,
           reg_no, phone, address, doc_no, decided_on, valid_until, cents, content, fp, reason,
           CASE WHEN reason <> '' OR op = 'withdraw' THEN concat_ws(chr(31), op, kind_text, subject_kind, name, delivered_code,
               reg_no, phone, address, doc_no, decided_text, valid_text, amount_text, content) END AS raw
    FROM (
    SELECT *, number_of(concat_ws('|', kind_text, doc_no, decided_text, CASE WHEN code = '' THEN name_of(name) ELSE code END,
               amount_text, content)) AS fp,
           CASE WHEN {_FINE} THEN '' ELSE (CASE {faults} ELSE '' END) END AS reason
    FROM (
        SELECT unit, batch, row_no, op, kind AS kind_text, CAST(CASE kind {kinds} END AS SMALLINT) AS kind,
               subject_kind, tidy(name) AS name, delivered_code, CASE subject_kind WHEN 'P' THEN id_of(code) ELSE code END AS code,
               tidy(reg_no) AS reg_no, phone, address, tidy(doc_no) AS doc_no, decided_on AS decided_text,
               date_of(decided_on) AS decided_on, valid_until AS valid_text, date_of(valid_until) AS valid_until,
               amount AS amount_text, cents_of(amount) AS cents,
               content
        FROM (SELECT unit, batch, row_no, op, kind, subject_kind, name, code_of(code) AS code, code AS delivered_code, reg_no,
                     phone, address, doc_no, decided_on, valid_until, amount, content FROM ({source}) AS delivered) AS coded
    ) AS typed) AS judged"""
    for name, value in (("earliest", EARLIEST), ("today", bounds.today), ("most", MOST_CENTS)):
        query = query.replace("{" + name + "}", str(value))
    return query
