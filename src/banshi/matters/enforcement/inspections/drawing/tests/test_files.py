"""Files are read forgivingly, and every fault has its file and line."""

import pytest

from banshi.matters.enforcement.inspections.drawing import files, publications
from banshi.matters.enforcement.inspections.drawing.faults import InputError
from banshi.matters.enforcement.inspections.drawing.records import Officer, Subject


@pytest.fixture
def file(tmp_path):
    def write(text, name="pool.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_other_columns_their_order_a_byte_order_mark_and_quotes_make_no_difference(file):
    plain = files.read_pool(file("id,class,district,industry,weight\nE1,A,区,餐饮,2\n"))
    other = files.read_pool(
        file('\ufeffName,Weight, industry ,ID,class,district\r\n"店,大",2,"餐饮",E1,A, 区 \r\n\r\n', "other.csv")
    )
    assert plain == other == [Subject("E1", "A", "区", "餐饮", 2)]


@pytest.mark.parametrize("between", [";", "；", "、", "|", " ; "])
def test_several_certificates_may_stand_in_one_field(file, between):
    text = f"id,department,certificates,lead,district\nO1,甲,食品{between}电梯,是,\n"
    assert files.read_officers(file(text)) == [Officer("O1", "甲", frozenset({"食品", "电梯"}), True, frozenset())]


HEAD = "id,class,district,industry,weight\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "pool.csv:1: no column 'id'"),
        (HEAD, "pool.csv: no object"),
        ("id,class\nE1,A\n", "pool.csv:1: no column 'district'; there are: id, class"),
        (HEAD + "E1,A,d,i,1\nE1,A,d,i,1\n", "pool.csv:3: E1 stands there twice"),
        (HEAD + "E1,A,d,i,0\n", "pool.csv:2: weight: a whole number from 1"),
        (HEAD + "E1,A,d,i,1.5\n", "pool.csv:2: weight"),
        (HEAD + "E1,A,d,i,１\n", "pool.csv:2: weight"),
        (HEAD + "E1,A,d,i,-1\n", "pool.csv:2: weight"),
        (HEAD + ",A,d,i,1\n", "pool.csv:2: id and class"),
        (HEAD + "E1,A\n", "pool.csv:2: 2 columns are too few"),
        (HEAD + "E1,A,d,i\tj,1\n", "pool.csv:2: a tab"),
        (HEAD + "E1,A,d\u2028d,i,1\n", "pool.csv:2: a tab"),
        (HEAD + 'E1,A,"d,i,1\n', "pool.csv:2: not CSV"),
        (HEAD.encode() + "E1,A,区,i,1\n".encode("gb18030"), "pool.csv: not UTF-8 at byte"),
        (HEAD + "E1,A,d,i,99999999999\n", "pool.csv:2: weight"),
    ],
)
def test_a_fault_in_the_pool_has_file_and_line(file, text, fault):
    with pytest.raises(InputError) as found:
        files.read_pool(file(text))
    assert str(found.value).startswith(fault)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="pool.csv: No such file"):
        files.read_pool(tmp_path / "pool.csv")


def test_lead_is_yes_or_no(file):
    with pytest.raises(InputError, match="officers.csv:2: lead"):
        files.read_officers(file("id,department,certificates,lead\nO1,甲,,maybe\n", "officers.csv"))


def test_a_recusal_twice_is_one(file):
    assert files.read_recusals(file("officer,object\nO1,E1\nO1,E1\n")) == {("O1", "E1")}


def test_an_opening_load_of_a_stranger_is_a_fault(file):
    with pytest.raises(InputError, match="loads.csv:2: O9 is not among the officers"):
        files.read_loads(file("officer,load\nO9,1\n", "loads.csv"), {"O1"})


def test_salts_may_have_the_name_of_their_holder(file):
    long = "a1" * 16
    assert files.read_salts(file(f"{long}\n\n市场监管局: {'b' * 40}\n")) == [("1", long), ("市场监管局", "b" * 40)]


@pytest.mark.parametrize(
    "text", ["short\n", "a b\n", f"{'a' * 40}\n{'a' * 40}\n", f"x {'a' * 40}\nx {'b' * 40}\n", f"{'盐' * 40}\n"]
)
def test_a_salt_is_long_and_of_one_holder(file, text):
    with pytest.raises(InputError, match="salts.txt:"):
        files.read_salts(file(text, "salts.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{", '{"round": "1000"}', '{"round": 0}', '{"round": 1, "randomness": "zz"}',
        '{"round": 1, "round": 2}', '{"round": 1.0}', '{"round": 1, "randomness": "' + "00" * 32 + '", "signature": "00"}',
    ],
)  # fmt: skip
def test_a_beacon_file_that_cannot_be_one_is_refused(file, text):
    with pytest.raises(InputError, match="beacon.json"):
        files.read_beacon(file(text, "beacon.json"))


def test_lines_of_json_name_the_line(file):
    with pytest.raises(InputError, match="transcript.jsonl:2"):
        publications.read_lines(file("{}\nx\n", "transcript.jsonl"))
