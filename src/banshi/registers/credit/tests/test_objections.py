"""异议: marked at once, out of sight while it is checked, answered within its limit with a trace."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.registers.credit.models import Mark
from banshi.registers.credit.services import objections
from banshi.registers.credit.tests.people import COURT, MONDAY, PERSON, WANG, on, put_record


def marks() -> list[tuple[str, date, date | None]]:
    return list(Mark.objects.order_by("pk").values_list("kind", "since", "until"))


def test_it_is_marked_at_once_and_nobody_outside_sees_it(bureau) -> None:
    objection = bureau.objected()
    assert objection.due_on == date(2022, 3, 21)  # ten working days after 7 March (示例口径)
    assert marks() == [("objected", date(2022, 3, 7), None)]
    assert not bureau.public((objection.unit.number, objection.fp))


def test_a_record_that_is_right_is_shown_again_with_the_reason(bureau) -> None:
    objection = bureau.objected()
    kept = objections.keep(objection.number, reason="经核对决定书，金额无误", by=bureau.by("专管员"), at=on(3, 9))
    assert (kept.state, kept.answer) == ("kept", "经核对决定书，金额无误")
    record = (objection.unit.number, objection.fp)
    assert bureau.public(record, on(3, 9)) and not bureau.public(record, on(3, 8))
    assert bureau.kinds(kept) == ["ObjectionFiled", "ObjectionKept"]


def test_a_wrong_record_is_corrected_and_stays_out_of_sight(bureau) -> None:
    objection = bureau.objected()
    done = objections.correct(
        objection.number, correction="罚款2000元", reason="报送时多写了一个零", by=bureau.by("专管员"), at=on(3, 9)
    )
    assert (done.state, done.correction) == ("corrected", "罚款2000元")
    assert marks() == [("objected", date(2022, 3, 7), date(2022, 3, 9)), ("corrected", date(2022, 3, 9), None)]
    assert not bureau.public((objection.unit.number, objection.fp), on(3, 10))


def test_an_annulled_decision_is_withdrawn(bureau) -> None:
    objection = bureau.objected(about="annulled")
    objections.remove(objection.number, reason="决定已被复议机关撤销", by=bureau.by("专管员"), at=on(3, 9))
    assert [kind for kind, _, until in marks() if until is None] == ["withdrawn"]
    assert not bureau.public((objection.unit.number, objection.fp), on(3, 10))


def test_a_person_objects_to_a_record_of_their_own(bureau) -> None:
    put_record(PERSON, fp=5, unit=8, decided_on=date(2021, 11, 5), content="罚款")
    said = {"unit": 8, "fp": 5, "about": "subject", "words": "这不是我的处罚"}
    assert objections.file(bureau.party(WANG[0]), **said, by=bureau.by("王芳"), at=MONDAY).state == "filed"
    with pytest.raises(Hidden):
        objections.file(bureau.party(WANG[0]), **said, by=bureau.by("李强"), at=MONDAY)


def test_for_a_unit_without_an_office_here_the_keeper_of_the_platform_checks(bureau) -> None:
    objection = bureau.objected(unit=COURT, kind="judicial", content="有履行能力而拒不履行")
    assert objection.office.code == "pj-ysj"
    with pytest.raises(Hidden):
        objections.keep(objection.number, reason="经核对无误", by=bureau.by("专管员"), at=MONDAY)
    assert objections.keep(objection.number, reason="经核对无误", by=bureau.by("平台专管员"), at=MONDAY).ended_at


def test_whoever_objected_may_withdraw(bureau) -> None:
    objection = bureau.objected()
    objections.withdraw(objection.number, by=bureau.by("王芳"), at=on(3, 8))
    assert bureau.public((objection.unit.number, objection.fp), on(3, 8))
    with pytest.raises(Refused):
        objections.withdraw(objection.number, by=bureau.by("王芳"), at=on(3, 8))


def test_a_second_one_waits_for_the_first(bureau) -> None:
    objection = bureau.objected()
    with pytest.raises(Refused) as refusal:
        objections.file(
            bureau.party(), unit=objection.unit.number, fp=objection.fp, about="content", words="还是不对",
            by=bureau.by("王芳"), at=MONDAY,
        )  # fmt: skip
    assert refusal.value.code == "asked_before"


def test_the_answer_needs_a_reason_and_an_officer_of_the_office(bureau) -> None:
    objection = bureau.objected()
    with pytest.raises(Refused):
        objections.keep(objection.number, reason="无误", by=bureau.by("专管员"), at=MONDAY)
    with pytest.raises(Forbidden):
        objections.keep(objection.number, reason="经核对无误", by=bureau.by("负责人"), at=MONDAY)
    with pytest.raises(Hidden):
        objections.keep(objection.number, reason="经核对无误", by=bureau.by("市场专管员"), at=MONDAY)


def test_a_missed_day_is_said_and_the_record_stays_out_of_sight(bureau) -> None:
    objection = bureau.objected()
    assert bureau.run_timers(on(3, 21, 23)) == 0
    assert bureau.run_timers(on(3, 22, 1)) == 1
    assert bureau.kinds(objection)[-1] == "ObjectionOverdue"
    assert not bureau.public((objection.unit.number, objection.fp), on(3, 22))
