"""演示 inspections: the year 2021 as the city reported it (709 draws, 1,610 officer-times, 4,784 visits), each draw committed,
drawn and verifiable, with the demonstration's own beacon (合成信标); and one plan of today with something to do.

Everybody and everything in it is synthetic. Drawing goes through the services; what was found at the visits is written in
sets, by the same rules and with the same journal.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from stdnum.cn import uscc

from banshi.kernel.access import selectors as accounts
from banshi.kernel.access import services as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import queue, timers
from banshi.kernel.journal.events import emit_all
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.inspections import events, importing, rules
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import Draw, Finding, Plan, Visit
from banshi.matters.enforcement.inspections.services import draws, lots, plans, registers, visits
from banshi.matters.enforcement.inspections.services.plans import Wanted
from banshi.registers.offices import selectors as offices

PLANTER = Actor.system("demo")
YEAR = 2021
MANAGER, CHIEF, HOLDERS = "xu.lin", "sun.bo", ("gu.ping", "han.xue")
INSPECTORS = ("fang.yu", "jiang.tao")  # who can log in
MARKET, POLLUTION, SAFETY, FIRE, HEALTH = "pj-scjgj", "pj-sthjj", "pj-yjglj", "pj-xfj", "pj-wjw"
CULTURE = "pj-wlj"
COMPANY = "91211103MA10ABC34U"  # the company that a resident of the demonstration represents
DISTRICTS = ("211102", "211103", "211104", "211122")
INDUSTRIES = (
    "食品生产", "批发零售", "餐饮", "制造业", "药品零售", "危险化学品", "文化娱乐", "医疗", "住宿",
)  # fmt: skip
CELL = {"A": 60, "B": 40, "C": 20, "D": 10}  # objects of each class in each district and industry
SIX = {"A": 50, "B": 200, "C": 1000, "D": 2500}  # 5.6 of a cell, so six
ELEVEN = {"A": 100, "B": 300, "C": 2000, "D": 5000}  # 10.8
TWELVE = {"A": 100, "B": 400, "C": 2000, "D": 5000}  # 11.2
EIGHT = {"A": 100, "B": 300, "C": 1200, "D": 3500}  # 7.7


@dataclass(frozen=True)
class Programme:
    """What one office checks every month in one trade of one district."""

    office: str
    items: tuple[str, ...]
    industry: str
    title: str
    joint: tuple[str, ...] = ()


PROGRAMMES = (
    Programme(MARKET, ("sc-spsc",), "食品生产", "食品生产监督检查"),
    Programme(MARKET, ("sc-spxs",), "批发零售", "食品销售监督检查"),
    Programme(MARKET, ("sc-cyfw",), "餐饮", "餐饮服务监督检查"),
    Programme(MARKET, ("sc-tzsb",), "制造业", "特种设备安全监督检查"),
    Programme(MARKET, ("sc-cpzl",), "制造业", "产品质量监督抽查"),
    Programme(MARKET, ("sc-ypjc",), "药品零售", "药品零售监督检查"),
    Programme(MARKET, ("sc-tzsb",), "餐饮", "餐饮场所特种设备检查"),
    Programme(POLLUTION, ("hb-wryjc",), "制造业", "污染源日常监管"),
    Programme(POLLUTION, ("hb-wryjc",), "食品生产", "食品企业污染源监管"),
    Programme(SAFETY, ("yj-whp",), "危险化学品", "危险化学品监督检查"),
    Programme(FIRE, ("xf-gzjc",), "文化娱乐", "公众聚集场所消防抽查"),
    Programme(FIRE, ("xf-gzjc",), "餐饮", "餐饮场所消防抽查"),
    Programme(HEALTH, ("wj-yljg",), "医疗", "医疗机构监督检查"),
    Programme(MARKET, ("sc-tzsb", "xf-gzjc"), "住宿", "住宿场所联合检查", joint=(FIRE,)),
    Programme(MARKET, ("sc-tzsb",), "食品生产", "食品企业特种设备检查"),
)
CAP = 80  # batches of one officer a year: twice the average of the busiest office
FIELDS = {
    MARKET: ("食品", "市场监管", "特种设备", "药品"), POLLUTION: ("生态环境",), SAFETY: ("应急",), FIRE: ("消防",),
    HEALTH: ("卫生",), CULTURE: ("文化",),
}  # fmt: skip
STRENGTH = {CULTURE: 3, MARKET: 24, POLLUTION: 8, SAFETY: 8, FIRE: 10, HEALTH: 8}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"
FOUND = ("nothing_found",) * 17 + ("corrected", "no_activity", "corrected")  # what officers find, in turn
SECOND = ("示例彩票第001期", "1 5 12 19 22 30 7")  # a second source of chance, made up
JOB = "inspections.plant_month"
Cast = Mapping[str, Actor]


def plant(*, at: datetime, staff: Mapping[str, Actor]) -> None:
    """Registers, officers and a plan of today at once; the twelve months of 2021 by the worker, in their order."""
    with moments.travel(_day(YEAR, 1, 4, 9)):
        _register(moments.now())
        _officers(moments.now(), staff)
    _today(at)
    queue.defer(JOB, month=1)


def credit_code(number: int) -> str:
    head = f"912111{number % 90 + 10:02d}MA{number:07d}"
    return head + uscc.calc_check_digit(head)


def _day(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=moments.CHINA)


def _register(at: datetime) -> None:
    """Every cell of district and trade with the same classes; the resident's company stands among them."""
    rows: list[tuple[str, ...]] = []
    number = 0
    names = _names()
    for district in DISTRICTS:
        for industry in INDUSTRIES:
            for risk in (risk for risk, count in CELL.items() for _ in range(count)):
                number += 1
                own = (district, industry, risk) == ("211103", "食品生产", "B") and not any(
                    row[0] == COMPANY for row in rows
                )
                code, name = (
                    (COMPANY, "盘锦示例稻米有限公司")
                    if own
                    else (credit_code(number), f"盘锦示例{industry}{number:04d}号")
                )
                rows.append((code, name, "企业", risk, district, industry, "1", f"{names[district]}示例路{number}号"))
    content = "\n".join(",".join(row) for row in [tuple(importing.COLUMNS), *rows]).encode()
    registers.import_objects(content, reason="", by=PLANTER, at=at)


