"""Addresses of the hall: the screen, the kiosk, and where a QR code leads."""

from django.urls import path

from banshi.faces.hall import views

app_name = "hall"
urlpatterns = [
    path("hall/arrive/<str:token>/", views.arrive, name="arrive"),
    path("hall/<slug:hall>/screen/", views.screen, name="screen"),
    path("hall/<slug:hall>/kiosk/", views.kiosk, name="kiosk"),
    path("hall/<slug:hall>/kiosk/check-in/", views.check_in, name="check_in"),
    path("hall/<slug:hall>/kiosk/take/", views.take, name="take"),
    path("hall/<slug:hall>/kiosk/tickets/<slug:key>/", views.ticket, name="ticket"),
]
