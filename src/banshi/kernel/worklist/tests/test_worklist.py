"""Each office sees its own work, soonest first, nothing twice and nothing left out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from banshi.kernel.actors import Actor, Held
from banshi.kernel.worklist import selectors, services
from banshi.kernel.worklist.models import Line

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NINE.date()
CITY, COUNTY, OFFICE, DESK = "/2111/", "/2111/211103/", "/2111/211103/医保局/", "/2111/211103/医保局/窗口/三号/"


def clerk(*paths: str, permission: str = "worklist.read") -> Actor:
    return Actor(1, "李明", "staff", tuple(Held(frozenset({permission}), path) for path in paths))


def put(key: str, path: str = OFFICE, due_on: date | None = TODAY, **more) -> None:
    given = {"matter": "application", "state": "review", "waits_for": "office"} | more
    services.open_line(
        key=key, number=f"SQ-2026-{key}", title="医保参保登记", subject="王*", office_path=path, opened_at=NINE,
        due_on=due_on, **given,
    )  # fmt: skip


def keys(actor: Actor, **filters) -> list[str]:
    return [line.key for line in selectors.page(actor, **filters)]


@pytest.fixture
def four_floors(db):
    for key, path in (("1", CITY), ("2", COUNTY), ("3", OFFICE), ("4", DESK), ("5", "/2111/211104/"), ("6", "/2112/")):
        put(key, path)


@pytest.mark.parametrize(
    ("paths", "seen"),
    [
        ((CITY,), "12345"),
        ((COUNTY,), "234"),
        ((OFFICE,), "34"),
        (("/2111/211103/医保局/窗口/",), "4"),
        ((DESK,), "4"),
        (("/2111/211104/", OFFICE), "345"),
        (("/",), "123456"),
        (("/2111/2111/",), ""),
        (("/2111/211103/医保/",), ""),
        (("/2111/211103/医保局/窗口/四号/",), ""),
        ((), ""),
    ],
)
def test_an_actor_sees_the_lines_of_his_offices(four_floors, paths, seen):
    assert keys(clerk(*paths)) == list(seen)
    assert sorted(line.key for line in selectors.scope(clerk(*paths))) == list(seen)


def test_another_permission_opens_nothing(four_floors):
    assert keys(clerk(CITY, permission="certificates.read")) == []
    assert not selectors.scope(clerk(CITY, permission="certificates.read")).exists()
    assert keys(Actor.anonymous()) == []


def test_a_grant_for_one_kind_of_matter_shows_that_kind(four_floors):
    put("7", COUNTY, matter="appointment")
    appointments = Held(frozenset({"worklist.read"}), CITY, "appointment")
    office = Held(frozenset({"worklist.read"}), COUNTY)
    assert keys(Actor(1, "", "staff", (appointments,))) == ["7"]
    assert keys(Actor(1, "", "staff", (appointments, office))) == ["2", "3", "4", "7"]
    assert selectors.scope(Actor(1, "", "staff", (appointments, office))).count() == 4
    assert keys(Actor(1, "", "staff", (appointments, office)), office_path=OFFICE) == ["3", "4"]
    assert keys(Actor(1, "", "staff", (appointments,)), office_path=OFFICE) == []


@pytest.mark.parametrize(
    ("held", "asked", "seen"),
    [
        (CITY, COUNTY, "234"),
        (OFFICE, COUNTY, "34"),
        (OFFICE, "/2111/211104/", ""),
        (COUNTY, "/2112/", ""),
    ],
)
def test_asking_for_an_office_never_widens_what_one_sees(four_floors, held, asked, seen):
    assert keys(clerk(held), office_path=asked) == list(seen)


@pytest.mark.django_db
def test_pages_are_stable_under_equal_due_days_and_end_with_the_lines_without_one():
    days = [TODAY, TODAY, None, TODAY + timedelta(days=1), None, TODAY, TODAY - timedelta(days=1), TODAY, None, TODAY]
    for n, day in enumerate(days):
        put(str(n), (OFFICE, COUNTY)[n % 2], day)
    for actor in (clerk(COUNTY), clerk(OFFICE, COUNTY), clerk("/2111/211104/", COUNTY)):
        seen, after = [], None
        while True:
            rows = selectors.page(actor, size=3, after=after)
            seen += [line.key for line in rows[:3]]
            if len(rows) <= 3:
                break
            after = (rows[2].due_on, rows[2].pk)
        assert seen == ["6", "0", "1", "5", "7", "9", "3", "2", "4", "8"]


@pytest.mark.django_db
def test_the_lights_part_the_list():
    soon = TODAY + timedelta(days=1)
    for key, day in (("late", TODAY - timedelta(days=1)), ("today", TODAY), ("soon", soon)):
        put(key, due_on=day)
    put("later", due_on=soon + timedelta(days=1))
    put("standing", due_on=None, waits_for="nobody")
    lights = {
        light: keys(clerk(CITY), light=light, today=TODAY, soon=soon) for light in ("red", "yellow", "green", "none")
    }
    assert lights == {"red": ["late"], "yellow": ["today", "soon"], "green": ["later"], "none": ["standing"]}
    assert len(keys(clerk(CITY))) == 5


@pytest.mark.django_db
def test_filters_narrow_the_list():
    put("1")
    put("2", state="granted")
    put("3", matter="appointment")
    put("4", waits_for="party")
    assert keys(clerk(CITY), state="granted") == ["2"]
    assert keys(clerk(CITY), matter="appointment") == ["3"]
    assert keys(clerk(CITY), waits_for="party") == ["4"]
    assert keys(clerk(CITY), query="sq-2026-3") == ["3"]


@pytest.mark.django_db
def test_a_line_moves_and_closes():
    put("1")
    services.move_line("application", "1", state="granted", due_on=None, statutory_due_on=None, waits_for="party")
    assert [(line.state, line.waits_for, line.due_on) for line in selectors.page(clerk(CITY))] == [
        ("granted", "party", None)
    ]
    services.move_line("application", "1", state="done", due_on=None, statutory_due_on=None, closed_at=NINE)
    assert keys(clerk(CITY)) == []
    assert not selectors.scope(clerk(CITY)).exists()


@pytest.mark.django_db
def test_a_matter_has_one_line():
    put("1")
    with pytest.raises(IntegrityError), transaction.atomic():
        put("1")
    put("1", matter="appointment")
    assert Line.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("filters", [{}, {"state": "review"}, {"light": "red", "today": TODAY}, {"after": (TODAY, 5)}])
@pytest.mark.parametrize(
    ("level", "path"), list(enumerate((CITY, COUNTY, OFFICE, "/2111/211103/医保局/窗口/"), start=1))
)
def test_a_page_of_any_office_is_read_in_the_order_of_its_index(filters, level, path, django_assert_num_queries):
    for n in range(50):
        put(str(n), DESK, state="review" if n % 10 == 0 else "submitted")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE worklist_line; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    with django_assert_num_queries(1) as asked:
        selectors.page(clerk(path), **filters)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + asked.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using worklist_place{level}{'_state' if 'state' in filters else ''} " in plan
    assert "Sort" not in plan


def end(key: str, at: datetime) -> None:
    services.move_line("application", key, state="delivered", due_on=None, statutory_due_on=None, closed_at=at)


@pytest.mark.django_db
def test_what_has_ended_is_listed_latest_first_and_paged():
    moments = [NINE + timedelta(minutes=n // 2) for n in range(9)]  # two by two in the same minute
    for n, moment in enumerate(moments):
        put(str(n), (OFFICE, COUNTY)[n % 2])
        end(str(n), moment)
    put("open")
    for actor in (clerk(COUNTY), clerk(OFFICE, COUNTY), clerk("/2111/211104/", COUNTY)):
        seen, before = [], None
        while True:
            rows = selectors.ended(actor, size=4, before=before)
            seen += [line.key for line in rows[:4]]
            if len(rows) <= 4:
                break
            before = (rows[3].closed_at, rows[3].pk)
        assert seen == ["8", "7", "6", "5", "4", "3", "2", "1", "0"]
    assert [line.key for line in selectors.ended(clerk(CITY), query="sq-2026-3")] == ["3"]


def test_another_office_sees_nothing_of_what_has_ended(four_floors):
    for key in "123456":
        end(key, NINE)
    assert [line.key for line in selectors.ended(clerk(OFFICE))] == ["4", "3"]
    assert [line.key for line in selectors.ended(clerk("/2111/211104/"))] == ["5"]
    assert [line.key for line in selectors.ended(clerk("/2111/211104/"), query="SQ-2026-3")] == []
    assert selectors.ended(clerk("/2111/211103/医保/")) == []
    assert selectors.ended(clerk(CITY, permission="certificates.read")) == []
    assert selectors.ended(Actor(1, "", "staff", (Held(frozenset({"worklist.read"}), CITY, "rating"),))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"before": (NINE, 5)}])
@pytest.mark.parametrize(
    ("level", "path"), list(enumerate((CITY, COUNTY, OFFICE, "/2111/211103/医保局/窗口/"), start=1))
)
def test_what_has_ended_is_read_in_the_order_of_its_index(asked, level, path, django_assert_num_queries):
    for n in range(50):
        put(str(n), DESK)
        end(str(n), NINE + timedelta(minutes=n))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE worklist_line; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    with django_assert_num_queries(1) as queries:
        selectors.ended(clerk(path), **asked)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using worklist_place{level}_ended " in plan
    assert "Sort" not in plan
