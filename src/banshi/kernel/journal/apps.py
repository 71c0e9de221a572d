from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "banshi.kernel.journal"
