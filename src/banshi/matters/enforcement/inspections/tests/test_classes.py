"""信用与风险分类: what joint measures suggest, and taking it over with a published reason."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections.models import CheckObject, ClassChange
from banshi.matters.enforcement.inspections.rules import class_by_credit
from banshi.matters.enforcement.inspections.services import classes
from banshi.registers.credit.models import JointAction, Listing, Subject
from banshi.registers.offices.selectors import office
from banshi.registers.parties.selectors import number_fingerprint

from . import at
from .conftest import MARKET, City, credit_code


@pytest.mark.parametrize(
    ("risk", "effects", "suggested"),
    [
        ("B", set(), "B"), ("B", {"inspect_more"}, "D"), ("D", {"inspect_more"}, "D"), ("B", {"inspect_less"}, "A"),
        ("C", {"inspect_more", "inspect_less"}, "D"), ("C", {"no_award"}, "C"),
    ],
)  # fmt: skip
def test_bad_credit_outweighs_good(risk: str, effects: set[str], suggested: str) -> None:
    assert class_by_credit(risk, effects) == suggested


def enter(city: City, code: str, wanted: str) -> Listing:
    subject = Subject.objects.create(
        sid=77, kind="E", name="盘锦示例餐馆", code=code, code_masked=code, code_fingerprint=number_fingerprint(code)
    )
    user, where = city.user("chief"), office(MARKET)
    return Listing.objects.create(
        number="MD-2021-000001", list_id=wanted, sid=subject.sid, party_name=subject.name, reasons="示例", law="示例",
        office=where, office_path=where.path, state="listed", filed_at=at(1), proposed_by=user, decided_by=user,
        since=date(2021, 5, 1), until=date(2024, 5, 2),
    )  # fmt: skip


def test_a_listed_company_is_suggested_for_the_highest_class(city: City) -> None:
    code = credit_code(4)  # class B
    entry = enter(city, code, "market-serious")
    one = CheckObject.objects.get(credit_code=code)
    assert classes.suggested(one, date(2021, 4, 30)) is None
    found = classes.suggested(one, date(2021, 5, 1))
    assert found and found.risk == "D" and entry.number in found.reason and "国办发〔2019〕35号" in found.reason


def test_taking_it_over_changes_the_class_and_answers_the_measure(city: City) -> None:
    code = credit_code(4)
    enter(city, code, "market-serious")
    one = classes.adopt(code, by=city.actor("keeper"), at=at(6))
    change = ClassChange.objects.get(object=one)
    assert (change.before, change.after, one.risk) == ("B", "D", "D")
    assert "提高抽查比例和频次" in change.reason
    action = JointAction.objects.get()
    assert (action.measure_id, action.outcome) == ("inspect-more", "applied")
    assert [line.kind for line in journal.timeline(f"check-object:{code}")][-1].endswith("ObjectChanged")
    with pytest.raises(Refused):
        classes.adopt(code, by=city.actor("keeper"), at=at(6))


def test_good_credit_lowers_it(city: City) -> None:
    code = credit_code(8)  # class C
    enter(city, code, "honest-city")
    assert classes.adopt(code, by=city.actor("keeper"), at=at(6)).risk == "A"


def test_only_who_keeps_the_register_takes_it_over(city: City) -> None:
    code = credit_code(4)
    enter(city, code, "market-serious")
    with pytest.raises((Forbidden, Hidden)):
        classes.adopt(code, by=city.actor("chief"), at=at(6))
    with pytest.raises((Forbidden, Hidden)):
        classes.adopt(code, by=city.actor("wang"), at=at(6))
    with pytest.raises(Hidden):
        classes.adopt("91211100MA0UYTRE00", by=city.actor("keeper"), at=at(6))


def test_the_page_shows_the_reason_and_the_button(city: City, client) -> None:
    code = credit_code(4)
    enter(city, code, "market-serious")
    client.force_login(city.user("keeper"), backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/desk/inspections/objects/{code}/"
    page = client.get(address).content.decode()
    assert "B → D" in page and "提高抽查比例和频次" in page
    assert client.post(f"{address}adopt/").status_code == 302
    assert CheckObject.objects.get(credit_code=code).risk == "D"
