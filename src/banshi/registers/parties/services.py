"""Everything that changes parties. Each function is one transaction and at least one journal line."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from banshi.kernel import ports
from banshi.kernel.access import services as access
from banshi.kernel.access.codes import clean_mobile
from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.crypto import encrypt, fingerprint
from banshi.kernel.identifiers import (
    IdentifierError,
    check_citizen_id,
    check_credit_code,
    mask_id,
    mask_name,
    mask_phone,
)
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import later
from banshi.registers.parties import events, selectors
from banshi.registers.parties.models import Agency, OrganisationMember, Party
from banshi.registers.parties.permissions import Permission

LONGEST_AGENCY = timedelta(days=366)
# One sentence for every reason, so that nobody learns from it whose number is registered.
NOT_CONFIRMED = later("登记信息未能核对一致。请核对后重试，或携带身份证件到政务服务大厅窗口办理。")


@transaction.atomic
def register_person(
    *, name: str, citizen_id: str, phone: str = "", channel: str = "counter", by: Actor, at: datetime
) -> Party:
    """登记自然人: find the person by their number, or register them. A known person's data are not overwritten."""
    if by.kind == "staff" and not by.paths(Permission.REGISTER):
        raise Forbidden(Permission.REGISTER)
    if by.kind in {"resident", "anonymous"}:
        raise Forbidden(Permission.REGISTER)
    number = _citizen_number(citizen_id, at)
    _lock_number(number)
    known = selectors.find(number)
    return known or _new_person(name=name, citizen_id=citizen_id, phone=phone, channel=channel, by=by, at=at)


@transaction.atomic
def sign_up(*, name: str, citizen_id: str, phone: str, channel: str = "online", at: datetime) -> Party:
    """首次登录: the holder of a proven mobile number says who they are. Returns the person, with an account.

    A person whom a counter registered gets the account only with the number that the counter wrote down. Any other
    conflict is settled at a counter, with the identity card in hand; a stranger's number alone opens nothing.
    """
    phone = clean_mobile(phone)
    number = _citizen_number(citizen_id, at)
    if not ports.identity().matches(name=name, id_number=number, phone=phone):
        raise Refused("not_confirmed", NOT_CONFIRMED)
    _lock_number(number)
    known = selectors.find(number)
    if known is None:
        newcomer = Actor.system("sign-up")
        known = _new_person(name=name, citizen_id=number, phone=phone, channel=channel, by=newcomer, at=at)
    proven = selectors.phone_fingerprint(phone)
    taken = Party.objects.filter(phone_fingerprint=proven, user__isnull=False).exclude(pk=known.pk).exists()
    if known.user_id or taken or known.phone_fingerprint != proven or known.name != name:
        raise Refused("not_confirmed", NOT_CONFIRMED)
    return _link_account(known, at=at)


@transaction.atomic
def enter_from_province(*, name: str, citizen_id: str, phone: str, at: datetime) -> Party:
    """省统一身份认证: the province has identified the person; find or register them, and give them an account."""
    number = _citizen_number(citizen_id, at)
    _lock_number(number)
    known = selectors.find(number)
    if known is None:
        phone = phone if phone and not _phone_taken(phone) else ""
        province = Actor.system("province")
        known = _new_person(name=name, citizen_id=number, phone=phone, channel="province", by=province, at=at)
    if known.name != name:
        raise Refused("not_confirmed", NOT_CONFIRMED)
    return known if known.user_id else _link_account(known, at=at)


@transaction.atomic
def register_organisation(
    *, name: str, credit_code: str, phone: str = "", channel: str = "counter", by: Actor, at: datetime
) -> Party:
    """登记单位: find it by its unified social credit code, or register it. A counter's step, or the machine's."""
    if by.kind == "staff" and not by.paths(Permission.REGISTER):
        raise Forbidden(Permission.REGISTER)
    if by.kind in {"resident", "anonymous"}:
        raise Forbidden(Permission.REGISTER)
    return _organisation(name=name, credit_code=credit_code, phone=phone, channel=channel, by=by, at=at)


@transaction.atomic
def join_organisation(*, name: str, credit_code: str, by: Actor, at: datetime) -> OrganisationMember:
    """关联单位: a resident says which organisation they speak for; the business register says whether that is so."""
    person = _oneself(by)
    code = _credit_code(credit_code)
    number = selectors.id_number(person)
    role = ports.identity().represents(id_number=number, credit_code=code, organisation=name)
    if role not in {"legal", "operator"}:
        raise Refused("not_representative", "企业登记信息中没有查到您与该单位的关系，请携带授权书到窗口办理。")
    organisation = _organisation(name=name, credit_code=code, phone="", channel="online", by=by, at=at)
    organisation = Party.objects.select_for_update().get(pk=organisation.pk)
    legal = OrganisationMember.objects.filter(organisation=organisation, role="legal", until=None)
    if role == "legal" and legal.exclude(person=person).exists():
        raise Refused("legal_known", "该单位已有法定代表人登记，变更请到窗口办理。")
    member, new = OrganisationMember.objects.get_or_create(
        organisation=organisation, person=person, until=None, defaults={"role": role, "since": at.date()}
    )
    if new:
        emit(events.OrganisationJoined(key=str(organisation.pk), person=person.pk, role=role), by=by, at=at)
    return member


