"""Addresses of the desk."""

from django.urls import path

from banshi.faces.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("counter/", views.counter, name="counter"),
    path("batch/", views.batch, name="batch"),
]
