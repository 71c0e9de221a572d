"""演示 applications: the last six weeks of a small city, made through the services, each step at its own moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Limit
from banshi.matters.applications import intake
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import acceptance, drafting, results, review
from banshi.matters.applications.services.drafting import Handed
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.catalogue.schema import FormField, ItemSpec

if TYPE_CHECKING:
    from banshi.registers.catalogue.models import ItemVersion
    from banshi.registers.parties.models import Party

SAMPLES = {
    "number": "1",
    "phone": "0427-2800000",
    "boolean": "on",
    "address": "盘锦市兴隆台区（示例地址）",
    "citizen_id": "211102199003070020",
    "credit_code": "91211103MA10ABC34U",
}


def plant(*, at: datetime, residents: Sequence["Party"], staff: Mapping[str, Actor]) -> None:
    """One application for every item in force, spread over the past thirty working days, in every state there is."""
    versions = list(catalogue.published(moments.day_of(at)).order_by("item_id"))
    for place, version in enumerate(versions):
        party = residents[place % 4] if version.spec.applicant != "organisation" else residents[4]
        received_at = _working_moment(at, 1 + place % 30)
        then = catalogue.find(version.item_id, moments.day_of(received_at))  # an item of this week has no past
        with moments.travel(received_at):
            if then:
                _one(then, party, staff, place, received_at=received_at, until=at)


def sample(spec: ItemSpec) -> Handed:
    """Something that the item's own form accepts, marked as an example where words are asked for."""
    answers = {s.code: s.options[0].code for s in spec.situations}
    form = {f.code: _value(f) for f in spec.fields if f.required}
    asked = catalogue.materials_for(spec, answers)
    materials = {
        m.code: intake.PROMISED if m.origin == "promise" else intake.PAPER
        for m in asked
        if m.required and m.origin != "shared"
    }
    return Handed(answers, form, materials)


def _value(field: FormField) -> str:
    if field.type == "choice":
        return field.choices[0].code
    if field.type == "date":
        day = moments.today()
        return (day + timedelta(days=60) if field.code == "expires_on" else day - timedelta(days=30)).isoformat()
    return SAMPLES.get(field.type, "示例")[: field.max or 500]


def _one(
    version: "ItemVersion",
    party: "Party",
    staff: Mapping[str, Actor],
    place: int,
    *,
    received_at: datetime,
    until: datetime,
) -> None:
    code, spec = version.item_id, version.spec
    clerk, head = staff["liu.yang"], staff["sun.bo"]
    application = drafting.submit(code, party=party, handed=sample(spec), by=clerk, at=received_at, channel="1")
    number = application.number
    if spec.case_type == "1" and place % 5:
        results.serve(number, by=clerk, at=received_at + timedelta(minutes=4))
    elif place % 7 == 0:
        return
    elif place % 7 == 1:
        acceptance.notify(
            number, deficiencies=["请补交一份清晰的材料复印件"], by=clerk, at=received_at + timedelta(hours=2)
        )
    else:
        accepted = acceptance.accept(number, by=clerk, at=received_at + timedelta(minutes=30))
        _go_on(accepted, clerk, head, place, received_at=received_at, until=until)


def _go_on(
    application: Application, clerk: Actor, head: Actor, place: int, *, received_at: datetime, until: datetime
) -> None:
    number, decided_at = application.number, received_at + timedelta(days=1 + place % 4)
    if place % 11 == 0:
        review.start_special(
            number,
            kind="专家评审",
            needed=Limit.parse("5wd"),
            reason="需要专家评审",
            by=clerk,
            at=received_at + timedelta(hours=5),
        )
    elif decided_at < until:
        if place % 13 == 0:
            review.refuse(
                number, reason="提交的材料不符合法定条件（示例）", basis="行政许可法 第三十八条", by=head, at=decided_at
            )
        else:
            review.grant(number, by=head, at=decided_at)
            results.issue(number, by=clerk, at=decided_at + timedelta(minutes=20))
        results.deliver(number, way="online", by=clerk, at=decided_at + timedelta(minutes=40))


def _working_moment(at: datetime, back: int) -> datetime:
    """Half past nine, `back` working days before."""
    calendar, day = calendars.current(), moments.day_of(at)
    while back:
        day -= timedelta(days=1)
        back -= calendar.is_working(day)
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=moments.CHINA)
