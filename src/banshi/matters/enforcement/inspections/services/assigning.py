"""派发 tasks and visits from a drawn list: what was checked this year is left out, what is open already is merged."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from banshi.kernel.actors import Actor
from banshi.kernel.journal.events import Event, emit_all
from banshi.kernel.numbering import next_number
from banshi.matters.enforcement.inspections import events, pools, rules
from banshi.matters.enforcement.inspections.drawing.assignments import Batch
from banshi.matters.enforcement.inspections.models import CheckObject, Draw, Finding, Task, Visit
from banshi.matters.enforcement.officers.models import Inspector

Pair = tuple[Inspector | None, Inspector | None]


def assign(draw: Draw, batches: Sequence[Batch], *, by: Actor, at: datetime) -> int:
    """One task for each batch, one visit for each object. Returns how many visits there are."""
    subjects = {
        one.credit_code: one
        for one in CheckObject.objects.filter(credit_code__in=[code for batch in batches for code in batch.objects])
    }
    people = {one.number: one for one in Inspector.objects.filter(number__in=_numbers(batches))}
    tasks = []
    for batch in batches:
        first, second = pair(batch.pair, people)
        tasks.append(Task(
            number=next_number("RW", draw.inspect_on.year), draw=draw, batch=batch.name, office_path=draw.office_path,
            first=first, second=second, inspect_on=draw.inspect_on,
        ))  # fmt: skip
    Task.objects.bulk_create(tasks)
    chosen = [(task, subjects[code]) for task, batch in zip(tasks, batches, strict=True) for code in batch.objects]
    _visits(draw, chosen, by=by, at=at)
    return len(chosen)


def pair(numbers: tuple[str, str] | None, people: Mapping[str, Inspector]) -> Pair:
    """The officers of a task, the one who may lead first; nobody where no pair may go."""
    if not numbers:
        return None, None
    first, second = sorted((people[number] for number in numbers), key=lambda one: (not one.lead, one.number))
    return first, second


def _numbers(batches: Iterable[Batch]) -> set[str]:
    return {number for batch in batches for number in batch.pair or ()}


def _visits(draw: Draw, chosen: Sequence[tuple[Task, CheckObject]], *, by: Actor, at: datetime) -> None:
    """Each visit with the items that are still to be checked; the items of a joined one go to the visit it joins."""
    wanted, year = pools.items(draw.plan), draw.inspect_on.year
    ids = [subject.pk for _, subject in chosen]
    done, open_visits = pools.record(year, (one.code for one in wanted), ids), _open(ids, year)
    visits, findings = [], []
    for task, subject in chosen:
        left = [one.code for one in wanted if one.code not in rules.leave_out(wanted, done.get(subject.pk, ()))]
        codes = left or [one.code for one in wanted]  # checked since the registers were frozen: what is drawn is drawn
        visit = Visit(
            number=next_number("JC", year), task=task, object=subject, office_path=draw.office_path, year=year,
            joined_to=_fitting(open_visits.get(subject.pk, ()), wanted),
        )  # fmt: skip
        visit.state = "joined" if visit.joined_to else "assigned"
        visits.append(visit)
        findings += [Finding(visit=visit.joined_to or visit, item_id=code) for code in codes]
    Visit.objects.bulk_create(visits)
    Finding.objects.bulk_create(findings, ignore_conflicts=True)
    emit_all([(_say(draw, visit), by, at) for visit in visits])


def _open(objects: Sequence[int], year: int) -> dict[int, list[Visit]]:
    """Visits of these objects that are still to be made this year."""
    found: dict[int, list[Visit]] = {}
    standing = Visit.objects.filter(object__in=objects, year=year, state="assigned")
    for visit in standing.select_related("task__first", "task__second").order_by("pk"):
        found.setdefault(visit.object_id, []).append(visit)
    return found


def _fitting(standing: Iterable[Visit], wanted: Sequence[rules.Item]) -> Visit | None:
    """The first open visit whose two officers hold what the new items need: one visit, several items."""
    needed = {name for one in wanted for name in one.certificates}
    for visit in standing:
        pair = [one for one in (visit.task.first, visit.task.second) if one]
        if len(pair) == 2 and needed <= {name for one in pair for name in one.fields}:
            return visit
    return None


def _say(draw: Draw, visit: Visit) -> Event:
    """Its line for the journal. The worklist, which names the object, learns of it on the day (`visits.begin`)."""
    if visit.joined_to:
        return events.VisitJoined(key=visit.number, into=visit.joined_to.number)
    return events.VisitAssigned(key=visit.number, draw=draw.number, task=visit.task.number)
