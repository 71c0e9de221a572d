"""Drafts and submission 填报与提交: what the applicant does before the office sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from banshi.kernel import rows
from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number_and_key
from banshi.kernel.refusal import Refused
from banshi.kernel.worklist import services as worklist
from banshi.kernel.writing import together, whole, write
from banshi.matters.applications import intake
from banshi.matters.applications.events import ApplicationSubmitted
from banshi.matters.applications.models import Application
from banshi.matters.applications.permissions import Permission
from banshi.matters.applications.rules import State, Verb, event_code
from banshi.matters.applications.services.steps import MATTER, compute, lock, timers_of
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties

if TYPE_CHECKING:
    from banshi.registers.catalogue.models import ItemVersion
    from banshi.registers.parties.models import Party


# As text, because the ORM takes four times as long to write it.
ADD_MATERIALS = """
    INSERT INTO applications_material (application_id, code, name, way, file_id)
    SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[])"""


@dataclass(frozen=True)
class Handed:
    """What the applicant hands in: answers to the situations, form fields, and how each material is met.

    `materials` maps a material's code to a stored file's id, or to "paper" (taken in at a window) or "promised".
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def save_draft(
    item: str, *, party: "Party", handed: Handed, by: Actor, at: datetime, channel: str = "2", number: str | None = None
) -> Application:
    """保存草稿: nothing is checked but the shape; nobody at the office sees it. Returns the draft."""
    if number:
        application = lock(number, Verb.SUBMIT, by=by)
        version = application.item_version
    else:
        version = _in_force(item, at)
        _may_hand_in(by, party, version.office.path)
        application = _new(version, party=party, by=by, at=at, channel=channel)
    application.answers, application.form = intake.clean_draft(version.spec, handed.answers, handed.form)
    fresh = _keep(application)
    _write_materials(application, _materials(application, version, handed, by=by), fresh=fresh)
    return application


@transaction.atomic
def attach(number: str, *, code: str, file_id: str, by: Actor) -> None:
    """上传: put a stored file to a draft's material. The file is already the draft's own."""
    application = lock(number, Verb.SUBMIT, by=by)
    named = {m.code: m.name for m in catalogue.materials_for(application.item_version.spec, application.answers)}
    if code not in named:
        raise intake.Invalid({code: "该情形不需要这份材料。"})
    application.materials.update_or_create(
        code=code, defaults={"name": named[code], "way": "uploaded", "file_id": file_id}
    )


def submit(
    item: str, *, party: "Party", handed: Handed, by: Actor, at: datetime, channel: str = "2",
    idempotency_key: str | None = None, version: "ItemVersion | None" = None,
) -> Application:  # fmt: skip
    """提交: hand in a complete application. The same key from the same account gives the same application again."""
    try:
        return _submit(
            item, party=party, handed=handed, by=by, at=at, channel=channel, key=idempotency_key, version=version
        )
    except (IntegrityError, Refused):  # sent again, or at the same moment twice: the database let one of them through
        if idempotency_key and (known := _known(by, idempotency_key, item, party)):
            return known
        raise


def _submit(
    item: str, *, party: "Party", handed: Handed, by: Actor, at: datetime, channel: str, key: str | None,
    version: "ItemVersion | None",
) -> Application:  # fmt: skip
    version = version or _in_force(item, at)
    _may_hand_in(by, party, version.office.path)
    application = _new(version, party=party, by=by, at=at, channel=channel)
    application.idempotency_key = key
    with whole():
        return _hand_in(application, version, party, handed, by=by, at=at)


@transaction.atomic
def submit_draft(number: str, *, handed: Handed, by: Actor, at: datetime, version: int | None = None) -> Application:
    """提交草稿: hand in what was saved, under the version of the item that holds on the day it is handed in."""
    application = lock(number, Verb.SUBMIT, by=by, version=version)
    current = _in_force(application.item_version.code, at)
    _promise(application, current, moments.day_of(at))
    return _hand_in(application, current, application.party, handed, by=by, at=at)


@transaction.atomic
def discard(number: str, *, by: Actor) -> None:
    """删除草稿: a draft was never handed in, so it leaves no trace."""
    lock(number, Verb.SUBMIT, by=by).delete()


def _known(by: Actor, key: str, item: str, party: "Party") -> Application | None:
    """What this account handed in under this key; a key that was used for something else is not used twice."""
    known = Application.objects.filter(created_by_id=by.user_id, idempotency_key=key).first()
    if known and (known.item_version.item_id, known.party_id) != (item, party.pk):
        raise Refused("key_reused", "这个 Idempotency-Key 已经用于另一份申请。")
    return known


