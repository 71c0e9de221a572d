"""Pages of the classes: the method for everybody, a company's reasons for itself, what an officer sees and does."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.matters.enforcement.inspections.models import CheckObject, ClassChange
from banshi.matters.enforcement.inspections.services import classes
from banshi.registers.credit.models import Mark
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties import services as parties
from banshi.registers.parties.tests.people import LI, WANG
from tests.texts import unmarked

from . import at
from .conftest import MACHINE, City, credit_code
from .test_classing import punish
from .test_pages import browser, opened, see

pytestmark = pytest.mark.django_db
OWN = 4


@pytest.fixture
def city(planted: City, db: None) -> Iterator[City]:
    with moments.travel(at(6)):
        yield planted


def resident(person: tuple[str, str, str], number: int | None = None) -> Client:
    """A browser of a resident, who acts for one of the city's objects."""
    name, citizen_id, phone = person
    party = parties.sign_up(name=name, citizen_id=citizen_id, phone=phone, at=at(2))
    if number is not None:
        code = credit_code(number)
        company = parties.register_organisation(name=f"盘锦示例餐馆{number}号", credit_code=code, by=MACHINE, at=at(2))
        company.members.create(person=party, role="legal", since=date(2020, 1, 1))
    client = Client(raise_request_exception=True)
    client.force_login(party.user, backend=BACKEND)
    return client


@pytest.fixture
def owner(city: City) -> Client:
    """王芳 acts for a company with two penalties, one of which somebody objects to."""
    punish(OWN, fp=1)
    punish(OWN, fp=2, doc_no="盘环罚〔2021〕77号")
    served.serve(
        [Record(904, 5, kind=20, decided_on=date(2021, 3, 1), doc_no="盘荣〔2021〕1号", content="守合同重信用")]
    )
    Mark.objects.create(
        unit=7, fp=OWN * 1000 + 2, sid=904, kind="objected", source="objection:1", reason="示例", since=date(2021, 4, 1)
    )
    return resident(WANG, OWN)


def test_everybody_reads_the_method_with_its_days_and_law(city: City) -> None:
    page = see(browser(city), "method")
    for said in (
        "企业信用风险分类方法",
        "2021年1月1日版",
        "2022年3月1日版",
        "尚未施行",
        "示例",
        "国办发〔2019〕35号",
        "+40",
        "−10",
        "不低于D类",
    ):
        assert said in page, said
    assert "本版新增或修改" not in page
    assert "+30" not in page.partition("加分的")[2]


def test_the_method_of_another_day(city: City) -> None:
    page = see(browser(city), "method", on="2022-03-01")
    assert "本版新增或修改" in page
    assert "+30" in page.partition("加分的")[2]
    assert "这一天没有施行的方法" in see(browser(city), "method", on="2020-12-31")


@pytest.mark.parametrize("on", ["", "yesterday", "2022-13-45", "9999-12-31", "0001-01-01", "２０２２", "9" * 40])
def test_a_day_that_is_none_is_today(city: City, on: str) -> None:
    see(browser(city), "method", on=on)


def test_a_company_reads_its_class_each_reason_and_what_improves_it(owner: Client) -> None:
    page = see(owner, "my_class", credit_code(OWN))
    for said in (
        "盘罚〔2021〕1号", "计入到2022年3月1日", "有1项，每项+15分，共+15分。", "守信荣誉", "盘环罚〔2021〕77号", "异议核查期间，暂停公开。",
        "怎样变好", "信用修复与异议", "合计+10分", "名录填写",
    ):  # fmt: skip
        assert said in page, said
    assert reverse("inspections:my_class", args=[credit_code(OWN)]) in see(owner, "mine")


def test_nobody_else_reads_it(city: City, owner: Client) -> None:
    stranger = resident(LI)
    for code in (credit_code(OWN), credit_code(99), "91211103", "%27"):
        see(stranger, "my_class", code, expect=404)
    see(owner, "my_class", credit_code(5), expect=404)
    see(browser(city), "my_class", credit_code(OWN), expect=302)
    see(browser(city, "keeper"), "my_class", credit_code(OWN), expect=403)


def test_an_officer_sees_the_reasons_but_not_what_the_public_does_not_see(city: City, owner: Client) -> None:
    page = see(browser(city, "manager"), "desk_object", credit_code(OWN))
    assert "盘罚〔2021〕1号" in page
    assert "异议核查期间，暂停公开。" in page
    assert "盘环罚〔2021〕77号" not in page
    assert reverse("inspections:desk_classify", args=[credit_code(OWN)]) not in page, "who does not keep the register"


def test_the_keeper_classes_one_and_all(city: City, owner: Client) -> None:
    keeper, code = browser(city, "keeper"), credit_code(0)
    address = reverse("inspections:desk_classify", args=[code])
    assert address in see(keeper, "desk_object", code)
    assert keeper.post(address).status_code == 302
    assert CheckObject.objects.get(credit_code=code).risk == "B"
    assert address not in see(keeper, "desk_object", code)
    assert keeper.post(reverse("inspections:desk_classify_all")).status_code == 302
    queue.drain()
    assert not CheckObject.objects.filter(classed_by="register").exists()
    assert "还没有按方法评定、沿用名录填写的0户" in see(keeper, "method")
    manager = browser(city, "manager")
    assert manager.post(reverse("inspections:desk_classify_all")).status_code == 403
    assert manager.post(address).status_code == 403


def test_the_public_is_told_of_a_change_by_the_method_without_its_points(city: City) -> None:
    punish(0, content="吊销许可证", cents=None)
    classes.classify_all(by=MACHINE, at=at(6))
    draw = opened(city)
    with moments.travel(at(20)):
        page = see(browser(city), "draw", draw.number)
    assert "按2021年1月1日版方法评定" in page
    assert ClassChange.objects.filter(reason__contains="严重失信行政处罚+40分").exists()
    assert "40分" not in page


def test_an_english_reader_reads_english(city: City, owner: Client) -> None:
    code = credit_code(OWN)
    pages = [(owner, "my_class", [code]), (owner, "mine", []), (browser(city), "method", [])]
    pages += [(browser(city, "keeper"), name, args) for name, args in (("desk_object", [code]), ("desk_objects", []))]
    for client, name, args in pages:
        with override("en"):
            page = client.get(reverse(f"inspections:{name}", args=args), headers={"accept-language": "en"})
        assert (name, unmarked(page.content.decode())) == (name, [])
    with override("en"):
        page = browser(city).get(reverse("inspections:method") + "?on=2022-03-01", headers={"accept-language": "en"})
    assert unmarked(page.content.decode()) == []


def test_the_page_of_a_company_takes_as_many_statements_for_many_records_as_for_few(owner: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            see(owner, "my_class", credit_code(OWN))
        return len(made)

    statements()
    few = statements()
    for fp in range(10, 40):
        punish(OWN, fp=fp)
    assert statements() == few
