"""The things of the permission table that are credit: a company of the resident's, fined by the office at `HOME`."""

from datetime import date

from banshi.kernel.actors import Actor, Held
from banshi.kernel.calendar import moments
from banshi.kernel.crypto import encrypt
from banshi.registers.credit.models import Doubt, Judgement, Listing, Merge, Repair, Subject, Unit
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors.measures import Moment
from banshi.registers.credit.services import lists, measures, objections, repairs, reports
from banshi.registers.credit.tests.people import COMPANY, SID, plant_company, put_record
from banshi.registers.offices import selectors as offices
from banshi.registers.parties.models import Party
from tests.permission_objects import HOME, MACHINE, NOWHERE, Ask, World, path_of, route

NO_REQUEST, NO_RECORD = "XF-2026-999999", "03-00000000000000ff"


def company(world: World) -> Party:
    """A company that the resident speaks for and that is a subject."""
    if not Subject.objects.exists():
        plant_company(world.party, at=moments.now())
    return Party.objects.get(name=COMPANY[0])


def fined(world: World, fp: int) -> dict[str, object]:
    """The address of a fine of the office that is ripe for repair."""
    company(world)
    unit = Unit.objects.get(office=HOME)
    put_record(SID, fp=fp, unit=unit.number, decided_on=date(2025, 11, 5), content="罚款2000元", cents=200_000)
    return {"record": (unit.number, fp)}


def officer(world: World, column: str = "head") -> Actor:
    user = world.users[column]
    assert user is not None
    return Actor(user.pk, user.name, "staff", (Held(frozenset(Permission), path_of(HOME)),))


def applied(world: World, fp: int) -> Repair:
    unit, fp = fined(world, fp)["record"]  # type: ignore[misc]
    return repairs.apply(
        company(world), unit=unit, fp=fp, words="罚款已经缴清", promised=True, by=world.actor("resident"),
        at=moments.now(),
    )  # fmt: skip


def about(repair: Repair, **more: object) -> Ask:
    return Ask({"number": repair.number, **more}, {"version": repair.version}, absent={"number": NO_REQUEST})


@route("credit:apply")
def a_record_to_repair(world: World) -> Ask:
    said = {"words": "罚款已经缴清", "promised": "on"}
    return Ask(fined(world, 11), said, absent={"record": NO_RECORD})


@route("credit:object")
def a_record_to_object_to(world: World) -> Ask:
    return Ask(fined(world, 12), {"about": "content", "words": "金额不对，应为200元"}, absent={"record": NO_RECORD})


@route("credit:request")
def a_request(world: World) -> Ask:
    unit, fp = fined(world, 13)["record"]  # type: ignore[misc]
    objection = objections.file(
        company(world),
        unit=unit,
        fp=fp,
        about="content",
        words="金额不对",
        by=world.actor("resident"),
        at=moments.now(),
    )
    return Ask({"number": objection.number}, absent={"number": NO_REQUEST})


@route("credit:desk_request")
def a_request_of_the_office(world: World) -> Ask:
    return about(applied(world, 14))


@route("credit:request_step")
def a_request_to_withdraw(world: World) -> Ask:
    return about(applied(world, 15), verb="withdraw")


@route("credit:desk_request_step")
def a_request_to_answer(world: World) -> Ask:
    repair = repairs.accept(applied(world, 16).number, by=officer(world), at=moments.now())
    ask = about(repair, verb="refuse")
    return Ask(ask.kwargs, {**ask.data, "reason": "罚款还没有缴清"}, absent=ask.absent)


@route("credit:repair_check")
def a_certificate_of_repair(world: World) -> Ask:
    repair = repairs.accept(applied(world, 17).number, by=officer(world), at=moments.now())
    repair = repairs.agree(repair.number, duties_done=True, reason="罚款已经缴清", by=officer(world), at=moments.now())
    return Ask({"token": repair.token}, absent={"token": "none"})


@route("credit:review")
def a_doubtful_link(world: World) -> Ask:
    named = encrypt('{"name": "芦荡示例", "code": "", "reg_no": "", "phone": "", "address": ""}')
    doubt = Doubt.objects.create(key=1, sid=SID, kind="E", rule=41, score=960, run=1, named_cipher=named)
    return Ask({"doubt": doubt.pk}, {"verdict": "same", "reason": "住所相同"}, absent={"doubt": doubt.pk + 1})


