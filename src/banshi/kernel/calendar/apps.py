from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "banshi.kernel.calendar"
