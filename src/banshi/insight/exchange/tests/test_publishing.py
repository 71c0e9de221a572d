"""发布: the feed says what the public may see today, and nothing that it may not."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from banshi.insight.exchange import rules
from banshi.insight.exchange.models import FeedLine
from banshi.insight.exchange.rules import Place
from banshi.insight.exchange.tests import cities
from banshi.insight.exchange.tests.cities import AT, COERCION, COMPANY, OTHER, PENALTY, company, fine, mark, publish
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line as JournalLine
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record
from banshi.registers.parties.tests.people import WANG

pytestmark = pytest.mark.usefixtures("city")
LAST = datetime(2023, 1, 10, 12, tzinfo=CHINA)  # the last day of a fine of 10 January 2022
DAY = timedelta(days=1)


def lines(at: datetime = AT) -> list[dict]:
    return [json.loads(line) for line in cities.hand_over(at=at)[1:]]


def shown(at: datetime = AT) -> set[int]:
    """Fingerprints of what a reader of the whole feed would show."""
    standing: dict[str, bool] = {}
    for line in lines(at):
        standing[line["record"]] = line["body"] is not None
    return {int(record[3:], 16) for record, stands in standing.items() if stands}


def test_only_what_the_public_may_see_is_published() -> None:
    company(
        35, COMPANY,
        Record(sid=35, fp=1),
        fine(35, 2),
        fine(35, 3, key=9, rule=14),  # inferred, and nobody confirmed it
        fine(35, 4, key=9, rule=14),  # inferred and confirmed
        fine(35, 5, decided_on=date(2020, 1, 10)),  # its period is over
        fine(35, 6),  # under objection
        Record(sid=35, fp=7, kind=COERCION),  # of a kind that is not published
        Record(sid=35, fp=8, key=9, rule=14),  # inferred, but not adverse
    )  # fmt: skip
    mark(35, 4, "confirmed")
    mark(35, 6, "objected")
    served.write_subject(10_000_035, number=WANG[1], kind="P")
    served.serve([Record(sid=10_000_035, fp=20)])
    assert publish().published == 4
    assert shown() == {1, 2, 4, 8}


def test_a_line_says_what_the_record_says_and_nothing_of_how_it_was_found() -> None:
    company(35, COMPANY, fine(35, 2))
    publish()
    (line,) = lines()
    assert line["record"] == "07-0000000000000002"
    assert line["until"] == "2023-01-11"
    body = line["body"]
    assert body.pop("salt")
    assert body == {
        "name": "盘锦示例35号商行", "code": COMPANY, "kind": "penalty", "unit": "示例7局", "doc_no": "盘市监许〔2022〕1号",
        "decided_on": "2022-01-10", "valid_until": None, "cents": 80_000, "content": "罚款：占道经营",
        "basis": "发改办财金〔2019〕527号 二（一）", "state": "", "delivered_on": None, "synthetic": True,
    }  # fmt: skip


@pytest.mark.parametrize("published_again", [False, True])
def test_its_text_goes_on_the_day_after_its_last_day(published_again: bool) -> None:
    """Even if nobody published that night."""
    company(35, COMPANY, fine(35, 2), Record(sid=35, fp=1))
    publish()
    assert shown(LAST) == {1, 2}
    assert publish(LAST).expired == 0
    if published_again:
        assert publish(LAST + DAY).expired == 1
        assert FeedLine.objects.filter(body__isnull=False).count() == 1
    assert shown(LAST + DAY) == {1}
    assert len(lines(LAST + DAY)) == 2, "no line is needed for it"


def test_what_people_decide_ends_a_publication_and_begins_it_again() -> None:
    company(35, COMPANY, fine(35, 2))
    publish()
    objection = mark(35, 2, "objected")
    done = publish()
    assert (done.published, done.ended) == (0, 1)
    first, last = lines()
    assert (first["body"], last["op"], last["why"], last["record"]) == (None, "end", "objected", first["record"])
    objection.until = AT.date()
    objection.save()
    assert publish().published == 1
    assert lines()[2]["body_sha256"] == first["body_sha256"], "the same text has the same digest"


def test_a_repair_ends_it_for_good() -> None:
    company(35, COMPANY, fine(35, 2))
    publish()
    mark(35, 2, "repaired")
    assert publish().ended == 1
    assert lines()[-1]["why"] == "repaired"
    assert shown() == set()


def test_what_is_delivered_no_more_is_published_no_more() -> None:
    company(35, COMPANY, Record(sid=35, fp=1), Record(sid=35, fp=2))
    publish()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM credit_record WHERE fp = 1")
    assert publish().ended == 1
    assert lines()[-1]["why"] == "not_public"
    assert shown() == {2}


def test_a_record_that_says_something_else_is_a_new_line_in_place_of_the_old_text() -> None:
    company(35, COMPANY, Record(sid=35, fp=1))
    publish()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credit_record SET valid_until = '2026-01-01' WHERE fp = 1")
    assert publish().published == 1
    first, second = lines()
    assert first["body"] is None
    assert second["body"]["valid_until"] == "2026-01-01"


@pytest.mark.parametrize("new", [36, 34])
def test_a_record_about_somebody_else_than_was_thought_is_published_about_them(new: int) -> None:
    """Whether the right subject's part comes before the wrong one's or after it."""
    company(35, COMPANY, Record(sid=35, fp=1))
    served.write_subject(new, number=OTHER)
    publish()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credit_record SET sid = %s, bucket = %s WHERE fp = 1", [new, new % 32])
    publish()
    assert [line["body"]["code"] for line in lines() if line["body"]] == [OTHER]
    assert publish().ended == 0


def test_publishing_twice_changes_nothing() -> None:
    company(35, COMPANY, fine(35, 2), Record(sid=35, fp=1))
    first = publish()
    said = JournalLine.objects.count()
    assert publish() == replace(first, published=0)
    assert JournalLine.objects.count() == said, "nor is anything said"


def test_some_subjects_alone_can_be_published() -> None:
    company(35, COMPANY, Record(sid=35, fp=1))
    company(67, OTHER, Record(sid=67, fp=2))  # in the same part
    assert publish(sids=[67]).published == 1
    assert shown() == {2}
    assert publish(sids=[35]).published == 1
    assert shown() == {1, 2}
    assert publish().published == 0


def test_what_names_somebodys_number_stays_here() -> None:
    company(35, COMPANY, Record(sid=35, fp=1, content=f"法定代表人身份证号{WANG[1]}"), Record(sid=35, fp=2, content="电话：13912345678"))  # fmt: skip
    done = publish()
    assert (done.published, done.personal) == (0, 2)
    assert WANG[1].encode() not in b"".join(cities.hand_over())


def test_the_chain_goes_over_all_lines_and_the_journal_knows_its_end() -> None:
    company(35, COMPANY, *(Record(sid=35, fp=n) for n in range(5)))
    company(36, OTHER, fine(36, 9))
    done = publish()
    given = cities.hand_over()
    city, key = (json.loads(given[0])[name] for name in ("city", "key"))
    read = list(rules.read(given, city=city, key=key, after=Place())[1])
    assert [line.seq for line in read] == [1, 2, 3, 4, 5, 6]
    news = JournalLine.objects.get(kind="exchange.FeedPublished")
    assert (news.data["seq"], news.data["hash"]) == (6, read[-1].hash) == (done.seq, done.hash)


def test_a_digest_cannot_be_guessed_without_the_salt() -> None:
    company(35, COMPANY, fine(35, 2))
    publish()
    (line,) = lines()
    known = {name: value for name, value in line["body"].items() if name != "salt"}
    assert rules.digest(known) != line["body_sha256"]
    assert len(line["body"]["salt"]) == 32


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM exchange_feedline",
        "UPDATE exchange_feedline SET why = 'x'",
        "UPDATE exchange_feedline SET body = '{}'",
        "UPDATE exchange_feedline SET body = NULL, until = NULL",
        "TRUNCATE exchange_feedline",
    ],
)
def test_the_database_refuses_to_change_a_line(sql: str) -> None:
    company(35, COMPANY, fine(35, 2))
    publish()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_number_of_statements_does_not_grow_with_the_records(django_assert_num_queries) -> None:
    """Per part: what stands, units, kinds, marks, what is public; then the lines of a part at once."""
    company(35, COMPANY, *(fine(35, n) for n in range(3)))
    company(36, OTHER, *(Record(sid=36, fp=100 + n, kind=PENALTY, content="警告") for n in range(40)))
    publish()
    with django_assert_num_queries(196):
        publish()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credit_record SET valid_until = '2026-01-01'")
    with django_assert_num_queries(201):
        publish()
