"""联合奖惩: which measure by which law, on certain grounds only; and what offices answered."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.registers.credit.models import JointAction
from banshi.registers.credit.rules.measures import Moment
from banshi.registers.credit.selectors import measures as selectors
from banshi.registers.credit.services import lists, marking, measures
from banshi.registers.credit.tests.people import COMPANY, MARKET, MONDAY, SID, WANG, on, put_record
from banshi.registers.parties import selectors as parties

PRINT = parties.number_fingerprint(COMPANY[1])
OFFICE = "/2111/pj-sthjj/"


def codes(matter: str, day: date = date(2022, 3, 20), item: str = "") -> list[str]:
    return [one.provision.code for one in selectors.measures_for(PRINT, Moment(matter, day, item))]


def listed(bureau, code: str = "environment-serious"):
    entry = bureau.noticed(code=code)
    return lists.enter(entry.number, reason="事实清楚，符合标准", by=bureau.by("负责人"), at=on(3, 15))


def test_who_stands_nowhere_meets_nothing(bureau) -> None:
    assert codes("application") == []
    stranger = parties.number_fingerprint("91211100MA0UYTRE00")
    assert selectors.measures_for(stranger, Moment("application", date(2022, 3, 20))) == []


def test_an_entry_is_felt_from_its_first_day_to_its_last(bureau) -> None:
    entry = listed(bureau)
    assert codes("application", date(2022, 3, 14)) == []
    assert codes("application", date(2022, 3, 15)) == ["no-promise", "no-deferral", "strict-review"]
    assert codes("application", date(2025, 3, 15)) == ["no-promise", "no-deferral", "strict-review"]
    assert codes("application", date(2025, 3, 16)) == []
    lists.leave(entry.number, duties_done=True, reason="决定被撤销", by=bureau.by("负责人"), at=on(3, 21))
    assert codes("application") == []


def test_each_matter_meets_its_own(bureau) -> None:
    listed(bureau)
    assert codes("inspection") == ["inspect-more"]
    assert codes("award") == ["no-award"]
    assert codes("procurement") == []


def test_a_measure_names_its_law_and_its_ground(bureau) -> None:
    entry = listed(bureau)
    first = selectors.measures_for(PRINT, Moment("application", date(2022, 3, 20)))[0]
    assert (first.provision.binding, first.provision.law[:4]) == ("shall", "国务院办")
    assert [(one.source, one.office) for one in first.grounds] == [(entry.number, "盘锦市生态环境局")]


def test_a_measure_for_some_items_is_met_there_only(bureau) -> None:
    listed(bureau, "market-serious")
    assert "food-bar" in codes("application", item="sc-spjy")
    assert "food-bar" not in codes("application", item="sc-qysl")


def test_an_incentive_list_opens_doors(bureau) -> None:
    listed(bureau, "honest-city")
    assert codes("application") == ["deferral-first", "green-channel"]
    assert codes("inspection") == ["inspect-less"]


def test_a_delivered_record_counts_while_it_is_certain_and_shown(bureau) -> None:
    """经营异常名录 of 5 July 2021, removed on 10 February 2022."""
    put_record(fp=9, unit=MARKET, kind="abnormal", decided_on=date(2021, 7, 5), valid_until=date(2022, 2, 10))
    assert codes("inspection", date(2021, 7, 4)) == []
    assert codes("inspection", date(2022, 2, 10)) == ["inspect-more"]
    assert codes("inspection", date(2022, 2, 11)) == []


def test_an_inferred_link_carries_no_measure_until_somebody_confirms_it(bureau) -> None:
    put_record(fp=9, unit=MARKET, kind="abnormal", decided_on=date(2021, 7, 5), key=77)
    assert codes("inspection") == []
    marking.put(
        unit=MARKET, fp=9, sid=SID, kind="confirmed", source="review:1", reason="核对无误", since=date(2022, 3, 1)
    )
    assert codes("inspection", date(2022, 2, 28)) == []
    assert codes("inspection", date(2022, 3, 1)) == ["inspect-more"]


def test_a_repaired_or_contested_record_carries_none(bureau) -> None:
    put_record(fp=9, unit=MARKET, kind="abnormal", decided_on=date(2021, 7, 5))
    assert codes("inspection") == ["inspect-more"]
    marking.put(unit=MARKET, fp=9, sid=SID, kind="objected", source="objection:1", reason="x", since=date(2022, 3, 20))
    assert codes("inspection", date(2022, 3, 19)) == ["inspect-more"]
    assert codes("inspection", date(2022, 3, 20)) == []


def test_a_provision_is_met_while_it_is_in_force(bureau) -> None:
    """国办发〔2020〕42号 is of 27 October 2020; the record stands since 2019."""
    put_record(fp=9, unit=MARKET, kind="judicial", decided_on=date(2019, 12, 1))
    assert "no-promise" not in codes("application", date(2020, 10, 26))
    assert "no-promise" in codes("application", date(2020, 10, 27))


def met(bureau) -> list[JointAction]:
    listed(bureau)
    moment = Moment("application", date(2022, 3, 20))
    return measures.meet(PRINT, moment, key="SQ-2022-000001", office_path=OFFICE, by=bureau.by("专管员"), at=on(3, 20))


def test_a_matter_meets_each_measure_once(bureau) -> None:
    assert len(met(bureau)) == 3
    again = Moment("application", date(2022, 3, 21))
    said = {"key": "SQ-2022-000001", "office_path": OFFICE, "by": bureau.by("专管员"), "at": on(3, 21)}
    assert measures.meet(PRINT, again, **said) == []
    assert len(measures.meet(PRINT, again, **{**said, "key": "SQ-2022-000002"})) == 3


def test_the_office_answers_once_what_it_did(bureau) -> None:
    action = met(bureau)[0]
    done = measures.answer(
        action.number, outcome="applied", reason="已告知须提交原件", by=bureau.by("负责人"), at=on(3, 21)
    )
    assert (done.outcome, done.answered_by_id) == ("applied", bureau.user("负责人").pk)
    assert selectors.figures() == {"discipline": 1, "incentive": 0}
    with pytest.raises(Refused):
        measures.answer(
            action.number, outcome="not_applied", reason="另有考虑情况", by=bureau.by("负责人"), at=on(3, 21)
        )


@pytest.mark.parametrize(("name", "refusal"), [("市场负责人", Hidden), ("领导", Forbidden), ("王芳", Hidden)])
def test_only_the_office_that_met_it_answers(bureau, name: str, refusal: type[Exception]) -> None:
    action = met(bureau)[0]
    with pytest.raises(refusal):
        measures.answer(action.number, outcome="applied", reason="已告知当事人", by=bureau.by(name), at=on(3, 21))


def test_an_answer_needs_a_reason(bureau) -> None:
    action = met(bureau)[0]
    with pytest.raises(Refused):
        measures.answer(action.number, outcome="not_applied", reason="不", by=bureau.by("负责人"), at=MONDAY)
    with pytest.raises(Hidden):
        measures.answer(action.number, outcome="maybe", reason="另有考虑情况", by=bureau.by("负责人"), at=MONDAY)


def test_a_person_without_records_meets_nothing(bureau) -> None:
    assert selectors.measures_for(parties.number_fingerprint(WANG[1]), Moment("application", date(2022, 3, 20))) == []
