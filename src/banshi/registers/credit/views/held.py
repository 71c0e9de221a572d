"""关于我的信用信息: everything that is held about oneself and the organisations one speaks for, with its source, and who looked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.registers.credit import showing
from banshi.registers.credit.selectors import files, looks, subjects
from banshi.registers.credit.selectors.records import Place
from banshi.registers.credit.views.public import asked
from banshi.registers.parties import selectors as parties


@never_cache
@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """查阅 (个人信息保护法 第四十五条)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    mine = list(parties.parties_of(actor))
    chosen = next((one for one in mine if str(one.pk) == (asked(request, "party") or str(mine[0].pk))), None)
    if chosen is None:
        raise Hidden("party")
    subject, today = subjects.of_party(chosen), moments.today()
    page = {"parties": mine, "party": chosen, "subject": subject, "state": None}
    if subject:
        found = files.opened(subject, Place.of(asked(request, "after")), on=today)
        page |= {"file": found, "entries": showing.whole(found.records, on=today, organisation=subject.kind == "E")}
        page |= {"older": showing.older_url(request.GET, found.older), "looks": looks.about(subject)}
    return render(request, "credit/held.html", page)
