"""风险分类: the class by the published method, for one company or for all; what joint measures suggest on top of it.

The order: the method gives a class (`classify`, `classify_all`); a joint measure may suggest another one, which whoever keeps
the register takes over (`adopt`), 国办发〔2019〕35号; an officer may give a third by hand, with a reason (`registers`). What was
taken over stands as long as the measure does; what was given by hand stands until somebody gives the company back to the
method. Each change is published (国发〔2019〕5号): with its reason, or with the version of the method that made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import queue, timers
from banshi.kernel.journal.events import emit, emit_all
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections import events
from banshi.matters.enforcement.inspections.models import HELD, CheckObject, ClassChange
from banshi.matters.enforcement.inspections.risk import facts
from banshi.matters.enforcement.inspections.risk import rules as risk
from banshi.matters.enforcement.inspections.risk.rules import Classified, Line, Method
from banshi.matters.enforcement.inspections.rules import class_by_credit
from banshi.matters.enforcement.inspections.services.registers import CITY, keeps_register, locked
from banshi.registers.credit.selectors.measures import Measure, Moment, measures_for
from banshi.registers.credit.services import measures
from banshi.registers.parties.selectors import number_fingerprint

JOB, NIGHT = "inspections.classify", "inspections.classes"
NIGHT_AT = time(2)
BATCH = 1_000


@dataclass(frozen=True)
class Suggestion:
    """The class that the measures suggest, and the measures that do so."""

    risk: str
    measures: tuple[Measure, ...]

    @property
    def reason(self) -> str:
        """Each measure with its law and where its ground can be looked up: what is published with the change."""
        said = (
            f"{one.provision.name}（{one.provision.law}）{'、'.join(ground.source for ground in one.grounds)}"
            for one in self.measures
        )
        return "；".join(said)[:200]


def suggested(one: CheckObject, on: date) -> Suggestion | None:
    """What today's credit suggests, where that is another class than the company has."""
    found = measures_for(number_fingerprint(one.credit_code), Moment("inspection", on))
    risk = class_by_credit(one.risk, {measure.provision.effect for measure in found})
    if risk == one.risk:
        return None
    raising = "inspect_more" if risk > one.risk else "inspect_less"
    return Suggestion(risk, tuple(measure for measure in found if measure.provision.effect == raising))


@transaction.atomic
def classify(code: str, *, by: Actor, at: datetime) -> CheckObject:
    """按方法评定 one company, whoever gave it its class before: the method holds for it again."""
    keeps_register(by)
    one = locked(code)
    method = _method(at)
    found = _by_method([one], method, at)[one.pk]
    if one.classed_by == "method" and one.risk == found.risk:
        raise Refused("classed_already", "现在的分类就是按方法评定的。")
    before, held = one.risk, one.classed_by
    _move([one], {one.pk: found}, by=by, at=at)
    if before == one.risk:
        news = events.ObjectChanged(
            key=code, before={"classed_by": held}, after={"classed_by": "method"}, reason=_reason(found)
        )
        emit(news, by=by, at=at)
    return one


@transaction.atomic
def order(*, by: Actor, at: datetime) -> None:
    """启用: all companies are classed now, and again every night."""
    keeps_register(by)
    _method(at)
    queue.defer(JOB)
    emit(events.ClassingOrdered(key="objects"), by=by, at=at)


def run(*, by: Actor, at: datetime) -> None:
    """What the worker does: all of them, and again next night. Running twice changes nothing more."""
    if facts.method_on(moments.day_of(at)):
        classify_all(by=by, at=at)
    night = datetime.combine(moments.day_of(at) + timedelta(days=1), NIGHT_AT, tzinfo=moments.CHINA)
    timers.set_timers([(NIGHT, "objects", night)])


def classify_all(*, by: Actor, at: datetime) -> "Tally":
    """Every company in the register, a batch in one transaction and in a fixed number of statements."""
    keeps_register(by)
    method, tally, after = _method(at), Tally(), 0
    while batch := _batch(after, method, by=by, at=at):
        after, done = batch
        tally += done
    with transaction.atomic():
        emit(events.ClassesComputed(key="objects", method=method.since, **asdict(tally)), by=by, at=at)
    return tally


@dataclass(frozen=True)
class Tally:
    """How many were weighed, how many moved, and how many another class was left to."""

    objects: int = 0
    changed: int = 0
    held: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.objects + other.objects, self.changed + other.changed, self.held + other.held)


