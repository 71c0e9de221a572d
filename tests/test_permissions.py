"""权限表: every route × every kind of user → the answer. A route that is not in permissions.csv fails the build.

The table is the promise, real users and real requests are the proof. Expected codes are read by a person before they
are written down; the failure message shows what was observed.
"""

import csv
import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import permission_objects
from tests.permission_objects import COLUMNS, Ask, World

TABLE = Path(__file__).with_name("permissions.csv")
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def routes(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The name of every route, with its namespace; an address without a name cannot be in the table, so it fails."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield permission_objects.build()
        transaction.set_rollback(True)


def answer(world: World, column: str, name: str, method: str) -> str:
    """The status that this user gets, in a transaction that is undone."""
    with transaction.atomic():
        build = permission_objects.builders.get(name)
        ask = build(world) if build else Ask()
        client = Client(raise_request_exception=False)
        if user := world.users[column]:
            client.force_login(user)
        response = client.generic(method, reverse(name, kwargs=ask.kwargs)) if method not in {"GET", "POST"} else None
        response = response or getattr(client, method.lower())(reverse(name, kwargs=ask.kwargs), ask.data)
        transaction.set_rollback(True)
    return str(response.status_code)


def test_every_route_is_in_the_table():
    listed = {row["route"] for row in rows()}
    missing = sorted(set(routes(get_resolver().url_patterns)) - listed)
    assert not missing, f"add to tests/permissions.csv: {missing}"


def test_the_table_lists_no_route_that_is_gone():
    gone = sorted({row["route"] for row in rows()} - set(routes(get_resolver().url_patterns)))
    assert not gone, f"remove from tests/permissions.csv: {gone}"


def test_the_table_is_well_formed():
    seen = [(row["route"], row["method"]) for row in rows()]
    assert len(seen) == len(set(seen))
    assert {method for _, method in seen} <= METHODS
    assert all(row[column].isdigit() for row in rows() for column in COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['method']} {row['route']}")
def test_each_user_gets_the_promised_answer(world, row):
    promised = {column: row[column] for column in COLUMNS}
    observed = {column: answer(world, column, row["route"], row["method"]) for column in COLUMNS}
    assert observed == promised


def declared() -> set[str]:
    """Every permission that an app declares in its permissions.py."""
    found: set[str] = set()
    for app in apps.get_app_configs():
        if app.name.startswith("banshi.") and importlib.util.find_spec(f"{app.name}.permissions"):
            module = importlib.import_module(f"{app.name}.permissions")
            found |= {str(member) for member in module.Permission}
    return found


def granted() -> set[str]:
    """Every permission that some role of the pack holds."""
    with (settings.PACKS / "national" / "roles.csv").open(encoding="utf-8", newline="") as file:
        return {permission for row in csv.DictReader(file) for permission in row["permissions"].split()}


def test_roles_hold_only_permissions_that_an_app_declares():
    assert not granted() - declared()


def test_every_declared_permission_is_held_by_some_role():
    assert not declared() - granted()


def test_the_three_administrations_share_nothing_but_reading_accounts():
    with (settings.PACKS / "national" / "roles.csv").open(encoding="utf-8", newline="") as file:
        sides = {
            row["separation"]: set(row["permissions"].split()) for row in csv.DictReader(file) if row["separation"]
        }
    assert set(sides) == {"system", "security", "audit"}
    for one, other in (("system", "security"), ("security", "audit"), ("audit", "system")):
        assert sides[one] & sides[other] <= {"access.read"}
