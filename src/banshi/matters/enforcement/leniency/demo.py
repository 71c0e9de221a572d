"""演示 leniency: the year 2021 as the city reported it, every case of it made up; and three cases of today with something to do.

The cases of 2021 are written in sets: weighed by the same rule, due by the same table of discretion, with the same lines in
the journal as the services write. The amounts come from `MIX`; nothing is added up here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from banshi.kernel.access import selectors as accounts
from banshi.kernel.access import services as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import queue
from banshi.kernel.journal.events import Event, emit_all
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.leniency import events, procedure, rules, selectors, weights
from banshi.matters.enforcement.leniency.conditions import Asked, Measured
from banshi.matters.enforcement.leniency.facts import Facts, Law, Row, Standard
from banshi.matters.enforcement.leniency.grounds import UNPUNISHED, Effect
from banshi.matters.enforcement.leniency.models import Case, CaseOfficer, JointParty
from banshi.matters.enforcement.leniency.procedure import MATTER, Officer, State
from banshi.matters.enforcement.leniency.services import decision, investigation, proposal
from banshi.matters.enforcement.leniency.services.steps import limit_day
from banshi.matters.enforcement.offences.models import Offence
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import demo as parties

PLANTER = Actor.system("demo")
JOB = "leniency.plant_year"
YEAR, FIRST_ON, LAST_ON = 2021, date(2021, 8, 16), date(2021, 12, 17)
BEGUN = datetime(2021, 8, 9, 9, tzinfo=moments.CHINA)
TO_DECISION = timedelta(days=7)
PEOPLE, ORGANISATIONS = 3_159, 42
MIX = {5_000: 1, 15_000: 42, 25_000: 25, 50_000: 23, 150_000: 10}
"""What was due (分) from a person → cases of each office; twenty offices have one more of `EXTRA`."""
EXTRA, WITH_EXTRA = 15_000, 20
LOG_IN = {"pj-scjgj": ("tang.yi", "meng.ke")}
HEAD = "sun.bo"
SURNAMES, GIVEN = "李王赵钱孙周吴郑冯陈", "明华平安宁康达诚正直"
News = tuple[Event, Actor, datetime]


@dataclass(frozen=True)
class Bureau:
    """One office with the two officers who investigate, the head who decides, and the acts of its list by what is due."""

    office: Any
    officers: tuple[Actor, Actor]
    certificates: tuple[str, str]
    head: Actor
    acts: Mapping[int, Sequence["Act"]]


@dataclass(frozen=True)
class Act:
    """One row of the list with its act, the law of it, and what it costs."""

    row: Row
    offence: Offence
    law: Law
    standards: Sequence[Standard]


@dataclass
class Year:
    """What is written in the end, in sets."""

    cases: list[Case] = field(default_factory=list)
    joint: list[JointParty] = field(default_factory=list)
    officers: list[CaseOfficer] = field(default_factory=list)
    news: list[News] = field(default_factory=list)


def plant(*, at: datetime, residents: Sequence[Any], staff: Mapping[str, Actor]) -> None:
    """The office of today's cases at once; the others and the year by the worker."""
    ours = next((code, number) for number, code in enumerate(listing_offices()) if code in LOG_IN)
    plant_today(at, residents, bureau(*ours), staff[HEAD])
    queue.defer(JOB)


@transaction.atomic
def plant_year() -> None:
    """2021, once: whoever died after the work finds it done."""
    if Case.objects.filter(filed_at__year=YEAR).exists():
        return
    bureaus = [bureau(code, number) for number, code in enumerate(listing_offices())]
    people, organisations = parties.plant_many(PEOPLE, ORGANISATIONS, at=BEGUN)
    wanted = [*wanted_of_people(bureaus), *wanted_of_organisations(bureaus)]
    groups = [*grouped(people, len(wanted) - ORGANISATIONS), *([one] for one in organisations)]
    year, days = Year(), working_days()
    for place, ((where, act), group) in enumerate(zip(wanted, groups, strict=True)):
        write(year, where, act, group, days[place * len(days) // len(wanted)])
    Case.objects.bulk_create(year.cases, batch_size=500)
    JointParty.objects.bulk_create(year.joint, batch_size=1000)
    CaseOfficer.objects.bulk_create(year.officers, batch_size=1000)
    emit_all(year.news)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), moments.CHINA)


def listing_offices() -> list[str]:
    return [code for code, _name, _rows in selectors.departments(FIRST_ON)]


# Who investigates and decides


