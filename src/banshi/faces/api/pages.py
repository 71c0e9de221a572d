"""Addresses of the token pages."""

from django.urls import path

from banshi.faces.api import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("<int:token>/revoke/", views.revoke, name="token_revoke"),
]
