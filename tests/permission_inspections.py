"""The things of the permission table that are inspections: a plan of `HOME` with a draw that is opened, one that is committed,
one that is frozen and one that failed; a visit to be made by two officers of `HOME`."""

from datetime import timedelta
from typing import Any

from stdnum.cn import uscc

from banshi.kernel.access import services as access
from banshi.kernel.actors import Actor, Held
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import CheckItem, CheckObject, Draw, Plan, Task, Visit
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import draws, lots, plans, registers
from banshi.matters.enforcement.inspections.services.plans import Wanted
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import services as parties
from tests.permission_objects import HOME, MACHINE, Ask, World, path_of, route
from tests.whole_city import PDF

ITEM, HOLDERS = "ga-jc", ("salt.a", "salt.b")
DEMO = Actor.system("demo")


def planner(world: World) -> Actor:
    user = world.users["clerk"]
    assert user is not None
    return Actor(user.pk, user.name, "staff", (Held(frozenset(Permission), "/2111/"),))


def credit_code(number: int) -> str:
    head = f"91211100MA{number:07d}"
    return head + uscc.calc_check_digit(head)


def cast(world: World) -> None:
    """An item, twelve objects, two officers, two people who hold salts."""
    CheckItem.objects.get_or_create(
        code=ITEM,
        defaults={
            "pack": "tests", "category": "治安检查", "name": "旅馆业治安检查", "name_en": "Hotels", "kind": "key",
            "object_kinds": ["enterprise"], "methods": ["on_site"], "office": offices.office(HOME), "level": ["3"],
            "basis": "治安管理处罚法", "valid_from": "2021-01-01", "times": 12,
        },
    )  # fmt: skip
    if not CheckObject.objects.filter(credit_code=credit_code(1)).exists():
        head = "统一社会信用代码,名称,类型,风险分类,区县,行业,权重,地址"
        rows = [f"{credit_code(n)},盘锦示例旅馆{n}号,企业,{'ABCD'[n % 4]},211102,住宿,1," for n in range(12)]
        registers.import_objects("\n".join([head, *rows]).encode(), reason="", by=MACHINE, at=moments.now())
    for column in ("reviewer", "clerk"):
        user = world.users[column]
        assert user is not None
        Inspector.objects.update_or_create(
            account=user,
            defaults={
                "number": f"P-{user.pk}", "office": offices.office(HOME), "certificate": f"LN-{user.pk}",
                "valid_until": moments.today().replace(year=2030), "lead": True,
            },
        )  # fmt: skip
    for username, office in zip(HOLDERS, ("pj-sfj", "pj-scjgj"), strict=True):
        if access.User.objects.filter(username=username).exists():
            continue
        holder = access.create_staff(username=username, name=username, by=MACHINE, at=moments.now())
        access.grant(
            holder, role="salt_holder", office_path=path_of(office), first=moments.today() - timedelta(days=30), by=MACHINE,
            at=moments.now(),
        )  # fmt: skip


def written(world: World) -> Plan:
    cast(world)
    today = moments.today()
    wanted = Wanted(
        title="旅馆业抽查", joint=(), items=(ITEM,), kinds=(), districts=(), industries=(),
        rates=dict.fromkeys("ABCD", 5000), batch=6, first_on=today - timedelta(days=20), last_on=today + timedelta(days=60),
    )  # fmt: skip
    return plans.write(HOME, wanted, by=planner(world), at=moments.now() - timedelta(days=10))


def published(world: World) -> Plan:
    plan = written(world)
    plans.approve(plan.number, by=DEMO, at=moments.now() - timedelta(days=9))
    return plans.publish(plan.number, by=DEMO, at=moments.now() - timedelta(days=9))


def frozen(world: World, days: int = 5) -> Draw:
    at = moments.now() - timedelta(days=8)
    draw_at = (moments.now() + timedelta(days=days)).replace(second=0, microsecond=0)
    terms = draws.Terms(draw_at, draw_at.date() + timedelta(days=1), HOLDERS)
    return draws.freeze(published(world).number, terms, by=planner(world), at=at)


def committed(world: World, days: int = 5) -> Draw:
    draw = frozen(world, days)
    at = moments.now() - timedelta(days=7)
    for username in HOLDERS:
        holder = access.User.objects.get(username=username)
        draws.seal(draw.number, by=Actor(holder.pk, "", "staff"), at=at)
    return draws.commit(draw.number, by=planner(world), at=at)


def revealed(world: World) -> Draw:
    draw = committed(world, days=-4)
    at = draw.draw_at + timedelta(minutes=1)
    return lots.reveal(draw.number, beacons.demonstrate(draw.round or 0), by=planner(world), at=at)


