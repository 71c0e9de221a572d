"""已办结: what has ended is found again, by its office alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.matters.applications.services import acceptance
from banshi.matters.applications.tests.people import on

ENDED = {"state": "ended"}


def end(town, count: int) -> list[str]:
    numbers = [town.submit() for _ in range(count)]
    for minute, number in enumerate(numbers):
        acceptance.answer_not_required(number, reason="不需要许可", by=town.li, at=on(3, 2, 11, minute))
    return numbers


def test_the_latest_is_first_and_every_page_is_reached(town, browse):
    numbers, client = end(town, 22), browse("窗口李明")
    waiting = town.submit()
    first = client.get("/desk/", ENDED)
    assert [row["line"].number for row in first.context["rows"]] == numbers[:1:-1]
    assert waiting not in first.content.decode() and "不需办理" in first.content.decode()
    second = client.get("/desk/" + first.context["older"])
    assert [row["line"].number for row in second.context["rows"]] == numbers[1::-1]
    assert second.context["older"] == ""
    assert numbers[0] not in client.get("/desk/").content.decode()


def test_a_number_finds_its_matter(town, browse):
    wanted = end(town, 3)[1]
    found = browse("窗口李明").get("/desk/", {**ENDED, "q": wanted.lower()})
    assert [row["line"].number for row in found.context["rows"]] == [wanted]


def test_a_foreign_office_sees_nothing(town, browse):
    number = end(town, 1)[0]
    for asked in (ENDED, {**ENDED, "q": number}):
        assert browse("外区马丽").get("/desk/", asked).context["rows"] == []


def test_a_page_takes_few_statements(town, browse):
    end(town, 22)
    client = browse("窗口李明")
    client.get("/desk/", ENDED)
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/", ENDED)
    assert len(asked) <= 6


@pytest.mark.parametrize(
    "after", ["x", "_", "_5", "2026-03-02T11:00:00_5", "2026-13-01_5", "2026-03-02T11:00:00+08:00_²"]
)
def test_what_is_no_place_in_the_list_begins_at_its_head(town, browse, after):
    number = end(town, 1)[0]
    assert number in browse("窗口李明").get("/desk/", {**ENDED, "after": after}).content.decode()
