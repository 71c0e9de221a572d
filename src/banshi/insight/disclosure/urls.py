"""Addresses of the public lists."""

from django.urls import path, register_converter

from banshi.insight.disclosure import views


class ListConverter:
    regex = "licences|penalties|promises"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ListConverter, "list")

app_name = "disclosure"
urlpatterns = [
    path("credit/punctuality/", views.punctual, name="punctual"),
    path("credit/<list:which>/", views.listed, name="list"),
    path("credit/<list:which>.csv", views.export, name="export"),
]
