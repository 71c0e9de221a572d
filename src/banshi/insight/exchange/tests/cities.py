"""Cities for tests: the usual tables, and a second instance of Banshi with tables of its own beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection
from django.test import override_settings

from banshi.insight.exchange.selectors import feed
from banshi.insight.exchange.services import publishing
from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA
from banshi.registers.credit.models import Mark, PublicationRule, Unit
from banshi.registers.credit.selectors import publication
from banshi.registers.credit.tests import lawyers, served
from banshi.registers.credit.tests.served import Record

AT, MACHINE = datetime(2022, 3, 5, 12, tzinfo=CHINA), Actor.system("exchange")
DAY = AT.date()
LICENCE, PENALTY, COERCION = 3, 4, 5
COMPANY, OTHER = "91211103MA10ABC34U", "91211100MA0UYTRE00"
FINE = "罚款：占道经营"  # of 2022-01-10: general, shown through 2023-01-10
OWN = ("credit_subject", "credit_mark", "exchange_feedline", "exchange_neighbour", "exchange_foreignrecord")
PART = 35 % 32


def found() -> None:
    """Kinds, rules of publication and units, as the packs have them."""
    served.write_kinds()
    PublicationRule.objects.bulk_create(
        PublicationRule(code=row.key, pack="tests", row=row.data.model_dump(mode="json"))
        for row in lawyers.national().rows["credit_publication"]
    )
    publication._rules.cache_clear()
    Unit.objects.bulk_create(
        Unit(code=f"t-{n}", number=n, name=f"示例{n}局", name_en=f"Unit {n}", pack="tests") for n in (1, 7)
    )


@contextmanager
def beside(city: str, key: str) -> Iterator[None]:
    """Inside, everything happens in another city: other subjects, records, lines, another key."""
    with connection.cursor() as cursor, override_settings(CITY_PACK=city, EXCHANGE_KEY=key):
        cursor.execute("SELECT to_regnamespace(%s)", [city])
        if cursor.fetchone()[0] is None:
            _build(cursor, city)
        cursor.execute(f'SET search_path TO "{city}", public')
        try:
            yield
        finally:
            cursor.execute("SET search_path TO public")


def _build(cursor, city: str) -> None:
    """Tables of its own; of records and profiles only the part in which the tests' subjects stand (nobody is in the others)."""
    cursor.execute(f'CREATE SCHEMA "{city}"')
    for table in OWN:
        cursor.execute(f'CREATE TABLE "{city}".{table} (LIKE public.{table} INCLUDING ALL)')
    for table in ("credit_record", "credit_profile"):
        cursor.execute(f'CREATE TABLE "{city}".{table} (LIKE public.{table} INCLUDING ALL) PARTITION BY LIST (bucket)')
        part = f'"{city}".{table}_{PART:02d}'
        cursor.execute(f'CREATE TABLE {part} PARTITION OF "{city}".{table} FOR VALUES IN ({PART})')


def company(sid: int, number: str, *records: Record) -> None:
    served.write_subject(sid, number=number)
    served.serve(records)


def fine(sid: int, fp: int, **more) -> Record:
    """A fine of 800 yuan, decided on 10 January 2022, linked by code."""
    return Record(**{"sid": sid, "fp": fp, "kind": PENALTY, "content": FINE, "cents": 80_000} | more)


def mark(sid: int, fp: int, kind: str, until: date | None = None) -> Mark:
    return Mark.objects.create(unit=7, fp=fp, sid=sid, kind=kind, source="test", reason="test", since=DAY, until=until)


def publish(at: datetime = AT, **more) -> publishing.Published:
    return publishing.publish(by=MACHINE, at=at, **more)


def hand_over(since: int = 0, at: datetime = AT, most: int | None = None) -> list[bytes]:
    """What a neighbour gets."""
    return list(feed.page(since=since, at=at, day=at.date(), most=most))
