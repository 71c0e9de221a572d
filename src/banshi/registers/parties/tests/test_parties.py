"""Who is registered, who gets an account, who acts for whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from stdnum.cn import uscc

from banshi.kernel.actors import Actor, Forbidden, Held, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.parties import selectors, services
from banshi.registers.parties.models import Agency, Party
from banshi.registers.parties.tests.people import LI, NOW, WANG, ZHAO, resident

pytestmark = pytest.mark.django_db
CLERK = Actor(7, "李明", "staff", (Held(frozenset({"parties.register"}), "/2111/"),))


@pytest.fixture(autouse=True)
def now():
    with moments.travel(NOW):
        yield


@pytest.fixture
def credit_code():
    stem = "91211100MA0UYTRE0"
    return next(stem + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if uscc.is_valid(stem + last))


def test_numbers_are_encrypted_masked_and_found_again():
    party, _ = resident(WANG)
    stored = Party.objects.filter(pk=party.pk).values().get()
    assert WANG[1] not in str(stored) and WANG[2] not in str(stored)
    assert stored["id_masked"] == WANG[1][:4] + "*" * 10 + WANG[1][-4:]
    assert selectors.find(WANG[1]) == party
    assert selectors.id_number(party) == WANG[1] and selectors.phone(party) == WANG[2]
    assert party.birth_on.isoformat() == "1985-03-12"


def test_no_personal_number_reaches_the_journal():
    person, actor = resident(WANG)
    services.offer_agency(
        person.pk, agent_name=LI[0], agent_phone=LI[2], scope="all", until=NOW.date(), by=actor, at=NOW
    )
    text = str(list(Line.objects.values()))
    assert Line.objects.count() >= 4
    for secret in (*WANG[1:], *LI[1:], WANG[0], LI[0]):
        assert secret not in text


def test_a_stranger_with_somebody_elses_number_gets_nothing():
    resident(WANG)
    with pytest.raises(Refused) as why:
        services.sign_up(name=WANG[0], citizen_id=WANG[1], phone=ZHAO[2], at=NOW)
    with pytest.raises(Refused) as other:
        services.sign_up(name="冒名者", citizen_id=ZHAO[1], phone=ZHAO[2], at=NOW)
    assert why.value.message == other.value.message  # and does not learn which of the two it was
    assert Party.objects.filter(user__isnull=False).count() == 1


def test_a_person_registered_at_a_counter_gets_the_account_with_the_same_number_only():
    at_counter = services.register_person(name=LI[0], citizen_id=LI[1], phone=LI[2], by=CLERK, at=NOW)
    with pytest.raises(Refused):
        services.sign_up(name=LI[0], citizen_id=LI[1], phone=ZHAO[2], at=NOW)
    party, _ = resident(LI)
    assert party.pk == at_counter.pk and party.user


def test_a_clerk_without_the_permission_registers_nobody():
    clerk = Actor(8, "孙", "staff", (Held(frozenset({"applications.read"}), "/2111/"),))
    with pytest.raises(Forbidden):
        services.register_person(name=LI[0], citizen_id=LI[1], by=clerk, at=NOW)


def test_a_wrong_check_digit_is_refused_without_repeating_the_number():
    wrong = WANG[1][:-1] + ("1" if WANG[1][-1] != "1" else "2")
    with pytest.raises(Refused) as why:
        services.sign_up(name=WANG[0], citizen_id=wrong, phone=WANG[2], at=NOW)
    assert "校验位" in why.value.message and wrong not in why.value.message


def test_two_accounts_never_share_a_mobile_number():
    resident(WANG)
    with pytest.raises(Refused):
        services.sign_up(name=LI[0], citizen_id=LI[1], phone=WANG[2], at=NOW)
    li, _ = resident(LI)
    li.phone_fingerprint = selectors.phone_fingerprint(WANG[2])
    with pytest.raises(IntegrityError, match="party_phone_of_one_account"), transaction.atomic():
        li.save()


def test_one_acts_for_oneself_and_for_nobody_else(django_assert_num_queries):
    (wang, actor), (li, _) = resident(WANG), resident(LI)
    with django_assert_num_queries(1):
        assert selectors.may_act_for(actor, wang.pk)
    assert not selectors.may_act_for(actor, li.pk)
    assert not selectors.may_act_for(CLERK, wang.pk)
    assert not selectors.may_act_for(Actor.anonymous(), wang.pk)


def offered(scope: str = "all", days: int = 30):
    (wang, wang_), (li, li_) = resident(WANG), resident(LI)
    until = NOW.date() + timedelta(days=days)
    agency = services.offer_agency(
        wang.pk, agent_name=LI[0], agent_phone=LI[2], scope=scope, until=until, by=wang_, at=NOW
    )
    return agency, (wang, wang_), (li, li_)


def test_an_agent_acts_only_after_consent_and_only_until_revoked():
    agency, (wang, wang_), (_, li_) = offered()
    assert not selectors.may_act_for(li_, wang.pk)
    services.accept_agency(agency.pk, by=li_, at=NOW)
    assert selectors.may_act_for(li_, wang.pk)
    assert selectors.agent_of(li_, wang) == selectors.of_account(li_.user_id).pk
    services.end_agency(agency.pk, by=wang_, at=NOW)
    assert not selectors.may_act_for(li_, wang.pk)


def test_an_agency_ends_with_its_last_day():
    agency, (wang, _), (_, li_) = offered(days=1)
    services.accept_agency(agency.pk, by=li_, at=NOW)
    assert selectors.may_act_for(li_, wang.pk, on=NOW.date() + timedelta(days=1))
    assert not selectors.may_act_for(li_, wang.pk, on=NOW.date() + timedelta(days=2))


def test_a_narrow_agency_serves_its_purpose_only():
    agency, (wang, _), (_, li_) = offered(scope="appointments")
    services.accept_agency(agency.pk, by=li_, at=NOW)
    assert selectors.may_act_for(li_, wang.pk, scope="appointments")
    assert not selectors.may_act_for(li_, wang.pk, scope="applications")


def test_only_the_person_named_can_accept():
    agency, _, _ = offered()
    _, zhao_ = resident(ZHAO)
    with pytest.raises(Hidden):
        services.accept_agency(agency.pk, by=zhao_, at=NOW)
    with pytest.raises(Hidden):
        services.end_agency(agency.pk, by=zhao_, at=NOW)


def test_the_number_without_the_name_is_not_enough():
    (wang, wang_), (_, li_) = resident(WANG), resident(LI)
    until = NOW.date()
    agency = services.offer_agency(
        wang.pk, agent_name="李强强", agent_phone=LI[2], scope="all", until=until, by=wang_, at=NOW
    )
    with pytest.raises(Hidden):
        services.accept_agency(agency.pk, by=li_, at=NOW)


def test_an_agent_cannot_appoint_another_agent():
    agency, (wang, _), (_, li_) = offered()
    services.accept_agency(agency.pk, by=li_, at=NOW)
    with pytest.raises(Hidden):
        services.offer_agency(
            wang.pk, agent_name=ZHAO[0], agent_phone=ZHAO[2], scope="all", until=NOW.date(), by=li_, at=NOW
        )


def test_an_offer_to_an_unknown_number_looks_like_any_other():
    wang, wang_ = resident(WANG)
    agency = services.offer_agency(
        wang.pk, agent_name=LI[0], agent_phone=LI[2], scope="all", until=NOW.date(), by=wang_, at=NOW
    )
    assert agency.agent_shown == "李* 138****0002" and agency.agent is None


def test_a_legal_representative_acts_for_the_organisation(credit_code):
    (_, wang_), (_, li_) = resident(WANG), resident(LI)
    member = services.join_organisation(name="盘锦示例米业有限公司", credit_code=credit_code, by=wang_, at=NOW)
    assert member.role == "legal"
    assert selectors.may_act_for(wang_, member.organisation_id)
    assert [p.kind for p in selectors.parties_of(wang_)] == ["person", "organisation"]
    with pytest.raises(Refused, match="已有法定代表人"):
        services.join_organisation(name="盘锦示例米业有限公司", credit_code=credit_code, by=li_, at=NOW)
    services.leave_organisation(member.pk, by=wang_, at=NOW)
    assert not selectors.may_act_for(wang_, member.organisation_id)


def test_the_business_register_must_know_the_representative(credit_code):
    _, wang_ = resident(WANG)
    with pytest.raises(Refused, match="没有查到"):
        services.join_organisation(name="他人的公司", credit_code=credit_code, by=wang_, at=NOW)


def test_an_organisation_never_has_an_account(credit_code):
    wang, wang_ = resident(WANG)
    member = services.join_organisation(name="盘锦示例米业有限公司", credit_code=credit_code, by=wang_, at=NOW)
    user, wang.user = wang.user, None
    wang.save()
    with pytest.raises(IntegrityError, match="organisations_have_no_account"), transaction.atomic():
        Party.objects.filter(pk=member.organisation_id).update(user=user)


def test_the_export_holds_masked_numbers_only():
    agency, (wang, _), (li, li_) = offered()
    services.accept_agency(agency.pk, by=li_, at=NOW)
    text = str(selectors.export(wang)) + str(selectors.export(li))
    for secret in (*WANG[1:], *LI[1:]):
        assert secret not in text
    assert selectors.export(li)["acts_for"][0]["name"] == WANG[0]


def test_an_agency_is_never_of_oneself():
    wang, wang_ = resident(WANG)
    with pytest.raises(Refused, match="自己"):
        services.offer_agency(
            wang.pk, agent_name=WANG[0], agent_phone=WANG[2], scope="all", until=NOW.date(), by=wang_, at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.create(
            principal=wang, agent=wang, agent_phone_fingerprint="x", agent_name_fingerprint="x", agent_shown="x",
            scope="all", until=NOW.date(), offered_at=NOW, accepted_at=NOW,
        )  # fmt: skip
