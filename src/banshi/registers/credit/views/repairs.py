"""我的信用: one's own records, asking for repair or objecting, and how it goes; and the public check of a certificate."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained, translated
from banshi.registers.credit import presenting, wording
from banshi.registers.credit.forms import STEP_FORMS, ObjectionForm, RepairForm, VersionedForm
from banshi.registers.credit.models import Objection, Repair
from banshi.registers.credit.rules.proceedings import Matter, Verb
from banshi.registers.credit.rules.repairing import PROMISE
from banshi.registers.credit.selectors import lists, proceedings, standing, subjects
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.credit.services import objections, repairs
from banshi.registers.parties import selectors as parties
from banshi.ui.paging import pager

MOST_PARTIES, PAGE = 20, 20


def resident(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    return actor


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is recorded about me and the companies I speak for: the adverse first, or with `?other` the rest."""
    actor, adverse = resident(request), "other" not in request.GET
    subjects = [_own(party, adverse=adverse, by=actor) for party in parties.parties_of(actor)[:MOST_PARTIES]]
    asked = [*proceedings.mine(Repair, actor), *proceedings.mine(Objection, actor)]
    asked.sort(key=lambda one: one.filed_at, reverse=True)
    rows = [(one, proceedings.state_words(one.state)) for one in asked]
    page = {"subjects": [one for one in subjects if one["subject"]], "rows": rows, "adverse": adverse}
    return render(request, "credit/mine.html", page)


def _own(party: Any, *, adverse: bool, by: Actor) -> dict[str, Any]:
    subject = subjects.of_party(party)
    if subject is None:
        return {"party": party, "subject": None}
    found = standing.newest(subject.sid, on=moments.today(), adverse=adverse)
    fixes, doubts = (proceedings.open_records(kind, subject.sid) for kind in (Repair, Objection))
    records = [
        presenting.mine(
            one, organisation=subject.kind == "E", repair=fixes.get(one.key, ""), objection=doubts.get(one.key, "")
        )
        for one in found
    ]
    entered = lists.scope(by).filter(sid=subject.sid).order_by("-pk")[:20]
    entries = [(entry, proceedings.state_words(entry.state)) for entry in entered]
    return {"party": party, "subject": subject, "records": records, "entries": entries}


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, record: tuple[int, int]) -> HttpResponse:
    """申请信用修复: the conditions with their answers, the promise, the form."""
    actor = resident(request)
    one, found = _mine(actor, record)
    form = RepairForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        repair = _asked(form, lambda said: repairs.apply(one, unit=record[0], fp=record[1], **said), by=actor)
        if repair:
            messages.success(request, _("已提交，编号 %(number)s。") % {"number": repair.number})
            return redirect("credit:request", repair.number)
    shown = presenting.row(found, organisation=one.kind == "organisation")
    page: dict[str, Any] = {"shown": shown, "conditions": presenting.conditions(found), "promise": translated(PROMISE)}
    page |= {"form": form, "party": one, "blocked": any(one["met"] is False for one in page["conditions"])}
    return render(request, "credit/apply.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, record: tuple[int, int]) -> HttpResponse:
    """提出异议."""
    actor = resident(request)
    one, found = _mine(actor, record)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        objection = _asked(form, lambda said: objections.file(one, unit=record[0], fp=record[1], **said), by=actor)
        if objection:
            messages.success(request, _("已提交并标注“异议中”，编号 %(number)s。") % {"number": objection.number})
            return redirect("credit:request", objection.number)
    shown = presenting.row(found, organisation=one.kind == "organisation")
    page = {"shown": shown, "form": form, "party": one}
    return render(request, "credit/object.html", page, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    """How it goes: state, answer, certificate, and every step."""
    actor = resident(request)
    return render(request, "credit/request.html", presenting.page_of(proceedings.by_number(number, by=actor), by=actor))


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """补正、撤回: the applicant's own steps."""
    actor = resident(request)
    found = proceedings.by_number(number, by=actor)
    chosen = next((one for one in proceedings.allowed(found, by=actor) if one == verb), None)
    if chosen is None:
        return redirect("credit:request", number)
    kind = STEP_FORMS.get(chosen, VersionedForm)
    form = kind(request.POST or None, request.FILES or None, initial={"version": found.version})
    if form.is_bound and form.is_valid() and _taken(form, found, chosen, by=actor):
        messages.success(request, _("已提交。"))
        return redirect("credit:request", number)
    page = {"one": found, "form": form, "label": wording.VERBS[chosen]}
    return render(request, "credit/step.html", page, status=422 if form.is_bound else 200)


@require_GET
def repaired(request: HttpRequest) -> HttpResponse:
    """信用修复公开: how many companies, and each repair by its number, unit and law; who it was is not said any more."""
    found = proceedings.repaired()
    page = Paginator(found, PAGE).get_page(request.GET.get("page", ""))
    shown = {"page": page, "companies": proceedings.companies(found)}
    return render(request, "credit/repaired.html", shown | pager(page))


@require_GET
def check(request: HttpRequest, token: str) -> HttpResponse:
    """核验修复证明: where its QR code leads. No log-in."""
    repair = proceedings.by_token(token)
    if repair is None:
        raise Hidden("token")
    return render(request, "credit/check.html", {"repair": repair})


def _mine(actor: Actor, record: tuple[int, int]) -> tuple[Any, Standing]:
    """A record about somebody for whom the actor speaks, and who that is; or Hidden."""
    for party in parties.parties_of(actor)[:MOST_PARTIES]:
        subject = subjects.of_party(party)
        found = standing.look_up(subject.sid, *record, on=moments.today()) if subject else None
        if found:
            return party, found
    raise Hidden("record")


def _asked(form: Form, act: Any, *, by: Actor) -> Any:
    """Ask with what the form says and the files it brings; a refusal is said in the form."""
    said = dict(form.cleaned_data)
    try:
        said["evidence"] = _stored(said.pop("evidence", None), by=by)
        return act(said | {"by": by, "at": moments.now()})
    except Refused as refusal:
        form.add_error(None, explained(refusal))
        return None


def _stored(upload: Any, *, by: Actor) -> list[str]:
    if not upload:
        return []
    stored = files.store(upload, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=moments.now())
    return [str(stored.pk)]


def _taken(form: Form, found: Repair | Objection, verb: Verb, *, by: Actor) -> bool:
    def act(said: dict[str, Any]) -> Any:
        if verb == Verb.SUPPLEMENT:
            return repairs.supplement(found.number, **said)
        said.pop("evidence")
        service = repairs if found.matter == Matter.REPAIR else objections
        return service.withdraw(found.number, **said)

    return _asked(form, act, by=by) is not None
