"""The demonstration 演示: made-up people and matters in the model city, planted through the same services that people use."""

from dataclasses import dataclass

from django.db import transaction

from banshi.insight.indicators import demo as indicators
from banshi.insight.ratings import demo as ratings
from banshi.kernel.access import demo as second_factors
from banshi.kernel.access import selectors as access_selectors
from banshi.kernel.access import services as access
from banshi.kernel.access.models import User
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue
from banshi.kernel.journal import seals
from banshi.matters.applications import demo as applications
from banshi.matters.appointments import demo as appointments
from banshi.matters.enforcement.inspections import demo as inspections
from banshi.matters.enforcement.leniency import demo as leniency
from banshi.registers.credit import demo as credit
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import demo as parties

PLANTER = Actor.system("demo")


@dataclass(frozen=True)
class Person:
    """A member of staff: account, name, role, office (a code, or a path for a whole region)."""

    username: str
    name: str
    role: str
    office: str
    post: str


PEOPLE = (
    Person("li.ming", "李明", "clerk", "pj-gaj-jjzd", "市民中心公安窗口"),
    Person("chen.jing", "陈静", "clerk", "pj-tjzx", "驻厅体检站"),
    Person("zhang.wei", "张伟", "head", "pj-gaj-jjzd", "车辆管理所负责人"),
    Person("liu.yang", "刘洋", "clerk", "/2111/", "市级综合窗口"),
    Person("zhao.lei", "赵磊", "reviewer", "/2111/", "首席审查员"),
    Person("sun.bo", "孙波", "head", "/2111/", "首席代表"),
    Person("qian.duo", "钱铎", "archivist", "/2111/", "档案员"),
    Person("he.hua", "何华", "hall_manager", "/2111/", "大厅管理员"),
    Person("wu.ting", "吴婷", "hotline_operator", "/2111/", "热线话务员"),
    Person("zheng.hao", "郑好", "quality", "/2111/", "好差评专员"),
    Person("ma.li", "马丽", "clerk", "dw-scjgj", "大洼区商事登记窗口"),
    Person("xu.lin", "徐琳", "inspection_manager", "/2111/", "双随机管理员"),
    Person("gu.ping", "顾平", "salt_holder", "pj-sfj", "司法局盐值保管人"),
    Person("han.xue", "韩雪", "salt_holder", "pj-scjgj", "市场监管局盐值保管人"),
    Person("fang.yu", "方宇", "inspector", "pj-wlj", "执法检查人员"),
    Person("jiang.tao", "江涛", "inspector", "pj-wlj", "执法检查人员"),
    Person("tang.yi", "唐毅", "enforcement_officer", "pj-scjgj", "市场监管执法人员"),
    Person("meng.ke", "孟珂", "enforcement_officer", "pj-scjgj", "市场监管执法人员"),
    Person("bai.lu", "白露", "legal_reviewer", "pj-scjgj", "市场监管法制审核人员"),
    Person("cui.xin", "崔信", "credit_officer", "/2111/", "信用专管员"),
    Person("shen.bao", "沈宝", "credit_reporter", "pj-scjgj", "市场监管局信用信息报送员"),
    Person("lin.dao", "林道", "leader", "/2111/", "市领导"),
    Person("sys.admin", "系统管理员", "system_admin", "/2111/", "系统管理员"),
    Person("sec.admin", "安全管理员", "security_admin", "/2111/", "安全管理员"),
    Person("audit", "审计员", "auditor", "/2111/", "审计员"),
)


def logins() -> str:
    """How to log in, for whoever starts the demonstration."""
    lines = ["  居民 residents   /login/   手机号登录，验证码显示在页面上 (the code is shown on the page)"]
    lines += [f"    {r.phone}  {r.name}" for r in parties.RESIDENTS]
    lines += [f"  工作人员 staff   /staff/login/   密码 {second_factors.PASSWORD}   动态码: banshi demo totp <账号>"]
    lines += [f"    {p.username:12}  {p.name}  {p.post}" for p in PEOPLE]
    return "\n".join([*lines, "  全部为合成数据 · all of it is synthetic"])


def plant_once() -> None:
    """Plant everything in one transaction, unless it is there; then seal the journal, as the night would."""
    if User.objects.filter(username=PEOPLE[0].username).exists():
        return
    with transaction.atomic(), queue.patiently():
        residents, staff, at = parties.plant(at=moments.now()), plant_staff(), moments.now()
        applications.plant(at=at, residents=residents, staff=staff)
        appointments.plant(at=at, residents=residents, staff=staff)
        inspections.plant(at=at, staff=staff)
        leniency.plant(at=at, residents=residents, staff=staff)
        ratings.plant(at=at, residents=residents, staff=staff)
        indicators.plant(at=at)
        credit.plant()
    seals.seal_night(at=moments.now())


def plant_staff() -> dict[str, Actor]:
    """The accounts with their posts and second factors; returns who they are."""
    at = moments.now()
    for person in PEOPLE:
        user = access.create_staff(
            username=person.username, name=person.name, password=second_factors.PASSWORD, by=PLANTER, at=at
        )
        path = person.office if person.office.startswith("/") else offices.office(person.office).path
        first = at.date().replace(year=2020)
        access.grant(user, role=person.role, office_path=path, post=person.post, first=first, by=PLANTER, at=at)
        second_factors.give_second_factor(user)
    return {person.username: actor(person.username) for person in PEOPLE}


def actor(username: str) -> Actor:
    """The actor behind a demo account."""
    return access_selectors.actor(User.objects.get(username=username), on=moments.today())
