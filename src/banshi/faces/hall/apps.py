from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "banshi.faces.hall"