def bureau(code: str, number: int) -> Bureau:
    office = offices.office(code)
    posts = [f"{code}-zf{place}" for place in (1, 2)]
    officers = [
        person(name, "enforcement_officer", office, 3 * number + place)
        for place, name in enumerate(LOG_IN.get(code, posts))
    ]
    head = person(f"{code}-fzr", "head", office, 3 * number + 2)
    certificates = [f"辽R{2 * number + place:06d}（示例）" for place in (1, 2)]
    for place, (one, certificate) in enumerate(zip(officers, certificates, strict=True), 1):
        assert one.user_id is not None
        Inspector.objects.get_or_create(
            number=f"RX-{2 * number + place:03d}",
            defaults={
                "account_id": one.user_id, "office": office, "certificate": certificate, "fields": ["柔性执法"],
                "valid_until": date(2030, 12, 31),
            },
        )  # fmt: skip
    return Bureau(office, (officers[0], officers[1]), (certificates[0], certificates[1]), head, acts_of(code))


def person(username: str, role: str, office: Any, number: int) -> Actor:
    """Who has an account already keeps it; the others exist to have done their work."""
    known = next((one for one in accounts.staff(username) if one.username == username), None)
    if known is None:
        name = SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 7 % 10]
        known = access.create_staff(username=username, name=name, by=PLANTER, at=BEGUN)
        access.grant(known, role=role, office_path=office.path, first=BEGUN.date(), by=PLANTER, at=BEGUN)
    return accounts.actor(known, on=BEGUN.date())


# What was done, and what was due


def acts_of(office: str) -> dict[int, list[Act]]:
    """What this office forgives all through the months of the demonstration, by what it costs a person."""
    found: dict[int, list[Act]] = {}
    listed = (row for rows in weights.lists().values() for row in rows if row.office == office)
    for row in (row for row in listed if row.kind in ("minor", "first") and stands(row)):
        offence = investigation.offence(row.offence)
        standards = [one for one in weights.standards(offence) if stands(one)]
        if standards:
            act = Act(row, offence, weights.law_of(offence, on=FIRST_ON), standards)
            found.setdefault(standards[0].person[0], []).append(act)
    return found


def stands(one: Row | Standard) -> bool:
    return one.in_force(FIRST_ON) and one.in_force(LAST_ON + TO_DECISION)


def said_of(row: Row, day: date) -> weights.Said:
    """The facts of a small slip put right on the spot: the answers that the row asks for."""
    answers: dict[str, bool] = {"slight": row.kind == "minor", "cooperative": True, "no_gain": True, "promised": True}
    answers |= {one.text: one.answer for one in row.conditions if isinstance(one, Asked)}
    return {
        "found_on": day.isoformat(), "corrected_on": day.isoformat(), "established": True, "continuing": False,
        "harm": "none" if row.kind == "minor" else "slight", "answers": answers, "searched": ["province"],
        "quantities": {one.quantity: "0.1" for one in row.conditions if isinstance(one, Measured)},
    }  # fmt: skip


# The year


def wanted_of_people(bureaus: Sequence[Bureau]) -> Iterator[tuple[Bureau, Act]]:
    for number, one in enumerate(bureaus):
        for due, count in MIX.items():
            acts = one.acts[due]
            for place in range(count + (due == EXTRA and number < WITH_EXTRA)):
                yield one, acts[place % len(acts)]


def wanted_of_organisations(bureaus: Sequence[Bureau]) -> Iterator[tuple[Bureau, Act]]:
    for place in range(ORGANISATIONS):
        one = bureaus[place % len(bureaus)]
        yield one, one.acts[50_000][0]


