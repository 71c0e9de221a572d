"""报送账: every row is accounted for, by unit and in all."""

import pytest
from django.utils.translation import override

from banshi.registers.credit.models import Delivery, LinkRule, Unit
from banshi.registers.credit.selectors import deliveries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units():
    for number, name in ((7, "市市场监管局"), (9, "市生态环境局"), (11, "市水务局")):
        Unit.objects.create(code=f"u{number}", pack="t", number=number, name=name, name_en="x")
    for number, unit, counts in ((1, 7, (8, 1, 1, 0)), (2, 9, (5, 0, 0, 5)), (3, 7, (0, 0, 20, 0))):
        account = dict(zip(deliveries.PARTS, counts, strict=True))
        Delivery.objects.create(
            number=number, run=1, unit=unit, file=f"unit-{unit:02d}/{number}.csv", batch="0" * 64, received=sum(counts), **account
        )  # fmt: skip


def test_all_deliveries_add_up():
    assert deliveries.account() == deliveries.Account(3, 40, 13, 1, 21, 5)
    assert deliveries.account().holds
    assert deliveries.account(9) == deliveries.Account(1, 10, 5, 0, 0, 5)
    assert not deliveries.Account(1, 10, 5, 0, 0, 4).holds


def test_each_unit_has_its_account_and_who_delivered_nothing_stands_there_too(django_assert_num_queries):
    with django_assert_num_queries(2):
        told = [(unit.number, account.received, account.deliveries) for unit, account in deliveries.accounts()]
    assert told == [(7, 30, 2), (9, 10, 1), (11, 0, 0)]


def test_the_newest_delivery_stands_first():
    assert [one.number for one in deliveries.deliveries(7)] == [3, 1]


def test_before_anything_is_loaded_there_is_no_state():
    assert deliveries.state() is None


def test_the_rules_by_which_records_find_their_subjects_are_said_in_the_readers_language():
    LinkRule.objects.create(
        code="name", pack="t", number=13, name="规范名称相同", name_en="the name is the same", verdict="accept", score=996,
        reason="名称相同", reason_en="the same",
    )  # fmt: skip
    LinkRule.objects.create(code="old", pack="t", number=99, score=0, retired_on="2022-01-01")
    rules = deliveries.link_rules()
    assert (list(rules), rules[13].label, rules[13].words) == ([13], "规范名称相同", "名称相同")
    with override("en"):
        assert (rules[13].label, rules[13].words) == ("the name is the same", "the same")
