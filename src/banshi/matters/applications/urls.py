"""Addresses of applications."""

from django.urls import path

from banshi.matters.applications.views import certificates, desk, portal

app_name = "applications"
urlpatterns = [
    path("items/<slug:code>/apply/", portal.apply, name="apply"),
    path("my/applications/", portal.mine, name="mine"),
    path("my/applications/<str:number>/", portal.progress, name="progress"),
    path("my/applications/<str:number>/edit/", portal.edit, name="edit"),
    path("my/applications/<str:number>/supplement/", portal.supplement, name="supplement"),
    path("my/applications/<str:number>/withdraw/", portal.withdraw, name="withdraw"),
    path("my/applications/<str:number>/discard/", portal.discard, name="discard"),
    path("my/applications/<str:number>/proof/<int:seq>/", portal.proof, name="proof"),
    path("certificates/check/", certificates.check, name="check"),
    path("certificates/<slug:token>/", certificates.show, name="certificate"),
    path("desk/receive/<slug:code>/", desk.receive, name="receive"),
    path("desk/applications/<str:number>/", desk.matter, name="matter"),
    path("desk/applications/<str:number>/<slug:verb>/", desk.step, name="step"),
]
