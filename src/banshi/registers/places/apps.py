from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "banshi.registers.places"
