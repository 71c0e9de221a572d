"""Every published definition has its measure, and every number opens to as many records as it says."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from banshi.insight.ratings import services as ratings
from banshi.insight.ratings.models import Rating
from banshi.insight.ratings.tests.city import at
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Limit, days_taken
from banshi.kernel.measures import ELSEWHERE, Period, Scope, measures
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, results, review
from banshi.registers.catalogue import selectors as catalogue

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
AREAS = ("", ELSEWHERE, "stz", "xlt", "dw", "ps", "ldw", "gxq")


def counted(code: str, period: Period = MARCH, area: str = "") -> tuple[int, int]:
    figure = measures()[code](period, Scope(area))
    return figure.numerator, figure.denominator


def test_the_published_definitions_and_the_measures_are_the_same_set():
    paths = settings.PACKS.glob("*/indicators/*.yaml")
    assert {path.stem for path in paths} == set(measures())


def test_each_definition_names_the_app_in_which_its_measure_stands():
    for path in settings.PACKS.glob("*/indicators/*.yaml"):
        app = yaml.safe_load(path.read_text(encoding="utf-8"))["app"]
        assert measures()[path.stem].__module__.split(".")[-2] == app


def test_rates_of_items(city):
    assert counted("instant_rate") == (3, 8)
    assert counted("fully_online_rate") == (6, 8)  # 不动产转移登记 and 恢复驾驶资格 take a visit
    assert counted("one_window_rate") == (7, 8)  # 村级事项不在大厅


def test_an_item_counts_on_the_counting_day_by_the_version_of_that_day(city):
    before = catalogue.version("jsz-qmhz", date(2022, 3, 1))
    assert counted("instant_rate", Period(date(2022, 3, 1), date(2022, 3, 1)))[1] <= 8
    assert before.valid.upper is not None


def test_the_compression_of_limits_in_whole_working_days(city):
    saved, statutory = counted("compression_rate")
    items = catalogue.published(MARCH.last).filter(is_on_application=True).exclude(statutory="")
    assert statutory == sum(working_days(one.statutory) for one in items)
    assert saved == sum(working_days(one.statutory) - working_days(one.promised) for one in items)


def working_days(text: str) -> int:
    limit = Limit.parse(text)
    if str(limit) == "0":
        return 0
    days = {"wd": Fraction(1), "d": Fraction(5, 7), "mo": Fraction(150, 7), "h": Fraction(1, 8)}
    unit = text.lstrip("0123456789")
    number = int(text.removesuffix(unit))
    if unit == "h":
        return -(-number // 8)
    return max(1, int(number * days[unit] + Fraction(1, 2)))


def test_cases_typed_in_at_the_counter_are_not_online(city):
    city.submitted(online=True)
    city.submitted()
    city.submitted("jsz-qmhz")
    assert counted("online_share") == (1, 3)


def test_a_case_is_on_time_to_the_end_of_its_promised_day(city):
    due = city.submitted()
    acceptance.accept(due.number, by=city.clerk, at=at(2, 10))
    promised = Application.objects.get(pk=due.pk).promised_due_on
    late = city.submitted()
    acceptance.accept(late.number, by=city.clerk, at=at(2, 10))
    midnight = at(promised.day, 23, 59)
    review.grant(due.number, by=city.head, at=midnight)
    review.grant(late.number, by=city.head, at=midnight + timedelta(minutes=1))
    assert counted("on_time_rate") == (1, 2)


def test_an_extension_moves_the_promised_day_of_the_measure_too(city):
    application = city.submitted("sc-spjy")
    acceptance.accept(application.number, by=city.clerk, at=at(2, 10))
    review.extend(application.number, days=5, reason="需要补充核查", by=city.head, at=at(4))
    review.grant(application.number, by=city.head, at=at(10))
    assert counted("on_time_rate") == (1, 1)


def test_withdrawn_and_terminated_cases_do_not_count_as_ended(city):
    one, other = city.submitted(), city.submitted(party=city.li)
    review.withdraw(one.number, by=city.resident(city.wang), at=at(2, 10))
    acceptance.accept(other.number, by=city.clerk, at=at(2, 10))
    review.terminate(other.number, reason="申请人要求终止", by=city.head, at=at(3))
    assert counted("on_time_rate") == (0, 0)
    assert counted("median_days") == (0, 0)


def test_the_median_is_a_time_that_really_occurred(city):
    for after in (1, 2, 7, 7):
        city.decided(after=after)
    assert counted("median_days") == (2, 4)  # 1 2 5 5


def test_days_of_a_special_procedure_are_not_counted(city):
    application = city.submitted()
    acceptance.accept(application.number, by=city.clerk, at=at(2, 10))
    review.start_special(
        application.number, kind="检验", needed=Limit.parse("5wd"), reason="需要检验车辆", by=city.clerk, at=at(4)
    )
    review.end_special(application.number, by=city.clerk, at=at(9))
    review.grant(application.number, by=city.head, at=at(11))
    # 3 March, then stopped from 4 to 9, then 10 and 11
    assert counted("median_days") == (3, 1)


def test_only_what_was_said_counts_as_a_rating(city):
    city.rated(1)
    city.rated(5)
    city.delivered()
    assert counted("rating_rate") == (2, 3)
    assert counted("good_rating_rate") == (1, 2)


def test_a_late_rating_counts_for_the_month_of_its_case_and_its_own_month(city):
    rating = city.rated(1)
    Rating.objects.filter(pk=rating.pk).update(given_at=at(31) + timedelta(days=5))
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert (counted("rating_rate"), counted("good_rating_rate")) == ((1, 1), (0, 0))
    assert (counted("rating_rate", april), counted("good_rating_rate", april)) == ((0, 0), (1, 1))


def test_a_place_without_a_channel_is_a_gap_in_the_coverage(city):
    covered, places = counted("rating_coverage")
    assert places == 152 and covered == 150


CASES = st.lists(
    st.tuples(
        st.sampled_from(["jdc-hpbl", "jsz-qmhz", "sc-spjy", "sfz-bl"]),
        st.integers(2, 13),  # day of receipt
        st.integers(0, 14),  # days to the decision
        st.sampled_from(["submitted", "decided", "delivered", "paused", "refused"]),
        st.booleans(),  # online
        st.sampled_from([None, 1, 2, 3, 4, 5]),  # rating
    ),
    max_size=6,
)


@pytest.mark.django_db
@examples(max_examples=12)
@given(cases=CASES)
def test_every_number_opens_to_the_records_behind_it(city, cases):
    for case in cases:
        plant(city, case)
    for code, count in measures().items():
        totals = []
        for area in AREAS:
            figure = count(MARCH, Scope(area))
            assert figure.denominator_records.total() == figure.denominator
            if code != "median_days":
                assert figure.numerator_records.total() == figure.numerator
                assert 0 <= figure.numerator <= figure.denominator
                totals.append((figure.numerator, figure.denominator))
        if totals:  # the parts make the whole
            assert tuple(map(sum, zip(*totals[1:], strict=True))) == totals[0]
    check_median()


def plant(city, case):
    item, day, after, fate, online, level = case
    if fate in ("submitted", "paused"):
        application = city.submitted(item, day, online=online)
        if fate == "paused":
            acceptance.accept(application.number, by=city.clerk, at=at(day, 10))
            needed = Limit.parse("5wd")
            review.start_special(
                application.number, kind="检测", needed=needed, reason="需要检测", by=city.clerk, at=at(day, 11)
            )
            review.end_special(application.number, by=city.clerk, at=at(day + after // 2, 12))
            review.grant(application.number, by=city.head, at=at(day + after, 13))
        return
    refuse = fate == "refused"
    application = city.decided(item, day, after=after, online=online, refuse=refuse)
    if fate == "delivered":
        results.deliver(application.number, way="online", by=city.clerk, at=at(day + after, 15))
        if level:
            by = city.resident(city.wang)
            ratings.give(application.number, level=level, channel="pc", by=by, at=at(day + after, 16))


def check_median():
    """The median in SQL is the one that the clock's own counting gives."""
    calendar, day = calendars.current(), moments.day_of
    taken = sorted(
        days_taken(day(one.accepted_at), day(one.decided_at), calendar, pauses=one.facts.pauses)
        for one in Application.objects.filter(decided_at__isnull=False, item_version__case_type="2")
    )
    figure = measures()["median_days"](MARCH, Scope())
    assert figure.denominator == len(taken)
    if taken:
        assert figure.numerator == taken[(len(taken) - 1) // 2]
        assert {row.days for row in figure.numerator_records.rows} == {figure.numerator}
        assert sorted(row.days for row in figure.denominator_records.rows) == taken
