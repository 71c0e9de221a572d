"""Everything that changes accounts, roles and grants. Each function is one transaction and at least one journal line."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from banshi.kernel.access import events
from banshi.kernel.access.models import Grant, Role, User
from banshi.kernel.access.permissions import Permission
from banshi.kernel.actors import Actor, Forbidden, require
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,40}")
OFFICE_PATH = re.compile(r"/(?:[A-Za-z0-9_-]+/)+")


@transaction.atomic
def load_roles(rows: Iterable[Mapping[str, str]], *, by: Actor, at: datetime) -> list[Role]:
    """角色: make the roles those of the pack (`roles.csv`). A role that left the pack is retired and grants nothing."""
    if by.kind != "system":
        raise Forbidden("packs.load")
    given = {row["code"]: dict(row) for row in rows}
    known = {role.code: role for role in Role.objects.select_for_update()}
    changed: list[str] = []
    for code, row in given.items():
        role = known.get(code) or Role(code=code, permissions=[])
        before = (role.name, role.name_en, role.permissions, role.separation, role.retired_on)
        role.name, role.name_en, role.separation, role.retired_on = row["name"], row["name_en"], row["separation"], None
        role.permissions = sorted(row["permissions"].split())
        if before != (role.name, role.name_en, role.permissions, role.separation, role.retired_on):
            role.save()
            Grant.objects.filter(role=role).exclude(separation=role.separation).update(separation=role.separation)
            changed.append(code)
    leaving = Role.objects.filter(retired_on=None).exclude(code__in=given)
    retired = sorted(leaving.values_list("code", flat=True))
    leaving.update(retired_on=at.date())
    if changed or retired:
        news = events.RolesLoaded(
            key="pack",
            added=sorted(set(changed) - set(known)),
            changed=sorted(set(changed) & set(known)),
            retired=retired,
        )
        emit(news, by=by, at=at)
    return list(Role.objects.filter(code__in=given))


@transaction.atomic
def create_staff(*, username: str, name: str, password: str | None = None, by: Actor, at: datetime) -> User:
    """Open an account for a member of staff. It allows nothing until somebody else grants it a role."""
    _require(by, Permission.ACCOUNTS)
    if not USERNAME.fullmatch(username):
        raise Refused("username", "账号名应以小写字母开头，只含小写字母、数字、点、横线和下划线。")
    if User.objects.filter(username=username).exists():
        raise Refused("username_taken", "该账号名已被使用。")
    user = User(username=username, name=name, kind="staff")
    user.set_password(password)
    user.save()
    emit(events.AccountOpened(key=str(user.pk), account_kind="staff"), by=by, at=at)
    return user


@transaction.atomic
def create_resident(*, username: str, name: str, by: Actor, at: datetime) -> User:
    """Open a resident's account. It has no password: residents show a one-time code or their province identity."""
    user = User(username=username, name=name, kind="resident")
    user.set_unusable_password()
    user.save()
    emit(events.AccountOpened(key=str(user.pk), account_kind="resident"), by=by, at=at)
    return user


