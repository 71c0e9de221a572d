"""The register as a run knows it: every subject once, as its last run left it.

Names, telephones and addresses are written alike when a subject comes, once, and lie beside what was delivered: a run
that brings a hundred thousand rows does not go over a million and a half subjects again.
"""

from pathlib import Path

from banshi.registers.credit.pipeline import stages
from banshi.registers.credit.pipeline.engines import DuckDB
from banshi.registers.credit.pipeline.lake import VERSION, Lake
from banshi.registers.credit.pipeline.linking import FIRST_PROVISIONAL

SUBJECT = "sid, kind, name, code, reg_no, phone, address, district"
KINDS = {"enterprises": "E", "residents": "P"}  # by the name of the register's file
_PLAIN = "plain_name, plain_phone, plain_address"
_MADE_PLAIN = "name_of(name) AS plain_name, phone_of(phone) AS plain_phone, address_of(address) AS plain_address"
_KNOWN = "sid, kind, code, reg_no, plain_name AS name, plain_phone AS phone, plain_address AS address"
_TEXTS = ", ".join(f"'' AS {column}" for column in SUBJECT.split(", ")[1:])
_NOBODY = f"SELECT CAST(0 AS BIGINT) AS sid, {_TEXTS} WHERE FALSE"


def load(work: stages.Work, lake: Lake, register: list[Path]) -> None:
    """All subjects as the table `subjects` (sid, kind, code, reg_no and the plain name, phone, address); new ones into `out`."""
    desk = work.engine.desk
    came = " UNION ALL ".join(
        f"SELECT * FROM (SELECT *, '{KINDS[path.stem]}' AS kind FROM read_parquet('{path}'))" for path in register
    )
    desk.write(f"SELECT {SUBJECT}, {_MADE_PLAIN} FROM ({came or _NOBODY}) AS n", work.subjects)
    sealed = [(path, run.facts["code"] == VERSION) for run in work.earlier for path in run.sealed("subjects")]
    with lake.opened([path for path, _ in sealed]) as opened:
        known = [(path, plain) for path, (_, plain) in zip(opened, sealed, strict=True)]
        desk.run(f"CREATE OR REPLACE TEMP TABLE subjects AS {_latest([*known, (work.subjects, True)])}")


def _latest(files: list[tuple[Path, bool]]) -> str:
    """Every subject as the last file that names it has it. What other rules once made plain (False) is made plain anew."""
    named = " UNION ALL ".join(
        f"SELECT {SUBJECT}, {_PLAIN if plain else _MADE_PLAIN}, {age} AS age FROM read_parquet('{path}')"
        for age, (path, plain) in enumerate(files)
    )
    later = " UNION ALL ".join(
        f"SELECT sid, {age} AS age FROM read_parquet('{path}')" for age, (path, _) in enumerate(files) if age
    )
    last = f"WHERE NOT EXISTS (SELECT 1 FROM ({later}) AS l WHERE l.sid = s.sid AND l.age > s.age)" if later else ""
    return f"SELECT {_KNOWN} FROM ({named}) AS s {last}"


def add(work: stages.Work) -> None:
    """The subjects that the run made itself, if any, beside those that came with it."""
    if not work.newcomers.exists():
        return
    both = work.path / "all-subjects.parquet"
    work.engine.desk.write(
        f"""SELECT {SUBJECT}, {_PLAIN} FROM read_parquet('{work.subjects}')
            UNION ALL SELECT {SUBJECT}, {_MADE_PLAIN} FROM read_parquet('{work.newcomers}')""",
        both,
    )
    both.rename(work.subjects)


def first_free(desk: DuckDB) -> int:
    """The number that the next provisional subject gets."""
    return max(FIRST_PROVISIONAL, (desk.one("SELECT max(sid) FROM subjects") or 0) + 1)
