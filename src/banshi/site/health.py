"""健康检查: /healthz says the process lives, /readyz that it can do its work (database, tables, packs)."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.packs import selectors as packs


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 until the database answers, its tables are there and law and lists are loaded."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        loaded = len(packs.loaded())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False, "packs": 0}, status=503)
    return JsonResponse({"ready": loaded > 0, "database": True, "packs": loaded}, status=200 if loaded else 503)
