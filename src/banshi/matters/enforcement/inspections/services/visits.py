"""检查 visits: what two officers found, item by item; what follows from it; and its publication within twenty working days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from banshi.kernel.actors import Actor, Forbidden, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.files import services as files
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.inspections import events, rules
from banshi.matters.enforcement.inspections.models import Abnormal, Finding, Visit
from banshi.matters.enforcement.inspections.permissions import Permission

MATTER = "visit"
BEGIN, OVERDUE = "inspections.begin", "inspections.publish_overdue"
OWNER = "inspection_visit"
MOST_PHOTOS = 12


@dataclass(frozen=True)
class Recorded:
    """What the officers hand in from the place. Signatures: first, second, and the party's where it was given."""

    done_at: datetime
    results: Mapping[str, Sequence[str]]  # item -> official categories
    notes: Mapping[str, str] = field(default_factory=dict)
    handed_to: Mapping[str, str] = field(default_factory=dict)  # item -> office that handles it; empty: the own one
    photos: Sequence[UploadedFile] = ()
    signatures: Mapping[str, UploadedFile] = field(default_factory=dict)
    remarks: str = ""


@transaction.atomic
def begin(draw_number: str, *, at: datetime) -> None:
    """检查日: the visits of a draw enter the worklist, which all of the office may read, when their day begins."""
    waiting = Visit.objects.filter(task__draw__number=draw_number, state__in=["assigned", "recorded"]).order_by("pk")
    for visit in waiting.select_related("object", "task__draw__plan"):
        worklist.open_line(
            matter=MATTER, key=visit.number, number=visit.number, title=visit.task.draw.plan.title,
            subject=visit.object.name, office_path=visit.office_path, state=visit.state, opened_at=at,
            due_on=visit.publish_due_on or visit.task.draw.plan.last_on, statutory_due_on=visit.publish_due_on,
        )  # fmt: skip


@transaction.atomic
def record(number: str, said: Recorded, *, key: str, by: Actor, at: datetime) -> Visit:
    """记录检查结果, by one of the two officers. `key` makes a repetition from a phone without network harmless."""
    visit = lock(number)
    _officer(visit, by)
    if key and visit.idempotency_key == key:
        return visit
    state = rules.step(rules.VISIT, visit.state, "record")
    findings = {finding.item_id: finding for finding in visit.findings.select_related("item__office")}
    outcome = rules.check_results(list(findings), said.results, said.notes)
    chosen = {code for codes in said.results.values() for code in codes}
    rules.check_evidence(chosen, len(said.photos) + len(visit.photos), {*said.signatures, *visit.signatures})
    rules.check_done_at(said.done_at, visit.task.inspect_on, at, moments.day_of(said.done_at))
    if len(said.photos) + len(visit.photos) > MOST_PHOTOS:
        raise Refused("photos", "照片最多12张。")

    handed = {item for item, finding in findings.items() if finding.handed_to}
    _write(visit, findings, said, outcome, key=key, by=by, at=at)
    visit.state = state
    visit.version += 1
    visit.save()
    _hand_over(visit, findings, set(outcome.opens_cases) - handed, by=by, at=at)
    _follow_up(visit, outcome, chosen, by=by, at=at)
    _wait_for_publication(visit)
    emit(_news(visit, said), by=by, at=at)
    return visit


