"""Tests run against a real PostgreSQL: DATABASE_URL if set, else the embedded one."""

import os
from pathlib import Path

os.environ["BANSHI_MODE"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")

from banshi.site import devdb

if not os.environ.get("DATABASE_URL"):
    devdb.up()
(devdb.home() / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where collectstatic never ran

import django  # noqa: E402  only now: the settings are read once, in the mode chosen above

django.setup()

import pytest  # noqa: E402
from django.db.backends.postgresql.operations import DatabaseOperations  # noqa: E402

from banshi.kernel.packs import selectors as packs  # noqa: E402
from banshi.registers.catalogue import selectors as catalogue  # noqa: E402
from banshi.site import translations  # noqa: E402

translations.compile_all()  # English pages are tested too, on a clone where nothing has run yet

APPEND_ONLY = ("journal_line", "journal_delivery", "journal_seal", "exchange_feedline")
_flush = DatabaseOperations.execute_sql_flush


def _flush_with_the_journal(operations: DatabaseOperations, statements: list[str]) -> None:
    """Between tests with real commits the tables are emptied. The journal refuses that, so its owner lifts the lock."""
    if any(f'"{table}"' in statement for table in APPEND_ONLY for statement in statements):
        lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY]
        lower = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in APPEND_ONLY]
        statements = [*lift, "TRUNCATE procrastinate_jobs CASCADE", *statements, *lower]
    _flush(operations, statements)


DatabaseOperations.execute_sql_flush = _flush_with_the_journal


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of its packs may come from a test whose loading was undone."""
    packs.forget()
    catalogue.forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first, those that drive a browser or plant a whole city: nobody waits for one at the end."""
    driving = {item.path for item in items if item.get_closest_marker("browser")}
    whole = Path(__file__).parent / "tests"
    items.sort(key=lambda item: (item.path not in driving, item.path.parent != whole, item.path.name != "test_demo.py"))
