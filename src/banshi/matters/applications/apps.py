from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "banshi.matters.applications"