def opened(world: World) -> Draw:
    draw = revealed(world)
    timers.clear(draw.number, draws.OPEN)
    draws.open_up(draw.number, by=MACHINE, at=moments.now())
    return draw


def failed(world: World) -> Draw:
    draw = committed(world, days=-4)
    draws.fail(draw.number, by=MACHINE, at=moments.now())
    timers.clear(draw.number, draws.FAIL)
    return draw


def about(thing: Any, absent: str, **data: object) -> Ask:
    return Ask({"number": thing.number}, data, absent={"number": absent})


@route("inspections:plan")
def a_public_plan(world: World) -> Ask:
    return about(published(world), "CJ-2026-999999")


@route("inspections:commitments")
def a_year(world: World) -> Ask:
    return Ask({"year": 2026})


@route("inspections:draw", "inspections:folder", "inspections:standing")
def an_opened_draw(world: World) -> Ask:
    return about(opened(world), "CQ-2026-999999")


@route("inspections:file")
def a_file_of_a_draw(world: World) -> Ask:
    return Ask({"number": opened(world).number, "name": "pool.csv"})


@route("inspections:desk_plan", "inspections:desk_edit_plan")
def a_draft(world: World) -> Ask:
    return about(written(world), "CJ-2026-999999")


@route("inspections:desk_plan_step")
def a_draft_to_approve(world: World) -> Ask:
    number = written(world).number
    return Ask({"number": number, "verb": "approve"}, absent={"number": "CJ-2026-999999"})


@route("inspections:desk_freeze")
def a_plan_to_draw(world: World) -> Ask:
    return about(published(world), "CJ-2026-999999")


@route("inspections:desk_draw")
def a_frozen_draw(world: World) -> Ask:
    return about(frozen(world), "CQ-2026-999999")


@route("inspections:desk_draw_step")
def a_draw_to_commit(world: World) -> Ask:
    return Ask({"number": frozen(world).number, "verb": "commit"}, absent={"number": "CQ-2026-999999"})


@route("inspections:desk_run_again")
def a_failed_draw(world: World) -> Ask:
    return about(failed(world), "CQ-2026-999999")


@route("inspections:desk_task", "inspections:desk_publish")
def a_task(world: World) -> Ask:
    task = Task.objects.filter(draw=revealed(world)).latest("pk")
    assert task.first
    return about(task, "RW-2026-999999", officer=task.first.number, reason="leave")


@route("inspections:my_class")
def a_company_of_the_resident(world: World) -> Ask:
    cast(world)
    code, now = credit_code(5), moments.now()
    company = parties.register_organisation(name="盘锦示例旅馆5号", credit_code=code, by=MACHINE, at=now)
    company.members.create(person=world.party, role="legal", since=now.date())
    return Ask({"code": code}, absent={"code": credit_code(99)})


@route(
    "inspections:desk_object", "inspections:desk_adopt", "inspections:desk_classify", "inspections:desk_strike_object"
)
def an_object(world: World) -> Ask:
    cast(world)
    return Ask({"code": credit_code(1)}, {"reason": "注销"}, absent={"code": credit_code(99)})


@route("inspections:desk_inspector", "inspections:desk_recuse", "inspections:desk_strike_inspector")
def an_inspector(world: World) -> Ask:
    cast(world)
    user = world.users["reviewer"]
    assert user is not None
    return Ask({"number": f"P-{user.pk}"}, {"credit_code": credit_code(1), "reason": "亲属"}, absent={"number": "P-0"})


@route("inspections:desk_lift")
def a_recusal(world: World) -> Ask:
    ask = an_inspector(world)
    made = registers.recuse(
        ask.kwargs["number"], credit_code=credit_code(2), reason="亲属", by=planner(world), at=moments.now()
    )
    return Ask(ask.kwargs | {"pk": made.pk}, {"reason": "已转让"}, absent={"number": "P-0"})


@route("inspections:visit", "inspections:desk_open_case")
def a_visit(world: World) -> Ask:
    revealed(world)
    visit = Visit.objects.filter(state="assigned").latest("pk")
    said = {
        "done_on": moments.today().isoformat(), "done_time": "08:00", f"result_{ITEM}": "nothing_found",
        f"note_{ITEM}": "", f"hand_{ITEM}": "", "key": "once", "item": ITEM, "offence": "jg-01",
    }  # fmt: skip
    return Ask({"number": visit.number}, said, {"first": PDF, "second": PDF}, absent={"number": "JC-2026-999999"})
