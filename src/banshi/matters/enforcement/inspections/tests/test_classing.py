"""按方法评定: companies are classed from what is known of them, one or all, with reason and version; who deviates is left alone."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.kernel.jobs.models import Timer
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections.models import Abnormal, CheckObject, ClassChange, RiskBoundary, Visit
from banshi.matters.enforcement.inspections.risk import facts, rules
from banshi.matters.enforcement.inspections.services import classes, registers, visits
from banshi.registers.credit.models import Mark, Subject
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record

from . import at
from .conftest import City, credit_code, image, register_csv
from .test_classes import enter

pytestmark = pytest.mark.django_db
PENALTY, PROMISE, HONOUR = 4, 17, 20
TODAY = date(2021, 5, 6)
MACHINE = Actor.system("inspections")


@pytest.fixture
def city(planted: City, db: None) -> Iterator[City]:
    """The small city, planted once for all tests here; what a test does to it is undone."""
    with moments.travel(at(6)):
        yield planted


def subject(number: int, sid: int = 0) -> int:
    """The credit subject behind one of the city's objects."""
    code, sid = credit_code(number), sid or 900 + number
    served.write_subject(sid, number=code)
    return sid


def punish(number: int, *, decided_on: date = date(2021, 3, 1), fp: int = 1, **more) -> None:
    sid = Subject.objects.filter(code=credit_code(number)).values_list("sid", flat=True).first() or subject(number)
    said = {"kind": PENALTY, "content": "罚款20000元", "cents": 2_000_000, "doc_no": f"盘罚〔2021〕{fp}号"} | more
    served.serve([Record(sid, fp + 1000 * number, decided_on=decided_on, **said)])


def classed(number: int, on: date = TODAY) -> rules.Classified:
    one = CheckObject.objects.get(credit_code=credit_code(number))
    method = facts.method_on(on)
    assert method
    return rules.classify(facts.dossier(one, method, on=on), method, on)


def risk_of(number: int) -> tuple[str, str]:
    return CheckObject.objects.values_list("risk", "classed_by").get(credit_code=credit_code(number))


def classify_all(city: City) -> classes.Tally:
    return classes.classify_all(by=city.actor("keeper"), at=at(6))


def test_a_penalty_counts_as_long_as_the_public_sees_it(city: City) -> None:
    punish(4)
    found = classed(4)
    assert (found.risk, found.points) == ("B", 15)
    (line,) = [line for line in found.lines if line.matters]
    (counted,) = line.counted
    assert (counted.fact.source, counted.last) == ("盘罚〔2021〕1号", date(2022, 3, 1))
    assert counted.fact.office and counted.fact.label == "行政处罚"
    with moments.travel(at(6)):
        assert classed(4, date(2022, 3, 1)).points == 15, "its last day"
        assert classed(4, date(2022, 3, 2)).points == 0


@pytest.mark.parametrize("content", ["未履行", "已履行"])
def test_a_link_that_nobody_confirmed_never_counts_against_a_company(city: City, content: str) -> None:
    """A penalty and a broken promise, linked by resemblance; a kept promise may still speak for it."""
    punish(4, key=7, rule=14)
    served.serve(
        [Record(904, 5, kind=PROMISE, decided_on=date(2021, 3, 1), content=f"信用承诺{content}", key=8, rule=14)]
    )
    found = classed(4)
    assert found.points == (0 if content == "未履行" else -2)
    assert [str(why) for fact, why in found.set_aside if fact.kind == "penalty"] == [
        "主体是推定的，没有人确认，不予公开。"
    ]
    Mark.objects.create(
        unit=7, fp=4001, sid=904, kind="confirmed", source="review:1", reason="核对无误", since=date(2021, 4, 1)
    )
    assert classed(4).points == found.points + 15, "confirmed, it counts"


