"""引见: one page of the desk hands a person over to another, signed and for an hour, with no number in the address."""

from dataclasses import dataclass

from django.core import signing

from banshi.registers.parties.models import Party

SALT = "parties.introduction"
LASTS = 3600


@dataclass(frozen=True)
class Introduction:
    """Who stands at the counter, and the page that the clerk came from."""

    party: Party
    back: str


def introduce(party: Party, *, back: str) -> str:
    return signing.dumps({"party": party.pk, "back": back}, salt=SALT)


def introduced(token: str) -> Introduction | None:
    """Whom the token names; nobody if it is not ours or too old."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    party = Party.objects.filter(pk=said["party"]).first()
    return Introduction(party, said["back"]) if party else None
