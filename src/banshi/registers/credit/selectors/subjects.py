"""Who a subject is. Organisations are found by code or name; a person only by the number of whoever asks about themselves,
or by an officer who has it in hand. No list and no search ever names a person.
"""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from banshi.kernel.identifiers import IdentifierError, check_citizen_id, check_credit_code
from banshi.registers.credit.models import Subject
from banshi.registers.parties.selectors import number_fingerprint

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

SHORTEST, MOST = 2, 20


def organisations() -> QuerySet[Subject]:
    return Subject.objects.filter(kind="E", merged_into=None)


def organisation(code: str) -> Subject | None:
    """The organisation with this 统一社会信用代码; the one it was merged into, if it was."""
    return _standing(Subject.objects.filter(kind="E", code_fingerprint=number_fingerprint(code)))


def person(citizen_id: str) -> Subject | None:
    """The person with this number, in standard form."""
    return _standing(Subject.objects.filter(kind="P", code_fingerprint=number_fingerprint(citizen_id)))


def of_party(party: "Party") -> Subject | None:
    """The subject behind a party of this site: both keep the same fingerprint of the same number."""
    return _standing(Subject.objects.filter(code_fingerprint=party.id_fingerprint))


def search(text: str, *, most: int = MOST) -> list[Subject]:
    """Organisations by code, by the beginning of a name or by any part of it. Whatever looks like a person's number finds nobody."""
    text = text.strip()
    if len(text) < SHORTEST or is_personal(text):
        return []
    try:
        found = organisation(check_credit_code(text))
        return [found] if found else []
    except IdentifierError:
        pass
    beginning = list(organisations().filter(name__startswith=text).order_by("name")[:most])
    if len(beginning) == most:
        return beginning
    anywhere = organisations().filter(name__contains=text).exclude(name__startswith=text).order_by("name")
    return beginning + list(anywhere[: most - len(beginning)])


def is_personal(text: str) -> bool:
    """Is this, or does it begin with, a person's number? It is not looked up, and not repeated."""
    try:
        check_citizen_id(text)
    except IdentifierError:
        digits = "".join(character for character in text if character.isdigit())
        return len(digits) >= 11 and len(digits) >= len(text.strip()) - 1
    return True


def _standing(found: QuerySet[Subject]) -> Subject | None:
    """Merges are followed to the end; they are few and never a ring (`merged_into` is set when the target stands)."""
    subject = found.select_related("merged_into").first()
    while subject is not None and subject.merged_into is not None:
        subject = subject.merged_into
    return subject
