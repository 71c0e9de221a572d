from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "banshi.kernel.packs"
