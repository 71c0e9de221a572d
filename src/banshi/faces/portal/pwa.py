"""The portal as an app on the phone: manifest, and a service worker that keeps looks and an offline page, never a person's page."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from banshi.ui import city
from banshi.ui.wording import english

KEPT = (
    "ui/vendor/bootstrap.min.css",
    "ui/tokens.css",
    "ui/banshi.css",
    "ui/portal.css",
    "ui/banshi.js",
    "ui/icons.svg",
    "ui/img/mark.svg",
    "django_htmx/htmx-2.min.js",
)
ICONS = (
    ("icon-192", "192x192", "any"),
    ("icon-512", "512x512", "any"),
    ("icon-maskable-512", "512x512", "maskable"),
)


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    language = "en" if english() else "zh"
    name = " ".join((city.fact("city", language), city.fact("service", language)))
    icons = [
        {"src": static(f"portal/{file}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
        for file, size, purpose in ICONS
    ]
    body = {
        "name": name,
        "short_name": city.fact("service", language),
        "lang": "en" if english() else "zh-CN",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f2",
        "theme_color": "#9e2a3b",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a worker governs only what lies below its own address."""
    kept = [static(path) for path in KEPT]
    name = hashlib.sha256("".join(kept).encode()).hexdigest()[:12]
    context = {"cache": f"banshi-{name}", "kept": kept, "offline": reverse("portal:offline")}
    response = render(request, "portal/service_worker.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
