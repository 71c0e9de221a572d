from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "banshi.registers.parties"
