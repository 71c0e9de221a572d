from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PacksConfig(AppConfig):
    name = "banshi.kernel.packs"

    def ready(self) -> None:
        autodiscover_modules("packs")  # each app's packs.py declares its kinds of file
