"""Deliveries opened: whatever a unit sent becomes one query over text, and every line of the file is accounted for.

Parquet is read where it lies. CSV goes through the engine's quick reader only when the proof is simple: as many rows as
the file has lines, so that each line is one row. Everything else is read line by line (`lines.py`).
"""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.registers.credit.pipeline import lines
from banshi.registers.credit.pipeline.lines import LONGEST, Line, folded
from banshi.registers.credit.pipeline.shapes import SHAPES, Shape, text

SUFFIXES = (".parquet", ".csv", ".jsonl", ".xlsx", ".xls")

_CHUNK = 1 << 20
_TOGETHER = 1_024  # lines handed to the engine at once
_GROUP = 20_480  # rows of a row group: what must lie in memory together
_LARGEST_WORKBOOK = 512 << 20  # bytes unpacked; a workbook is read whole


class Unreadable(Refused):
    """The file as a whole cannot be taken. The sentence says what the unit should do."""


@dataclass(frozen=True)
class Source:
    """A delivery that was opened. `sql` gives row_no and the FIELDS of the rows; the lines that could not be read lie in
    unreadable.parquet (row_no, reason, raw) of the work directory, if there are any.
    """

    shape: Shape
    sql: str
    received: int
    unreadable: int


def open_delivery(con: duckdb.DuckDBPyConnection, path: Path, shape: Shape | None, work: Path) -> Source:
    """Open one file in the shape that its columns fit; `shape` is what the unit declared. What is laid down in `work` is
    readable, so whoever asks keeps others out of it and removes it.

    Raises Unreadable when the file as a whole cannot be taken; received = rows + unreadable, or an assertion fails.
    """
    if path.stat().st_size == 0:
        raise Unreadable("empty", later("文件是空的：请确认导出成功后重新报送。"))
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _parquet(con, path, shape)
    target = _Target(con, work)
    if suffix == ".csv":
        return _csv(path, shape, target)
    if suffix == ".jsonl":
        return _json(path, shape, target)
    if suffix in (".xlsx", ".xls"):
        return _workbook(path, shape, target)
    raise Unreadable(
        "suffix",
        Sentence(
            later("不认识的文件类型“{suffix}”：请报送 {known} 文件。"), suffix=path.suffix, known="、".join(SUFFIXES)
        ),
    )


# ---------------------------------------------------------------- which column is which


def fitting(header: Sequence[str], shape: Shape | None) -> tuple[Shape, list[str]]:
    """The shape of a header and its columns, named as the shape names them."""
    if not any(name.strip() for name in header):
        raise Unreadable("no_header", later("文件没有表头：第一行应写列名。"))
    shape = closest({folded(name) for name in header}, shape)
    names = {folded(name): name for name in shape.names}
    found = [folded(name) for name in header]
    _complain("unknown_columns", _UNKNOWN, [name for name in header if folded(name) not in names], shape)
    _complain("columns_twice", _TWICE, [names[one] for one in dict.fromkeys(found) if found.count(one) > 1], shape)
    required = [one.name for one in shape.columns if one.required and folded(one.name) not in found]
    _complain("missing_columns", _MISSING, required, shape)
    return shape, [names[one] for one in found]


def closest(names: Set[str], declared: Shape | None) -> Shape:
    """The shape that knows most of these columns; among equals the one that the unit declared.

    One unit delivers penalties and licences in the national names and the rest in its own.
    """

    def known(shape: Shape) -> int:
        return len(names & {folded(name) for name in shape.names})

    others = [shape for shape in SHAPES.values() if declared is None or shape.code != declared.code]
    return max([declared, *others] if declared else others, key=known)


_UNKNOWN = later("不认识的列：{columns}。请按格式“{shape}”的列名填写表头，或删去这些列。")
_TWICE = later("同一列出现两次：{columns}。请只保留一列。")
_MISSING = later("缺少必填的列：{columns}。请按格式“{shape}”补齐。")


def _complain(code: str, sentence: str, columns: Sequence[str], shape: Shape) -> None:
    if columns:
        shown = "、".join(name.strip()[:40] or '""' for name in columns[:8]) + ("…" if len(columns) > 8 else "")
        raise Unreadable(code, Sentence(sentence, columns=shown, shape=shape.code))


# ---------------------------------------------------------------- Parquet, where it lies


def _parquet(con: duckdb.DuckDBPyConnection, path: Path, shape: Shape | None) -> Source:
    where = _located(path)
    try:
        fields = con.execute(f"SELECT name, type, converted_type FROM parquet_schema({where})").fetchall()
        counted = con.execute(f"SELECT num_rows FROM parquet_file_metadata({where})").fetchone()
    except duckdb.Error:
        raise Unreadable("not_parquet", later("不是完整的 Parquet 文件，或已加密：请重新导出后报送。")) from None
    columns = fields[1:]  # the first is the root
    shape, present = fitting([name for name, *_ in columns], shape)
    other = [name for name, *kind in columns if kind != ["BYTE_ARRAY", "UTF8"]]
    _complain("not_text", later("这些列不是文字：{columns}。Parquet 的各列都应为字符串。"), other, shape)
    source = f"read_parquet({where}, file_row_number = true, hive_partitioning = false)"
    assert counted is not None
    return Source(shape, shape.select(source, present=present, row_no="file_row_number + 1"), counted[0], 0)


