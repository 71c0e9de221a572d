"""The job that brings a line to one of its listeners, exactly once in effect."""

from django.db import transaction

from banshi.kernel.jobs.queue import job
from banshi.kernel.journal.events import listeners, revive
from banshi.kernel.journal.models import Delivery, Line


@job("journal.deliver")
def deliver(line_id: int, listener: str) -> None:
    """Call the listener in one transaction with the mark that it was called: a repeated job finds the mark."""
    line = Line.objects.get(pk=line_id)
    event, function = listeners[line.kind][listener]
    with transaction.atomic():
        _, first = Delivery.objects.get_or_create(line=line, listener=listener)
        if first:
            function(revive(event, line.stream, line.data), line.pk)
