"""一户一档 on the desk and for oneself: the whole file with its sources; a person's only for a purpose, and the person is told."""

from datetime import date, timedelta

import pytest
from django.test import Client

from banshi.kernel.calendar import moments
from banshi.kernel.journal.models import Line
from banshi.registers.credit.models import Delivery, Look, Serving
from banshi.registers.credit.tests.people import COMPANY, MONDAY, PERSON, SID, put_record
from banshi.registers.parties.tests.people import LI, WANG

FILE, PEOPLE, HELD = f"/desk/credit/organisations/{COMPANY[1]}/", "/desk/credit/people/", "/my/credit/records/"
ASKED = {"citizen_id": WANG[1], "purpose": "application", "detail": "办件 SQ-2022-000012"}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def delivered(bureau):
    """A licence and a fine of the company, a penalty of 王芳; the fine on an inferred link."""
    account = {"run": 1, "unit": 1, "batch": "0" * 64, "received": 10, "linked": 7, "unlinked": 1, "duplicate": 1}
    Delivery.objects.create(number=1, file="unit-01/a.csv", quarantined=1, **account)
    Serving.objects.create(pk=1, run=1, seal="x", records=3, subjects=2, refreshed_at=MONDAY)
    put_record(fp=1, unit=1, kind="licence", decided_on=date(2021, 5, 1), content="准予食品经营")
    put_record(fp=2, unit=1, decided_on=date(2021, 11, 5), content="罚款五千元", cents=500_000, key=7)
    put_record(PERSON, fp=3, unit=3, decided_on=date(2022, 1, 5), content="警告")


def look(browse, name: str = "专管员", **said: str):
    return browse(name).post(PEOPLE, ASKED | said)


def test_the_desk_shows_the_stream_and_that_it_adds_up(delivered, browse):
    page = text(browse("专管员").get("/desk/credit/"))
    assert "账相符" in page and "unit-01/a.csv" in page and "第1次归集" in page
    assert page.count('href="/desk/credit/deliveries/?unit=') == 59
    assert "unit-01/a.csv" in text(browse("领导").get("/desk/credit/deliveries/?unit=1"))
    assert "还没有报送" in text(browse("领导").get("/desk/credit/deliveries/?unit=2"))
    assert browse("领导").get("/desk/credit/deliveries/?unit=x&page=99").status_code == 200


def test_the_desk_finds_organisations_and_no_person(delivered, browse):
    officer = browse("专管员")
    found = officer.post("/desk/credit/", {"q": "示例建设"})
    assert FILE in text(officer.get(found["Location"]))
    assert officer.post("/desk/credit/", {"q": WANG[1]})["Location"] == "/desk/credit/?person"


def test_an_organisations_file_has_everything_with_its_source(delivered, browse, django_assert_max_num_queries):
    officer = browse("领导")
    officer.get(FILE)
    with django_assert_max_num_queries(12):
        page = text(officer.get(FILE))
    assert "准予食品经营" in page and "罚款五千元" in page
    assert "unit-01/a.csv" in page and "主体是推定的，没有人确认，不予公开。" in page


@pytest.mark.parametrize("address", ["/desk/credit/", "/desk/credit/deliveries/", FILE, PEOPLE])
def test_who_is_no_officer_does_not_see_the_desk(delivered, browse, address):
    assert browse("王芳").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_leader_may_not_look_people_up(delivered, browse):
    assert browse("领导").get(PEOPLE).status_code == 403
    assert look(browse, "领导").status_code == 403
    assert not Look.objects.exists()


def test_a_person_is_opened_masked_for_a_purpose_that_is_written_down(delivered, browse):
    answer = look(browse)
    made = Look.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PEOPLE}{made.pk}/")
    assert (made.sid, made.purpose, made.detail, made.office.code) == (
        PERSON,
        "application",
        ASKED["detail"],
        "pj-sthjj",
    )
    page = text(browse("专管员").get(answer["Location"]))
    assert "警告" in page and "王*" in page and "2***1" in page and ASKED["detail"] in page
    assert WANG[1] not in page and "王芳" not in page
    line = Line.objects.get(stream=f"credit-look:{made.pk}")
    assert line.data == {"sid": PERSON, "purpose": "application", "detail": ASKED["detail"]}


