"""Files: what is wrong is said with its line."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from banshi.kernel.packs.reading import Found, read


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    size: int = 0
    parts: tuple[str, ...] = ()


def reading(tmp_path: Path, name: str, content: str | bytes) -> Found:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path, pack="p", name=name, schema=Thing, key="code")


def faults(tmp_path: Path, name: str, content: str | bytes) -> list[str]:
    return [str(fault) for fault in reading(tmp_path, name, content).faults]


def test_excel_files_with_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    found = reading(tmp_path, "t.csv", b"\xef\xbb\xbfcode,size\r\na,3\r\n\r\n")
    assert [row.data for row in found.rows] == [Thing(code="a", size=3)] and not found.faults


def test_a_cell_is_named_by_line_and_column(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "t.csv", "code,size\na,3\nb,big\n")
    assert fault.startswith("t.csv:3 size: ") and "'big'" in fault


def test_a_cell_with_a_line_break_does_not_shift_the_lines_after_it(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "t.csv", 'code,size\n"a\nb",3\nc,big\n')
    assert fault.startswith("t.csv:4 size")


def test_columns_unknown_missing_and_doubled(tmp_path: Path) -> None:
    assert faults(tmp_path, "t.csv", "kode\na\n") == [
        "t.csv:1 kode: unknown column; known are code, size, parts",
        "t.csv:1 code: this column is missing",
    ]
    assert faults(tmp_path, "t.csv", "code,code\na,b\n") == ["t.csv:1 code: this column stands twice"]


def test_other_encodings_are_refused_with_advice(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "t.csv", "code\n甲\n".encode("gb18030"))
    assert fault.startswith("t.csv:2: is not UTF-8")


def test_an_open_quote_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "t.csv", 'code\n"a\n')
    assert "is not CSV" in fault


def test_a_yaml_key_written_twice_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "t.yaml", "code: a\nsize: 1\nsize: 2\n") == ["t.yaml:3 size: is written twice"]


def test_yaml_faults_point_deep(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "t.yaml", "code: a\nparts:\n  - x\n  - [y]\n")
    assert fault.startswith("t.yaml:4 parts.1: ")


def test_a_missing_key_points_to_where_it_should_stand(tmp_path: Path) -> None:
    assert faults(tmp_path, "t.yaml", "\nsize: 1\n") == ["t.yaml:2 code: Field required"]


def test_an_empty_file_and_a_broken_one(tmp_path: Path) -> None:
    assert faults(tmp_path, "t.yaml", "# nothing\n") == ["t.yaml:1: is empty"]
    (fault,) = faults(tmp_path, "t.yaml", "code: a\n  size: 1\n")
    assert fault.startswith("t.yaml:2: is not YAML")
