"""The two registers: a file wholly or not at all, every change of class with its reason, recusals nobody lifts for himself."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.journal.models import Line
from banshi.matters.enforcement.inspections import folders
from banshi.matters.enforcement.inspections.importing import Faulty
from banshi.matters.enforcement.inspections.models import CheckObject, ClassChange, Recusal
from banshi.matters.enforcement.inspections.services import registers
from banshi.matters.enforcement.officers.models import Inspector

from . import at
from .conftest import credit_code, register_csv
from .test_rules import refused

pytestmark = pytest.mark.django_db
ROW = (credit_code(1), "盘锦示例餐馆一号", "企业", "A", "211103", "餐饮", "1", "")


def load(city, *rows, reason="年度分类评定", who="keeper"):
    return registers.import_objects(register_csv(list(rows)), reason=reason, by=city.actor(who), at=at(8))


def test_a_file_brings_new_ones_and_changes(city):
    new = (credit_code(77), "盘锦示例超市", "企业", "B", "211104", "批发零售", "", "")
    assert load(city, ROW, new) == (1, 1)
    assert CheckObject.objects.get(credit_code=credit_code(77)).weight == 1
    assert load(city, ROW, new) == (0, 0), "the same again changes nothing"


def test_a_wrong_file_is_refused_wholly_with_every_fault_and_its_line(city):
    before = CheckObject.objects.count()
    with pytest.raises(Faulty) as refusal:
        load(
            city,
            (credit_code(78), "好的一行", "企业", "B", "211104", "批发零售", "1", ""),
            ("91211100900000000X", "校验位错", "企业", "B", "211104", "批发零售", "1", ""),
            (credit_code(79), "", "公司", "E", "210000", "批发零售", "0", ""),
            (credit_code(78), "重复", "企业", "B", "211104", "批发零售", "1", ""),
        )
    assert [fault.line for fault in refusal.value.faults] == [3, 4, 4, 4, 4, 4, 5]
    assert CheckObject.objects.count() == before


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", register_csv([]), register_csv([ROW]) + b'\n"open', register_csv([("1", "2")])]
)
def test_what_is_no_register_is_refused(city, content):
    with pytest.raises(Faulty):
        registers.import_objects(content, reason="", by=city.actor("keeper"), at=at(8))


def test_files_as_a_chinese_office_program_writes_them_are_read(city):
    content = register_csv([ROW]).decode().encode("gb18030")
    assert registers.import_objects(content, reason="", by=city.actor("keeper"), at=at(8)) == (0, 1)
    with refused("encoding"):
        registers.import_objects(b"\xff\xff\xff\xff", reason="", by=city.actor("keeper"), at=at(8))


def test_a_change_of_class_needs_its_reason_and_is_kept(city):
    worse = (*ROW[:3], "C", *ROW[4:])
    with refused("reason_missing"):
        load(city, worse, reason=" ")
    load(city, worse)
    change = ClassChange.objects.get()
    assert (change.before, change.after, change.reason) == ("A", "C", "年度分类评定")
    assert Line.objects.filter(stream=f"check-object:{ROW[0]}").latest("pk").data["before"]["risk"] == "A"


@pytest.mark.parametrize("who", ["manager", "stranger", "holder.a"])
def test_one_office_does_not_change_the_whole_citys_register(city, who):
    with pytest.raises(Hidden):
        load(city, ROW, who=who)


def test_an_object_that_left_is_in_no_pool(city):
    registers.strike_object(ROW[0], reason="注销", by=city.actor("keeper"), at=at(6))
    assert sum(city.frozen().counts.values()) == 10


def test_only_who_is_certified_is_an_inspector(city):
    said = {"fields": ("食品",), "districts": (), "lead": False, "by": city.actor("manager"), "at": at(8)}
    with refused("certificate_expired"):
        registers.edit_inspector("ZF-007", **said | {"valid_until": date(2021, 5, 7)})
    with refused("fields_missing"):
        registers.edit_inspector("ZF-007", **said | {"valid_until": date(2022, 5, 7), "fields": ()})
    with refused("unknown_district"):
        registers.edit_inspector("ZF-007", **said | {"valid_until": date(2022, 5, 7), "districts": ("210000",)})


def test_a_certificate_that_runs_out_before_the_inspection_keeps_its_officer_out_of_the_draw(city):
    Inspector.objects.filter(number="ZF-007").update(valid_until=date(2021, 5, 16))
    assert city.frozen().inputs["officers.csv"] and city.frozen(title="再").total
    assert "ZF-007" not in text(city.frozen(title="又"), "officers.csv")


def text(draw, name):
    return folders.contents(draw.inputs)[name].decode()


def test_an_officer_recuses_himself_and_cannot_take_it_back(city):
    wang = city.actor("wang")
    made = registers.recuse("ZF-007", credit_code=credit_code(1), reason="亲属经营", by=wang, at=at(6))
    with refused("recusal_known"):
        registers.recuse("ZF-007", credit_code=credit_code(1), reason="亲属经营", by=wang, at=at(6))
    with pytest.raises(Forbidden):
        registers.lift_recusal(made.pk, reason="误登", by=wang, at=at(6))
    assert f"ZF-007,{credit_code(1)}" in text(city.frozen(), "recusals.csv")
    registers.lift_recusal(made.pk, reason="已转让", by=city.actor("manager"), at=at(7))
    assert not Recusal.objects.filter(lifted_at=None).exists()


def test_an_officer_does_not_recuse_a_colleague(city):
    with pytest.raises(Forbidden):
        registers.recuse("ZF-008", credit_code=credit_code(1), reason="亲属", by=city.actor("wang"), at=at(6))
