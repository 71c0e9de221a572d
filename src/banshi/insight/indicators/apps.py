from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "banshi.insight.indicators"
