"""Tables of the appointments 预约: who serves where and when, who comes, extended hours asked for, the hall's queue."""

import secrets

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.kernel.packs.rows import FromPack
from banshi.matters.appointments.rules import Span

LIVE = ("booked", "arrived", "served", "missed")  # every state in which a place stays used


def token() -> str:
    return secrets.token_urlsafe(12)


class Resource(FromPack):
    """办事资源: what an appointment takes up, such as the traffic windows of a hall or its examination station.

    All windows of one kind in a hall share one line and one set of slots: 综合窗口, any of them serves whoever is next.
    """

    hall = models.ForeignKey("places.Hall", on_delete=models.PROTECT, related_name="+")
    serves = models.CharField(max_length=20)  # as in ItemSpec.resources and Window.kind: exam-centre, traffic, …
    letter = models.CharField(max_length=1)  # of its queue numbers
    office_path = models.CharField(max_length=200)
    office_name = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120)
    location = models.CharField(max_length=120, blank=True)
    location_en = models.CharField(max_length=160, blank=True)
    slot_minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()  # of one slot
    usual_minutes = models.PositiveSmallIntegerField()  # one service, until the hall has measured its own
    horizon_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "letter"], name="resource_one_letter"),
            models.UniqueConstraint(fields=["hall", "serves"], name="resource_one_pool"),
        ]

    def __str__(self) -> str:
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name

    @property
    def where(self) -> str:
        return (self.location_en if (get_language() or "").startswith("en") else "") or self.location


class Slot(models.Model):
    """号源时段. Regular slots come from the opening hours; an extended slot exists because a named person stays."""

    KINDS = [("regular", _("普通")), ("extended", _("延时"))]

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="slots")
    during = DateTimeRangeField()
    kind = models.CharField(max_length=10, choices=KINDS)
    server = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)  # no longer open: the hall shuts, the person is released

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="slot_regular_apart",
                expressions=[("resource", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind="regular"),
            ),
            ExclusionConstraint(  # one person cannot be promised to two services at once
                name="slot_one_server_at_once",
                expressions=[("server", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="slot_extended_has_server",
                condition=Q(kind="regular", server=None) | Q(kind="extended", server__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["resource", "during"])]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.during}"

    @property
    def span(self) -> Span:
        return Span(self.during.lower, self.during.upper)


class Request(models.Model):
    """预约延时服务申请: somebody needs an item outside opening hours; every office it needs is asked for a person."""

    STATES = [
        ("waiting", _("各单位安排中")), ("planned", _("已安排")), ("declined", _("未能安排")),
        ("withdrawn", _("已撤回")), ("lapsed", _("逾期未安排")),
    ]  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey("places.Hall", on_delete=models.PROTECT, related_name="+")
    wanted = DateTimeRangeField()
    reason = models.CharField(max_length=500)
    contact_cipher = models.BinaryField(null=True)
    contact_masked = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=10)  # app | hotline | desk
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    suggested_at = models.DateTimeField(null=True)  # when an office that declined could serve instead

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "item"], condition=Q(state="waiting"), name="request_one_waiting",
                violation_error_message=_("该事项已有一件延时服务申请正在安排。"),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["party", "state"])]

    def __str__(self) -> str:
        return self.number


class Leg(models.Model):
    """环节确认: one resource that the request needs, its order, and the person and time its office confirms."""

    STATES = [
        ("asked", _("待确认")), ("confirmed", _("已确认")), ("declined", _("不能安排")), ("released", _("已撤销")),
    ]  # fmt: skip

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="asked")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "resource"], name="leg_one_per_resource"),
            models.CheckConstraint(
                name="leg_confirmed_is_whole",
                condition=~Q(state="confirmed")
                | Q(slot__isnull=False, person__isnull=False, answered_at__isnull=False),
            ),
        ]
        ordering = ["request", "position"]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.position} {self.state}"


