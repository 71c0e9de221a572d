"""What can be done with appointments, over the office that serves."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "appointments.read"  # see the requests, the day's calendar, the line
    CONFIRM = "appointments.confirm"  # name a person and a time for an extended-hours request, or decline
    ASSIST = "appointments.assist"  # book or ask for somebody who phones or stands at the counter
    CHECK_IN = "appointments.checkin"  # sign somebody in at the hall
    CALL = "appointments.call"  # call, skip, transfer and finish tickets at a counter
    CONFIGURE = "appointments.configure"  # open and close slots