@pytest.mark.parametrize("mark", ["objected", "corrected", "withdrawn", "repaired"])
def test_what_is_objected_to_withdrawn_or_repaired_does_not_count(city: City, mark: str) -> None:
    punish(4)
    served.serve([Record(904, 5, kind=PROMISE, decided_on=date(2021, 3, 1), content="信用承诺未履行")])
    assert classed(4).points == 35
    for fp in (4001, 5):
        Mark.objects.create(unit=7, fp=fp, sid=904, kind=mark, source="repair:1", reason="示例", since=TODAY)
    found = classed(4)
    assert (found.points, len(found.set_aside)) == (0, 2)
    assert all(str(why).endswith("。") for _, why in found.set_aside)
    assert classed(4, TODAY - timedelta(days=1)).points == 35, "the day before it was marked"


def test_results_and_the_list_of_abnormal_operations_count_once_published(city: City) -> None:
    visit = city.visit()
    number = next(n for n in range(11) if credit_code(n) == visit.object.credit_code)
    with moments.travel(at(18)):
        city.recorded(visit, "unreachable", photos=[image()])
        assert classed(number, date(2021, 5, 18)).points == 0, "recorded, not public"
        visits.publish(visit.number, by=city.actor("manager"), at=at(18))
        assert Abnormal.objects.filter(object=visit.object).exists()
        found = classed(number, date(2021, 5, 18))
    assert (found.risk, found.points) == ("C", 40)
    assert {line.criterion.code for line in found.lines if line.matters} == {"check-serious", "abnormal-list"}
    assert Visit.objects.get(pk=visit.pk).number in {one.fact.source for line in found.lines for one in line.counted}


def test_all_are_classed_with_reason_and_version_in_journal_and_change(city: City) -> None:
    punish(8, fp=1)
    punish(8, fp=2)
    tally = classify_all(city)
    assert tally == classes.Tally(objects=12, changed=7, held=0)
    assert risk_of(8) == ("C", "method")
    assert {risk_of(number) for number in (0, 4, 10)} == {("B", "method")}
    change = ClassChange.objects.get(object__credit_code=credit_code(0))
    assert (change.before, change.after, change.method) == ("A", "B", date(2021, 1, 1))
    assert change.reason == "按2021-01-01版风险分类方法评为B类，合计0分：没有计分的信息"
    line = journal.timeline(f"check-object:{credit_code(10)}")[-1]
    assert (line.data["before"], line.data["after"]) == ({"risk": "D"}, {"risk": "B"})
    assert not ClassChange.objects.filter(object__credit_code=credit_code(8)).exists(), "C before, C now"
    done = journal.timeline("register:objects")[-1]
    assert (done.kind, done.data["method"], done.data["changed"]) == ("inspections.ClassesComputed", "2021-01-01", 7)
    assert classify_all(city) == classes.Tally(objects=12), "the second time nothing changes"


def test_the_reason_names_criteria_and_points_and_no_document(city: City) -> None:
    punish(4, content="吊销许可证", cents=None)
    classify_all(city)
    reason = ClassChange.objects.get(object__credit_code=credit_code(4)).reason
    assert "一年以内的严重失信行政处罚+40分（不低于C类）" in reason
    assert "盘罚" not in reason


def test_an_officers_deviation_stands_until_it_is_given_back(city: City) -> None:
    code, keeper = credit_code(4), city.actor("keeper")
    one = CheckObject.objects.get(credit_code=code)
    row = registers.ObjectRow(one.name, "enterprise", "D", one.district_id, one.industry, 1, one.address)
    registers.edit_object(code, row, reason="群众举报较多", by=keeper, at=at(6))
    assert risk_of(4) == ("D", "officer")
    assert classify_all(city).held == 1
    assert risk_of(4) == ("D", "officer")
    with pytest.raises((Forbidden, Hidden)):
        classes.classify(code, by=city.actor("manager"), at=at(6))
    classes.classify(code, by=keeper, at=at(6))
    assert risk_of(4) == ("B", "method")
    with pytest.raises(Refused, match="就是按方法评定"):
        classes.classify(code, by=keeper, at=at(6))
    with pytest.raises(Hidden):
        classes.classify(credit_code(99), by=keeper, at=at(6))


