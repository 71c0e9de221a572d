"""Addresses of the UI: preferences for everybody, the style guide outside production."""

from django.urls import path

from banshi.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style_guide, name="style_guide"),
    path("preferences/", views.set_preference, name="preferences"),
]