class Appointment(models.Model):
    """预约: one person comes once, for one item, and passes its steps in order."""

    STATES = [
        ("booked", _("已预约")), ("arrived", _("已签到")), ("served", _("已办结")), ("cancelled", _("已取消")),
        ("missed", _("爽约")),
    ]  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=24, unique=True, default=token)  # what the QR code carries
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey("places.Hall", on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, related_name="appointment")
    state = models.CharField(max_length=12, choices=STATES, default="booked")
    during = DateTimeRangeField()  # from the first step to the end of the last
    channel = models.CharField(max_length=10)
    moves = models.PositiveSmallIntegerField(default=0)
    booked_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    application_number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(  # nobody can be in two places; nobody hoards places
                name="appointment_one_at_once",
                expressions=[("party", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["booked", "arrived"]),
            ),
            models.UniqueConstraint(
                fields=["party", "item"], condition=Q(state="booked"), name="appointment_one_per_item",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["party", "state"])]

    def __str__(self) -> str:
        return self.number

    @property
    def span(self) -> Span:
        return Span(self.during.lower, self.during.upper)


class Entry(models.Model):
    """候补: waits for a place on a day that is full."""

    STATES = [
        ("waiting", _("候补中")), ("offered", _("有号待确认")), ("taken", _("已预约")), ("left", _("已退出")),
        ("closed", _("未候补到")),
    ]  # fmt: skip

    number = models.CharField(max_length=20, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    joined_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True)
    refused = models.PositiveSmallIntegerField(default=0)  # offers let pass

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "resource", "day"], condition=Q(state__in=["waiting", "offered"]), name="entry_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["resource", "day", "state"])]

    def __str__(self) -> str:
        return self.number


class Place(models.Model):
    """号: one person in one slot. Its row is the lock; a taken or held place is skipped, never waited for."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField()
    taken = models.BooleanField(default=False)
    held_for = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="place")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "number"], name="place_once")]
        indexes = [models.Index(fields=["slot"], name="place_free", condition=Q(taken=False, held_for=None))]

    def __str__(self) -> str:
        return f"{self.slot_id}/{self.number}"


class Booking(models.Model):
    """占号: a step of an appointment has a place. The database lets no place be used twice."""

    STATES = [*Appointment.STATES, ("moved", _("已改期"))]

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="bookings")
    position = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=12, choices=STATES, default="booked")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(state__in=LIVE), name="booking_place_once"),
            models.UniqueConstraint(
                fields=["appointment", "position"], condition=Q(state__in=LIVE), name="booking_step_once"
            ),
        ]
        ordering = ["appointment", "position"]

    def __str__(self) -> str:
        return f"{self.appointment_id}/{self.position}"


class Roll(models.Model):
    """取号簿: the last number given out, per hall, day and letter. Numbers of a day have no gaps."""

    hall = models.ForeignKey("places.Hall", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "day", "letter"], name="roll_once")]

    def __str__(self) -> str:
        return f"{self.letter}{self.last:03d}"


class Ticket(models.Model):
    """排队号: one person in line for one resource today."""

    STATES = [
        ("waiting", _("等候")), ("called", _("已叫号")), ("serving", _("办理中")), ("done", _("办结")),
        ("skipped", _("过号")), ("transferred", _("已转窗口")), ("no_show", _("未到")),
    ]  # fmt: skip
    CARE = [("none", _("普通")), ("elderly", _("老年人")), ("disabled", _("残疾人"))]

    key = models.CharField(max_length=60, unique=True)  # hall-day-number, in the journal and in addresses
    number = models.CharField(max_length=6)  # A001
    hall = models.ForeignKey("places.Hall", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="tickets")
    position = models.PositiveSmallIntegerField(default=0)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    care = models.CharField(max_length=10, choices=CARE, default="none")
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    joined_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # the booked time
    ready_at = models.DateTimeField()
    rank_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    window = models.ForeignKey("places.Window", on_delete=models.PROTECT, null=True, related_name="+")
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    application_number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "number"], name="ticket_number"),
            models.UniqueConstraint(  # a window serves one person at a time
                fields=["window"], condition=Q(state__in=["called", "serving"]), name="ticket_one_at_window"
            ),
        ]
        indexes = [
            models.Index("resource", "rank_at", "id", name="ticket_line", condition=Q(state="waiting")),
            models.Index(fields=["hall", "day", "state"]),
        ]

    def __str__(self) -> str:
        return self.number
