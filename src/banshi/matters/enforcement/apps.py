from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "banshi.matters.enforcement"
