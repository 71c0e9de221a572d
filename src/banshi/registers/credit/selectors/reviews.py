"""What waits at the review desk: two sides of one pair, field by field. People's numbers are masked; whether they agree is said."""

import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from banshi.kernel.crypto import decrypt
from banshi.kernel.identifiers import mask_id
from banshi.registers.credit.models import Doubt, Judgement, LinkRule, Subject
from banshi.registers.credit.models.reviews import NAMED

TELEPHONE = 4  # digits of a person's telephone that are shown


@dataclass(frozen=True)
class Side:
    """One field on both sides. `agrees` is None where one side says nothing."""

    field: str
    sent: str
    held: str
    agrees: bool | None


def waiting() -> QuerySet[Doubt]:
    """Pairs nobody has judged, the likeliest first; a key that was found to be somebody asks no more."""
    standing = Judgement.objects.filter(key=OuterRef("key"), undone_at=None)
    return (
        Doubt.objects.filter(~Exists(standing.filter(sid=OuterRef("sid"))), ~Exists(standing.filter(verdict="same")))
        .order_by("-score", "id")
    )  # fmt: skip


def one(doubt_id: int) -> Doubt | None:
    return Doubt.objects.filter(pk=doubt_id).first()


def judgement_of(doubt: Doubt) -> Judgement | None:
    return Judgement.objects.select_related("by").filter(key=doubt.key, sid=doubt.sid, undone_at=None).first()


def judged(most: int = 20) -> list[tuple[Judgement, Doubt | None]]:
    """The latest decisions that hold, with the pair each was about."""
    found = list(Judgement.objects.select_related("by").filter(undone_at=None).order_by("-at")[:most])
    doubts = {(d.key, d.sid): d for d in Doubt.objects.filter(key__in=[one.key for one in found])}
    return [(one, doubts.get((one.key, one.sid))) for one in found]


def name_of(doubt: Doubt) -> str:
    """The name as it was sent."""
    return str(json.loads(decrypt(doubt.named_cipher))["name"])


def sides(doubt: Doubt) -> list[Side]:
    """What was sent beside what the register has. The register's telephone and address are not kept here."""
    sent = json.loads(decrypt(doubt.named_cipher))
    subject = Subject.objects.filter(pk=doubt.sid).first()
    person = doubt.kind == "P"
    held = (
        {"name": subject.name, "code": subject.code or subject.code_masked, "reg_no": subject.reg_no} if subject else {}
    )
    told = []
    for field in NAMED:
        there, here = str(held.get(field, "")), str(sent.get(field, ""))
        if not there and not here:
            continue
        agrees = None
        if there and here:
            agrees = _number(subject) == here if person and field == "code" else there == here
        told.append(Side(field, _shown(field, here, person=person), there, agrees))
    return told


def rule_of(doubt: Doubt) -> LinkRule | None:
    return LinkRule.objects.filter(number=doubt.rule).first()


def _number(subject: Subject | None) -> str:
    return decrypt(subject.code_cipher) if subject and subject.code_cipher else ""


def _shown(field: str, value: str, *, person: bool) -> str:
    if not person or not value or field in ("name", "address"):
        return value
    return mask_id(value) if field == "code" else "*" * max(0, len(value) - TELEPHONE) + value[-TELEPHONE:]
