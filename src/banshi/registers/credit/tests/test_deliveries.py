"""报送账: every row is accounted for, by unit and in all; and one record is led back to its file and row."""

import pytest
from django.utils.translation import override

from banshi.registers.credit.models import Delivery, Unit
from banshi.registers.credit.selectors import deliveries, records
from banshi.registers.credit.tests import served
from banshi.registers.credit.tests.served import Record

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


@pytest.mark.parametrize("key, by_code", [(None, True), (99, False)])
def test_a_record_is_led_back_to_its_file_and_row(key, by_code):
    served.serve([Record(sid=1, fp=5, unit=9, batch=2, row_no=41, rule=13, key=key)])
    found = deliveries.provenance(records.older(1)[0])
    assert (found.unit and found.unit.name, found.delivery and found.delivery.file, found.row_no) == (
        "市生态环境局", "unit-09/2.csv", 41,
    )  # fmt: skip
    assert found.rule.by_code is by_code


def test_before_anything_is_loaded_there_is_no_state():
    assert deliveries.state() is None
    with override("en"):
        assert deliveries.link_rule(999, by_code=False).name == "999"
