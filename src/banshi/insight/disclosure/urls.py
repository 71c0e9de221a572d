"""Addresses of the public lists."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from banshi.insight.disclosure import views


class ListConverter(StringConverter):
    regex = "licences|penalties|promises"


register_converter(ListConverter, "list")

app_name = "disclosure"
urlpatterns = [
    path("credit/punctuality/", views.punctual, name="punctual"),
    path("credit/<list:which>/", views.listed, name="list"),
    path("credit/<list:which>.csv", views.export, name="export"),
]
