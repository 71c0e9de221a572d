"""What two officers found, what follows from it, and when it must be public."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.files.models import StoredFile
from banshi.kernel.files.owners import may_open
from banshi.kernel.journal.models import Line
from banshi.kernel.worklist.models import Line as Waiting
from banshi.matters.enforcement.inspections.models import Abnormal, CheckObject, Visit
from banshi.matters.enforcement.inspections.services import cases, visits

from . import at
from .conftest import image
from .test_rules import refused

pytestmark = pytest.mark.django_db


def kinds(visit) -> list[str]:
    return list(Line.objects.filter(stream=f"visit:{visit.number}").order_by("seq").values_list("kind", flat=True))


def test_a_recorded_visit_waits_for_its_publication_with_a_light(city):
    visit = city.recorded(city.visit())
    assert (visit.state, visit.publish_due_on) == ("recorded", date(2021, 6, 15))
    line = Waiting.objects.get(matter="visit", key=visit.number)
    assert (line.due_on, line.closed_at) == (date(2021, 6, 15), None)


def test_only_the_two_drawn_officers_record(city):
    visit = city.visit()
    pair = {visit.task.first.account.username, visit.task.second.account.username}
    other = next(iter({"wang", "li", "zhao", "qian"} - pair))
    for who, answer in ((other, Forbidden), ("chief", Forbidden), ("stranger", Hidden)):
        with pytest.raises(answer):
            visits.record(visit.number, city.said(visit), key="k", by=city.actor(who), at=at(17, 11))


def test_a_phone_that_sends_twice_is_heard_once(city):
    visit = city.visit()
    city.recorded(visit)
    again = city.recorded(visit)
    assert StoredFile.objects.filter(owner_key=visit.number).count() == 2, "two signatures"
    assert (again.version, kinds(again).count("inspections.VisitRecorded")) == (2, 1)


def test_before_the_day_of_inspection_and_in_the_future_nothing_is_recorded(city):
    visit = city.visit()
    with refused("before_day"):
        city.recorded(visit, done_at=at(16, 10))
    with refused("future"):
        city.recorded(visit, done_at=at(17, 12))


def test_a_refused_record_leaves_nothing_behind(city):
    visit = city.visit()
    with refused("signatures"):
        city.recorded(visit, signatures={"first": image()})
    assert not StoredFile.objects.exists()
    assert Visit.objects.get(pk=visit.pk).state == "assigned"


def test_who_cannot_be_reached_goes_onto_the_list_of_abnormal_operations(city):
    visit = city.visit()
    with refused("photo_missing"):
        city.recorded(visit, "unreachable")
    city.recorded(visit, "unreachable", photos=[image("门.png")])
    listed = Abnormal.objects.get()
    assert (listed.object_id, listed.basis) == (visit.object_id, "企业信息公示暂行条例 第十七条")


def test_what_is_to_be_handled_opens_a_case_once(city):
    visit = city.visit()
    city.recorded(visit, "to_be_handled")
    finding = visit.findings.get()
    assert finding.handed_to == "pj-scjgj"
    said = city.said(visit, "to_be_handled", "corrected")
    visits.record(visit.number, said, key="second", by=city.first_officer(visit), at=at(17, 12))
    assert kinds(visit).count("inspections.FindingHandedOver") == 1


def test_a_company_that_has_moved_away_leaves_the_register(city):
    visit = city.recorded(city.visit(), "moved_away")
    assert CheckObject.objects.get(pk=visit.object_id).left_at == at(17, 11)


def test_correcting_a_record_does_not_wind_the_clock_back(city):
    visit = city.recorded(city.visit())
    said = city.said(visit, done_at=at(19, 10))
    again = visits.record(visit.number, said, key="later", by=city.first_officer(visit), at=at(19, 11))
    assert again.publish_due_on == visit.publish_due_on


def test_published_results_are_not_changed_any_more(city):
    visit = city.recorded(city.visit())
    visits.publish(visit.number, by=city.actor("manager"), at=at(18))
    with refused("not_now"):
        visits.record(visit.number, city.said(visit), key="x", by=city.first_officer(visit), at=at(19))


def test_late_publication_is_said_once_and_marked(city):
    visit = city.recorded(city.visit())
    city.time_passes(at(15, 23, month=6))
    assert "inspections.PublicationOverdue" not in kinds(visit)
    city.time_passes(at(16, 1, month=6))
    assert kinds(visit)[-1] == "inspections.PublicationOverdue"
    visits.publish(visit.number, by=city.actor("manager"), at=at(16, month=6))
    assert Line.objects.filter(stream=f"visit:{visit.number}").latest("seq").data["late"] is True


def test_results_of_a_task_are_published_together(city):
    task = city.task()
    for visit in task.visits.all():
        city.recorded(visit)
    assert visits.publish_task(task.number, by=city.actor("manager"), at=at(20)) == task.visits.count()
    with refused("nothing_to_publish"):
        visits.publish_task(task.number, by=city.actor("manager"), at=at(20))


def test_photos_and_signatures_are_for_the_office_and_its_officers_only(city):
    visit = city.recorded(city.visit(), photos=[image()])
    for who, may in (("chief", True), ("stranger", False), ("holder.a", False)):
        assert may_open(city.actor(who), visits.OWNER, visit.number) is may


def test_a_second_plan_on_the_same_company_joins_the_open_visit(city):
    first = city.revealed(items=("sc-cyfw",), rates=dict.fromkeys("ABCD", 10_000))
    second = city.revealed(items=("sc-spxs",), title="食品销售", rates=dict.fromkeys("ABCD", 10_000))
    assert {visit.state for task in second.tasks.all() for visit in task.visits.all()} == {"joined"}
    items = {f.item_id for visit in Visit.objects.filter(task__draw=first)[:1] for f in visit.findings.all()}
    assert items == {"sc-cyfw", "sc-spxs"}


def test_what_is_to_be_handled_is_not_published_without_its_case(city):
    visit = city.recorded(city.visit(), "to_be_handled")
    with refused("case_missing"):
        visits.publish(visit.number, by=city.actor("manager"), at=at(18))
    opened = cases.open_case(visit.number, item="sc-cyfw", offence="sc-02", by=city.actor("filer"), at=at(18, month=8))
    assert opened.case_number.startswith("ZF-2021-")
    with refused("case_opened"):
        cases.open_case(visit.number, item="sc-cyfw", offence="sc-02", by=city.actor("filer"), at=at(18, month=8))
    assert visits.publish(visit.number, by=city.actor("manager"), at=at(18, month=8)).state == "published"
