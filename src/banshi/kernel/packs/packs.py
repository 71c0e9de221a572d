"""The pack files of the kernel itself: the State Council's calendar and the roles."""

from banshi.kernel.access import services as access
from banshi.kernel.access.models import Role
from banshi.kernel.calendar import services as calendar
from banshi.kernel.calendar.schema import CalendarRow
from banshi.kernel.packs.registry import Batch, Diff, section
from banshi.kernel.packs.schema import PackRow


@section("calendar", files="calendar.csv", schema=CalendarRow, key="date")
def load_calendar(batch: Batch) -> Diff:
    changes = calendar.load([row.data for row in batch.rows])
    return Diff(
        added=tuple(day.isoformat() for day in changes.added), changed=tuple(day.isoformat() for day in changes.changed)
    )


class RoleRow(PackRow):
    """roles.csv: a post's permissions, and on which side of the separation of powers (三员分立) it stands."""

    code: str
    name: str
    name_en: str
    permissions: str
    separation: str = ""


@section("roles", files="roles.csv", schema=RoleRow)
def load_roles(batch: Batch) -> Diff:
    if not batch.rows:
        return Diff()  # a city pack need not repeat the nation's roles
    before = _roles()
    access.load_roles([row.data.model_dump() for row in batch.rows], by=batch.by, at=batch.at)
    after = _roles()
    return Diff(
        added=tuple(sorted(set(after) - set(before))),
        changed=tuple(sorted(code for code in before if code in after and before[code] != after[code])),
        retired=tuple(sorted(set(before) - set(after))),
    )


def _roles() -> dict[str, tuple]:
    rows = Role.objects.filter(retired_on=None).values_list("code", "name", "name_en", "permissions", "separation")
    return {code: tuple(map(str, rest)) for code, *rest in rows}
