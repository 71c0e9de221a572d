"""证照核验: pages where anybody checks a certificate, by its QR code or by the file itself. No log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.calendar import moments
from banshi.kernel.identifiers import mask_name
from banshi.matters.applications import certificates
from banshi.matters.applications.models import Certificate

LARGEST = 5 * 1024 * 1024


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code leads: does it hold, until when, who made it. The holder's name stays masked."""
    return render(request, "applications/certificate.html", _shown(get_object_or_404(Certificate, token=token)))


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a file: every byte as it was signed, signed by this city, and still valid?"""
    upload = request.FILES.get("pdf")
    if request.method != "POST" or upload is None or (upload.size or 0) > LARGEST:
        too_large = request.method == "POST"
        return render(request, "applications/check.html", {"failed": too_large}, status=422 if too_large else 200)
    found = certificates.check(upload.read())
    shown = _shown(found.certificate) if found.certificate and found.signed_by_us else {}
    return render(request, "applications/check.html", {"found": found, **shown})


def _shown(certificate: Certificate) -> dict[str, object]:
    expired = certificate.has_expired(moments.today())
    return {
        "unlimited": certificates.unlimited(certificate),
        "certificate": certificate,
        "holder": mask_name(certificate.holder),
        "expired": expired,
    }