def _write(
    visit: Visit, findings: Mapping[str, Finding], said: Recorded, outcome: rules.Outcome, *, key: str, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Results, files, and the last day for publishing. The clock begins with the first record and is not wound back."""
    for item, finding in findings.items():
        finding.results, finding.note = list(said.results[item]), said.notes.get(item, "").strip()
        finding.handed_to = (said.handed_to.get(item) or finding.item.office_id) if item in outcome.opens_cases else ""
    Finding.objects.bulk_update(findings.values(), ["results", "note", "handed_to"])
    visit.photos = [*visit.photos, *(_keep(photo, visit, by, at) for photo in said.photos)]
    signed = {who: _keep(file, visit, by, at) for who, file in said.signatures.items()}
    visit.signatures = visit.signatures | signed
    visit.done_at = visit.done_at or said.done_at
    due = rules.publish_due(moments.day_of(visit.done_at), calendars.current())
    visit.publish_due_on, visit.provisional = due.on, due.provisional
    visit.recorded_at, visit.recorded_by, visit.remarks = at, str(by), said.remarks.strip()
    visit.idempotency_key = key or visit.idempotency_key


def _keep(file: UploadedFile, visit: Visit, by: Actor, at: datetime) -> str:
    return str(files.store(file, by=by, owner_kind=OWNER, owner_key=visit.number, at=at).pk)


def _news(visit: Visit, said: Recorded) -> events.VisitRecorded:
    assert visit.done_at and visit.publish_due_on
    return events.VisitRecorded(
        key=visit.number, done_at=visit.done_at, results={item: list(codes) for item, codes in said.results.items()},
        photos=len(visit.photos), publish_due_on=visit.publish_due_on,
    )  # fmt: skip


def _hand_over(
    visit: Visit, findings: Mapping[str, Finding], items: Collection[str], *, by: Actor, at: datetime
) -> None:
    """待后续处理 opens a case at the office that handles it."""
    for item in sorted(items):
        news = events.FindingHandedOver(
            key=visit.number, item=item, object=visit.object.credit_code, offence=findings[item].item.offence_id or "",
            office=findings[item].handed_to,
        )  # fmt: skip
        emit(news, by=by, at=at)


def _follow_up(visit: Visit, outcome: rules.Outcome, chosen: set[str], *, by: Actor, at: datetime) -> None:
    """What the results lead to for the object: the list of abnormal operations, or its end."""
    code = visit.object.credit_code
    for basis in outcome.abnormal:
        wanted = {"object": visit.object, "listed_at": at}
        _listed, new = Abnormal.objects.get_or_create(visit=visit, basis=basis, defaults=wanted)
        if new:
            emit(events.ObjectListedAbnormal(key=code, visit=visit.number, basis=basis), by=by, at=at)
    if any(rules.RESULTS[one].ends for one in chosen) and visit.object.left_at is None:
        visit.object.left_at = at
        visit.object.save(update_fields=["left_at"])
        emit(events.ObjectLeft(key=code, reason=Sentence("检查{number}", number=visit.number)), by=by, at=at)


def _wait_for_publication(visit: Visit) -> None:
    assert visit.publish_due_on
    worklist.move_line(
        MATTER, visit.number, state=visit.state, due_on=visit.publish_due_on, statutory_due_on=visit.publish_due_on
    )
    after = datetime.combine(visit.publish_due_on + timedelta(days=1), time(0, 5), tzinfo=moments.CHINA)
    timers.set_timers([(OVERDUE, visit.number, after)])


@transaction.atomic
def publish(number: str, *, version: int | None = None, by: Actor, at: datetime) -> Visit:
    """公示检查结果: 谁检查、谁录入、谁公开."""
    visit = lock(number)
    if by.kind != "system":
        require(by, Permission.PUBLISH, office_path=visit.office_path, matter=MATTER)
    state = rules.step(rules.VISIT, visit.state, "publish")
    rules.check_cases_opened(visit.findings.values_list("results", "case_number"))
    visit.state, visit.published_at = state, at
    visit.version += 1
    visit.save(update_fields=["state", "published_at", "version"])
    timers.clear(number, OVERDUE)
    worklist.move_line(
        MATTER, number, state=visit.state, due_on=visit.publish_due_on, statutory_due_on=visit.publish_due_on,
        waits_for="nobody", closed_at=at,
    )  # fmt: skip
    assert visit.publish_due_on
    emit(events.ResultPublished(key=number, late=moments.day_of(at) > visit.publish_due_on), by=by, at=at)
    return visit


@transaction.atomic
def publish_task(number: str, *, by: Actor, at: datetime) -> int:
    """公示一个任务的全部结果. Returns how many were published."""
    waiting = Visit.objects.filter(task__number=number, state="recorded").order_by("pk")
    numbers = list(waiting.values_list("number", flat=True))
    if not numbers:
        raise Refused("nothing_to_publish", "这个任务没有待公示的结果。")
    for one in numbers:
        publish(one, by=by, at=at)
    return len(numbers)


@transaction.atomic
def overdue(number: str, *, by: Actor, at: datetime) -> None:
    """逾期未公示: said once, when the last day is over."""
    visit = lock(number)
    if visit.state == "recorded" and visit.publish_due_on and moments.day_of(at) > visit.publish_due_on:
        emit(events.PublicationOverdue(key=number, due_on=visit.publish_due_on), by=by, at=at)


def lock(number: str) -> Visit:
    related = ("object", "task__first__office", "task__second__office", "task__draw")
    found = Visit.objects.select_for_update(of=("self",)).select_related(*related).filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def _officer(visit: Visit, by: Actor) -> None:
    """行政处罚法 第四十二条: only the two drawn officers. To colleagues the visit exists, to others it does not."""
    pair = {one.account_id: one.office.path for one in (visit.task.first, visit.task.second) if one}
    mine = pair.get(by.user_id or 0)
    if mine and by.may(Permission.INSPECT, office_path=mine):
        return
    raise Forbidden(Permission.INSPECT) if mine or by.sees(visit.office_path, "inspections") else Hidden(visit.number)
