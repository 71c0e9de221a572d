"""信用修复: the conditions of the regime, the consent of the unit that decided, the end of publication, false promises."""

from datetime import date

import pytest

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.files import services as files
from banshi.kernel.jobs import queue
from banshi.kernel.refusal import Refused, Stale
from banshi.kernel.worklist.models import Line
from banshi.registers.credit import documents
from banshi.registers.credit.models import Mark, Repair
from banshi.registers.credit.rules.proceedings import APPLICANT, REPAIR, STAFF
from banshi.registers.credit.selectors import proceedings
from banshi.registers.credit.services import repairs
from banshi.registers.credit.tests.people import COMPANY, COURT, MARKET, MONDAY, PERSON, WANG, on, put_record


def test_from_application_to_the_end_of_publication(bureau) -> None:
    repair = bureau.applied()
    assert (repair.number[:8], repair.severity, repair.due_on) == ("XF-2022-", "general", date(2022, 3, 10))
    assert "527号" in repair.basis and repair.promise.startswith("本单位承诺")
    record = (repair.unit.number, repair.fp)
    assert bureau.public(record)
    repair = repairs.accept(repair.number, by=bureau.by("专管员"), at=MONDAY)
    assert repair.due_on == date(2022, 3, 21)
    repair = repairs.agree(repair.number, duties_done=True, reason="罚款已经缴清", by=bureau.by("负责人"), at=MONDAY)
    assert (repair.state, repair.agreed_on) == ("agreed", date(2022, 3, 7))
    assert not bureau.public(record)
    assert Mark.objects.get(kind="repaired").source == f"repair:{repair.number}"
    assert bureau.kinds(repair) == ["RepairApplied", "RepairAccepted", "RepairAgreed"]
    line = Line.objects.get(key=repair.number)
    assert (line.matter, line.closed_at) == ("credit-repair", MONDAY)


def test_the_day_before_the_minimum_is_too_early(bureau) -> None:
    """Decided 5 November 2021; three months end on 5 February 2022."""
    record = bureau.record()
    said = {"unit": record[0], "fp": record[1], "words": "罚款已经缴清", "promised": True, "by": bureau.by("王芳")}
    with pytest.raises(Refused) as refusal:
        repairs.apply(bureau.party(), **said, at=on(2, 5))
    assert refusal.value.code == "repair_minimum" and "2022-02-06" in refusal.value.message
    assert repairs.apply(bureau.party(), **said, at=on(2, 6)).state == "filed"


def test_after_the_maximum_there_is_nothing_to_repair(bureau) -> None:
    """One year ends on 5 November 2022."""
    record = bureau.record()
    said = {"unit": record[0], "fp": record[1], "words": "罚款已经缴清", "promised": True, "by": bureau.by("王芳")}
    with pytest.raises(Refused) as refusal:
        repairs.apply(bureau.party(), **said, at=on(11, 6))
    assert refusal.value.code == "repair_shown"
    assert repairs.apply(bureau.party(), **said, at=on(11, 5)).state == "filed"


