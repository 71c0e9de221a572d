from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "banshi.registers.offices"
