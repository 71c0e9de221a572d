import pytest

from banshi.insight.exchange.tests import cities
from banshi.registers.credit.selectors import publication


@pytest.fixture
def city(db):
    cities.found()
    yield
    publication._rules.cache_clear()