def test_an_officer_may_give_back_a_company_whose_class_is_the_same(city: City) -> None:
    code = credit_code(4)
    CheckObject.objects.filter(credit_code=code).update(classed_by="officer")
    classes.classify(code, by=city.actor("keeper"), at=at(6))
    line = journal.timeline(f"check-object:{code}")[-1]
    assert (line.data["before"], line.data["after"]) == ({"classed_by": "officer"}, {"classed_by": "method"})


def test_a_joint_measure_stands_on_top_and_falls_with_its_ground(city: City) -> None:
    """An incentive of a list lowers the class; the method alone would not. When the list no longer has the company, it is B again."""
    entry = enter(city, credit_code(4), "tax-a")
    classes.adopt(credit_code(4), by=city.actor("keeper"), at=at(6))
    assert risk_of(4) == ("A", "measure")
    assert classify_all(city).held == 1
    assert risk_of(4) == ("A", "measure")
    entry.state, entry.exited_on = "exited", TODAY
    entry.save()
    assert classify_all(city).held == 0
    assert risk_of(4) == ("B", "method")


def test_a_serious_list_is_the_highest_class_whatever_else(city: City) -> None:
    enter(city, credit_code(4), "market-serious")
    served.serve([Record(77, 9, kind=HONOUR, decided_on=date(2021, 3, 1), content="守合同重信用")])
    found = classed(4)
    assert (found.risk, found.by_points) == ("D", "B")


def test_the_number_of_statements_does_not_grow_with_the_companies(city: City) -> None:
    def statements() -> int:
        CheckObject.objects.update(risk="D", classed_by="register")
        with CaptureQueriesContext(connection) as made:
            classify_all(city)
        return len(made)

    punish(1)
    classify_all(city)  # what is remembered of the packs is read
    few = statements()
    rows = [(credit_code(n), f"盘锦示例{n}号", "企业", "B", "211102", "餐饮", "1", "") for n in range(100, 160)]
    registers.import_objects(register_csv(rows), reason="", by=MACHINE, at=at(6))
    for n in range(100, 160, 2):
        punish(n)
    assert statements() == few
    assert few <= 30


def test_batches_leave_nobody_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "BATCH", 5)
    registers.strike_object(credit_code(3), reason="注销登记", by=MACHINE, at=at(6))
    assert classify_all(city).objects == 11
    assert CheckObject.objects.exclude(classed_by="method").values_list("credit_code", flat=True)[0] == credit_code(3)


def test_it_runs_again_every_night_once_it_was_ordered(city: City) -> None:
    with pytest.raises((Forbidden, Hidden)):
        classes.order(by=city.actor("manager"), at=at(6))
    assert not Timer.objects.filter(kind=classes.NIGHT).exists()
    classes.order(by=city.actor("keeper"), at=at(6))
    queue.drain()
    assert Timer.objects.get(kind=classes.NIGHT).due_at == at(7, 2)
    assert ClassChange.objects.exists()
    punish(4, fp=1)
    punish(4, fp=2)
    with moments.travel(at(7, 3)):
        city.time_passes(at(7, 3))
        queue.drain()
    assert risk_of(4) == ("C", "method")
    assert Timer.objects.get(kind=classes.NIGHT).due_at == at(8, 2)


def test_without_a_method_nothing_is_classed(city: City) -> None:
    RiskBoundary.objects.all().update(retired_on=TODAY)
    facts._rows.cache_clear()
    with pytest.raises(Refused, match="没有正在施行"):
        classify_all(city)
    classes.run(by=MACHINE, at=at(6))
    facts._rows.cache_clear()
    assert not ClassChange.objects.exists()


def test_whoever_is_merged_is_judged_as_the_one_he_became(city: City) -> None:
    kept, gone = subject(4), subject(5)
    Subject.objects.filter(sid=gone).update(merged_into=kept)
    punish(4)
    assert classed(5).points == classed(4).points == 15