def grouped(people: Sequence[Any], cases: int) -> Iterator[list[Any]]:
    """Everybody in one case, as evenly as it goes: one party, or two who acted together."""
    for place in range(cases):
        yield list(people[place * len(people) // cases : (place + 1) * len(people) // cases])


def working_days() -> list[date]:
    calendar, span = calendars.current(), (LAST_ON - FIRST_ON).days
    days = [FIRST_ON + timedelta(days=number) for number in range(span + 1)]
    return [day for day in days if calendar.is_working(day)]


def write(year: Year, where: Bureau, act: Act, group: Sequence[Any], day: date) -> None:
    """One case from its filing to its end: weighed by the rule, decided by the head, told on the same day."""
    begun, decided = moment(day, 9), moment(day + TO_DECISION, 10)
    procedure.check_joint([one.kind for one in group], [one.birth_on for one in group], on=day)
    case = investigation.prepare(
        act.offence, party=group[0], office=where.office, source="inspection", act_on=day, at=begun
    )
    case.said = said_of(act.row, day)
    weigh(case, act, decided.date())
    decide(case, where, decided)
    year.cases.append(case)
    year.joint += [JointParty(case=case, party=one, name=one.name) for one in group[1:]]
    year.officers += [
        CaseOfficer(case=case, account_id=one.user_id or 0, certificate=certificate, assigned_at=begun)
        for one, certificate in zip(where.officers, where.certificates, strict=True)
    ]
    year.news += told(case, where, begun, decided, joint=len(group) - 1)
    line(case)


def weigh(case: Case, act: Act, on: date) -> None:
    """As `proposal.weigh`, with the law of each act read once; its parties were registered just now and have no past."""
    facts: Facts = weights.facts_of(case, on=on, before=())
    found = rules.assess(facts, weights.lists(), act.law)
    due = rules.amount_due(act.standards, facts, act.law)
    procedure.check_open(found.questions, found.outcome, found.best, "")
    rules.check_decision(found, found.outcome, imposed=0, due=due, reason="")
    if found.outcome not in UNPUNISHED:
        raise AssertionError(f"{case.offence_id}: {found.outcome} is no leniency")
    case.recommended = case.chosen = found.outcome
    case.rows = [one.key for one in found.because if one.listed]
    case.explanation, case.questions = str(found.explanation), [str(one) for one in found.questions]
    case.due_cents, case.imposed_cents, case.relieved_cents = due, 0, rules.relieved(due, 0)


def decide(case: Case, where: Bureau, at: datetime) -> None:
    effect, working = Effect(case.chosen), {one.user_id for one in where.officers if one.user_id}
    procedure.check_officers(
        [
            Officer(one.user_id or 0, certificate, date(2030, 12, 31))
            for one, certificate in zip(where.officers, where.certificates, strict=True)
        ],
        (),
        on=at.date(),
    )
    procedure.check_decider(where.head.user_id, working)
    procedure.check_educated(effect, educated=True)
    case.decided_at, case.decided_by_id = at, where.head.user_id
    case.delivery_due_on = limit_day("penalty-delivery", at.date(), calendars.current())
    case.educated_at, case.education, case.delivered_at = at, EDUCATION, at
    case.withheld = procedure.withheld(effect, case.party_kind, adult=True, social_impact=False)
    case.publication, case.state, case.ended_at, case.version = "withheld", State.CLOSED, at, 9


EDUCATION = "当场说明违反的规定和改正的要求（示例）"


def told(case: Case, where: Bureau, begun: datetime, decided: datetime, *, joint: int) -> Iterable[News]:
    """The lines that the services write, one after the other."""
    first, other = where.officers
    number = case.number
    recorded = events.FactsRecorded(key=number, outcome=case.recommended, open_questions=0, earlier=0)
    found_at, after = begun + timedelta(hours=1), decided + timedelta(hours=1)
    return (
        (investigation.filed(case, joint=joint), first, begun),
        (events.OfficersAssigned(key=number, certificates=sorted(where.certificates)), first, begun),
        (recorded, other, found_at),
        (proposal.proposed(case), first, found_at),
        (decision.decided(case), where.head, decided),
        (events.PartyEducated(key=number, way=case.education), first, decided),
        (events.DecisionDelivered(key=number, way="counter"), first, decided),
        (events.DecisionPublished(key=number, withheld=case.withheld), where.head, after),
        (events.CaseClosed(key=number), first, after),
    )


def line(case: Case) -> None:
    """The worklist keeps what has ended."""
    due = case.decide_due_on
    worklist.open_line(
        matter=MATTER, key=case.number, number=case.number, title=case.offence.act[:200], subject=case.party_name,
        office_path=case.office_path, state=case.state, opened_at=case.filed_at, due_on=due, statutory_due_on=due,
    )  # fmt: skip
    worklist.move_line(
        MATTER, case.number, state=case.state, due_on=None, statutory_due_on=due, closed_at=case.ended_at
    )


# Today


def plant_today(at: datetime, residents: Sequence[Any], where: Bureau, head: Actor) -> None:
    """王芳 has something to correct, 孙丽 may answer a notice, and a decision waits for the head; through the services."""
    first, other = where.officers
    working = [one.user_id for one in where.officers if one.user_id]
    begun = at - timedelta(days=2)

    def begin(party: Any, offence: str) -> str:
        case = investigation.file(
            investigation.offence(offence), party=party, office=where.office, source="inspection",
            act_on=moments.day_of(begun), by=first, at=begun,
        )  # fmt: skip
        investigation.assign(case.number, accounts=working, by=first, at=begun)
        return case.number

    found_on = moments.day_of(begun).isoformat()
    ordered = begin(residents[0], "sc-02")
    investigation.order(
        ordered, what="依法办理变更登记（示例）", until=moments.day_of(at) + timedelta(days=5), by=first, at=begun
    )
    harmful = {"found_on": found_on, "harm": "considerable", "answers": {"slight": False}}
    noticed = begin(residents[3], "sc-06")
    investigation.record(noticed, said=harmful, by=other, at=begun)
    proposal.propose(
        noticed, effect=Effect.ORDINARY, imposed_cents=50_000, reason="影响较大，已经查清（示例）", by=first, at=begun
    )
    proposal.notify(noticed, by=first, at=at)
    slight = {"found_on": found_on, "harm": "none", "corrected_on": found_on, "answers": {"slight": True}}
    waiting = begin(residents[4], "sc-02")
    investigation.record(waiting, said=slight, by=other, at=begun)
    proposal.propose(waiting, effect=Effect.MUST_NOT, by=first, at=at)
