from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "banshi.faces.portal"
