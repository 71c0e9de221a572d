"""导入 the register of objects from a CSV file: the whole file or nothing, every fault with its line."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from banshi.kernel.identifiers import IdentifierError, check_credit_code
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.matters.enforcement.inspections.rules import CLASSES

COLUMNS = {
    "统一社会信用代码": "credit_code", "名称": "name", "类型": "kind", "风险分类": "risk", "区县": "district",
    "行业": "industry", "权重": "weight", "地址": "address",
}  # fmt: skip
KINDS = {"企业": "enterprise", "个体工商户": "individual", "农民专业合作社": "cooperative", "机构": "institution"}
LARGEST, MOST_FAULTS = 30 * 1024 * 1024, 50


@dataclass(frozen=True)
class ObjectRow:
    """One object as the file says it."""

    name: str
    kind: str
    risk: str
    district: str
    industry: str
    weight: int
    address: str


@dataclass(frozen=True)
class LineFault:
    line: int
    message: str


class Faulty(Refused):
    """The file cannot be used: every fault at once."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__("file_faults", "文件有错误，没有导入任何内容。")
        self.faults = faults


def read_objects(content: bytes, districts: Collection[str]) -> dict[str, ObjectRow]:
    """Credit code -> row. Column names in Chinese or English, UTF-8 or GB 18030."""
    if len(content) > LARGEST:
        raise Refused("file_too_large", "文件超过30MB，请拆分后导入。")
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    found: dict[str, ObjectRow] = {}
    faults: list[LineFault] = []
    try:
        head = [COLUMNS.get(name.strip(), name.strip().lower()) for name in next(reader, [])]
        if missing := [chinese for chinese, name in COLUMNS.items() if name not in head and name != "address"]:
            raise Faulty([LineFault(1, Sentence("缺少列：{names}", names="、".join(missing)))])
        for cells in reader:
            if any(cell.strip() for cell in cells) and len(faults) < MOST_FAULTS:
                faults += _read_line(reader.line_num, head, cells, districts, found)
    except csv.Error:
        faults.append(LineFault(reader.line_num, later("不是CSV格式")))
    if not found and not faults:
        faults.append(LineFault(1, later("文件中没有检查对象")))
    if faults:
        raise Faulty(faults)
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise Refused("encoding", "文件既不是UTF-8编码也不是GB 18030编码。")


def _read_line(
    line: int, head: list[str], cells: list[str], districts: Collection[str], found: dict[str, ObjectRow]
) -> list[LineFault]:
    if len(cells) != len(head):
        return [LineFault(line, Sentence("有{n}格，第一行有{m}格", n=len(cells), m=len(head)))]
    said = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
    try:
        code = check_credit_code(said["credit_code"])
    except IdentifierError as wrong:
        return [LineFault(line, str(wrong))]
    row = object_row(said)
    faults = [LineFault(line, message) for message in object_faults(row, districts)]
    if code in found:
        faults.append(LineFault(line, Sentence("{code}重复出现", code=code)))
    found[code] = row
    return faults


def object_row(said: dict[str, str]) -> ObjectRow:
    weight = said.get("weight", "") or "1"
    return ObjectRow(
        name=said["name"], kind=KINDS.get(said["kind"], said["kind"]), risk=said["risk"].upper(),
        district=said["district"], industry=said["industry"], address=said.get("address", ""),
        weight=int(weight) if weight.isascii() and weight.isdecimal() and len(weight) < 4 else 0,
    )  # fmt: skip


def object_faults(row: ObjectRow, districts: Collection[str]) -> list[str]:
    """What is wrong with a row. Names are lines of a public file, so they hold no control characters."""
    faults: list[str] = []
    for text, words, most in (
        (row.name, later("名称"), 200), (row.industry, later("行业"), 60), (row.address or "—", later("地址"), 200),
    ):  # fmt: skip
        if not text or len(text) > most or not text.isprintable():
            faults.append(Sentence("{name}应为1至{n}个字", name=words, n=most))
    if row.kind not in KINDS.values():
        faults.append(Sentence("类型应为{names}", names="、".join(KINDS)))
    if row.risk not in CLASSES:
        faults.append(later("风险分类应为A、B、C、D"))
    if row.district not in districts:
        faults.append(later("区县应为本市区县的行政区划代码"))
    if not 1 <= row.weight <= 100:
        faults.append(later("权重应为1至100的整数"))
    return faults
