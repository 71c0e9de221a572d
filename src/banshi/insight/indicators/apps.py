from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IndicatorsConfig(AppConfig):
    name = "banshi.insight.indicators"

    def ready(self) -> None:
        autodiscover_modules("indicators")  # each app's indicators.py registers its measures
