"""A unit's own side at the desk: deliver a file, see what became of it, mend what was put into quarantine."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained, translated
from banshi.registers.credit import delivery_forms as forms
from banshi.registers.credit.models import Unit
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors import deliveries as ledger
from banshi.registers.credit.selectors import quarantine as rows
from banshi.registers.credit.selectors import uploads
from banshi.registers.credit.services import deliveries, mending
from banshi.registers.credit.services.deliveries import Mends
from banshi.ui.paging import pager

PAGE = 20


def staff(request: HttpRequest) -> Actor:
    """A member of staff of some unit, or who looks at the deliveries of all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not any(actor.paths(one) for one in (Permission.DELIVER, Permission.READ)):
        raise Forbidden(Permission.DELIVER)
    return actor


def delivers(actor: Actor, unit: Unit) -> bool:
    return actor.may(Permission.DELIVER, office_path=uploads.home(unit))


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """报送单位: those for which one may act; who has only one goes there."""
    mine = uploads.units(staff(request))
    if len(mine) == 1:
        return redirect("credit:desk_unit", mine[0].number)
    wanted = {unit.pk for unit in mine}
    told = [line for line in ledger.accounts() if line[0].pk in wanted]
    return render(request, "credit/desk/units.html", {"units": told})


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """报送: the form for a file, the files that wait, the ledger of the unit."""
    actor = staff(request)
    one = uploads.unit(number, actor)
    posted = request.method == "POST"
    form = forms.UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if posted:
        require(actor, Permission.DELIVER, office_path=uploads.home(one))
        if form.is_valid() and _hand_in(request, form, number, actor):
            return redirect("credit:desk_unit", number)
    page = _unit(one, request.GET.get("page")) | {"form": form, "may_deliver": delivers(actor, one)}
    return render(request, "credit/desk/unit.html", page)


def _hand_in(request: HttpRequest, form: forms.UploadForm, number: int, actor: Actor) -> bool:
    try:
        upload = deliveries.hand_in(number, form.cleaned_data["file"], by=actor, at=moments.now())
    except Refused as why:
        form.add_error("file", explained(why))
        return False
    said = {"name": upload.name, "rows": f"{upload.received:,}"}
    if upload.state == "waiting":
        messages.success(request, _("已收到“%(name)s”，共%(rows)s行，正在排队归集。") % said)
    else:
        messages.info(request, _("“%(name)s”以前报送过，没有重复计数。") % said)
    return True


def _unit(one: Unit, page: str | None) -> dict[str, Any]:
    lines = Paginator(ledger.deliveries(one.number), PAGE).get_page(page)
    by_number = {upload.delivery: upload for upload in one.uploads.filter(delivery__in=[line.number for line in lines])}
    account, mended = ledger.account(one.number), uploads.mended_count(one)
    waiting = list(uploads.uploads(one)[:PAGE])
    return {
        "whose": one, "account": account, "mended": mended, "open": account.quarantined - mended,
        "waiting": waiting, "busy": any(upload.state == "waiting" for upload in waiting), "lines": [(line, by_number.get(line.number)) for line in lines],
    } | pager(lines)  # fmt: skip


@require_GET
def quarantine(request: HttpRequest, number: int) -> HttpResponse:
    """隔离区: the rows with their reasons, masked."""
    actor = staff(request)
    one = uploads.unit(number, actor)
    reasons = rows.reasons(one)
    form = forms.QuarantineFilter(request.GET or None, reasons=[(code, f"{why}（{n}）") for code, why, n in reasons])
    said = form.cleaned_data if form.is_valid() else {}
    page = max(1, int(request.GET.get("page", "1")[:6])) if request.GET.get("page", "1")[:6].isdecimal() else 1
    found = rows.page(
        one, reason=said.get("reason", ""), batch=said.get("batch") or 0, mended=said.get("mended", False), number=page
    )
    keep = request.GET.copy()
    keep.pop("page", None)
    address = f"?{keep.urlencode()}&page=" if keep else "?page="
    told = {"unit": one, "form": form, "count": sum(n for *_, n in reasons), "mended": uploads.mended_count(one)}
    told |= {"rows": found[: rows.PAGE], "may_deliver": delivers(actor, one)}
    told |= {"older": f"{address}{page + 1}" if len(found) > rows.PAGE else ""}
    told |= {"newer": f"{address}{page - 1}" if page > 1 else ""}
    return render(request, "credit/desk/quarantine.html", told)


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, number: int, batch: int, row: int) -> HttpResponse:
    """修正: the row in the clear for whoever mends it, and delivered again."""
    actor, mends = staff(request), Mends(batch, row)
    found = mending.open_row(number, mends, by=actor, at=moments.now())
    given = request.POST if request.method == "POST" else None
    form = forms.MendForm(given, kinds=[(one.pk, one.label) for one in uploads.kinds()], initial=found.said)
    if request.method == "POST" and form.is_valid():
        try:
            mending.mend(number, mends, form.cleaned_data, by=actor, at=moments.now())
            messages.success(request, _("已修正并重新报送，正在排队归集。"))
            return redirect("credit:desk_quarantine", number)
        except mending.StillFaulty as why:
            for field, text in why.errors.items():
                form.add_error(field or None, translated(text))
        except Refused as why:
            form.add_error(None, explained(why))
    told = {"unit": uploads.unit(number, actor), "row": found, "form": form}
    return render(request, "credit/desk/mend.html", told)