@transaction.atomic
def leave_organisation(member_id: int, *, by: Actor, at: datetime) -> None:
    """解除关联: from today the person no longer speaks for the organisation."""
    person = _oneself(by)
    member = OrganisationMember.objects.select_for_update().filter(pk=member_id, person=person, until=None).first()
    if member is None:
        raise Hidden("member")
    member.until = at.date()
    member.save(update_fields=["until"])
    emit(events.OrganisationLeft(key=str(member.organisation_id), person=person.pk), by=by, at=at)


@transaction.atomic
def change_phone(*, phone: str, by: Actor, at: datetime) -> None:
    """变更手机号: the new number has just been proven by a code."""
    person = Party.objects.select_for_update().get(pk=_oneself(by).pk)
    phone = clean_mobile(phone)
    if Party.objects.filter(phone_fingerprint=selectors.phone_fingerprint(phone), user__isnull=False).exists():
        raise Refused("not_confirmed", NOT_CONFIRMED)
    _set_phone(person, phone)
    person.save(update_fields=["phone_masked", "phone_fingerprint", "phone_cipher"])
    emit(events.PhoneChanged(key=str(person.pk)), by=by, at=at)


@transaction.atomic
def correct_name(*, name: str, by: Actor, at: datetime) -> None:
    """更正姓名 (个人信息保护法 第四十六条): the identity service must know the new name with the old number."""
    person = Party.objects.select_for_update().get(pk=_oneself(by).pk)
    number, phone = selectors.id_number(person), selectors.phone(person)
    if not ports.identity().matches(name=name, id_number=number, phone=phone):
        raise Refused("not_confirmed", NOT_CONFIRMED)
    person.name = name
    person.save(update_fields=["name"])
    access.rename(by.user_id or 0, name=name, by=by, at=at)
    emit(events.NameCorrected(key=str(person.pk)), by=by, at=at)


@transaction.atomic
def note_export(*, by: Actor, at: datetime) -> Party:
    """Say in the journal that a person took a copy of their data."""
    person = _oneself(by)
    emit(events.DataExported(key=str(person.pk)), by=by, at=at)
    return person


@transaction.atomic
def offer_agency(
    principal_id: int, *, agent_name: str, agent_phone: str, scope: str, until: date, by: Actor, at: datetime
) -> Agency:
    """名下代理: name an agent for oneself, or for an organisation whose legal representative one is.

    The answer is the same whether or not such a person is registered; the agency begins when they consent.
    """
    principal = _principal(principal_id, by)
    phone = clean_mobile(agent_phone)
    if not at.date() <= until <= at.date() + LONGEST_AGENCY:
        raise Refused("agency_until", "代理期限应在一年以内。")
    if scope not in {"all", "applications", "appointments"}:
        raise Refused("agency_scope", "请选择代理范围。")
    if principal.phone_fingerprint == selectors.phone_fingerprint(phone):
        raise Refused("agency_oneself", "不能指定自己为代理人。")
    agency = Agency.objects.create(
        principal=principal,
        agent_phone_fingerprint=selectors.phone_fingerprint(phone),
        agent_name_fingerprint=fingerprint(f"name:{agent_name}"),
        agent_shown=f"{mask_name(agent_name)} {mask_phone(phone)}",
        scope=scope,
        until=until,
        offered_at=at,
    )
    emit(events.AgencyOffered(key=str(principal.pk), agency=agency.pk, scope=scope, until=until), by=by, at=at)
    return agency


@transaction.atomic
def accept_agency(agency_id: int, *, by: Actor, at: datetime) -> Agency:
    """同意代理: only the person named, by number and name, sees the offer at all."""
    person = _oneself(by)
    agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
    if agency is None or agency.pk not in {offer.pk for offer in selectors.offers_to(person)}:
        raise Hidden("agency")
    agency.agent, agency.accepted_at = person, at
    agency.save(update_fields=["agent", "accepted_at"])
    emit(events.AgencyAccepted(key=str(agency.principal_id), agency=agency.pk, agent=person.pk), by=by, at=at)
    return agency


