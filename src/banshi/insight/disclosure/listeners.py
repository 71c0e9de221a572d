"""What disclosure does about what happens elsewhere."""

from banshi.insight.disclosure.tasks import MEASURE
from banshi.kernel.jobs import queue
from banshi.kernel.journal.events import listens
from banshi.registers.credit.events import ServingRefreshed


@listens(ServingRefreshed)
def measure_what_came(event: ServingRefreshed, line: int) -> None:
    queue.defer(MEASURE)
