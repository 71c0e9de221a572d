"""Addresses under /open/: what anyone may check, without logging in."""

from django.urls import path

from banshi.faces.open import views

app_name = "open"
urlpatterns = [
    path("", views.home, name="home"),
    path("journal/", views.seals, name="seals"),
    path("journal/seals.json", views.seals_json, name="seals_json"),
    path("journal/<int:number>/", views.seal, name="seal"),
    path("proof/", views.check, name="proof"),
    path("proof/<str:stream>/<int:seq>/", views.line_proof, name="line_proof"),
    path("proof/<str:stream>/<int:seq>.json", views.line_proof_json, name="line_proof_json"),
]
