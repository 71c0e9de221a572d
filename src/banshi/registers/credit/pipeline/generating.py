"""Synthetic deliveries of 59 units, with the register of who exists and the truth about every row.

Everything is a function of (seed, unit, number of the row): the same rows and seed give the same content. How a unit
writes a subject (spelling, code, what it knows of telephone and address) is a function of (seed, unit, subject), because
that is how it is: each office keeps its own spelling for years.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from banshi.registers.credit.pipeline import inventing, synthetic, workbooks
from banshi.registers.credit.pipeline.shapes import SHAPES, Column, column, text

Progress = Callable[[int, int], None]  # rows made, rows wanted
FURTHER_UNIT = 1  # the unit of further deliveries and of withdrawals

NOTE = """合成数据 SYNTHETIC DATA
由 banshi credit generate 生成，{rows} 行，种子 {seed}。企业、人员、证号、电话均为虚构；行政区划 21119x 未分配。
Made by banshi credit generate, {rows} rows, seed {seed}. Companies, people and numbers are invented; no division 21119x exists.
"""
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 2000)"
_DELTA = (
    "(FORMAT parquet, COMPRESSION {}, DICTIONARY_SIZE_LIMIT 2000, PARQUET_VERSION v2)"  # numbers in order cost nothing
)
_TEXT = {
    "csv": "(FORMAT csv, HEADER)",
    "jsonl": "(FORMAT json)",
    "parquet": _PARQUET,
}


@dataclass(frozen=True)
class Base:
    """What a directory of deliveries was made from; stands in its generated.json."""

    rows: int
    seed: int
    enterprises: int
    residents: int
    strangers: int  # companies that stand in no register

    @classmethod
    def of(cls, rows: int, seed: int, city: int) -> "Base":
        enterprises = max(2_000, city // 451)
        return cls(rows, seed, enterprises, max(20_000, city // 43), max(200, enterprises // 20))

    @classmethod
    def read(cls, directory: Path) -> "Base":
        return cls(**json.loads((directory / "generated.json").read_text()))


def generate(
    rows: int, seed: int, out: Path, progress: Progress | None = None, *, memory: str = "4GB", city: int | None = None,
    without: str = "",
) -> Base:  # fmt: skip
    """Write register, deliveries and truth of `rows` rows into `out`, which must be new or empty.

    The register is as large as a city's that delivers `city` rows, if that is given: linking is harder in a larger one.
    `without`: a kind of record that no organisation has.
    """
    base = Base.of(rows, seed, city or rows)
    with _Writer(out, base, memory, without) as writer:
        inventing.make_register(writer.con, base.enterprises, base.residents, base.strangers, seed)
        writer.write_register()
        done = 0
        for unit, count in synthetic.sizes(rows).items():
            if count:
                whole = inventing.Rows(unit, 0, count, seed, seed)
                inventing.plan(writer.con, whole, operations=True)
                writer.deliver(whole, "2014-2022")
            done += count
            if progress:
                progress(done, rows)
    return base


def incremental(out: Path, base_dir: Path, seed: int, rows: int, memory: str = "4GB") -> None:
    """A further delivery of one unit, about the subjects of `base_dir`; one row in twenty was delivered there already."""
    base = Base.read(base_dir)
    before = synthetic.sizes(base.rows)[FURTHER_UNIT]
    with _Writer(out, base, memory) as writer:
        writer.read_register(base_dir)
        further = inventing.Rows(FURTHER_UNIT, before, rows, seed, base.seed)
        inventing.plan(writer.con, further, operations=False)
        writer.deliver(further, f"2022-03-{seed}")


def withdrawals(base_dir: Path, out: Path, seed: int, n: int, memory: str = "4GB") -> None:
    """A delivery in which one unit withdraws `n` different records that stand in `base_dir`."""
    base = Base.read(base_dir)
    before = synthetic.sizes(base.rows)[FURTHER_UNIT]
    with _Writer(out, base, memory) as writer:
        writer.read_register(base_dir)
        whole = inventing.Rows(FURTHER_UNIT, 0, before, base.seed, base.seed)
        inventing.plan_withdrawals(writer.con, whole, seed, n)
        writer.deliver(whole, f"2022-03-withdrawn-{seed}")


class _Writer:
    """A directory in the making, and the database that makes it. What is not complete has no truth.parquet."""

    def __init__(self, out: Path, base: Base, memory: str, without: str = "") -> None:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise FileExistsError(f"目录不为空 not empty: {out}")
        self.out, self.base, self.work, self.without = out, base, out / ".work", without
        self.work.mkdir()
        self.truths: list[Path] = []
        self.con = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(self.work / "spill")})
        inventing.prepare(self.con)

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with closing(self.con):
            if kind is None:
                self._finish()
        shutil.rmtree(self.work)

    def _finish(self) -> None:
        (self.out / "SYNTHETIC.txt").write_text(NOTE.format(rows=self.base.rows, seed=self.base.seed), encoding="utf-8")
        (self.out / "generated.json").write_text(json.dumps(asdict(self.base)), encoding="utf-8")
        files = [str(path) for path in self.truths]
        self._copy(f"SELECT * FROM read_parquet({files})", self.out / "truth.parquet", _DELTA.format("zstd"))

    def write_register(self) -> None:
        (self.out / "register").mkdir()
        for name, sort in (("enterprises", "E"), ("residents", "P")):
            query = f"SELECT sid, name, code, reg_no, phone, address, district FROM subjects WHERE sort = '{sort}'"
            self._copy(query, self.out / "register" / f"{name}.parquet", _PARQUET)

    def read_register(self, base_dir: Path) -> None:
        base, register = self.base, base_dir / "register"
        inventing.make_register(self.con, 0, 0, base.strangers, base.seed)
        for name, sort in (("enterprises", "E"), ("residents", "P")):
            self.con.execute(
                f"INSERT INTO subjects BY NAME SELECT *, '{sort}' AS sort FROM read_parquet('{register / name}.parquet')"
            )

    def deliver(self, rows: inventing.Rows, name: str) -> None:
        """Write the planned rows as one delivery, and what is true of them."""
        base, unit = self.base, rows.unit
        inventing.choose(self.con, rows, (base.enterprises, base.residents, base.strangers))
        path = self.out / f"unit-{unit:02d}" / f"{name}.{synthetic.suffix(unit)}"
        path.parent.mkdir()
        self._write(inventing.delivered(rows, self.without), path, unit)
        truth = self.work / f"truth-{unit:02d}.parquet"
        self._copy(inventing.truth(unit, str(path.relative_to(self.out))), truth, _DELTA.format("uncompressed"))
        self.truths.append(truth)

    def _write(self, query: str, path: Path, unit: int) -> None:
        if unit in synthetic.CHINESE:
            query = _in_chinese(query)
        if path.suffix == ".xlsx":
            found = self.con.execute(query)
            workbooks.write_workbook(path, [[column[0] for column in found.description], *found.fetchall()])
        elif unit in synthetic.CSV_GB18030:
            utf8 = self.work / path.name
            self._copy(query, utf8, _TEXT["csv"])
            with (
                utf8.open(encoding="utf-8", newline="") as lines,
                path.open("w", encoding="gb18030", newline="") as target,
            ):
                shutil.copyfileobj(lines, target)
        else:
            self._copy(query, path, _TEXT[path.suffix[1:]])

    def _copy(self, query: str, path: Path, options: str) -> None:
        self.con.execute(f"COPY ({query}) TO '{path}' {options}")


def _in_chinese(query: str) -> str:
    """Delivered rows in the Chinese columns and words that the pack declares; of several words for one thing the first."""
    return f"SELECT {', '.join(_chinese(one) for one in SHAPES['zh'].columns if one.field)} FROM ({query}) AS plain"


def _chinese(one: Column) -> str:
    value, words = one.field, {meant: word for word, meant in reversed([*one.words.items()])}
    if words:
        cases = " ".join(f"WHEN {text(meant)} THEN {text(word)}" for meant, word in words.items())
        value = f"CASE {one.field} {cases} ELSE {one.field} END"
    elif one.field == "code":  # people's numbers have a column of their own
        value = f"CASE WHEN (subject_kind = 'P') = {one.name == '公民身份号码'} THEN code ELSE '' END"
    return f"{value} AS {column(one.name)}"
