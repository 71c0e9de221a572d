from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "banshi.matters.applications"

    def ready(self) -> None:
        from banshi.matters.applications import listeners  # noqa: F401, PLC0415
