"""Who looked at a person's file, and which file an officer may read now."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from banshi.kernel.actors import Actor, Hidden
from banshi.registers.credit.models import Look, Subject
from banshi.registers.credit.models.looks import OPEN_FOR


def about(subject: Subject) -> QuerySet[Look]:
    """The last looks at a subject's file, the newest first: for the subject."""
    return Look.objects.filter(sid=subject.sid).select_related("office", "officer").order_by("-at")[:100]


def open_look(key: UUID, *, by: Actor, at: datetime) -> Look:
    """The officer's own look, as long as it lasts."""
    found = Look.objects.filter(pk=key, officer=by.user_id, at__gt=at - OPEN_FOR, at__lte=at).first()
    if found is None:
        raise Hidden("look")
    return found