def _names() -> dict[str, str]:
    return dict(offices.regions(level=2).values_list("code", "name"))


def _officers(at: datetime, staff: Mapping[str, Actor]) -> None:
    """Two of them can log in; the others exist to be drawn."""
    number, cast = 0, _cast(at)
    for office, strength in STRENGTH.items():
        path = offices.office(office).path
        for place in range(strength):
            number += 1
            username = INSPECTORS[place] if office == CULTURE and place < len(INSPECTORS) else f"zf{number:03d}"
            if username not in staff:
                name = SURNAMES[number % 10] + GIVEN[number // 7 % 10] + GIVEN[number // 3 % 10]
                user = access.create_staff(username=username, name=name, by=PLANTER, at=at)
                access.grant(user, role="inspector", office_path=path, first=at.date(), by=PLANTER, at=at)
            registers.register_inspector(
                username=username, number=f"ZF-{number:03d}", certificate=f"辽K{number:06d}（示例）", office=office,
                fields=FIELDS[office], districts=(), lead=place % 2 == 0, valid_until=date(2030, 12, 31),
                by=cast[MANAGER], at=at,
            )  # fmt: skip


def _cast(at: datetime) -> Cast:
    """Who plans, approves and holds the salts."""
    day = moments.day_of(at)
    return {name: accounts.actor(accounts.staff(name)[0], on=day) for name in (MANAGER, CHIEF, *HOLDERS)}


def _wanted(programme: Programme, district: str, rates: Mapping[str, int], batch: int, title: str) -> Wanted:
    return Wanted(
        title=title, joint=programme.joint, items=programme.items, kinds=(), districts=(district,),
        industries=(programme.industry,), rates=rates, batch=batch, first_on=date(YEAR, 1, 5), last_on=date(YEAR, 12, 31),
        cap=CAP,
    )  # fmt: skip


def _publish(programme: Programme, wanted: Wanted, cast: Cast, at: datetime) -> Plan:
    made = plans.write(programme.office, wanted, by=cast[MANAGER], at=at)
    plans.approve(made.number, by=cast[CHIEF], at=at + timedelta(hours=1))
    return plans.publish(made.number, by=cast[CHIEF], at=at + timedelta(hours=2))


# The year 2021


@queue.patiently()
@transaction.atomic
def plant_month(month: int) -> None:
    """One month: a draw of every programme in every district, inspected and published."""
    if Draw.objects.filter(inspect_on__year=YEAR, inspect_on__month=month).exists():
        return  # the worker died after its work
    chosen = _plans()
    with moments.travel(_day(YEAR, month, 7, 9)):
        cast, inspect_on = _cast(moments.now()), date(YEAR, month, 13)
        made = [_draw(plan, _day(YEAR, month, 8, 10), inspect_on, cast) for plan in chosen if _takes_part(plan, month)]
    for draw in made:
        _open(draw)
    _inspect([one.pk for one in made], month)
    if month < 12:
        queue.defer(JOB, month=month + 1)


def _plans() -> list[Plan]:
    """The year's plans, published in its first week."""
    if not Plan.objects.filter(first_on__year=YEAR).exists():
        with moments.travel(_day(YEAR, 1, 4, 10)):
            cast, names = _cast(moments.now()), _names()
            for place, (programme, district) in enumerate(_programmes()):
                rates, batch = _rates(place)
                title = f"{YEAR}年{names[district]}{programme.title}"
                _publish(programme, _wanted(programme, district, rates, batch, title), cast, moments.now())
    return list(Plan.objects.filter(first_on__year=YEAR).order_by("pk"))


def _programmes() -> list[tuple[Programme, str]]:
    return [(programme, district) for district in DISTRICTS for programme in PROGRAMMES]


def _rates(place: int) -> tuple[Mapping[str, int], int]:
    """Fifty-one programmes of six objects a month, four of eleven, four of twelve, and one of eight in June only:
    12 × (51·6 + 4·11 + 4·12) + 8 = 4,784 objects in 12 × 59 + 1 = 709 draws and 12 × (51 + 16) + 1 = 805 tasks."""
    if place == 59:
        return EIGHT, 8
    return ((ELEVEN, TWELVE)[place % 2], 7) if place < 8 else (SIX, 7)


def _takes_part(plan: Plan, month: int) -> bool:
    return plan.rates != EIGHT or month == 6


def _draw(plan: Plan, draw_at: datetime, inspect_on: date, cast: Cast, second: tuple[str, str] = ("", "")) -> Draw:
    """Frozen, sealed by two, committed a day before, revealed with the demonstration's round."""
    at, manager = draw_at - timedelta(hours=25), cast[MANAGER]
    terms = draws.Terms(draw_at, inspect_on, HOLDERS, time_stamp="required", second_source=second[0])
    draw = draws.freeze(plan.number, terms, by=manager, at=at)
    for holder in HOLDERS:
        salt = hashlib.sha256(f"示例盐值 {draw.number} {holder}".encode()).hexdigest()
        draws.seal(draw.number, salt=salt, by=cast[holder], at=at)
    with moments.travel(at + timedelta(minutes=30)):  # for the clock of the time-stamp authority
        draw = draws.commit(draw.number, by=manager, at=moments.now())
    lot = lots.with_second(draw, beacons.demonstrate(draw.round or 0), second[1])
    return lots.reveal(draw.number, lot, by=manager, at=draw_at + timedelta(minutes=5))


def _open(draw: Draw) -> None:
    timers.clear(draw.number, visits.BEGIN, draws.OPEN)
    visits.begin(draw.number, at=_at(draw.inspect_on, time(0)))
    draws.open_up(draw.number, by=Actor.system("inspections"), at=_at(draw.inspect_on, rules.OPEN_AT))


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=moments.CHINA)


