"""信用报告: asking for one's own, opening it; and the public check of a copy."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.identifiers import mask_name
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.registers.credit.forms import ReportForm
from banshi.registers.credit.models import Report
from banshi.registers.credit.selectors import reports
from banshi.registers.credit.services import reports as asking

SHOWN, LARGEST = 30, 5 << 20


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """我的信用报告: ask for one; those asked for so far."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    form = ReportForm(request.POST or None, parties=list(reports.about(actor)))
    if form.is_bound and form.is_valid() and _asked(form, actor):
        return redirect("credit:reports")
    page = {"form": form, "rows": list(reports.scope(actor)[:SHOWN])}
    return render(request, "credit/reports.html", page, status=422 if form.is_bound else 200)


def _asked(form: ReportForm, actor: Actor) -> bool:
    try:
        asking.ask(form.cleaned_data["party"], purpose=form.cleaned_data["purpose"], by=actor, at=moments.now())
    except Refused as why:
        form.add_error(None, explained(why))
    return form.is_valid()


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """核验: where the QR code leads. Is it our report; and is this file, byte for byte, the one that was made? No log-in."""
    report = reports.by_token(token)
    if report is None:
        raise Hidden("token")
    page: dict[str, Any] = {"report": report, "name": _public_name(report)}
    if request.method == "POST":
        upload = request.FILES.get("pdf")
        if upload is None or (upload.size or 0) > LARGEST:
            return render(request, "credit/report_check.html", page | {"failed": True}, status=422)
        assert report.file is not None  # by_token has asked
        page["same"] = hashlib.sha256(upload.read()).hexdigest() == report.file.sha256
    return render(request, "credit/report_check.html", page)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """核验码: typed from paper, with or without its hyphens."""
    given = request.POST.get("code", "")[:60]
    token = "".join(character for character in given.lower() if character.isascii() and character.isalnum())
    if request.method == "POST" and reports.by_token(token):
        return redirect("credit:report_check", token)
    failed = request.method == "POST"
    return render(request, "credit/report_code.html", {"failed": failed}, status=422 if failed else 200)


def _public_name(report: Report) -> str:
    """An organisation's name is public, a person's is masked."""
    return report.party_name if report.party.kind == "organisation" else mask_name(report.party_name)
