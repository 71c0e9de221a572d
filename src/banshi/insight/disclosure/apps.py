from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "banshi.insight.disclosure"
