from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "banshi.registers.catalogue"