@transaction.atomic
def end_agency(agency_id: int, *, by: Actor, at: datetime) -> None:
    """撤销、谢绝或辞去代理: either side, at any time, at once."""
    person = _oneself(by)
    agency = Agency.objects.select_for_update().filter(pk=agency_id, ended_at=None).first()
    if agency is None:
        raise Hidden("agency")
    is_agent = agency.agent_id == person.pk or agency.pk in {offer.pk for offer in selectors.offers_to(person)}
    if not is_agent and not _speaks_for(person, agency.principal_id):
        raise Hidden("agency")
    agency.ended_at = at
    agency.save(update_fields=["ended_at"])
    news = events.AgencyEnded(
        key=str(agency.principal_id), agency=agency.pk, ended_by="agent" if is_agent else "principal"
    )
    emit(news, by=by, at=at)


def _citizen_number(text: str, at: datetime) -> str:
    try:
        return check_citizen_id(text, today=at.date()).number
    except IdentifierError as error:
        raise Refused("citizen_id", error.args[0]) from None


def _credit_code(text: str) -> str:
    try:
        return check_credit_code(text)
    except IdentifierError as error:
        raise Refused("credit_code", error.args[0]) from None


def unsaved_person(name: str, citizen_id: str, *, at: datetime) -> Party:
    number = _citizen_number(citizen_id, at)
    return Party(
        kind="person", name=name.strip(), id_type="citizen_id", id_masked=mask_id(number),
        id_fingerprint=selectors.number_fingerprint(number), id_cipher=encrypt(number),
        birth_on=check_citizen_id(number, today=at.date()).birth_on, registered_at=at,
    )  # fmt: skip


def unsaved_organisation(name: str, credit_code: str, *, at: datetime) -> Party:
    code = _credit_code(credit_code)
    return Party(
        kind="organisation", name=name.strip(), id_type="credit_code", id_masked=code,  # 公开信息, not a person's
        id_fingerprint=selectors.number_fingerprint(code), id_cipher=encrypt(code), registered_at=at,
    )  # fmt: skip


def _new_person(*, name: str, citizen_id: str, phone: str, channel: str, by: Actor, at: datetime) -> Party:
    person = unsaved_person(name, citizen_id, at=at)
    if phone:
        _set_phone(person, clean_mobile(phone))
    person.save()
    emit(events.PartyRegistered(key=str(person.pk), party_kind="person", channel=channel), by=by, at=at)
    return person


def _organisation(*, name: str, credit_code: str, phone: str, channel: str, by: Actor, at: datetime) -> Party:
    code = _credit_code(credit_code)
    _lock_number(code)
    known = selectors.find(code)
    if known:
        return known
    organisation = unsaved_organisation(name, code, at=at)
    if phone:
        _set_phone(organisation, clean_mobile(phone))
    organisation.save()
    news = events.PartyRegistered(key=str(organisation.pk), party_kind="organisation", channel=channel)
    emit(news, by=by, at=at)
    return organisation


def _link_account(person: Party, *, at: datetime) -> Party:
    sign_up_desk = Actor.system("sign-up")
    person.user = access.create_resident(username=f"r-{uuid.uuid4().hex}", name=person.name, by=sign_up_desk, at=at)
    person.save(update_fields=["user"])
    emit(events.AccountLinked(key=str(person.pk), account=person.user.pk), by=sign_up_desk, at=at)
    return person


def _set_phone(party: Party, phone: str) -> None:
    party.phone_masked, party.phone_cipher = mask_phone(phone), encrypt(phone)
    party.phone_fingerprint = selectors.phone_fingerprint(phone)


def _phone_taken(phone: str) -> bool:
    fingerprint_ = selectors.phone_fingerprint(clean_mobile(phone))
    return Party.objects.filter(phone_fingerprint=fingerprint_, user__isnull=False).exists()


def _lock_number(number: str) -> None:
    """Two windows that register the same number at once: the second waits, and then finds the first one's row."""
    key = int(selectors.number_fingerprint(number)[:15], 16)
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _oneself(by: Actor) -> Party:
    person = selectors.of_account(by.user_id) if by.kind == "resident" else None
    if person is None:
        raise Forbidden("resident")
    return person


def _principal(principal_id: int, by: Actor) -> Party:
    person = _oneself(by)
    if not _speaks_for(person, principal_id):
        raise Hidden("party")
    return Party.objects.get(pk=principal_id)


def _speaks_for(person: Party, principal_id: int) -> bool:
    """Oneself, or an organisation's legal representative. An agent never appoints another agent."""
    legal = OrganisationMember.objects.filter(organisation=principal_id, person=person, role="legal", until=None)
    return principal_id == person.pk or legal.exists()
