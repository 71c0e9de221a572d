"""The desk: what came in and what became of it; an organisation's file; a person's, for a purpose."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.identifiers import mask_name
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.registers.credit import showing
from banshi.registers.credit.forms import LookForm
from banshi.registers.credit.models import Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors import deliveries, files, looks, subjects
from banshi.registers.credit.selectors.records import Place
from banshi.registers.credit.services import looking
from banshi.registers.credit.views.public import asked, sent_on
from banshi.ui.paging import pager

ROWS = 50


def staff(request: HttpRequest, permission: Permission = Permission.READ) -> Actor:
    """A member of staff who holds the permission somewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.paths(permission):
        raise Forbidden(permission)
    return actor


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """信用: the stream in figures, and where to begin."""
    actor, text = staff(request), asked(request)
    if elsewhere := sent_on(request, "credit:desk"):
        return elsewhere
    page = {
        "state": deliveries.state(), "account": deliveries.account(), "units": deliveries.accounts(),
        "newest": deliveries.deliveries()[:10], "names": deliveries.units(), "may_look": bool(actor.paths(Permission.READ_PEOPLE)),
        "q": text, "found": subjects.search(text), "personal": "person" in request.GET,
    }  # fmt: skip
    return render(request, "credit/desk/home.html", page)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """报送台账: every delivery, of all units or of one."""
    staff(request)
    unit = int(number) if (number := asked(request, "unit")).isdecimal() and len(number) < 3 else None
    page = Paginator(deliveries.deliveries(unit), ROWS).get_page(request.GET.get("page"))
    told = {
        "rows": list(page), "units": deliveries.units(), "unit": unit, "account": deliveries.account(unit),
    }  # fmt: skip
    return render(request, "credit/desk/ledger.html", told | pager(page, unit=str(unit or "")))


@require_GET
def file(request: HttpRequest, code: str) -> HttpResponse:
    """An organisation's whole file."""
    staff(request)
    found = subjects.organisation(code)
    if found is None:
        raise Hidden("subject")
    return render(request, "credit/desk/file.html", _file(request, found))


@sensitive_post_parameters("citizen_id")
@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """查询自然人: the purpose first. The number travels in the body and stands in no address."""
    actor = staff(request, Permission.READ_PEOPLE)
    form = LookForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = looking.look(**form.cleaned_data, by=actor, at=moments.now())
            return redirect("credit:person_file", made.pk)
        except Refused as why:
            form.add_error(why.code if why.code in form.fields else "citizen_id", explained(why))
    return render(request, "credit/desk/person.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def person_file(request: HttpRequest, look: UUID) -> HttpResponse:
    """A person's file, masked, for as long as the look lasts."""
    actor = staff(request, Permission.READ_PEOPLE)
    open_look = looks.open_look(look, by=actor, at=moments.now())
    subject = Subject.objects.get(pk=open_look.sid)
    page = _file(request, subject) | {"look": open_look, "name": mask_name(subject.name)}
    return render(request, "credit/desk/person_file.html", page)


def _file(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    today = moments.today()
    found = files.opened(subject, Place.of(asked(request, "after")), on=today)
    entries = showing.whole(found.records, on=today, organisation=subject.kind == "E")
    return {"subject": subject, "file": found, "entries": entries, "older": showing.older_url(request.GET, found.older)}
