"""信用网站: what everybody may see of an organisation, on which day, and that nobody ever finds a person."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.credit.models import Mark, Serving, Subject
from banshi.registers.credit.tests.people import COMPANY, ENVIRONMENT, PERSON, SID, put_record
from banshi.registers.parties.selectors import number_fingerprint
from banshi.registers.parties.tests.people import WANG

PAGE = f"/credit/organisations/{COMPANY[1]}/"
FINED = date(2021, 11, 5)  # shown for a year at most: 发改办财金〔2019〕527号


@pytest.fixture
def guest(bureau):
    return Client()


def text(answer) -> str:
    return answer.content.decode()


def seen(guest, *, on: date | None = None, headers: dict | None = None) -> str:
    with moments.travel(datetime(on.year, on.month, on.day, 10, tzinfo=CHINA) if on else moments.now()):
        answer = guest.get(PAGE, headers=headers or {})
    assert answer.status_code == 200
    return text(answer)


def test_a_fine_is_shown_until_the_last_day_of_its_period_and_not_on_the_day_after(guest, bureau):
    bureau.record()
    assert "超标排污" not in seen(guest, on=FINED - timedelta(days=1))
    assert "超标排污" in seen(guest, on=FINED)
    last = seen(guest, on=date(2022, 11, 5))
    assert "超标排污" in last and "最长至2022-11-05" in last
    assert "超标排污" not in seen(guest, on=date(2022, 11, 6))


def test_a_licence_is_shown_without_an_end(guest, bureau):
    bureau.record(fp=5, kind="licence", content="准予排水", decided_on=date(2012, 1, 1), cents=0)
    assert "准予排水" in seen(guest)


def test_an_adverse_record_on_an_inferred_link_waits_for_a_confirmation(guest, bureau):
    bureau.record(key=99)
    assert "超标排污" not in seen(guest)
    Mark.objects.create(
        unit=ENVIRONMENT, fp=1001, sid=SID, kind="confirmed", source="t", reason="t", since=date(2022, 3, 1)
    )
    assert "超标排污" in seen(guest)


@pytest.mark.parametrize("kind", ["objected", "corrected", "withdrawn", "repaired"])
def test_what_people_marked_is_gone_from_the_day_of_the_mark(guest, bureau, kind):
    bureau.record()
    Mark.objects.create(unit=ENVIRONMENT, fp=1001, sid=SID, kind=kind, source="t", reason="t", since=date(2022, 3, 10))
    assert "超标排污" in seen(guest, on=date(2022, 3, 9))
    assert "超标排污" not in seen(guest, on=date(2022, 3, 10))


def test_the_page_tells_nothing_of_what_it_does_not_show(guest, bureau):
    bureau.record(key=99)
    bureau.record(fp=2, decided_on=date(2015, 1, 1), content="早已过期")
    page = seen(guest)
    assert "今天没有可以公开的信用信息" in page
    assert not any(hidden in page for hidden in ("超标排污", "早已过期", "unit-", "批次"))


def test_a_page_goes_on_where_the_last_one_ended(guest, bureau):
    for n in range(120):
        put_record(
            fp=n,
            unit=1,
            kind="licence",
            decided_on=date(2021, 1, 1) + timedelta(days=n // 3),
            content=f"许可第{n:03d}件",
        )
    found, address = [], PAGE
    while address:
        page = text(guest.get(address))
        found += [n for n in range(120) if f"许可第{n:03d}件" in page]
        address = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""
        address = address and PAGE + address
    assert sorted(found) == list(range(120))


def test_a_page_is_filled_with_what_may_be_shown(guest, bureau):
    """Two hundred expired fines lie before the one licence that is public."""
    for n in range(200):
        put_record(fp=n, unit=1, decided_on=date(2015, 1, 1) + timedelta(days=n), content="过期")
    put_record(fp=500, unit=1, kind="licence", decided_on=date(2014, 1, 1), content="准予排水")
    assert "准予排水" in seen(guest)


def test_it_asks_the_database_few_things(guest, bureau, django_assert_max_num_queries):
    bureau.record()
    seen(guest)
    with django_assert_max_num_queries(8):
        seen(guest)


@pytest.mark.parametrize("code", [WANG[1], "91211103MA10ABC34X", "王芳", str(PERSON)])
def test_whoever_is_no_organisation_is_not_there(guest, code):
    assert guest.get(f"/credit/organisations/{code}/").status_code == 404


def test_a_merged_organisation_is_shown_as_the_one_that_stands(guest, bureau):
    bureau.record()
    Subject.objects.create(
        sid=65, kind="E", name="旧公司", code="91211100MA0UYTRE00", merged_into_id=SID, code_masked="x",
        code_fingerprint=number_fingerprint("91211100MA0UYTRE00"),
    )  # fmt: skip
    answer = guest.get("/credit/organisations/91211100MA0UYTRE00/")
    assert COMPANY[0] in text(answer) and "超标排污" in text(answer)


def test_a_search_is_sent_in_the_body_and_leads_to_a_page_one_can_keep(guest):
    answer = guest.post("/credit/", {"q": " 示例建设 "})
    assert (answer.status_code, answer["Location"]) == (302, "/credit/?q=%E7%A4%BA%E4%BE%8B%E5%BB%BA%E8%AE%BE")
    assert PAGE in text(guest.get(answer["Location"]))
    assert guest.post("/credit/", {"q": ""})["Location"] == "/credit/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("typed", [WANG[1], WANG[1].lower(), f" {WANG[1]}", WANG[1][:17], WANG[2]])
def test_a_persons_number_is_neither_looked_up_nor_repeated(guest, method, typed):
    answer = getattr(guest, method)("/credit/", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, "/credit/?person")
    assert "没有查询，也没有记录" in text(guest.get(answer["Location"]))


def test_a_persons_name_finds_nobody(guest):
    page = text(guest.get("/credit/", {"q": WANG[0]}))
    assert "没有找到这个单位" in page and str(PERSON) not in page


def test_nothing_loaded_is_said_and_not_shown_as_zeros(guest):
    page = text(guest.get("/credit/"))
    assert "信用信息还没有装入" in page and "名单上的单位" not in page
    Serving.objects.create(pk=1, run=1, seal="", records=3, subjects=2, refreshed_at=moments.now())
    assert "信用信息还没有装入" not in text(guest.get("/credit/"))


def test_the_rules_are_read_in_both_languages(guest):
    chinese = text(guest.get("/credit/rules/"))
    assert "发改办财金〔2019〕527号" in chinese and "责令关闭" in chinese and "一般失信" in chinese
    english = text(guest.get("/credit/rules/", headers={"accept-language": "en"}))
    assert "suspension, downgrade" in english and "Never public" in english
    assert "How a record finds its subject" in english


def test_everything_is_read_in_english(guest, bureau):
    bureau.record()
    page = seen(guest, headers={"accept-language": "en"})
    assert "Public records" in page and "Administrative penalty" in page and "at the longest to 2022-11-05" in page