@transaction.atomic
def _batch(after: int, method: Method, *, by: Actor, at: datetime) -> tuple[int, Tally] | None:
    """The next companies by their key; None: there are no more."""
    wanted = CheckObject.objects.select_for_update().filter(left_at=None, pk__gt=after).order_by("pk")
    batch = list(wanted[:BATCH])
    if not batch:
        return None
    found = _by_method(batch, method, at)
    held = {one for one in batch if one.classed_by in HELD and not _released(one, found[one.pk], at)}
    changed = _move([one for one in batch if one not in held], found, by=by, at=at)
    deviating = sum(one.risk != found[one.pk].risk for one in held)
    return batch[-1].pk, Tally(len(batch), changed, deviating)


def _released(one: CheckObject, found: Classified, at: datetime) -> bool:
    """A class that was taken over from a joint measure falls with it; one that an officer gave stands."""
    if one.classed_by == "officer":
        return False
    met = measures_for(number_fingerprint(one.credit_code), Moment("inspection", moments.day_of(at)))
    return class_by_credit(found.risk, {measure.provision.effect for measure in met}) != one.risk


def _move(objects: Sequence[CheckObject], found: Mapping[int, Classified], *, by: Actor, at: datetime) -> int:
    """Give each its class by the method, write what changed, and say so. Returns how many changed their class."""
    moved = [one for one in objects if one.risk != found[one.pk].risk]
    changes = [
        ClassChange(
            object=one, before=one.risk, after=found[one.pk].risk, reason=_reason(found[one.pk]),
            method=found[one.pk].method.since, changed_by=str(by), changed_at=at,
        )
        for one in moved
    ]  # fmt: skip
    for one in moved:
        one.risk = found[one.pk].risk
    for one in objects:
        one.classed_by = "method"
    CheckObject.objects.bulk_update(moved, ["risk"])
    CheckObject.objects.filter(pk__in=[one.pk for one in objects]).exclude(classed_by="method").update(
        classed_by="method"
    )
    ClassChange.objects.bulk_create(changes)
    emit_all([(_changed(change), by, at) for change in changes])
    return len(changes)


def _changed(change: ClassChange) -> events.ObjectChanged:
    return events.ObjectChanged(
        key=change.object.credit_code,
        before={"risk": change.before},
        after={"risk": change.after},
        reason=change.reason,
    )


def _by_method(objects: Sequence[CheckObject], method: Method, at: datetime) -> dict[int, Classified]:
    day = moments.day_of(at)
    return {key: risk.classify(one, method, day) for key, one in facts.dossiers(objects, method, on=day).items()}


def _method(at: datetime) -> Method:
    method = facts.method_on(moments.day_of(at))
    if method is None:
        raise Refused("no_method", "没有正在施行的风险分类方法。")
    return method


def _reason(found: Classified) -> str:
    """What is kept with the change: the version, and what each criterion gave. The public is told the version only."""
    said = [f"{line.criterion.name}{_weight(line)}" for line in found.lines if line.matters] or ["没有计分的信息"]
    return (
        f"按{found.method.since}版风险分类方法评为{found.risk}类，合计{risk.signed(found.points)}分：{'；'.join(said)}"[
            :300
        ]
    )


def _weight(line: Line) -> str:
    least = f"（不低于{line.at_least}类）" if line.at_least else ""
    return f"{risk.signed(line.points)}分{least}"


@transaction.atomic
def adopt(code: str, *, by: Actor, at: datetime) -> CheckObject:
    """采纳: the class changes with the measures as its reason, and the measures are answered as taken."""
    keeps_register(by)
    one = locked(code)
    found = suggested(one, moments.day_of(at))
    if found is None:
        raise Refused("no_suggestion", "信用状况没有建议调整分类。")
    before, one.risk, one.classed_by = one.risk, found.risk, "measure"
    one.save(update_fields=["risk", "classed_by"])
    change = ClassChange.objects.create(
        object=one, before=before, after=one.risk, reason=found.reason, changed_by=str(by), changed_at=at
    )
    emit(_changed(change), by=by, at=at)
    _answer(one, before, found, by=by, at=at)
    return one


def _answer(one: CheckObject, before: str, found: Suggestion, *, by: Actor, at: datetime) -> None:
    """联合奖惩 is answered in the same transaction: what was done, for which measure."""
    today = moments.day_of(at)
    wanted = {measure.provision.code for measure in found.measures}
    met = measures.meet(
        number_fingerprint(one.credit_code), Moment("inspection", today), key=f"{one.credit_code}@{today}",
        office_path=CITY, by=by, at=at,
    )  # fmt: skip
    for action in met:
        if action.measure_id in wanted:
            done = f"风险分类由{before}调整为{one.risk}"
            measures.answer(action.number, outcome="applied", reason=done, by=by, at=at)
