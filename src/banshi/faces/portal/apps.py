"""Portal: residents and companies, phone first."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "banshi.faces.portal"
    label = "portal"
