"""Every address of the site, by face and app."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from banshi.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("banshi.faces.api.urls")),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/setlang/", require_http_methods(["GET", "POST"])(set_language), name="set_language"),
    path("ui/", include("banshi.ui.urls")),
    path("staff/", include("banshi.kernel.access.urls")),
    path("files/", include("banshi.kernel.files.urls")),
    path("", include("banshi.registers.parties.urls")),
    path("me/tokens/", include("banshi.faces.api.pages")),
    path("desk/", include("banshi.faces.desk.urls")),
    path("open/", include("banshi.faces.open.urls")),
    path("", include("banshi.matters.applications.urls")),
    path("", include("banshi.matters.appointments.urls")),
    path("", include("banshi.matters.enforcement.inspections.urls")),
    path("", include("banshi.matters.enforcement.leniency.urls")),
    path("", include("banshi.registers.credit.urls")),
    path("", include("banshi.insight.ratings.urls")),
    path("", include("banshi.insight.indicators.urls")),
    path("", include("banshi.insight.disclosure.urls")),
    path("", include("banshi.faces.hall.urls")),
    path("", include("banshi.faces.portal.urls")),
]
