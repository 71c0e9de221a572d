"""Who may give whom which role, and what the database itself refuses."""

import csv
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from banshi.kernel.access import selectors, services
from banshi.kernel.access.models import Grant, Role, User
from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
TODAY = NOW.date()
MACHINE = Actor.system("test")


@pytest.fixture(autouse=True)
def roles():
    load()


def load():
    with (settings.PACKS / "national" / "roles.csv").open(encoding="utf-8", newline="") as file:
        services.load_roles(csv.DictReader(file), by=MACHINE, at=NOW)


def staff(username: str, *roles: str, office_path: str = "/2111/") -> User:
    user = services.create_staff(username=username, name="李明", password="long-enough-1", by=MACHINE, at=NOW)
    for role in roles:
        services.grant(user, role=role, office_path=office_path, first=TODAY, by=MACHINE, at=NOW)
    return user


def actor(user: User, on: date = TODAY) -> Actor:
    return selectors.actor(user, on=on)


def test_the_security_administrator_grants_and_the_journal_says_so():
    wang, li = staff("wang.security", "security_admin"), staff("li.ming")
    services.grant(li, role="clerk", office_path="/2111/pj-gaj/", post="窗口", first=TODAY, by=actor(wang), at=NOW)
    assert actor(li).may("applications.accept", office_path="/2111/pj-gaj/pj-gaj-jjzd/")
    assert not actor(li).may("applications.accept", office_path="/2111/pj-sj/")
    line = Line.objects.filter(stream=f"account:{li.pk}").latest("seq")
    assert (line.kind, line.actor, line.data["role"]) == ("access.GrantGiven", f"staff:{wang.pk}", "clerk")


def test_the_system_administrator_opens_accounts_but_grants_nothing():
    chen, li = staff("chen.system", "system_admin"), staff("li.ming")
    opened = services.create_staff(username="zhao.new", name="赵新", by=actor(chen), at=NOW)
    assert not opened.has_usable_password()
    with pytest.raises(Forbidden):
        services.grant(li, role="clerk", office_path="/2111/", first=TODAY, by=actor(chen), at=NOW)
    with pytest.raises(Forbidden):
        services.unlock(li, reason="x", by=actor(chen), at=NOW)


def test_a_clerk_administers_nothing():
    li, other = staff("li.ming", "clerk"), staff("sun.other")
    for attempt in (
        lambda: services.create_staff(username="evil", name="x", by=actor(li), at=NOW),
        lambda: services.grant(other, role="head", office_path="/2111/", first=TODAY, by=actor(li), at=NOW),
        lambda: services.lock(other, reason="x", by=actor(li), at=NOW),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_a_security_administrator_of_one_county_grants_nothing_in_another():
    wang, li = staff("wang.security", "security_admin", office_path="/2111/211103/"), staff("li.ming")
    services.grant(li, role="clerk", office_path="/2111/211103/yb/", first=TODAY, by=actor(wang), at=NOW)
    with pytest.raises(Hidden):
        services.grant(li, role="clerk", office_path="/2111/211104/", first=TODAY, by=actor(wang), at=NOW)


def test_nobody_grants_to_or_unlocks_oneself():
    wang = staff("wang.security", "security_admin")
    with pytest.raises(Refused, match="自己的账号"):
        services.grant(wang, role="head", office_path="/2111/", first=TODAY, by=actor(wang), at=NOW)
    with pytest.raises(Refused, match="自己的账号"):
        services.unlock(wang, reason="x", by=actor(wang), at=NOW)


@pytest.mark.parametrize(
    ("one", "other"), [("system_admin", "security_admin"), ("security_admin", "auditor"), ("auditor", "system_admin")]
)
def test_two_administrations_never_meet_in_one_hand(one, other):
    li = staff("li.ming", one)
    with pytest.raises(Refused, match="不得由同一人担任"):
        services.grant(li, role=other, office_path="/2111/211103/", first=TODAY, by=MACHINE, at=NOW)


def test_the_database_itself_refuses_two_administrations():
    li = staff("li.ming", "system_admin")
    with pytest.raises(IntegrityError, match="grant_separate_administrators"), transaction.atomic():
        Grant.objects.create(
            user=li, role_id="auditor", separation="audit", office_path="/2111/", valid=DateRange(TODAY, None),
            granted_by="test",
        )  # fmt: skip


def test_one_administration_may_follow_another():
    li = staff("li.ming")
    services.grant(li, role="auditor", office_path="/2111/", first=TODAY, last=TODAY, by=MACHINE, at=NOW)
    services.grant(li, role="system_admin", office_path="/2111/", first=TODAY + timedelta(days=1), by=MACHINE, at=NOW)
    assert actor(li).paths("journal.verify") == ("/2111/",)
    assert actor(li, TODAY + timedelta(days=1)).paths("journal.verify") == ()


def test_a_revoked_grant_allows_nothing_from_that_moment():
    li = staff("li.ming", "clerk")
    given = Grant.objects.get(user=li)
    services.revoke(given, by=MACHINE, at=NOW)
    assert not actor(li).held
    with pytest.raises(Refused):
        services.revoke(given, by=MACHINE, at=NOW)


def test_a_role_that_left_the_pack_allows_nothing():
    li = staff("li.ming", "clerk")
    services.load_roles([], by=MACHINE, at=NOW)
    assert not actor(li).held
    assert Role.objects.get(pk="clerk").retired_on == TODAY


def test_loading_the_same_roles_again_changes_nothing():
    lines = Line.objects.count()
    load()
    assert Line.objects.count() == lines


@pytest.mark.parametrize("path", ["/", "2111", "/2111", "/2111/../", "/21 11/", ""])
def test_an_office_path_that_is_none_is_refused(path):
    li = staff("li.ming")
    with pytest.raises(Refused):
        services.grant(li, role="clerk", office_path=path, first=TODAY, by=MACHINE, at=NOW)


def test_a_locked_account_is_unlocked_by_the_security_administrator_with_a_reason():
    wang, li = staff("wang.security", "security_admin"), staff("li.ming")
    services.lock(li, reason="离岗", by=actor(wang), at=NOW)
    li.refresh_from_db()
    assert not li.is_active
    services.unlock(li, reason="返岗", by=actor(wang), at=NOW)
    li.refresh_from_db()
    assert li.is_active
    last = Line.objects.filter(stream=f"account:{li.pk}").latest("seq")
    assert (last.kind, last.data) == ("access.AccountUnlocked", {"reason": "返岗"})


def test_an_actor_costs_one_statement(django_assert_num_queries):
    li = staff("li.ming", "clerk", "reviewer")
    with django_assert_num_queries(1):
        actor(li)


def test_a_resident_is_never_granted_a_role():
    resident = services.create_resident(username="r-1", name="王芳", by=MACHINE, at=NOW)
    with pytest.raises(Refused, match="只能向工作人员"):
        services.grant(resident, role="clerk", office_path="/2111/", first=TODAY, by=MACHINE, at=NOW)
