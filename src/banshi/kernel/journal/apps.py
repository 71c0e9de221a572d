from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "banshi.kernel.journal"

    def ready(self) -> None:
        """Every app's `listeners.py` registers its listeners and timer handlers; its `events.py` names its events."""
        autodiscover_modules("events", "listeners")
