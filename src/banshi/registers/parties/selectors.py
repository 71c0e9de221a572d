"""Reads of parties: who somebody is, and for whom they may act."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from banshi.kernel import rows
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.crypto import decrypt, fingerprint
from banshi.registers.parties.models import Agency, OrganisationMember, Party


def number_fingerprint(number: str) -> str:
    """How an identity number or credit code is found again."""
    return fingerprint(f"id:{number}")


def phone_fingerprint(number: str) -> str:
    return fingerprint(f"phone:{number}")


def find(number: str) -> Party | None:
    """The party with this number in standard form (see kernel.identifiers), or nobody."""
    return Party.objects.filter(id_fingerprint=number_fingerprint(number)).first()


# Any statement about an `account` may ask for the person behind it along: a program's request begins with one.
PERSON = rows.columns(Party, "person")
BEHIND = "LEFT JOIN parties_party person ON person.user_id = account.id"


def person(found: Sequence[Any]) -> Party | None:
    """The person, from the columns PERSON; nobody where staff or a program have the account."""
    return None if found[0] is None else rows.made(Party, found)


def of_account(user_id: int | None) -> Party | None:
    """The person behind a resident's account."""
    return rows.find(Party, "user_id = %s", [user_id]) if user_id else None


def parties_of(actor: Actor, *, scope: str = "applications", on: date | None = None) -> QuerySet[Party]:
    """自己、所代表的单位、被代理人: everyone for whom the actor may act, oneself first. One statement."""
    if actor.kind != "resident" or actor.user_id is None:
        return Party.objects.none()
    day = on or moments.today()
    held = Agency.objects.filter(
        principal=OuterRef("pk"), agent__user=actor.user_id, ended_at=None, until__gte=day, scope__in=_scopes(scope)
    )
    member = OrganisationMember.objects.filter(
        Q(until=None) | Q(until__gt=day), organisation=OuterRef("pk"), person__user=actor.user_id, since__lte=day
    )
    mine = Party.objects.filter(Q(user=actor.user_id) | Exists(member) | Exists(held))
    return mine.order_by(Coalesce("user", 2**31 - 1), "kind", "pk")


def ids_for(actor: Actor, *, scope: str = "applications") -> QuerySet[Any]:
    """Their keys, as a subquery: `filter(party_id__in=ids_for(actor))` stays one statement."""
    return parties_of(actor, scope=scope).order_by().values("pk")


def may_act_for(actor: Actor, party_id: int, *, scope: str = "applications", on: date | None = None) -> bool:
    """May this resident act for this party? One statement. Staff never act for a party: they have permissions."""
    return parties_of(actor, scope=scope, on=on).order_by().filter(pk=party_id).exists()


def agent_of(actor: Actor, party: Party) -> int | None:
    """The person who acts when it is not the party itself: for an agent's or a representative's mark on a matter."""
    if actor.kind != "resident" or actor.user_id is None or party.user_id == actor.user_id:
        return None
    return Party.objects.filter(user_id=actor.user_id).values_list("pk", flat=True).first()


def id_number(party: Party) -> str:
    """The number in the clear: for a document or another office's system, never for a page, a log or a list."""
    return decrypt(party.id_cipher)


def phone(party: Party) -> str:
    """The mobile number in the clear, to send to it."""
    return decrypt(party.phone_cipher) if party.phone_cipher else ""


def offers_to(person: Party) -> QuerySet[Agency]:
    """Agencies offered to this person and not yet answered: the number and the name must both be theirs."""
    waiting = Agency.objects.filter(
        agent_phone_fingerprint=person.phone_fingerprint,
        agent_name_fingerprint=fingerprint(f"name:{person.name}"),
        accepted_at=None,
        ended_at=None,
        until__gte=moments.today(),
    )
    return waiting.exclude(principal=person).exclude(agent_phone_fingerprint="").select_related("principal")


def agencies_given(principals: Sequence[int]) -> QuerySet[Agency]:
    given = Agency.objects.filter(principal__in=principals, ended_at=None, until__gte=moments.today())
    return given.select_related("principal").order_by("-offered_at")


def agencies_held(person: Party) -> QuerySet[Agency]:
    held = Agency.objects.filter(agent=person, ended_at=None, until__gte=moments.today())
    return held.select_related("principal").order_by("-accepted_at")


def memberships(person: Party) -> QuerySet[OrganisationMember]:
    return OrganisationMember.objects.filter(person=person, until=None).select_related("organisation")


def export(person: Party) -> dict[str, Any]:
    """查阅、复制 (个人信息保护法 第四十五条): what this register holds about a person, numbers masked."""
    return {
        "name": person.name,
        "id_type": person.id_type,
        "id_number": person.id_masked,
        "phone": person.phone_masked,
        "birth_on": person.birth_on.isoformat() if person.birth_on else None,
        "registered_at": person.registered_at.isoformat(),
        "organisations": [
            {"name": m.organisation.name, "credit_code": m.organisation.id_masked, "role": m.role}
            for m in memberships(person)
        ],
        "agents": [
            {
                "agent": a.agent_shown,
                "scope": a.scope,
                "until": a.until.isoformat(),
                "accepted": a.accepted_at is not None,
            }
            for a in agencies_given([person.pk])
        ],
        "acts_for": [
            {"name": a.principal.name, "scope": a.scope, "until": a.until.isoformat()} for a in agencies_held(person)
        ],
    }


def _scopes(scope: str) -> list[str]:
    """An agency for everything serves every purpose; a narrow one only its own."""
    return ["all", scope]