def _located(path: Path) -> str:
    """A path in SQL: quoted, and its brackets and stars meant literally."""
    return text("".join(f"[{one}]" if one in "[*?" else one for one in str(path)))


# ---------------------------------------------------------------- CSV


@dataclass
class _Survey:
    """What a file of text is, from one look at its bytes."""

    encoding: str
    lines: int
    plain: bool  # nothing in it that readers understand differently


def _survey(path: Path) -> _Survey:
    """Count the lines and find the encoding. UTF-8 if it can be; else whatever fewer lines contradict."""
    ends, last, plain, utf8 = 0, b"", True, codecs.getincrementaldecoder("utf-8")()
    valid = True
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unreadable("utf_16", later("文件是 UTF-16 编码（“Unicode 文本”）：请另存为“CSV UTF-8”后报送。"))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            ends += chunk.count(b"\n")
            plain = plain and _is_plain(last + chunk)
            valid = valid and _continues(utf8, chunk)
            last = chunk[-1:]
    valid = valid and _continues(utf8, b"", final=True)
    encoding = ("utf-8-sig" if start[:3] == codecs.BOM_UTF8 else "utf-8") if valid else _likelier(path)
    return _Survey(encoding, ends + (last != b"\n"), plain and last != b"\r")


def _is_plain(chunk: bytes) -> bool:
    """No NUL, no lone carriage return, no quote before a space."""
    return b"\0" not in chunk and b'" ' not in chunk and chunk[:-1].count(b"\r") == chunk.count(b"\r\n")


def _continues(decoder: Any, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _likelier(path: Path) -> str:
    """Which encoding fewer lines contradict. A damaged file of UTF-8 stays UTF-8."""
    bad = {"utf-8": 0, "gb18030": 0}
    with path.open("rb") as file:
        while raw := file.readline(_CHUNK):
            for encoding in bad:
                try:
                    raw.decode(encoding)
                except UnicodeDecodeError:
                    bad[encoding] += 1
    return min(bad, key=lambda encoding: bad[encoding])


def _csv(path: Path, shape: Shape | None, target: "_Target") -> Source:
    survey = _survey(path)
    shape, present = fitting(_csv_header(path, survey.encoding), shape)
    if survey.plain and survey.encoding != "gb18030":
        quick = target.quickly(_quick_csv(path, present), shape, present, rows=survey.lines - 1)
        if quick is not None:
            return quick
    return target.fill(lines.csv_lines(path, survey.encoding, len(present)), shape, present)


def _csv_header(path: Path, encoding: str) -> list[str]:
    with path.open("rb") as file:
        raw = file.readline(LONGEST + 2)
    if b"\r" in raw.rstrip(b"\r\n"):
        raise Unreadable("line_ends", later("换行符只有回车（CR）：请另存为普通的 CSV 文件后报送。"))
    try:
        first = lines.decoded(raw, encoding)
        header = next(csv.reader([first], strict=True), [])
    except (lines.Misread, csv.Error):
        raise Unreadable("header", later("表头（第一行）无法读取：请检查引号和编码。")) from None
    if len(header) == 1 and any(mark in first for mark in ";\t|，"):
        raise Unreadable("delimiter", later("列之间应以英文逗号分隔：请另存为“CSV（逗号分隔）”后报送。"))
    return header


def _quick_csv(path: Path, present: Sequence[str]) -> str:
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in present)
    return (
        f"read_csv({_located(path)}, auto_detect = false, columns = {{{columns}}}, header = true, delim = ',', "
        f"""quote = '"', escape = '"', comment = '', nullstr = '', strict_mode = true, null_padding = false, """
        f"ignore_errors = false, max_line_size = {LONGEST}, encoding = 'utf-8', compression = 'none', "
        "hive_partitioning = false)"
    )


# ---------------------------------------------------------------- JSON lines


def _json(path: Path, shape: Shape | None, target: "_Target") -> Source:
    survey = _survey(path)
    shape, present = _json_shape(path, survey.encoding, shape)
    columns = {folded(name): place for place, name in enumerate(present)}
    required = frozenset(columns[folded(one.name)] for one in shape.columns if one.required)
    return target.fill(lines.json_lines(path, survey.encoding, columns, required), shape, present)


def _json_shape(path: Path, encoding: str, shape: Shape | None) -> tuple[Shape, list[str]]:
    """Objects may leave out what they do not have, so the first lines are asked only which shape is meant."""
    with path.open("rb") as file:
        first = [file.readline(LONGEST).decode(encoding, "replace").strip() for _ in range(100)]
    if first[0].startswith("["):
        raise Unreadable(
            "json_array", later("文件是一个 JSON 数组：请每行写一个对象（JSON Lines），不加方括号和逗号。")
        )
    shape = closest({key for line in first for key in lines.keys_of(line)}, shape)
    return shape, list(shape.names)


