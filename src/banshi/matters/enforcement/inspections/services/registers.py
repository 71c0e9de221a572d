"""两库 the two registers: who may be checked, who may check, and who never checks whom."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from banshi.kernel.actors import Actor, Forbidden, Hidden, require
from banshi.kernel.identifiers import IdentifierError, check_credit_code
from banshi.kernel.journal.events import emit, emit_all
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections import events, importing
from banshi.matters.enforcement.inspections.importing import ObjectRow
from banshi.matters.enforcement.inspections.models import CheckObject, ClassChange, Recusal
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.offices import selectors as offices

COLUMNS = ("name", "kind", "risk", "district_id", "industry", "weight", "address")
CITY = "/2111/"


@transaction.atomic
def import_objects(content: bytes, *, reason: str, by: Actor, at: datetime) -> tuple[int, int]:
    """导入名录: a CSV file, wholly or not at all. Returns how many are new and how many changed; refuses with every fault."""
    keeps_register(by)
    rows = importing.read_objects(content, {region.code for region in offices.regions(level=2)})
    held = {one.credit_code: one for one in CheckObject.objects.select_for_update().filter(credit_code__in=rows)}
    if not reason.strip() and any(code in held and held[code].risk != row.risk for code, row in rows.items()):
        raise Refused("reason_missing", "名录中有分类调整，请写明理由。")

    new = [
        CheckObject(credit_code=code, registered_at=at, **values(row)) for code, row in rows.items() if code not in held
    ]
    CheckObject.objects.bulk_create(new)
    emit_all([(_entered(one), by, at) for one in new])
    changed = [code for code, one in held.items() if _change(one, rows[code], reason, by=by, at=at)]
    digest = hashlib.sha256(content).hexdigest()
    emit(events.ObjectsImported(key="objects", added=len(new), changed=len(changed), sha256=digest), by=by, at=at)
    return len(new), len(changed)


def values(row: ObjectRow) -> dict[str, object]:
    """A row of the file as columns of the table."""
    return {
        "name": row.name, "kind": row.kind, "risk": row.risk, "district_id": row.district, "industry": row.industry,
        "weight": row.weight, "address": row.address,
    }  # fmt: skip


@transaction.atomic
def register_object(code: str, row: ObjectRow, *, reason: str, by: Actor, at: datetime) -> CheckObject:
    """入库 of a single object by hand, with its reason: newly set up, moved here, left out of the file. Brings back one that
    had left."""
    keeps_register(by)
    try:
        known = check_credit_code(code)
    except IdentifierError as wrong:
        raise Refused("credit_code", str(wrong)) from None
    _check_row(row, reason)
    held = CheckObject.objects.select_for_update().filter(credit_code=known).first()
    if held is None:
        made = CheckObject.objects.create(credit_code=known, registered_at=at, **values(row))
        emit(_entered(made, reason.strip()), by=by, at=at)
        return made
    if held.left_at is None:
        raise Refused("object_known", "名录中已有这个检查对象。")
    _change(held, row, reason, by=by, at=at)
    return held


def _check_row(row: ObjectRow, reason: str) -> None:
    """The same that a line of a file must hold."""
    if faults := importing.object_faults(row, {region.code for region in offices.regions(level=2)}):
        raise Refused("object_faults", faults[0])
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")


@transaction.atomic
def edit_object(code: str, row: ObjectRow, *, reason: str, by: Actor, at: datetime) -> CheckObject:
    """修改检查对象. A new class or weight changes the odds, so it is written down with its reason and published."""
    keeps_register(by)
    found = locked(code)
    if (found.risk, found.weight) != (row.risk, row.weight) and not reason.strip():
        raise Refused("reason_missing", "调整分类或者权重的，请写明理由。")
    _check_row(row, reason or "—")
    _change(found, row, reason, by=by, at=at)
    return found


@transaction.atomic
def strike_object(code: str, *, reason: str, by: Actor, at: datetime) -> None:
    """出库: deregistered, struck off, moved away."""
    keeps_register(by)
    found = locked(code)
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    found.left_at = at
    found.save(update_fields=["left_at"])
    emit(events.ObjectLeft(key=code, reason=reason.strip()), by=by, at=at)


def _entered(one: CheckObject, reason: str = "") -> events.ObjectRegistered:
    return events.ObjectRegistered(
        key=one.credit_code, risk=one.risk, district=one.district_id, industry=one.industry, reason=reason
    )


def _change(one: CheckObject, row: ObjectRow, reason: str, *, by: Actor, at: datetime) -> bool:
    """Write what is different, and its line. Comes back from having left, too."""
    wanted = values(row)
    before = {name: str(getattr(one, name)) for name in COLUMNS if getattr(one, name) != wanted[name]}
    if not before and one.left_at is None:
        return False
    risk = one.risk
    for name, value in wanted.items():
        setattr(one, name, value)
    one.left_at = None
    if risk != one.risk:
        one.classed_by = "officer"  # with a reason: the method leaves it alone until somebody gives it back
    one.save()
    if risk != one.risk:
        ClassChange.objects.create(
            object=one, before=risk, after=one.risk, reason=reason.strip(), changed_by=str(by), changed_at=at
        )
    after = {name: str(wanted[name]) for name in before}
    emit(events.ObjectChanged(key=one.credit_code, before=before, after=after, reason=reason.strip()), by=by, at=at)
    return True


@transaction.atomic
def register_inspector(
    *, username: str, number: str = "", certificate: str, office: str, fields: Sequence[str], districts: Collection[str],
    lead: bool, valid_until: date, by: Actor, at: datetime,
) -> Inspector:  # fmt: skip
    """执法检查人员入库 (行政处罚法 第四十二条: only who is certified may check). Without a number he gets the next one."""
    where = _office(office)
    require(by, Permission.REGISTER, office_path=where.path)
    account = get_user_model().objects.filter(username=username, kind="staff", is_active=True).first()
    if account is None:
        raise Refused("unknown_account", "没有这个工作人员账号。")
    _check_inspector(fields, districts, valid_until, at)
    number = number or next_number("ZF", at.year)
    inspector = Inspector(
        number=number, account=account, office=where, certificate=certificate, fields=sorted(set(fields)),
        districts=sorted(set(districts)), lead=lead, valid_until=valid_until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            inspector.save()
    except IntegrityError as error:
        if "unique" not in str(error):
            raise
        raise Refused("inspector_known", "该人员、编号或者执法证号已在名录中。") from error
    news = events.InspectorRegistered(
        key=number, office=office, fields=inspector.fields, districts=inspector.districts, lead=lead,
        valid_until=valid_until,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return inspector


@transaction.atomic
def edit_inspector(
    number: str, *, fields: Sequence[str], districts: Collection[str], lead: bool, valid_until: date, by: Actor,
    at: datetime,
) -> Inspector:  # fmt: skip
    inspector = _inspector(number, by)
    _check_inspector(fields, districts, valid_until, at)
    inspector.fields, inspector.districts = sorted(set(fields)), sorted(set(districts))
    inspector.lead, inspector.valid_until = lead, valid_until
    inspector.save()
    news = events.InspectorChanged(
        key=number, fields=inspector.fields, districts=inspector.districts, lead=lead, valid_until=valid_until
    )
    emit(news, by=by, at=at)
    return inspector


@transaction.atomic
def strike_inspector(number: str, *, reason: str, by: Actor, at: datetime) -> None:
    inspector = _inspector(number, by)
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    inspector.left_at = at
    inspector.save(update_fields=["left_at"])
    emit(events.InspectorLeft(key=number, reason=reason.strip()), by=by, at=at)


@transaction.atomic
def recuse(number: str, *, credit_code: str, reason: str, by: Actor, at: datetime) -> Recusal:
    """登记回避 (行政处罚法 第四十三条): by the register, or by the officer in person."""
    inspector = _inspector(number, by, oneself=True)
    subject = CheckObject.objects.filter(credit_code=credit_code, left_at=None).first()
    if subject is None:
        raise Refused("unknown_object", "名录中没有这个检查对象。")
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    if Recusal.objects.filter(inspector=inspector, object=subject, lifted_at=None).exists():
        raise Refused("recusal_known", "已登记过该回避。")
    made = Recusal.objects.create(inspector=inspector, object=subject, reason=reason.strip(), since=at)
    emit(events.RecusalEntered(key=number, object=credit_code, reason=reason.strip()), by=by, at=at)
    return made


@transaction.atomic
def lift_recusal(pk: int, *, reason: str, by: Actor, at: datetime) -> None:
    """解除回避: never by the officer who is recused."""
    found = Recusal.objects.select_for_update(of=("self",)).select_related("inspector__office", "object").filter(pk=pk)
    recusal = found.filter(lifted_at=None).first()
    if recusal is None:
        raise Hidden(str(pk))
    require(by, Permission.REGISTER, office_path=recusal.inspector.office.path)
    if recusal.inspector.account_id == by.user_id:
        raise Forbidden(Permission.REGISTER)
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    recusal.lifted_at = at
    recusal.save(update_fields=["lifted_at"])
    news = events.RecusalLifted(key=recusal.inspector.number, object=recusal.object.credit_code, reason=reason.strip())
    emit(news, by=by, at=at)


def _inspector(number: str, by: Actor, *, oneself: bool = False) -> Inspector:
    related = Inspector.objects.select_for_update(of=("self",)).select_related("office")
    found = related.filter(number=number, left_at=None).first()
    if found is None:
        raise Hidden(number)
    if not (oneself and found.account_id == by.user_id):
        require(by, Permission.REGISTER, office_path=found.office.path)
    return found


def _check_inspector(fields: Sequence[str], districts: Collection[str], valid_until: date, at: datetime) -> None:
    if not fields:
        raise Refused("fields_missing", "请填写执法证的执法领域。")
    if valid_until < at.date():
        raise Refused("certificate_expired", "执法证已过有效期。", article="行政处罚法 第四十二条")
    if set(districts) - {region.code for region in offices.regions(level=2)}:
        raise Refused("unknown_district", "没有这个区县。")


def _office(code: str):  # type: ignore[no-untyped-def]
    try:
        return offices.office(code)
    except offices.UnknownOffice:
        raise Hidden(code) from None


def locked(code: str) -> CheckObject:
    """An object that is in the register, its row locked; Hidden if it is not."""
    found = CheckObject.objects.select_for_update().filter(credit_code=code, left_at=None).first()
    if found is None:
        raise Hidden(code)
    return found


def keeps_register(by: Actor) -> None:
    """The register of objects is the whole city's: kept by the office that answers for it."""
    if by.kind != "system":
        require(by, Permission.REGISTER, office_path=CITY)
