"""信用与风险分类: what the joint measures suggest for a company's class, and taking the suggestion over with its reason.

国办发〔2019〕35号: bad credit may raise the rate of inspection, good credit may lower it. The rule suggests; whoever keeps the
register decides, and the change is published with its reason like any other (国发〔2019〕5号).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.matters.enforcement.inspections import events
from banshi.matters.enforcement.inspections.models import CheckObject, ClassChange
from banshi.matters.enforcement.inspections.rules import class_by_credit
from banshi.matters.enforcement.inspections.services.registers import CITY, keeps_register
from banshi.registers.credit.selectors.measures import Measure, Moment, measures_for
from banshi.registers.credit.services import measures
from banshi.registers.parties.selectors import number_fingerprint


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
def adopt(code: str, *, by: Actor, at: datetime) -> CheckObject:
    """采纳: the class changes with the measures as its reason, and the measures are answered as taken."""
    keeps_register(by)
    one = CheckObject.objects.select_for_update().filter(credit_code=code, left_at=None).first()
    if one is None:
        raise Hidden(code)
    found = suggested(one, moments.day_of(at))
    if found is None:
        raise Refused("no_suggestion", "信用状况没有建议调整分类。")
    before, one.risk = one.risk, found.risk
    one.save(update_fields=["risk"])
    ClassChange.objects.create(
        object=one, before=before, after=one.risk, reason=found.reason, changed_by=str(by), changed_at=at
    )
    news = events.ObjectChanged(key=code, before={"risk": before}, after={"risk": one.risk}, reason=found.reason)
    emit(news, by=by, at=at)
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
