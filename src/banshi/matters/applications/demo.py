"""演示 applications: the last six weeks of a small city, made through the services, each step at its own moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access import selectors as access
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import Limit
from banshi.kernel.files import services as files
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


CHANNELS = ("1", "3", "2")  # GB/T 39046 A.5, turn about: at a window, by telephone, by computer
SCAN = b"%PDF-1.4\n% \xe7\xa4\xba\xe4\xbe\x8b sample\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def plant(*, at: datetime, residents: Sequence["Party"], staff: Mapping[str, Actor]) -> None:
    """One application for every item in force, spread over the past thirty working days, in every state there is."""
    versions = list(catalogue.published(moments.day_of(at)).order_by("item_id"))
    for place, version in enumerate(versions):
        party, account = _applicant(version.spec, residents, place)
        received_at = _working_moment(at, 1 + place % 30)
        then = catalogue.find(version.item_id, moments.day_of(received_at))  # an item of this week has no past
        with moments.travel(received_at):
            if then:
                _one(then, party, account, staff, place, received_at=received_at, until=at)


def _applicant(spec: ItemSpec, residents: Sequence["Party"], place: int) -> tuple["Party", "Party"]:
    """Who applies, and whose account hands it in: the company's legal representative is the second resident."""
    return (residents[4], residents[1]) if spec.applicant == "organisation" else (residents[place % 4],) * 2


def _channel(spec: ItemSpec, place: int) -> str:
    """Two in three are handed in online, where the item can be."""
    channel = CHANNELS[place // 4 % len(CHANNELS)]
    return channel if channel in spec.channels else "1"


def _resident(account: "Party", at: datetime) -> Actor:
    assert account.user is not None
    return access.actor(account.user, on=moments.day_of(at))


def _uploaded(handed: Handed, by: Actor, at: datetime) -> Handed:
    """What a window would take in on paper, as files."""
    ways = {code: _upload(by, at) if way == intake.PAPER else way for code, way in handed.materials.items()}
    return Handed(handed.answers, handed.form, ways)


def _upload(by: Actor, at: datetime) -> str:
    scan = SimpleUploadedFile("示例材料.pdf", SCAN, "application/pdf")
    return str(files.store(scan, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=at).pk)


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
    account: "Party",
    staff: Mapping[str, Actor],
    place: int,
    *,
    received_at: datetime,
    until: datetime,
) -> None:
    code, spec = version.item_id, version.spec
    clerk, head = staff["liu.yang"], staff["sun.bo"]
    channel = _channel(spec, place)
    by = clerk if channel == "1" else _resident(account, received_at)
    handed = sample(spec) if channel == "1" else _uploaded(sample(spec), by, received_at)
    application = drafting.submit(code, party=party, handed=handed, by=by, at=received_at, channel=channel)
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
