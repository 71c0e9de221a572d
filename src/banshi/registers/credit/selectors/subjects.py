"""Who a subject is. Organisations are found by code or name; a person only by the number of whoever asks about themselves,
or by an officer who has it in hand. No list and no search ever names a person.
"""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from banshi.kernel.identifiers import IdentifierError, check_citizen_id, check_credit_code
from banshi.registers.credit.models import Subject
from banshi.registers.parties.selectors import number_fingerprint

if TYPE_CHECKING:
    from banshi.registers.parties.models import Party

SHORTEST, MOST = 2, 20


def organisations() -> QuerySet[Subject]:
    return Subject.objects.filter(kind="E", merged_into=None)


def family(sid: int) -> QuerySet[Subject]:
    """A subject, and those that were merged into it: what was decided about one of them is decided about it."""
    return Subject.objects.filter(Q(pk=sid) | Q(merged_into=sid))


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
    return _named(text, most)


def _named(text: str, most: int) -> list[Subject]:
    """Names that begin with it, then names that have it; who was merged is found as the one that is kept, with the name asked for."""
    beginning, inside = Q(name__startswith=text), Q(name__contains=text) & ~Q(name__startswith=text)
    found: list[Subject] = []
    for wanted in (beginning, inside):
        if left := most - len(found):
            found += organisations().filter(wanted).order_by("name")[:left]
    merged = Subject.objects.filter(kind="E", merged_into__isnull=False, name__contains=text).order_by("name")[:most]
    known = {one.sid for one in found}
    kept = [one for one in map(_end, merged.select_related("merged_into")) if one.sid not in known]
    return (found + kept)[:most]


def is_personal(text: str) -> bool:
    """Is this, or does it begin with, a person's number? It is not looked up, and not repeated."""
    try:
        check_citizen_id(text)
    except IdentifierError:
        digits = "".join(character for character in text if character.isdigit())
        return len(digits) >= 11 and len(digits) >= len(text.strip()) - 1
    return True


def _standing(found: QuerySet[Subject]) -> Subject | None:
    """Who is kept for whom was found; `merged_into` names the last of a chain."""
    subject = found.select_related("merged_into").first()
    return _end(subject) if subject else None


def _end(subject: Subject) -> Subject:
    if subject.merged_into is None:
        return subject
    subject.merged_into.former = subject.name
    return subject.merged_into
