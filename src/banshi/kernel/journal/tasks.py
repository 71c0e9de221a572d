"""What the worker does for the journal: bring each line to its listeners, exactly once in effect; seal every night."""

from django.db import transaction
from procrastinate.contrib.django import app

from banshi.kernel.calendar import moments
from banshi.kernel.jobs.queue import job
from banshi.kernel.journal import seals
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


@app.periodic(cron="10 * * * *", queueing_lock="journal.seal")
@job("journal.seal")
def seal(timestamp: int) -> None:
    """At ten past midnight; the later hours only matter when the worker was away at night."""
    seals.seal_night(at=moments.now())
