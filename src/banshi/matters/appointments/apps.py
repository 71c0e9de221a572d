from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "banshi.matters.appointments"
