"""The unit's own pages: deliver, look, mend; who may see which; and no personal number where it need not stand."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.credit.models import RecordKind, Upload
from banshi.registers.credit.selectors import uploads
from banshi.registers.credit.tests.offices import (
    BAD_DATE,
    COURT,
    GOOD,
    MARKET,
    PERSON,
    POLICE,
    TORN,
    file,
    offices,
    take_in,
)
from tests.texts import unmarked

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)
SAID = {
    "op": "", "kind": "penalty", "subject_kind": "P", "name": "王芳", "code": PERSON, "doc_no": "公罚〔2022〕2号",
    "decided_on": "2022-02-28", "amount": "200", "content": "罚款二百元",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(offices):
    RecordKind.objects.get_or_create(
        code="penalty",
        defaults={
            "number": 4,
            "name": "行政处罚",
            "name_en": "Penalty",
            "adverse": True,
            "published": True,
            "basis": "t",
            "pack": "t",
        },
    )
    with moments.travel(AT):
        yield


def client(name: str = "police.officer", language: str = "zh-hans") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(User.objects.get(username=name), backend=BACKEND)
    return found


def address(route: str, *args: int) -> str:
    return reverse(f"credit:{route}", args=args)


def delivered(*lines: str) -> None:
    answer = client().post(address("desk_unit", POLICE), {"file": file(*lines)})
    assert answer.status_code == 302
    take_in()


def test_who_has_one_unit_goes_there_and_who_has_more_chooses():
    assert client().get(address("desk_units")).url == address("desk_unit", POLICE)
    page = client("city.officer").get(address("desk_units")).content.decode()
    assert all(f'href="{address("desk_unit", number)}"' in page for number in (POLICE, MARKET, COURT))


def test_a_delivery_waits_and_then_stands_in_the_ledger():
    browser = client()
    browser.post(address("desk_unit", POLICE), {"file": file(GOOD, BAD_DATE, TORN)})
    waiting = browser.get(address("desk_unit", POLICE)).content.decode()
    assert "二月处罚.csv" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    take_in()
    page = browser.get(address("desk_unit", POLICE))
    assert page.context["account"].received == 3
    assert page.context["open"] == 2
    assert page.context["account"].holds
    assert "hx-trigger" not in page.content.decode().partition("deliveries")[2]


def test_a_file_that_cannot_be_read_is_explained_beside_the_field():
    answer = client().post(address("desk_unit", POLICE), {"file": file(GOOD, name="a.txt")})
    assert answer.status_code == 200
    assert "不认识的文件类型" in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_empty_form_is_refused():
    assert "field-error" in client().post(address("desk_unit", POLICE)).content.decode()


def test_the_quarantine_shows_reasons_and_masks_people():
    delivered(GOOD, BAD_DATE, TORN)
    page = client().get(address("desk_quarantine", POLICE)).content.decode()
    assert "决定日期不是日期" in page
    assert "引号没有闭合" in page
    assert PERSON not in page
    assert "王*" in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [({}, 2), ({"reason": "unclosed_quote"}, 1), ({"batch": "1"}, 2), ({"batch": "2"}, 0), ({"reason": "nonsense"}, 2),
     ({"batch": "99999999999999999999"}, 2), ({"page": "2"}, 0), ({"page": "0"}, 2), ({"page": "x"}, 2), ({"page": "٣"}, 0), ({"page": "99999999999"}, 0)],
)  # fmt: skip
def test_filters_of_the_quarantine(query, rows):
    delivered(GOOD, BAD_DATE, TORN)
    assert len(client().get(address("desk_quarantine", POLICE), query).context["rows"]) == rows


def test_a_row_is_mended_in_its_form_and_delivered_again(offices):
    delivered(GOOD, BAD_DATE)
    browser, where = client(), address("desk_mend", POLICE, 1, 2)
    form = browser.get(where).content.decode()
    assert f'value="{PERSON}"' in form
    assert 'value="2022-02-30"' in form
    again = browser.post(where, {**SAID, "decided_on": "2022-02-31"}).content.decode()
    assert "决定日期不是日期" in again
    assert browser.post(where, SAID).url == address("desk_quarantine", POLICE)
    take_in()
    assert browser.get(address("desk_quarantine", POLICE)).context["rows"] == []
    assert uploads.mended_count(offices.units[POLICE]) == 1
    page = browser.get(address("desk_unit", POLICE)).content.decode()
    assert "修正第1批次第2行" in page
    assert "该行已修正" in browser.get(where).content.decode()
    assert browser.post(where, SAID).status_code == 302  # pressed twice: the same delivery
    assert "该行已修正" in browser.post(where, {**SAID, "amount": "300"}).content.decode()
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(("batch", "row"), [(1, 1), (1, 9), (9, 2), (10**12, 2), (10**40, 10**40)])
def test_a_row_that_is_not_there(batch, row):
    delivered(GOOD, BAD_DATE)
    assert client().get(address("desk_mend", POLICE, batch, row)).status_code == 404


@pytest.mark.parametrize(
    ("name", "unit", "row", "post"),
    [("market.officer", 404, 404, 404), ("city.reader", 200, 403, 403), ("city.officer", 200, 200, 302)],
)
def test_who_may_what(name, unit, row, post):
    delivered(GOOD, BAD_DATE)
    browser = client(name)
    assert browser.get(address("desk_unit", POLICE)).status_code == unit
    assert browser.get(address("desk_quarantine", POLICE)).status_code == unit
    assert browser.get(address("desk_mend", POLICE, 1, 2)).status_code == row
    assert browser.post(address("desk_unit", POLICE), {"file": file(TORN)}).status_code == post
    assert browser.post(address("desk_mend", POLICE, 1, 2), SAID).status_code == post


def test_who_only_looks_gets_no_form():
    delivered(GOOD, BAD_DATE)
    page = client("city.reader").get(address("desk_unit", POLICE)).content.decode()
    assert 'type="file"' not in page
    assert "desk_mend" not in client("city.reader").get(address("desk_quarantine", POLICE)).content.decode()


def test_pages_take_a_constant_number_of_statements(django_assert_max_num_queries):
    delivered(*[BAD_DATE.replace("2号", f"{n}号") for n in range(30)])
    browser = client()
    with django_assert_max_num_queries(14):
        browser.get(address("desk_unit", POLICE))
    with django_assert_max_num_queries(10):
        assert len(browser.get(address("desk_quarantine", POLICE)).context["rows"]) == 30


def test_an_english_reader_reads_english():
    with override("en"):  # a request leaves its language behind
        english_pages()


def english_pages() -> None:
    delivered(GOOD, BAD_DATE, TORN)
    client().post(address("desk_unit", POLICE), {"file": file(GOOD.replace("1号", "9号"))})
    browser = client("city.officer", "en")
    for route, args in (
        ("desk_units", ()),
        ("desk_unit", (POLICE,)),
        ("desk_quarantine", (POLICE,)),
        ("desk_mend", (POLICE, 1, 3)),
    ):
        page = browser.get(address(route, *args))
        assert page.status_code == 200
        assert unmarked(page.content.decode()) == [], route
    wrong = browser.post(address("desk_mend", POLICE, 1, 2), {**SAID, "decided_on": "2022-02-31"})
    assert unmarked(wrong.content.decode()) == []
    wrong = browser.post(address("desk_unit", POLICE), {"file": file(GOOD, name="a.txt")})
    assert unmarked(wrong.content.decode()) == []
