"""演示 cases: lists entered, companies repaired, measures met at decisions and answered, in the year that has gone by.

Every step goes through the services that people use, under the names of two officers. A company or a decision is one
transaction and is done once: a worker that died goes on where it was.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction

from banshi.kernel.access import selectors as accounts
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import queue
from banshi.registers.credit.demo_cast import LISTED, SORTS, Company, Figures, Sort, companies
from banshi.registers.credit.models import JointAction, Listing, Repair, Subject
from banshi.registers.credit.pipeline.synthetic import GIVEN, SURNAMES
from banshi.registers.credit.rules.measures import Moment
from banshi.registers.credit.selectors import measures as met
from banshi.registers.credit.selectors import standing
from banshi.registers.credit.services import lists, measures, repairs
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import demo as people
from banshi.registers.parties import selectors as parties

JOB = "credit.plant_cases"
OFFICER, HEAD = "cui.xin", "sun.bo"
BEGUN = 320  # days ago: the first decision at which a measure was met, after the lists were entered
ENDED = 16  # days ago: the last one that has been answered; even a long holiday after it is over
OPEN = 5  # decisions of yesterday that wait for their answer
NAMES = {"application": "受理", "inspection": "抽查", "award": "评优", "funding": "资金", "procurement": "采购"}
DONE = {
    "no_promise": "未适用告知承诺，按一般程序核验了材料", "no_deferral": "未适用容缺受理，要求一次交齐材料",
    "review": "提请集体审查，并到现场核查", "inspect_more": "下一批次抽查比例提高一档",
    "inspect_less": "抽查比例降低一档，减少现场检查", "no_award": "取消本次评先评优的资格",
    "no_funding": "本次不安排财政补助", "no_tender": "采购资格审查未通过",
    "priority": "进入绿色通道，当日办结", "deferral": "缺一份材料，先行受理，三日内补齐",
}  # fmt: skip
SPARED = "依法可以而不是应当采取，情节已经消除，本次未采取"


class Cast(NamedTuple):
    """Who proposes, accepts and answers; who decides."""

    officer: Actor
    head: Actor


@queue.patiently()
def plant(figures: Figures, *, at: datetime) -> None:
    """Everything that is not there yet; nothing where another lake is served than the demonstration's."""
    today = moments.day_of(at)
    every = companies(figures)
    if not Subject.objects.filter(sid=every[-1].sid).exists():
        return
    cast = Cast(*(accounts.actor(accounts.staff(name)[0], on=today) for name in (OFFICER, HEAD)))
    for one in every[: figures.repaired]:
        _repair(one, today, cast)
    others = every[figures.repaired :]
    for one in others:
        if SORTS[one.sort].list:
            _enter(one, SORTS[one.sort], today, cast)
    _meet(others, figures.cases, today, cast)


@transaction.atomic
def _repair(one: Company, today: date, cast: Cast) -> None:
    """Asked for by its legal representative, accepted and agreed to within its limits; the certificate follows in a job."""
    if Repair.objects.filter(sid=one.sid).exists():
        return
    asked_at = _working(today - timedelta(days=one.repaired), 9 + one.n % 7)
    company = people.plant_company(one.n, name=one.name, code=one.code, person=_name(one.n), at=asked_at)
    (record,) = standing.of_kinds(one.sid, ["penalty"], on=today)
    repair = repairs.apply(
        company.party, unit=record.key[0], fp=record.fp, words="罚款已经缴清，问题已经改正", promised=True, by=company.by,
        at=asked_at,
    )  # fmt: skip
    accepted_at = _later(asked_at, 1)
    repairs.accept(repair.number, by=cast.officer, at=accepted_at)
    repairs.agree(
        repair.number, duties_done=True, reason="罚款已经缴清，整改已经核实", by=cast.head, at=_later(accepted_at, 2 + one.n % 5)
    )  # fmt: skip


@transaction.atomic
def _enter(one: Company, sort: Sort, today: date, cast: Cast) -> None:
    """Proposed, told, and decided by another person when the time to answer was over."""
    if Listing.objects.filter(sid=one.sid).exists():
        return
    at = _working(today - timedelta(days=LISTED - one.n % 15), 10)
    entry = lists.propose(
        sort.list, sid=one.sid, reasons=sort.reasons, office=offices.office(sort.office), by=cast.officer, at=at
    )
    entry = lists.notify(entry.number, by=cast.officer, at=at + timedelta(hours=1))
    decided_at = _working((entry.statement_until or today) + timedelta(days=1), 15)
    lists.enter(entry.number, reason="事实清楚，符合名单的认定标准，期限内没有异议", by=cast.head, at=decided_at)


def _meet(others: list[Company], wanted: int, today: date, cast: Cast) -> None:
    """Decisions one after another through the year, until as many measures were applied as are wanted; and some of yesterday."""
    done, n = _applied(), 0
    while done < wanted and n < 3 * wanted:
        ago = BEGUN - (BEGUN - ENDED) * done // wanted
        done += _decide(n, others, _working(today - timedelta(days=ago), 9 + n % 8), cast, room=wanted - done)
        n += 1
    for late in range(OPEN):
        _decide(n + late, others, _working(today - timedelta(days=1), 9 + late, step=-1), cast, room=0)


def _applied() -> int:
    return sum(met.figures().values())


@transaction.atomic
def _decide(n: int, others: list[Company], at: datetime, cast: Cast, *, room: int) -> int:
    """One decision of an office: it asks, and answers each measure that it met. Returns how many it applied.

    `room`: how many may be applied; without any it has not answered yet.
    """
    one = others[n % len(others)]
    matters = SORTS[one.sort].matters
    matter, office = matters[n // len(others) % len(matters)]
    key = f"{NAMES[matter]}〔示例〕{n + 1:04d}号"
    if JointAction.objects.filter(matter=matter, key=key).exists():
        return 0
    moment = Moment(matter, moments.day_of(at))
    found = measures.meet(
        parties.number_fingerprint(one.code), moment, key=key, office_path=offices.office(office).path, by=cast.officer,
        at=at,
    )  # fmt: skip
    answers = _answers(found, n, room) if room else iter(())
    applied = 0
    for action, outcome, reason in answers:
        measures.answer(action.number, outcome=outcome, reason=reason, by=cast.officer, at=_later(at, 1 + n % 3))
        applied += outcome == "applied"
    return applied


def _answers(found: list[JointAction], n: int, room: int) -> Iterator[tuple[JointAction, str, str]]:
    """What the law only allows is now and then not done."""
    for place, action in enumerate(found):
        row = action.measure.row
        if place >= room or (row["binding"] == "may" and n % 23 == 22):
            yield action, "not_applied", SPARED
        else:
            yield action, "applied", DONE[row["effect"]]


def _name(n: int) -> str:
    return SURNAMES[n % 20] + GIVEN[n * 17 % len(GIVEN)]


def _working(day: date, hour: int, *, step: int = 1) -> datetime:
    """An hour of that day, or of the next one on which offices work; with step -1 of the one before."""
    calendar = calendars.current()
    while not calendar.is_working(day):
        day += timedelta(days=step)
    return datetime.combine(day, time(hour, 20), tzinfo=moments.CHINA)


def _later(at: datetime, days: int) -> datetime:
    return _working(at.date() + timedelta(days=days), at.hour)
