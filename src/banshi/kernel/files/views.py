"""Serving stored files: only after the owner's app has said yes; never to a cache, never to run in the page."""

import uuid
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from banshi.kernel.actors import Hidden
from banshi.kernel.files import owners, services
from banshi.kernel.files.models import StoredFile


@require_safe
def serve(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    stored = StoredFile.objects.filter(pk=key).first()
    if stored is None or not owners.may_open(request.actor, stored.owner_kind, stored.owner_key):  # type: ignore[attr-defined]
        raise Hidden(str(key))
    response = HttpResponse(services.read(stored), content_type=stored.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
