"""日历文件 (.ics, RFC 5545): the plan for the resident's own calendar, one entry a step. No personal data."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from banshi.matters.appointments.models import Appointment
from banshi.matters.appointments.presenting import Step


def ics(appointment: Appointment, steps: Sequence[Step], *, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Banshi//Appointments//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for number, step in enumerate(steps, start=1):
        event = Event()
        event.add("uid", f"{appointment.number}-{number}@banshi")
        event.add("dtstamp", now)
        event.add("dtstart", step.start)
        event.add("dtend", step.end)
        event.add("sequence", appointment.moves)
        event.add("summary", f"{appointment.item.label}（{step.resource}）")
        event.add("location", f"{appointment.hall.label}，{appointment.hall.address}，{step.resource.where}")
        event.add("status", "CANCELLED" if appointment.state == "cancelled" else "CONFIRMED")
        if number == 1:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", appointment.item.label)
            alarm.add("trigger", -timedelta(hours=2))
            event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()
