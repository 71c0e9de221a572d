"""Addresses of applications."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from banshi.matters.applications.views import certificates, counter, desk, portal


class NumberConverter(StringConverter):
    """办件编号, such as SQ-2026-000001; nothing else is an address."""

    regex = r"[A-Z]{1,8}-\d{4}-\d{6,12}"


register_converter(NumberConverter, "number")

app_name = "applications"
urlpatterns = [
    path("items/<slug:code>/apply/", portal.apply, name="apply"),
    path("my/applications/", portal.mine, name="mine"),
    path("my/applications/<number:number>/", portal.progress, name="progress"),
    path("my/applications/<number:number>/edit/", portal.edit, name="edit"),
    path("my/applications/<number:number>/supplement/", portal.supplement, name="supplement"),
    path("my/applications/<number:number>/withdraw/", portal.withdraw, name="withdraw"),
    path("my/applications/<number:number>/discard/", portal.discard, name="discard"),
    path("my/applications/<number:number>/proof/<int:seq>/", portal.proof, name="proof"),
    path("certificates/check/", certificates.check, name="check"),
    path("certificates/<slug:token>/", certificates.show, name="certificate"),
    path("desk/receive/<slug:code>/", counter.receive, name="receive"),
    path("desk/applications/<number:number>/", desk.matter, name="matter"),
    path("desk/applications/<number:number>/<slug:verb>/", desk.step, name="step"),
]
