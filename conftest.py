"""Tests run against a real PostgreSQL: DATABASE_URL if set, else the embedded one."""

import os
import re
from pathlib import Path

os.environ["BANSHI_MODE"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")

from banshi.site import devdb

if not os.environ.get("DATABASE_URL"):
    devdb.up()
(devdb.home() / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where collectstatic never ran

import django  # noqa: E402  only now: the settings are read once, in the mode chosen above

django.setup()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: E402
from django.utils import translation  # noqa: E402

from banshi.kernel.packs import selectors as packs  # noqa: E402
from banshi.registers.catalogue import selectors as catalogue  # noqa: E402
from banshi.site import translations  # noqa: E402

translations.compile_all()  # English pages are tested too, on a clone where nothing has run yet

hypothesis.settings.register_profile(
    "banshi",
    deadline=None,  # how long an example takes is the machine's affair: the first ones on a fresh clone build tables of Unicode
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,  # a database or a directory that the examples share on purpose
    ],
)
hypothesis.settings.load_profile("banshi")

UNMANAGED = (
    "credit_record",
    "credit_profile",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
)


def _empty(operations: DatabaseOperations, statements: list[str]) -> None:
    """Between tests with real commits the tables are emptied: those that have rows, past the journal's refusal and all keys."""
    tables = [*re.findall(r'"(\w+)"', " ".join(statements)), *UNMANAGED]
    with operations.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        deletions = "; ".join(f"DELETE FROM {name}" for (name,) in cursor.fetchall())
        cursor.execute(f"SET session_replication_role = replica; {deletions}; SET session_replication_role = DEFAULT")


DatabaseOperations.execute_sql_flush = _empty


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of its packs may come from a test whose loading was undone, its language from a reader's."""
    translation.deactivate()
    packs.forget()
    catalogue.forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first, those that drive a browser or plant a whole city: nobody waits for one at the end."""
    driving = {item.path for item in items if item.get_closest_marker("browser")}
    whole = Path(__file__).parent / "tests"
    items.sort(key=lambda item: (item.path not in driving, item.path.parent != whole, item.path.name != "test_demo.py"))
