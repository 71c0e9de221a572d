"""What every test of the whole site shares: an empty memory of earlier attempts."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_earlier_attempts(request):
    """Rate limits live in the shared cache, which is a table: tests with a database start with it empty."""
    if "django_db" in {mark.name for mark in request.node.iter_markers()}:
        request.getfixturevalue("db")
        cache.clear()
