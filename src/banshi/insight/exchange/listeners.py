"""What the exchange does about what happens elsewhere: records came, or a person decided something about one."""

from banshi.insight.exchange.tasks import PUBLISH
from banshi.kernel.jobs import queue
from banshi.kernel.journal.events import Event, listens
from banshi.registers.credit.events import (
    ObjectionFiled,
    ObjectionKept,
    ObjectionUpheld,
    ObjectionWithdrawn,
    RepairAgreed,
    RepairRevoked,
    ServingRefreshed,
)
from banshi.registers.credit.selectors import proceedings


@listens(ServingRefreshed)
def publish_what_came(event: ServingRefreshed, line: int) -> None:
    queue.defer(PUBLISH)


def publish_what_was_decided(event: Event, line: int) -> None:
    queue.defer(PUBLISH, sids=[proceedings.sid_of(event.key)])


for decided in (ObjectionFiled, ObjectionKept, ObjectionUpheld, ObjectionWithdrawn, RepairAgreed, RepairRevoked):
    listens(decided)(publish_what_was_decided)