def _in_force(item: str, at: datetime) -> "ItemVersion":
    version = catalogue.find(item, moments.day_of(at))
    if version is None:
        raise Refused("not_in_force", "该事项目前不受理申请。")
    return version


def _may_hand_in(by: Actor, party: "Party", office_path: str) -> None:
    if by.kind == "staff":
        require(by, Permission.RECEIVE, office_path=office_path, matter=MATTER)
    elif by.kind != "resident" or (party.user_id != by.user_id and not parties.may_act_for(by, party.pk)):
        raise Hidden("party")


def _new(version: "ItemVersion", *, party: "Party", by: Actor, at: datetime, channel: str) -> Application:
    applicant, today = version.spec.applicant, moments.day_of(at)
    if by.user_id is None:  # nobody applies without an account
        raise Hidden("account")
    if applicant not in ("both", party.kind):
        raise Refused(
            "wrong_applicant", "该事项只受理个人申请。" if applicant == "person" else "该事项只受理单位申请。"
        )
    application = Application(
        party=party, applicant_name=party.name, channel=channel, created_by_id=by.user_id, created_at=at,
    )  # fmt: skip
    _promise(application, version, today)
    return application


def _promise(application: Application, version: "ItemVersion", on: date) -> None:
    """Copy what the item promises on the day it is handed in: a later pack does not move it."""
    spec = version.spec
    application.item_version = version
    application.item_name = version.name
    application.office_path = version.office.path
    application.promised_limit = spec.promised_limit
    application.statutory_limit = spec.statutory_limit or ""
    application.notice_limit = str(catalogue.law_limit(spec, "notice", on) or "0")
    application.extension_limit = str(catalogue.law_limit(spec, "extension", on) or "0")
    application.delivery_limit = str(catalogue.law_limit(spec, "delivery", on) or "0")


def _hand_in(
    application: Application, version: "ItemVersion", party: "Party", handed: Handed, *, by: Actor, at: datetime
) -> Application:
    paper = by.kind == "staff"
    application.answers, application.form = intake.clean(version.spec, handed.answers, handed.form)
    intake.check_materials(version.spec, application.answers, handed.materials, paper_allowed=paper)
    application.agent_id = parties.agent_of(by, party)
    application.state, application.received_at = State.SUBMITTED, at
    compute(application)
    with together():
        fresh = _keep(application)
        _write_materials(application, _materials(application, version, handed, by=by), fresh=fresh)
        _begin_to_wait(application, at=at)
        _say_submitted(application, version, by=by, at=at)
    return application


def _keep(application: Application) -> bool:
    """Write it: one that is new gets its number, and True is returned."""
    if application.pk:
        application.save()
        return False
    year = moments.day_of(application.created_at).year
    application.number, application.pk = next_number_and_key("SQ", year, Application)
    rows.insert(application)
    return True


def _begin_to_wait(application: Application, *, at: datetime) -> None:
    """From now on it waits for its office, and the clock of the notice runs."""
    worklist.open_line(
        matter=MATTER, key=application.number, number=application.number, title=application.item_name,
        subject=application.applicant_name, office_path=application.office_path, state=application.state,
        opened_at=at, due_on=application.notice_due_on,
    )  # fmt: skip
    timers.set_timers(timers_of(application))


def _say_submitted(application: Application, version: "ItemVersion", *, by: Actor, at: datetime) -> None:
    assert application.notice_due_on is not None  # received, so computed
    emit(
        ApplicationSubmitted(
            key=application.number,
            code=event_code(Verb.SUBMIT, State.DRAFT),
            item=version.code,
            item_valid_from=version.spec.valid_from,
            office_path=version.office.path,
            channel=application.channel,
            by_agent=application.agent_id is not None,
            notice_due_on=application.notice_due_on,
        ),
        by=by,
        at=at,
    )


def _materials(application: Application, version: "ItemVersion", handed: Handed, *, by: Actor) -> list[dict[str, Any]]:
    """How each material is met; the files among them become the application's own."""
    met = intake.material_rows(version.spec, application.answers, handed.materials)
    attached = [row["file_id"] for row in met if row["file_id"]]
    files.adopt(attached, owner_kind=MATTER, owner_key=application.number, by=by)
    return met


def _write_materials(application: Application, met: list[dict[str, Any]], *, fresh: bool) -> None:
    """One statement for a new application; a draft's old rows go first."""
    if not fresh:
        application.materials.all().delete()
    columns = [[row[name] for row in met] for name in ("code", "name", "way", "file_id")]
    write(ADD_MATERIALS, [application.pk, *columns])