@pytest.mark.parametrize("said, named", [
    ({"purpose": ""}, "必填"), ({"purpose": "curiosity"}, "选择"), ({"detail": "x"}, "4"), ({"detail": f"核查 {WANG[1]}"}, "身份证号码"),
    ({"citizen_id": "王芳"}, "18位"), ({"citizen_id": WANG[1][:-1] + "0"}, "校验位"), ({"citizen_id": LI[1]}, "没有归集到"),
])  # fmt: skip
def test_without_purpose_matter_or_number_nothing_is_opened(delivered, browse, said, named):
    answer = look(browse, **said)
    assert answer.status_code == 422 and named in text(answer)
    assert not Look.objects.exists() and not Line.objects.filter(kind="credit.PersonLooked").exists()


def test_a_look_is_its_officers_own_and_ends_after_half_an_hour(delivered, browse):
    address = look(browse)["Location"]
    assert browse("市场专管员").get(address).status_code == 404
    with moments.travel(MONDAY + timedelta(minutes=29)):
        assert browse("专管员").get(address).status_code == 200
    with moments.travel(MONDAY + timedelta(minutes=30)):
        assert browse("专管员").get(address).status_code == 404
    assert browse("专管员").get(f"{PEOPLE}00000000-0000-0000-0000-000000000000/").status_code == 404


def test_the_person_sees_all_that_is_held_and_who_looked(delivered, browse):
    look(browse)
    page = text(browse("王芳").get(HELD))
    assert "警告" in page and "自然人的信用信息不予公开。" in page
    assert ASKED["detail"] in page and "盘锦市生态环境局" in page and "办理本人申请的事项" in page
    assert WANG[1] not in page
    assert ASKED["detail"] not in text(browse("李强").get(HELD))


def test_a_representative_sees_the_companys_file_and_nobody_else_does(
    delivered, browse, bureau, django_assert_max_num_queries
):
    address, person = f"{HELD}?party={bureau.party().pk}", browse("王芳")
    person.get(address)
    with django_assert_max_num_queries(14):
        page = text(person.get(address))
    assert "罚款五千元" in page and "主体是推定的，没有人确认，不予公开。" in page and "谁看过" not in page
    assert browse("李强").get(address).status_code == 404
    assert browse("专管员").get(HELD).status_code == 403
    assert Client().get(HELD).status_code == 302


@pytest.mark.parametrize("party", ["x", "0", "9" * 30, "\u00b2"])
def test_a_party_that_is_none_is_not_there(bureau, browse, party):
    assert browse("王芳").get(HELD, {"party": party}).status_code == 404


def test_pages_of_a_long_file_follow_each_other(bureau, browse):
    for n in range(60):
        put_record(
            SID,
            fp=n,
            unit=1,
            kind="licence",
            decided_on=date(2021, 1, 1) + timedelta(days=n),
            content=f"许可第{n:02d}件",
        )
    first = text(browse("专管员").get(FILE))
    second = text(browse("专管员").get(FILE + first.split('rel="next" href="')[1].split('"')[0]))
    assert "许可第10件" in first and "许可第09件" not in first
    assert "许可第09件" in second and "许可第00件" in second and 'rel="next"' not in second


def test_everything_is_read_in_english(delivered, browse):
    address, officer = look(browse)["Location"], browse("专管员")
    english = {"accept-language": "en"}
    assert "It adds up" in text(officer.get("/desk/credit/", headers=english))
    assert "Where this record comes from" in text(officer.get(FILE, headers=english))
    assert "A matter that the person has applied for" in text(officer.get(address, headers=english))
    assert "Who looked at my credit information" in text(browse("王芳").get(HELD, headers=english))
