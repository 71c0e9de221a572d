"""联合奖惩: an acceptance asks which measures the applicant meets, refuses nobody for it, and the office answers."""

from datetime import date

from banshi.kernel.jobs import queue
from banshi.matters.applications.events import ApplicationAccepted
from banshi.matters.applications.listeners import ask_for_measures
from banshi.matters.applications.rules import State
from banshi.matters.applications.services import acceptance
from banshi.registers.credit.models import JointAction, Listing, Subject

from .people import MONDAY, on


def list_the_applicant(town, number: str) -> Listing:
    party = town.read(number).party
    subject = Subject.objects.create(
        sid=77, kind="E", name=party.name, code_masked=party.id_masked, code_fingerprint=party.id_fingerprint
    )
    application, user = town.read(number), town.user("窗口李明")
    return Listing.objects.create(
        number="MD-2026-000001", list_id="market-serious", sid=subject.sid, party_name=party.name, reasons="示例",
        law="示例", office=application.item_version.office, office_path="/2111/", state="listed", filed_at=MONDAY,
        proposed_by=user, decided_by=user, since=date(2026, 1, 5), until=date(2029, 1, 6),
    )  # fmt: skip


def test_an_acceptance_meets_the_measures_of_its_item(town, browse) -> None:
    number = town.submit()
    entry = list_the_applicant(town, number)
    acceptance.accept(number, by=town.li, at=on(3, 3))
    queue.drain()
    met = JointAction.objects.filter(matter="application", key=number)
    assert {one.measure_id for one in met} == {"no-promise", "no-deferral", "food-bar", "strict-review"}
    assert all(entry.number in one.grounds and one.office_path == town.read(number).office_path for one in met)
    assert town.state(number) == State.REVIEW  # 提示，不是拒绝
    page = browse("窗口李明").get(f"/desk/applications/{number}/").content.decode()
    assert "食品生产经营许可的限制" in page and "待答复" in page


def test_told_twice_they_are_met_once(town) -> None:
    number = town.submit()
    list_the_applicant(town, number)
    acceptance.accept(number, by=town.li, at=on(3, 3))
    queue.drain()
    before = JointAction.objects.count()

    application = town.read(number)
    again = ApplicationAccepted(
        key=number, code=3, deemed=False, accepted_on=date(2026, 3, 3), promised_due_on=application.promised_due_on,
        statutory_due_on=application.statutory_due_on,
    )  # fmt: skip
    ask_for_measures(again, 0)
    assert JointAction.objects.count() == before


def test_who_stands_nowhere_meets_nothing(town) -> None:
    number = town.submit()
    acceptance.accept(number, by=town.li, at=on(3, 3))
    queue.drain()
    assert not JointAction.objects.exists()