@route("credit:review_undo")
def a_judgement(world: World) -> Ask:
    user = world.users["head"]
    made = Judgement.objects.create(key=1, sid=SID, verdict="same", reason="住所相同", by=user, at=moments.now())
    return Ask({"judgement": made.pk}, {"reason": "核实有误"}, absent={"judgement": made.pk + 1})


@route("credit:links")
def names_that_mean_somebody_else(world: World) -> Ask:
    company(world)
    return Ask({"code": COMPANY[1]}, {"keys": "1", "reason": "住所不同"}, absent={"code": "91211100MA0000001W"})


@route("credit:merge")
def two_subjects(world: World) -> Ask:
    company(world)
    said = {"other": "91211100MA0000001W", "keep": COMPANY[1], "reason": "同一家单位"}
    return Ask({"code": COMPANY[1]}, said, absent={"code": "91211100MA0000001W"})


@route("credit:part")
def a_merge(world: World) -> Ask:
    company(world)
    twin = Subject.objects.create(
        sid=SID + 1, kind="E", name="盘锦示例建设分公司", code_masked="", code_fingerprint="x" * 64
    )
    made = Merge.objects.create(
        gone=twin, kept_id=SID, reason="同一家单位", by=world.users["head"], at=moments.now()
    )  # fmt: skip
    return Ask({"merge": made.pk}, {"reason": "核实有误"}, absent={"merge": made.pk + 1})


def noticed(world: World, code: str) -> Listing:
    """An entry that its subject may answer."""
    company(world)
    office = offices.office(HOME)
    said = {"sid": SID, "reasons": "两次违法，情节严重", "office": office}
    entry = lists.propose(code, **said, by=officer(world, "reviewer"), at=moments.now())
    return lists.notify(entry.number, by=officer(world, "reviewer"), at=moments.now())


def about_entry(entry: Listing, **more: object) -> Ask:
    return Ask({"number": entry.number, **more}, {"version": entry.version}, absent={"number": "MD-2026-999999"})


@route("credit:entry", "credit:desk_entry")
def an_entry(world: World) -> Ask:
    return about_entry(noticed(world, "environment-serious"))


@route("credit:entry_step")
def an_entry_to_answer(world: World) -> Ask:
    ask = about_entry(noticed(world, "safety-serious"), verb="state")
    return Ask(ask.kwargs, {**ask.data, "words": "我们已经整改"}, absent=ask.absent)


@route("credit:desk_entry_step")
def an_entry_to_drop(world: World) -> Ask:
    ask = about_entry(noticed(world, "wages-serious"), verb="drop")
    return Ask(ask.kwargs, {**ask.data, "reason": "不符合认定标准"}, absent=ask.absent)


@route("credit:desk_measure")
def a_measure_that_the_office_met(world: World) -> Ask:
    entry = noticed(world, "tax-serious")
    lists.state(entry.number, words="没有意见，可以列入", by=world.actor("resident"), at=moments.now())
    lists.enter(entry.number, reason="事实清楚，符合标准", by=officer(world), at=moments.now())
    moment = Moment("award", moments.today())
    (met,) = measures.meet(
        company(world).id_fingerprint, moment, key="PY-2026-000001", office_path=path_of(HOME), by=MACHINE,
        at=moments.now(),
    )  # fmt: skip
    said = {"outcome": "applied", "reason": "没有列入评选"}
    return Ask({"number": met.number}, said, absent={"number": "LC-2026-999999"})


@route("credit:subject", "credit:file")
def an_organisation(world: World) -> Ask:
    company(world)
    return Ask({"code": COMPANY[1]}, absent={"code": "91211100MA0UYTRE00"})


@route("credit:person_file")
def nobodys_look(world: World) -> Ask:
    """No column of the table may look people up; see credit/tests/test_file_pages.py for who may."""
    return Ask({"look": NOWHERE})


@route("credit:reports")
def a_report_to_ask_for(world: World) -> Ask:
    return Ask(data={"party": company(world).pk, "purpose": "own"})


@route("credit:report_check")
def a_report(world: World) -> Ask:
    asked = reports.ask(company(world).pk, purpose="own", by=world.actor("resident"), at=moments.now())
    reports.make(asked.number, by=MACHINE, at=moments.now())
    return Ask({"token": asked.token}, absent={"token": "aaaabbbbccccdddd"})


@route("disclosure:list")
def a_list(world: World) -> Ask:
    return Ask({"which": "promises"})


@route("disclosure:export")
def a_list_to_download(world: World) -> Ask:
    return Ask({"which": "penalties"})
