"""Every address of the site, by face and app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("ui/", include("banshi.ui.urls")),
    path("", include("banshi.faces.portal.urls")),
]
