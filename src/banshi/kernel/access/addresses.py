"""来访地址: the client's network address, as far as it can be trusted."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address our own outermost proxy saw; what a client itself writes into X-Forwarded-For counts for nothing."""
    behind: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if behind and len(forwarded) >= behind:
        return forwarded[-behind]
    return str(request.META.get("REMOTE_ADDR") or "")