def _inspect(drawn: Sequence[int], month: int) -> None:
    """What was found: by the rules of `visits.record` and `visits.publish`, written in sets."""
    found = Visit.objects.filter(task__draw__in=drawn, state="assigned").select_related("task__first")
    done_at, published_at = _day(YEAR, month, 13, 10), _day(YEAR, month, 20, 15)
    due = rules.publish_due(done_at.date(), calendars.current())
    news: list[tuple[Any, Actor, datetime]] = []
    chosen, findings = list(found.prefetch_related("findings")), []
    for place, visit in enumerate(chosen):
        results = [FOUND[(place * 7 + month) % len(FOUND)]]
        said = {one.item_id: results for one in visit.findings.all()}
        rules.check_results(list(said), said, dict.fromkeys(said, "示例：已当场责令改正"))
        for one in visit.findings.all():
            one.results, one.note = results, "示例：已当场责令改正" if results == ["corrected"] else ""
            findings.append(one)
        visit.state, visit.done_at, visit.recorded_at = "published", done_at, done_at + timedelta(hours=1)
        visit.publish_due_on, visit.provisional, visit.published_at = due.on, due.provisional, published_at
        by = Actor(visit.task.first.account_id if visit.task.first else None, "", "staff")
        recorded = events.VisitRecorded(
            key=visit.number, done_at=done_at, results=said, photos=0, publish_due_on=due.on
        )  # fmt: skip
        news += [
            (recorded, by, visit.recorded_at),
            (events.ResultPublished(key=visit.number, late=False), by, published_at),
        ]
        worklist.move_line(
            visits.MATTER, visit.number, state="published", due_on=due.on, statutory_due_on=due.on, waits_for="nobody",
            closed_at=published_at,
        )  # fmt: skip
    Visit.objects.bulk_update(
        chosen, ["state", "done_at", "recorded_at", "publish_due_on", "provisional", "published_at"], batch_size=500
    )
    Finding.objects.bulk_update(findings, ["results", "note"], batch_size=500)
    emit_all(news)


# Today


def _today(at: datetime) -> None:
    """A plan of this year whose visits wait for their officers. Of the three officers of this office two can log in, so
    whatever the lot says one of them has something to do."""
    programme = Programme(CULTURE, ("wl-hlw",), "文化娱乐", "互联网上网服务营业场所检查")
    begun = at - timedelta(days=6)
    if (begun + timedelta(days=3)).year != begun.year:
        begun -= timedelta(days=4)
    with moments.travel(begun):
        wanted = Wanted(
            title=f"{begun.year}年{programme.title}（示例）", joint=(), items=programme.items, kinds=(), districts=(),
            industries=(programme.industry,), rates={"A": 50, "B": 100, "C": 500, "D": 1000}, batch=4,
            first_on=begun.date(), last_on=date(begun.year, 12, 31),
        )  # fmt: skip
        cast = _cast(begun)
        plan = _publish(programme, wanted, cast, begun)
        moment = begun.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)
        draw = _draw(plan, moment, moment.date() + timedelta(days=1), cast, second=SECOND)
    if at >= _at(draw.inspect_on, rules.OPEN_AT):
        _open(draw)
