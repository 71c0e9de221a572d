"""Addresses of appointments: the residents', the desk's, the window's."""

from django.urls import path

from banshi.matters.appointments.views import desk, portal, queue

app_name = "appointments"
urlpatterns = [
    path("appointments/", portal.my, name="my"),
    path("appointments/new/", portal.new, name="new"),
    path("appointments/confirm/", portal.confirm, name="confirm"),
    path("appointments/request/", portal.ask, name="ask"),
    path("appointments/requests/<str:number>/", portal.requested, name="request"),
    path("appointments/requests/<str:number>/withdraw/", portal.withdraw, name="withdraw"),
    path("appointments/waiting/", portal.wait, name="wait"),
    path("appointments/waiting/<str:number>/<slug:verb>/", portal.waiting_step, name="waiting"),
    path("appointments/<str:number>/", portal.plan, name="plan"),
    path("appointments/<str:number>/cancel/", portal.cancel, name="cancel"),
    path("appointments/<str:number>/move/", portal.move, name="move"),
    path("appointments/<str:number>/calendar.ics", portal.calendar, name="ics"),
    path("desk/appointments/", desk.home, name="desk"),
    path("desk/appointments/assist/", desk.assist, name="assist"),
    path("desk/appointments/requests/<str:key>/", desk.leg, name="leg"),
    path("desk/appointments/days/<slug:resource>/", desk.day, name="day"),
    path("desk/queue/<slug:window>/", queue.window, name="window"),
    path("desk/queue/<slug:window>/<slug:verb>/", queue.step, name="step"),
]
