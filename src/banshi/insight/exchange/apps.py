from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "banshi.insight.exchange"

    def ready(self) -> None:
        from banshi.insight.exchange import listeners  # noqa: F401, PLC0415
