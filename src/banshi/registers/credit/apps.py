from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "banshi.registers.credit"
