"""Public lists of licences, penalties and promises: what is published now, found by name, in pages and as CSV."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.test import Client

from banshi.insight.disclosure.services import measuring
from banshi.insight.exchange.selectors import published
from banshi.insight.exchange.services import publishing
from banshi.insight.exchange.tests.cities import MACHINE
from banshi.kernel.calendar import moments
from banshi.registers.credit.models import Delivery
from banshi.registers.credit.selectors import promises
from banshi.registers.credit.services import marking
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.people import COMPANY, ENVIRONMENT, MARKET, MONDAY, PERSON, SID
from banshi.registers.credit.tests.served import Record
from tests.texts import unmarked

pytestmark = pytest.mark.usefixtures("bureau")
LICENCE, PENALTY, PROMISE = 3, 4, 17
OTHER_CODE, OTHER = "91211100MA0UYTRE00", 65
NEXT_DAY = timedelta(days=1)


@pytest.fixture
def city(bureau):
    """Two companies: promises kept, broken, running and forgotten; a licence delivered in time, a fine delivered late."""
    served.write_subject(OTHER, name="盘锦样例商贸有限公司", number=OTHER_CODE)
    for number, day in ((1, date(2021, 12, 1)), (2, date(2022, 2, 17)), (3, date(2022, 2, 18))):
        Delivery.objects.create(
            number=number, run=1, unit=ENVIRONMENT, file="x", batch=str(number), received=0, linked=0, unlinked=0,
            duplicate=0, quarantined=0, delivered_on=day,
        )  # fmt: skip
    served.serve([
        Record(SID, 1, kind=PROMISE, content="证明事项告知承诺：已履行", decided_on=date(2021, 6, 1)),
        Record(SID, 2, kind=PROMISE, content="审批替代型承诺：未履行承诺", decided_on=date(2021, 7, 1)),
        Record(OTHER, 3, kind=PROMISE, content="主动公示型承诺", valid_until=MONDAY.date(), decided_on=date(2021, 8, 1)),
        Record(OTHER, 4, kind=PROMISE, content="信用修复承诺", valid_until=MONDAY.date() - NEXT_DAY, decided_on=date(2021, 9, 1)),
        Record(SID, 5, kind=LICENCE, unit=ENVIRONMENT, decided_on=date(2022, 2, 8), batch=2),
        Record(SID, 6, kind=LICENCE, unit=ENVIRONMENT, decided_on=date(2021, 3, 31), batch=2),  # more than twelve months ago
        Record(OTHER, 7, kind=PENALTY, unit=ENVIRONMENT, decided_on=date(2022, 2, 8), batch=3, content="罚款：占道经营", cents=80_000),
        Record(PERSON, 8, kind=PROMISE, content="证明事项告知承诺：已履行"),
    ])  # fmt: skip
    publish()


def publish() -> None:
    publishing.publish(by=MACHINE, at=moments.now())


def get(path: str, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("city")
def test_promises_are_listed_with_what_became_of_them() -> None:
    page = get("/credit/promises/")
    for words in (
        '<b class="number disclosed-sum">4</b>',
        COMPANY[0],
        "盘锦样例商贸有限公司",
        "证明事项型",
        "已履行",
        "未履行",
        "履行中",
        "未报送履行情况",
        "合成数据",
    ):
        assert words in page, words
    assert page.index("信用修复承诺") < page.index("主动公示型承诺") < page.index("审批替代型承诺"), "the newest first"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("state", ["kept", "broken", "running", "unknown"])
def test_one_state_can_be_asked_for(state: str) -> None:
    said = {"kept": "证明事项告知承诺", "broken": "未履行承诺", "running": "主动公示型承诺", "unknown": "信用修复承诺"}
    page = get(f"/credit/promises/?state={state}")
    assert [words for words in said.values() if words in page] == [said[state]]


@pytest.mark.usefixtures("city")
def test_a_promise_runs_through_its_last_day() -> None:
    with moments.travel(MONDAY + NEXT_DAY):
        assert "主动公示型承诺" in get("/credit/promises/?state=unknown")
    (one, _other) = promises.promises_of(OTHER, on=MONDAY.date())[::-1]
    assert (one.state, one.sort) == ("running", "voluntary")
    assert [one.state for one in promises.promises_of(OTHER, on=MONDAY.date() + NEXT_DAY)] == ["unknown", "unknown"]


@pytest.mark.usefixtures("city")
def test_whoever_objects_has_not_broken_a_promise_yet() -> None:
    assert [one.standing.record.fp for one in promises.broken(SID, on=MONDAY.date())] == [2]
    marking.put(unit=7, fp=2, sid=SID, kind="objected", source="test", reason="test", since=MONDAY.date())
    assert promises.broken(SID, on=MONDAY.date()) == []


@pytest.mark.usefixtures("city")
def test_a_company_is_found_by_part_of_its_name_or_its_code() -> None:
    for text in ("样例商贸", OTHER_CODE):
        answer = Client().post("/credit/promises/", {"q": text})
        assert answer.status_code == 302
        page = get(answer["Location"])
        assert "盘锦样例商贸有限公司" in page and COMPANY[0] not in page
    assert "没有符合条件的记录" in get("/credit/promises/?q=没有这样的公司")


@pytest.mark.usefixtures("city")
def test_a_persons_number_is_not_looked_for_and_not_repeated(bureau) -> None:
    answer = Client().post("/credit/promises/", {"q": bureau.number_of_wang})
    assert (answer.status_code, answer.has_header("Location")) == (200, False)
    page = answer.content.decode()
    assert "没有查询" in page and bureau.number_of_wang not in page


@pytest.mark.usefixtures("city")
def test_licences_and_penalties_of_twelve_months_with_their_clocks() -> None:
    page = get("/credit/licences/")
    assert "准予食品经营许可" in page and page.count("<article") == 1
    assert "最后一日2022年2月17日" in page and "及时" in page and "超期" not in page
    page = get("/credit/penalties/")
    assert "占道经营" in page and "超期" in page and "2023年2月9日起不再公示" in page
    assert "占道经营" in get(f"/credit/penalties/?unit={ENVIRONMENT}")
    assert "没有符合条件的记录" in get(f"/credit/penalties/?unit={MARKET}")


@pytest.mark.usefixtures("city")
def test_what_is_not_public_any_more_is_not_listed() -> None:
    marking.put(unit=ENVIRONMENT, fp=7, sid=OTHER, kind="objected", source="test", reason="test", since=MONDAY.date())
    publish()
    assert "占道经营" not in get("/credit/penalties/")


def test_pages_follow_each_other_without_gap_or_repetition(bureau, monkeypatch) -> None:
    monkeypatch.setattr(published, "PAGE", 7)
    served.serve(
        Record(SID, n, kind=PROMISE, content=f"承诺{n:03d}号", decided_on=date(2021, 1, 1 + n % 5)) for n in range(30)
    )
    publish()
    address, seen = "/credit/promises/", []
    while address:
        page = get(address)
        seen += [part[:3] for part in page.split('<span lang="zh-CN">承诺')[1:]]
        older = page.partition('rel="next" href="')[2].partition('"')[0]
        address = f"/credit/promises/{older}".replace("&amp;", "&") if older else ""
    assert sorted(seen) == [f"{n:03d}" for n in range(30)]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("after", ["x", "2021-08-01-", "-5", "2021-08-01-99999999999999999999", "2021-08-0'-5"])
def test_a_place_that_is_none_begins_at_the_beginning(after: str) -> None:
    assert Client().get("/credit/promises/", {"after": after}).status_code == 200


def rows_of(path: str) -> list[dict[str, str]]:
    text = Client().get(path).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.usefixtures("city")
def test_the_same_lists_as_csv() -> None:
    rows = rows_of("/credit/promises.csv")
    assert [row["履行情况"] for row in rows] == ["未报送履行情况", "履行中", "未履行", "已履行"]
    assert [row["文书号"] for row in rows_of("/credit/promises.csv?state=kept")] == ["盘市监许〔2022〕1号"]
    (fine,) = rows_of("/credit/penalties.csv")
    assert (fine["双公示最后一日"], fine["双公示及时"], fine["报送日期"], fine["公示至"]) == (
        "2022-02-17",
        "否",
        "2022-02-18",
        "2023-02-09",
    )
    (licence,) = rows_of("/credit/licences.csv")
    assert (licence["双公示及时"], licence["市场监管公示最后一日"]) == ("是", "")


def test_a_cell_computes_nothing(bureau) -> None:
    served.serve([Record(SID, 1, kind=PROMISE, content="=HYPERLINK(1)")])
    publish()
    assert rows_of("/credit/promises.csv")[0]["内容"] == "'=HYPERLINK(1)"


@pytest.mark.usefixtures("city")
def test_the_statements_do_not_grow(django_assert_num_queries) -> None:
    served.serve(Record(SID, 100 + n, kind=PROMISE, content="承诺") for n in range(40))
    publish()
    client = Client()
    client.get("/credit/promises/")
    with django_assert_num_queries(5):
        client.get("/credit/promises/")


@pytest.mark.usefixtures("city")
def test_units_are_compared(bureau) -> None:
    measuring.measure(by=MACHINE, at=MONDAY)
    page = get("/credit/punctuality/")
    assert "50.0%" in page and bureau.unit(ENVIRONMENT).name in page


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", ["promises", "licences", "penalties", "punctuality"])
def test_the_pages_speak_english(path: str) -> None:
    measuring.measure(by=MACHINE, at=MONDAY)
    page = get(f"/credit/{path}/", **{"accept-language": "en"})
    assert unmarked(page) == []