# ---------------------------------------------------------------- workbooks


def _workbook(path: Path, shape: Shape | None, target: "_Target") -> Source:
    try:
        _check_size(path)
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:  # by content, not by name
            filled = [sheet for sheet in map(book.get_sheet_by_name, book.sheet_names) if sheet.height and sheet.width]
            if not filled:
                raise Unreadable("empty", later("文件是空的：请确认导出成功后重新报送。"))
            if len(filled) > 1:
                raise Unreadable("sheets", later("工作簿里有多个非空的工作表：请每个文件只报送一个工作表。"))
            rows = filled[0].iter_rows()
            header = [str(cell) for cell in next(rows)]
            while header and not header[-1].strip():
                header.pop()
            shape, present = fitting(header, shape)
            return target.fill(lines.sheet_lines(rows, len(present)), shape, present)
    except PasswordError:
        raise Unreadable("password", later("工作簿设有密码：请取消密码后报送。")) from None
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable("workbook", later("不是完整的 Excel 工作簿：请重新保存后报送。")) from None


def _check_size(path: Path) -> None:
    """A workbook is read whole, so what it unpacks to is looked up first."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    if size > _LARGEST_WORKBOOK:
        raise Unreadable("workbook_large", later("工作簿太大（展开后超过 512 MB）：请拆分，或改报 CSV 文件。"))


# ---------------------------------------------------------------- text laid down as Parquet


@dataclass
class _Target:
    """Where what was read is laid down: delivery.parquet, in the order of the file."""

    con: duckdb.DuckDBPyConnection
    work: Path

    def quickly(self, source: str, shape: Shape, present: Sequence[str], *, rows: int) -> Source | None:
        """Read with the engine; None if it stumbled or its rows are not as many as the file has lines."""
        try:
            read = self._copy(f"SELECT * FROM {source}", "delivery")
        except duckdb.InvalidInputException:
            return None
        return self._source(shape, present, read, 0) if read == rows else None

    def fill(self, found: Iterable[Line], shape: Shape, present: Sequence[str]) -> Source:
        """Lay down lines that were read one by one, and the unreadable ones apart."""
        count = _Count()
        names = [*present, _REASON, _RAW]
        schema = pa.schema([(name, pa.string()) for name in names])
        reader = pa.RecordBatchReader.from_batches(schema, _batches(count.over(found), schema))
        self.con.register("delivered_lines", reader)
        try:
            written = self._copy("SELECT * FROM delivered_lines", "delivery")
        finally:
            self.con.unregister("delivered_lines")
        assert written == count.rows + count.unreadable, "a line was lost between reading and writing"
        if count.unreadable:
            apart = self._copy(
                f"SELECT CAST(file_row_number + 1 AS INTEGER) AS row_no, {_REASON} AS reason, {_RAW} AS raw "
                f"FROM {self._laid('delivery')} WHERE {_REASON} <> ''",
                "unreadable",
            )
            assert apart == count.unreadable, "an unreadable line was lost"
        return self._source(shape, present, written, count.unreadable)

    def _source(self, shape: Shape, present: Sequence[str], received: int, unreadable: int) -> Source:
        laid = self._laid("delivery")
        if unreadable:
            laid = f"(SELECT * FROM {laid} WHERE {_REASON} = '')"
        source = Source(shape, shape.select(laid, present=present, row_no="file_row_number + 1"), received, unreadable)
        counted = self.con.execute(f"SELECT count(*) FROM ({source.sql})").fetchone()
        assert counted == (received - unreadable,), "received = rows + unreadable does not hold"
        return source

    def _copy(self, query: str, name: str) -> int:
        """Write a query in its order; how many rows."""
        path = text(str(self.work / f"{name}.parquet"))
        with _in_order(self.con):
            written = self.con.execute(
                f"COPY ({query}) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
            ).fetchone()
        assert written is not None
        return int(written[0])

    def _laid(self, name: str) -> str:
        where = _located(self.work / f"{name}.parquet")
        return f"read_parquet({where}, file_row_number = true, hive_partitioning = false)"


_REASON, _RAW = "unreadable_reason", "unreadable_raw"


@contextmanager
def _in_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Row numbers are places in the file, so here the engine keeps the order, however it is set otherwise."""
    before = con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"SET preserve_insertion_order = {'true' if before == (True,) else 'false'}")


@dataclass
class _Count:
    """Counts lines as they pass."""

    rows: int = 0
    unreadable: int = 0

    def over(self, found: Iterable[Line]) -> Iterator[Line]:
        for line in found:
            if line.reason:
                self.unreadable += 1
            else:
                self.rows += 1
            yield line


def _batches(found: Iterator[Line], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    width = len(schema) - 2
    nothing = [None] * width
    while some := list(islice(found, _TOGETHER)):
        columns = zip(*((*(line.cells or nothing), line.reason, line.raw) for line in some), strict=True)
        yield pa.RecordBatch.from_arrays([pa.array(values, pa.string()) for values in columns], schema=schema)