@pytest.mark.parametrize(
    ("content", "code"),
    [("环境违法，责令停产停业", "repair_repairable"), ("简易程序，罚款200元", "repair_shown")],
)
def test_what_the_regime_does_not_let_repair(bureau, content: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        bureau.applied(content=content)
    assert refusal.value.code == code


def test_a_market_regulators_penalty_must_be_ripe_in_both_systems(bureau) -> None:
    """Credit site: three months, from 6 February. Enterprise system: six months, from 6 May."""
    with pytest.raises(Refused) as refusal:
        bureau.applied(unit=MARKET, content="罚款80000元", cents=8_000_000)
    assert refusal.value.code == "repair_minimum" and "国家企业信用信息公示系统" in refusal.value.message
    record = (MARKET, 1001)
    said = {"unit": record[0], "fp": record[1], "words": "罚款已经缴清", "promised": True, "by": bureau.by("王芳")}
    with pytest.raises(Refused):
        repairs.apply(bureau.party(), **said, at=on(5, 5))
    assert repairs.apply(bureau.party(), **said, at=on(5, 6)).state == "filed"


def test_without_a_promise_or_words_nothing_is_taken(bureau) -> None:
    unit, fp = bureau.record()
    for words, promised in (("罚款已经缴清", False), ("无", True)):
        with pytest.raises(Refused):
            repairs.apply(
                bureau.party(), unit=unit, fp=fp, words=words, promised=promised, by=bureau.by("王芳"), at=MONDAY
            )


def test_one_record_is_asked_for_once_at_a_time(bureau) -> None:
    repair = bureau.applied()
    said = {"unit": repair.unit.number, "fp": repair.fp, "words": "罚款已经缴清", "promised": True}
    with pytest.raises(Refused) as refusal:
        repairs.apply(bureau.party(), **said, by=bureau.by("王芳"), at=MONDAY)
    assert refusal.value.code == "asked_before"
    repairs.withdraw(repair.number, by=bureau.by("王芳"), at=MONDAY)
    assert repairs.apply(bureau.party(), **said, by=bureau.by("王芳"), at=MONDAY).state == "filed"


def test_only_who_speaks_for_the_company_asks(bureau) -> None:
    unit, fp = bureau.record()
    for name in ("李强", "专管员"):
        with pytest.raises(Hidden):
            repairs.apply(
                bureau.party(), unit=unit, fp=fp, words="罚款已经缴清", promised=True, by=bureau.by(name), at=MONDAY
            )


def test_another_companys_record_does_not_exist(bureau) -> None:
    put_record(65, fp=5, unit=8, decided_on=date(2021, 11, 5), content="罚款")
    with pytest.raises(Hidden):
        repairs.apply(
            bureau.party(), unit=8, fp=5, words="罚款已经缴清", promised=True, by=bureau.by("王芳"), at=MONDAY
        )


def test_a_persons_record_is_not_public_and_needs_no_repair(bureau) -> None:
    put_record(PERSON, fp=5, unit=8, decided_on=date(2021, 11, 5), content="罚款")
    with pytest.raises(Refused) as refusal:
        repairs.apply(
            bureau.party(WANG[0]), unit=8, fp=5, words="罚款已经缴清", promised=True, by=bureau.by("王芳"), at=MONDAY
        )
    assert refusal.value.code == "not_public"


def test_a_court_is_asked_at_the_court(bureau) -> None:
    with pytest.raises(Refused) as refusal:
        bureau.applied(unit=COURT, kind="judicial", content="有履行能力而拒不履行")
    assert refusal.value.code == "no_office"


def test_supplementing_begins_the_offices_time_anew(bureau) -> None:
    repair = bureau.applied()
    repair = repairs.ask_more(repair.number, reason="请补交缴款凭证", by=bureau.by("专管员"), at=on(3, 8))
    assert (repair.state, repair.due_on, Line.objects.get(key=repair.number).waits_for) == ("supplement", None, "party")
    repair = repairs.supplement(repair.number, words="凭证见附件", by=bureau.by("王芳"), at=on(3, 9))
    assert (repair.state, repair.due_on) == ("filed", date(2022, 3, 14))
    assert repair.words.endswith("凭证见附件")


def test_the_unit_agrees_only_after_it_has_verified_the_duties(bureau) -> None:
    repair = bureau.accepted()
    with pytest.raises(Refused) as refusal:
        repairs.agree(repair.number, duties_done=False, reason="罚款已经缴清", by=bureau.by("负责人"), at=MONDAY)
    assert refusal.value.code == "repair_duties"
    assert bureau.public((repair.unit.number, repair.fp))


def test_a_refusal_keeps_the_record_published_and_may_be_asked_again(bureau) -> None:
    repair = bureau.accepted()
    repair = repairs.refuse(repair.number, reason="罚款还没有缴清", by=bureau.by("负责人"), at=MONDAY)
    assert (repair.state, bureau.public((repair.unit.number, repair.fp))) == ("refused", True)
    again = {"unit": repair.unit.number, "fp": repair.fp, "words": "现在缴清了", "promised": True}
    assert repairs.apply(bureau.party(), **again, by=bureau.by("王芳"), at=MONDAY).state == "filed"


def test_a_false_promise_shows_the_record_again_and_bars_the_next(bureau) -> None:
    """Revoked on 7 March 2022: no repair for twelve months (示例口径), so again from 8 March 2023."""
    repair = bureau.agreed()
    record = (repair.unit.number, repair.fp)
    assert not bureau.public(record)
    repair = repairs.revoke(repair.number, reason="缴款凭证是伪造的", by=bureau.by("负责人"), at=on(3, 8))
    assert bureau.public(record, on(3, 8)) and not bureau.public(record, on(3, 7))
    other = bureau.record(fp=1002, decided_on=date(2022, 10, 10))
    said = {"unit": other[0], "fp": other[1], "words": "罚款已经缴清", "promised": True, "by": bureau.by("王芳")}
    with pytest.raises(Refused) as refusal:
        repairs.apply(bureau.party(), **said, at=on(3, 8, year=2023))
    assert refusal.value.code == "repair_bar" and "2023-03-09" in refusal.value.message
    assert repairs.apply(bureau.party(), **said, at=on(3, 9, year=2023)).state == "filed"


def test_a_missed_day_is_said_and_nothing_is_decided(bureau) -> None:
    repair = bureau.applied()
    assert bureau.run_timers(on(3, 10, 23)) == 0
    assert bureau.run_timers(on(3, 11, 1)) == 1
    repair.refresh_from_db()
    assert (bureau.kinds(repair)[-1], repair.state) == ("RepairOverdue", "filed")


@pytest.mark.parametrize("name", ["市场专管员", "平台专管员"])
def test_another_office_does_not_see_it(bureau, name: str) -> None:
    repair = bureau.applied()
    with pytest.raises(Hidden):
        repairs.accept(repair.number, by=bureau.by(name), at=MONDAY)
    with pytest.raises(Hidden):
        proceedings.by_number(repair.number, by=bureau.by(name))


def test_the_officer_accepts_and_the_head_decides(bureau) -> None:
    repair = bureau.accepted()
    with pytest.raises(Forbidden):
        repairs.agree(repair.number, duties_done=True, reason="罚款已经缴清", by=bureau.by("专管员"), at=MONDAY)
    with pytest.raises(Forbidden):
        repairs.decline(repair.number, reason="不属于本单位", by=bureau.by("负责人"), at=MONDAY)
    with pytest.raises(Hidden):
        repairs.agree(repair.number, duties_done=True, reason="罚款已经缴清", by=Actor.anonymous(), at=MONDAY)


def test_what_was_read_is_what_is_decided(bureau) -> None:
    repair = bureau.applied()
    repairs.accept(repair.number, by=bureau.by("专管员"), at=MONDAY, version=repair.version)
    with pytest.raises(Stale):
        repairs.refuse(repair.number, reason="没有缴清罚款", by=bureau.by("负责人"), at=MONDAY, version=repair.version)


def test_the_certificate_is_made_once_and_opened_by_the_company_only(bureau) -> None:
    repair = bureau.agreed()
    queue.drain()
    repair = Repair.objects.get(pk=repair.pk)
    assert repair.certificate is not None
    assert files.read(repair.certificate).startswith(b"%PDF")
    assert documents.make(repair.number) is False
    stated = documents.stated(repair)
    assert stated["party"] == COMPANY[0] and stated["agreed_on"] == "2022-03-07"


def test_each_step_belongs_to_somebody() -> None:
    verbs = {verb for _, verb in REPAIR}
    assert verbs <= {*STAFF, *APPLICANT}
    assert not set(STAFF) & APPLICANT
