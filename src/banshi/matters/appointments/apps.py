from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "banshi.matters.appointments"

    def ready(self) -> None:
        from banshi.matters.appointments import listeners  # noqa: F401, PLC0415
