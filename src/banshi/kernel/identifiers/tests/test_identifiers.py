from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from banshi.kernel.identifiers import (
    IdentifierError,
    check_citizen_id,
    check_credit_code,
    check_org_code,
    check_project_code,
    check_property_unit,
    mask_id,
    mask_name,
    mask_phone,
)
from banshi.kernel.identifiers.people import _check_digit

TODAY = date(2026, 11, 22)
CHECKS = [check_citizen_id, check_credit_code, check_org_code, check_property_unit, check_project_code]


def citizen(region="211103", birth="19900307", order="663"):
    body = region + birth + order
    return body + _check_digit(body)


def test_the_number_of_the_standard_is_right():
    found = check_citizen_id("11010519491231002X", today=TODAY)
    assert (found.birth_on, found.sex, found.region) == (date(1949, 12, 31), "female", "110105")


def test_full_width_digits_spaces_and_a_small_x_are_understood():
    assert check_citizen_id(" 110105 19491231 002ｘ ").number == "11010519491231002X"
    assert check_citizen_id("１１０１０５19491231002x").number == "11010519491231002X"


def test_a_number_of_fifteen_digits_becomes_the_eighteen_that_replaced_it():
    found = check_citizen_id("110105491231002")
    assert found.number == "11010519491231002X"
    assert found.was_15_digits


def test_a_division_that_no_longer_exists_is_no_fault():
    assert check_citizen_id(citizen(region="211121", birth="19650101")).region == "211121"
    assert check_citizen_id(citizen(region="211104", birth="19900101")).region == "211104"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", "请填写"),
        ("110105194912310021", "校验位"),
        ("11010519491231003X", "校验位"),
        (citizen(birth="19900230"), "不存在"),
        (citizen(birth="19901301"), "不存在"),
        (citizen(birth="20230229"), "不存在"),
        (citizen(birth="20261123"), "晚于今天"),
        (citizen(birth="20990101"), "晚于今天"),
        (citizen(birth="18700101"), "过早"),
        ("010105194912310021", "18位"),
        ("1101051949123100X2", "18位"),
        ("11010519491231002", "18位"),
        ("11010519491231002XX", "18位"),
        ("11010549123100A", "15位"),
        ("110105490231002", "不存在"),
        ("１" * 65, "太长"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢١", "18位"),
    ],
)
def test_a_wrong_citizen_number_is_refused_in_plain_words(number, says):
    with pytest.raises(IdentifierError, match=says) as refusal:
        check_citizen_id(number, today=TODAY)
    assert len(number) < 6 or number not in str(refusal.value)


def test_somebody_born_today_has_a_number():
    assert check_citizen_id(citizen(birth="20261122"), today=TODAY).birth_on == TODAY


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place, shift):
    number = citizen()
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(IdentifierError):
        check_citizen_id(wrong, today=TODAY)


@given(st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_noticed(place):
    number = citizen(birth="19870421", order="535")
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(IdentifierError):
            check_citizen_id(swapped, today=TODAY)


@pytest.mark.parametrize(
    "number", ["91110000600037341L", "91330100799655058B", "9111 0000 6000 3734 1l", "91110000-600037341L"]
)
def test_public_credit_codes_are_right(number):
    assert len(check_credit_code(number)) == 18


def test_a_village_collectives_credit_code_may_begin_with_a_letter():
    body = "N2211103MF5678901"
    assert check_credit_code(body + uscc.calc_check_digit(body)).startswith("N2211103")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("91110000600037341M", "校验位"),
        ("91110000600037314L", "校验位"),
        ("9111000060003734IL", "不允许"),
        ("9111000O600037341L", "不允许"),
        ("91110000600037341", "18位"),
        ("", "18位"),
    ],
)
def test_a_wrong_credit_code_is_refused(number, says):
    with pytest.raises(IdentifierError, match=says):
        check_credit_code(number)


def test_organisation_codes():
    assert check_org_code("D2143569X") == "D2143569-X"
    assert check_org_code("600037341") == "60003734-1"
    for wrong in ("D2143569-1", "6000373-4", "", "60003734-2", "6000373I41"):
        with pytest.raises(IdentifierError):
            check_org_code(wrong)


def test_property_units():
    unit = check_property_unit("211103 001001 GB00010 F00010203")
    assert (unit.region, unit.parcel, unit.fixture) == ("211103", "211103001001GB00010", "F")
    assert check_property_unit("211103001001JC00010W00000000").fixture == "W"
    for wrong in (
        "211103001001GB00010F0001020",
        "211103001001XB00010F00010203",
        "211103001001GB00010W00010203",
        "211103001001GB00010F00000000",
        "211103001001GB00010A00010203",
    ):
        with pytest.raises(IdentifierError, match="不动产单元号"):
            check_property_unit(wrong)


def test_project_codes():
    code = check_project_code("2022-211103-47-03-000001")
    assert (code.year, code.region, code.industry, code.kind) == (2022, "211103", "47", "03")
    for wrong in ("2022-211103-47-03-00001", "20222111034703000001", "2022-211103-00-03-000001", ""):
        with pytest.raises(IdentifierError, match="项目代码"):
            check_project_code(wrong)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("character", ["1", "A", " ", "１", "-"])
def test_ten_megabytes_are_refused_at_once(check, character):
    with pytest.raises(IdentifierError):
        check(character * 10_000_000)


@given(st.text(max_size=70))
def test_any_text_at_all_is_either_right_or_refused(text):
    for check in CHECKS:
        try:
            check(text)
        except IdentifierError as refusal:
            assert str(refusal).endswith("。")


def test_masks_hide_the_middle():
    assert mask_id("211103199003071234") == "2111**********1234"
    assert mask_phone("13812341234") == "138****1234"
    assert [mask_name(name) for name in ("王芳", "王小芳", "欧阳娜娜", "王", "")] == ["王*", "王*芳", "欧**娜", "*", ""]


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_hides_something(text):
    for mask in (mask_id, mask_phone, mask_name):
        assert len(mask(text)) == len(text)
        assert not text or "*" in mask(text)
