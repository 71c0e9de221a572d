from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "banshi.kernel.access"
