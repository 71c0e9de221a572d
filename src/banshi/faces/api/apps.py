from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "banshi.faces.api"
