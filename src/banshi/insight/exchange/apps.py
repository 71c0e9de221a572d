from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "banshi.insight.exchange"