@transaction.atomic
def grant(
    user: User, *, role: str, office_path: str, matter: str = "", post: str = "",
    first: date, last: date | None = None, by: Actor, at: datetime,
) -> Grant:  # fmt: skip
    """授权: give a role over an office subtree, from `first` to `last` (both inside; None = until revoked).

    三员分立 (GB/T 22239-2019): nobody grants to themselves, and the database refuses one person two of the three
    administrations on one day.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _require(by, Permission.GRANT, office_path)
    _not_oneself(user, by)
    if user.kind != "staff":
        raise Refused("not_staff", "只能向工作人员授权。")
    if not OFFICE_PATH.fullmatch(office_path):
        raise Refused("office_path", "授权范围应为机构路径，如 /2111/pj-gaj/。")
    held = Role.objects.filter(pk=role, retired_on=None).first()
    if held is None:
        raise Refused("role", "没有这个角色，或角色已停用。")
    valid = DateRange(first, last + timedelta(days=1) if last else None)
    given = Grant(
        user=user, role=held, separation=held.separation, office_path=office_path, matter=matter, post=post,
        valid=valid, granted_by=str(by),
    )  # fmt: skip
    _save_separately(given)
    news = events.GrantGiven(
        key=str(user.pk), grant=given.pk, role=role, office_path=office_path, matter=matter, first=first, last=last
    )
    emit(news, by=by, at=at)
    return given


@transaction.atomic
def revoke(given: Grant, *, by: Actor, at: datetime) -> Grant:
    """收回授权: at once. A grant that began today leaves an empty period; the journal keeps its dates."""
    given = Grant.objects.select_for_update().select_related("user").get(pk=given.pk)
    _require(by, Permission.GRANT, given.office_path)
    _not_oneself(given.user, by)
    today = at.date()
    if given.valid.isempty or (given.valid.upper and given.valid.upper <= today):
        raise Refused("grant_ended", "该授权已经终止。")
    given.valid = DateRange(min(given.valid.lower, today), today)
    given.save(update_fields=["valid"])
    news = events.GrantRevoked(
        key=str(given.user_id), grant=given.pk, role=given.role_id, office_path=given.office_path
    )
    emit(news, by=by, at=at)
    return given


@transaction.atomic
def lock(user: User, *, reason: str, by: Actor, at: datetime) -> None:
    """锁定: the account's sessions end with its next request."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _require(by, Permission.LOCK)
    _not_oneself(user, by)
    if not user.is_active:
        raise Refused("locked", "账号已经锁定。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    emit(events.AccountLocked(key=str(user.pk), reason=reason), by=by, at=at)


@transaction.atomic
def unlock(user: User, *, reason: str, by: Actor, at: datetime) -> None:
    """解锁: lift a lock and forget the failed log-ins that led to one."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _require(by, Permission.LOCK)
    _not_oneself(user, by)
    forgotten = forget_failures(username=user.username)
    if user.is_active and not forgotten:
        raise Refused("not_locked", "账号没有锁定。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    emit(events.AccountUnlocked(key=str(user.pk), reason=reason), by=by, at=at)


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor, at: datetime) -> None:
    """A forgotten password: the system administrator sets another. It alone opens nothing: the second factor stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _require(by, Permission.ACCOUNTS)
    _not_oneself(user, by)
    user.set_password(password)
    user.save(update_fields=["password"])
    emit(events.PasswordSet(key=str(user.pk)), by=by, at=at)


@transaction.atomic
def reset_second_factor(user: User, *, reason: str, by: Actor, at: datetime) -> None:
    """The phone is lost: remove codes and passkeys; the next log-in sets up new ones before any page opens."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _require(by, Permission.LOCK)
    _not_oneself(user, by)
    Authenticator.objects.filter(user=user).delete()
    emit(events.SecondFactorReset(key=str(user.pk), reason=reason), by=by, at=at)


@transaction.atomic
def note_log_in(user: User, *, methods: list[str], at: datetime) -> None:
    """登录 stands in the journal: an auditor sees who was in, and how they proved it."""
    actor = Actor(user.pk, user.name, user.kind)
    emit(events.LoggedIn(key=str(user.pk), methods=methods), by=actor, at=at)


@transaction.atomic
def rename(user_id: int, *, name: str, by: Actor, at: datetime) -> None:
    """The account follows the corrected name of its holder; only the holder or the machine asks for it."""
    if by.kind != "system" and by.user_id != user_id:
        raise Forbidden("rename")
    User.objects.filter(pk=user_id).update(name=name)
    emit(events.AccountRenamed(key=str(user_id)), by=by, at=at)


def _require(by: Actor, permission: Permission, office_path: str = "/") -> None:
    """The machine sets up a house (`banshi` command); people need the permission, over the whole office subtree."""
    if by.kind == "system":
        return
    if not by.paths(permission):
        raise Forbidden(permission)
    if office_path != "/":
        require(by, permission, office_path=office_path)


def _not_oneself(user: User, by: Actor) -> None:
    if by.user_id == user.pk:
        raise Refused("oneself", "不能对自己的账号操作，请由另一位管理员办理。", article="GB/T 22239-2019 三员分立")


def _save_separately(given: Grant) -> None:
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError as error:
        if "grant_separate_administrators" not in str(error):
            raise
        raise Refused(
            "separation",
            "系统管理员、安全管理员、审计员不得由同一人担任。",
            article="GB/T 22239-2019 三员分立",
        ) from None
