"""Addresses of indicators."""

from django.urls import path

from banshi.insight.indicators import views

app_name = "indicators"
urlpatterns = [
    path("indicators/", views.index, name="list"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("indicators/<slug:code>/records/", views.records, name="records"),
    path("indicators/<slug:code>/records.csv", views.export, name="export"),
]
