"""Addresses of the portal, all under the root of the site."""

from django.urls import path

from banshi.faces.portal import pwa, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("search/suggest", views.suggest, name="suggest"),
    path("items/", views.items, name="items"),
    path("items/<slug:code>/", views.item, name="item"),
    path("items/<slug:code>/print/", views.item_print, name="item_print"),
    path("items/<slug:code>/versions/", views.item_versions, name="item_versions"),
    path("my/", views.my, name="my"),
    path("elder/", views.elder, name="elder"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("about/", views.about, name="about"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("service-worker.js", pwa.service_worker, name="service_worker"),
]
