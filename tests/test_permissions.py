"""权限表: every route × every kind of user → the answer. A route that is not in permissions.csv fails the build.

The table is the promise, real users and real requests are the proof. Expected codes are read by a person before they
are written down; the failure message shows what was observed.
"""

import csv
import importlib
import importlib.util
import itertools
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from banshi.faces.api import services as tokens
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from tests import (
    permission_credit,
    permission_inspections,
    permission_leniency,
    permission_matters,
    permission_objects,
    permission_units,
)
from tests.permission_objects import COLUMNS, Ask, World
from tests.whole_city import MONDAY

MODULES = (permission_credit, permission_inspections, permission_leniency, permission_matters, permission_units)
assert all(module.route is permission_objects.route for module in MODULES)  # all builders are registered
TABLE = Path(__file__).with_name("permissions.csv")
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_", "api:openapi-")  # other people's pages
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
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic(), moments.travel(MONDAY):
        yield permission_objects.build(tmp_path_factory.mktemp("packs"))
        transaction.set_rollback(True)
    calendars.forget()


def send(client: Client, name: str, method: str, ask: Ask, **headers: str) -> HttpResponse:
    """As a browser or a program would. A program that hands in says each time that it is the same thing."""
    address = reverse(name, kwargs=ask.kwargs)
    if ask.json and method != "GET":
        headers |= {"Idempotency-Key": "the-same-thing"}
        return client.generic(method, address, json.dumps(ask.data), content_type="application/json", headers=headers)
    if method in {"GET", "POST"}:
        return getattr(client, method.lower())(address, ask.sent(), headers=headers)
    return client.generic(method, address, headers=headers)


def answer(world: World, column: str, name: str, method: str, ask: Ask | None = None) -> str:
    """The status that this user gets, in a transaction that is undone."""
    client = world.client(column)
    with transaction.atomic():
        response = send(client, name, method, ask or world.asks.get(name, Ask()))
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


@pytest.mark.django_db
def test_to_a_stranger_what_is_hidden_is_as_what_is_not_there(world):
    """Where the table says 404, a number that nobody holds gets the same answer; so a number cannot be guessed."""
    for row in rows():
        ask = world.asks.get(row["route"], Ask())
        for column in COLUMNS:
            if ask.absent and row[column] == "404":
                asked = f"{row['method']} {row['route']} as {column}"
                assert (asked, answer(world, column, row["route"], row["method"], ask.nowhere())) == (asked, "404")


@pytest.mark.django_db
def test_a_token_opens_what_the_session_opens(world):
    """The same rows of the API, asked by a program: with a token that may do everything its account may."""
    for row in (row for row in rows() if row["route"].startswith("api:") and "openapi" not in row["route"]):
        promised = {column: row[column] for column in COLUMNS}
        observed = {c: program(world, c, row["route"], row["method"]) for c in COLUMNS}
        assert (row["route"], observed) == (row["route"], promised)


def program(world: World, column: str, name: str, method: str) -> str:
    with transaction.atomic():
        headers, by = {}, world.actor(column)
        if by.user_id is not None:
            secret = tokens.make(name="test", scopes=["read", "write"], days=1, by=by, at=moments.now())
            headers = {"Authorization": f"Bearer {secret}"}
        response = send(Client(raise_request_exception=False), name, method, world.asks.get(name, Ask()), **headers)
        transaction.set_rollback(True)
    return str(response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["resident", "clerk"])
def test_nothing_is_changed_from_another_site(world, column):
    """Every POST of the table without the page's own token (CSRF) is refused, whatever it would have done."""
    taken = {}
    for row in (row for row in rows() if row["method"] == "POST"):
        client = world.client(column, enforce_csrf_checks=True)
        with transaction.atomic():
            response = send(client, row["route"], "POST", world.asks.get(row["route"], Ask()))
            transaction.set_rollback(True)
        if response.status_code != 403:
            taken[row["route"]] = response.status_code
    assert not taken


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["resident", "clerk"])
def test_no_address_takes_a_form_that_the_table_does_not_name(world, column):
    """Two routes of the API may share an address, so it is addresses that are compared."""
    ours = {row["route"] for row in rows() if not row["route"].startswith(LIBRARY)}
    address = {name: reverse(name, kwargs=world.asks.get(name, Ask()).kwargs) for name in ours}
    listed = {(address[row["route"]], row["method"]) for row in rows() if row["route"] in ours}
    asked = [(n, m) for n, m in itertools.product(sorted(ours), sorted(METHODS)) if (address[n], m) not in listed]
    observed = {f"{method} {name}": answer(world, column, name, method) for name, method in asked}
    assert {what: code for what, code in observed.items() if code not in {"405", "403", "404"}} == {}


def declared() -> set[str]:
    """Every permission that an app, or a part of one, declares in its permissions.py."""
    found: set[str] = set()
    ours = [app for app in apps.get_app_configs() if app.name.startswith("banshi.")]
    parts = [f"{app.name}.{part.name}" for app in ours for part in pkgutil.iter_modules([app.path]) if part.ispkg]
    for name in (*(app.name for app in ours), *parts):
        if importlib.util.find_spec(f"{name}.permissions"):
            module = importlib.import_module(f"{name}.permissions")
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
