from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "banshi.kernel.numbering"
