"""演示: planted at any moment, it is a city of that moment: nothing of the future, and a hall that keeps its hours."""

from datetime import datetime

import pytest

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.journal.models import Line
from banshi.kernel.packs import services as packs
from banshi.matters.applications.models import Application, Material
from banshi.matters.appointments.models import Appointment, Ticket
from banshi.site import demo

ONLINE = ("2", "3")  # GB/T 39046 A.5
NOON = datetime(2022, 3, 5, 12, tzinfo=moments.CHINA)


@pytest.mark.django_db
def test_on_a_saturday_in_2022_nothing_is_of_the_future_and_the_hall_is_empty():
    with moments.travel(NOON):
        packs.load((), by=Actor.system("packs"), at=moments.now())
        calendars.forget()
        demo.plant_once()
        demo.plant_once()  # does nothing twice
    assert not Line.objects.filter(at__gt=NOON).exists()
    assert Application.objects.count() > 50
    for application in Application.objects.select_related("item_version"):
        assert moments.day_of(application.received_at) in application.item_version.valid
    online, offered = Application.objects.filter(channel__in=ONLINE), {*ONLINE}
    assert 0.4 < online.count() / Application.objects.count() < 0.8
    assert all(offered & {*one.item_version.channels} for one in online.select_related("item_version"))
    assert not Material.objects.filter(application__in=online, way="paper").exists()
    assert not Ticket.objects.exists()  # a Saturday that is no working day
    assert all(one.span.start.astimezone(moments.CHINA).date() > NOON.date() for one in Appointment.objects.all())
    calendars.forget()
