from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "banshi.kernel.worklist"
