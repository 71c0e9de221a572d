from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "banshi.matters.enforcement"

    def ready(self) -> None:
        from banshi.matters.enforcement.inspections import listeners  # noqa: F401, PLC0415
        from banshi.matters.enforcement.leniency import listeners as _  # noqa: F401, PLC0415
