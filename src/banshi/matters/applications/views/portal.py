"""The resident's pages: fill in, hand in, follow, supplement, withdraw."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.kernel.journal import selectors as journal
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained, translated
from banshi.matters.applications import intake, selectors
from banshi.matters.applications.forms import ApplyForm, SupplementForm, WithdrawForm
from banshi.matters.applications.models import Application
from banshi.matters.applications.presenting import page_of
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import acceptance, drafting, review
from banshi.matters.applications.services.drafting import Handed
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties

PAGE = 20


def resident(request: HttpRequest) -> Actor:
    """The resident who asks; a visitor is sent to log in, staff have the desk."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    return actor


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """在线申请: a new application for an item."""
    actor = resident(request)
    version = catalogue.find(code, moments.today())
    if version is None:
        raise Hidden(code)
    applicants = [p for p in parties.parties_of(actor) if version.spec.applicant in ("both", p.kind)]
    if not applicants:
        return render(request, "applications/no_applicant.html", {"version": version})
    party = next((p for p in applicants if str(p.pk) == request.POST.get("party")), applicants[0])
    if request.method == "POST":
        handed = _handed(request)
        draft = drafting.save_draft(
            code, party=party, handed=handed, by=actor, at=moments.now(), channel=_channel(request)
        )
        return _after_save(request, actor, draft)
    known = {field.code: _known(field.prefill, party) for field in version.spec.fields if field.prefill}
    form = ApplyForm(version.spec, answers=_answers(request.GET), met={}, known=known)
    return _form_page(request, version, form, party=party, applicants=applicants, answers=_answers(request.GET))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """草稿: go on filling in."""
    actor = resident(request)
    draft = selectors.application(number, by=actor)
    if draft.state != State.DRAFT:
        return redirect("applications:progress", number)
    if request.method == "POST":
        drafting.save_draft(
            draft.item_version.code,
            party=draft.party,
            handed=_handed(request, draft),
            by=actor,
            at=moments.now(),
            number=number,
        )
        return _after_save(request, actor, selectors.application(number, by=actor))
    return _form_page(
        request, draft.item_version, _draft_form(draft), party=draft.party, draft=draft, answers=draft.answers
    )


def _after_save(request: HttpRequest, actor: Actor, draft: Application) -> HttpResponse:
    """Keep what was uploaded with the draft; then go on, or hand in. Whatever is wrong, nothing is lost."""
    errors = _keep_uploads(request, actor, draft)
    if not errors and request.POST.get("action") == "submit":
        try:
            drafting.submit_draft(draft.number, handed=_handed(request, draft), by=actor, at=moments.now())
        except intake.Invalid as invalid:
            errors = {code: translated(text) for code, text in invalid.errors.items()}
        except Refused as refusal:
            errors = {"": explained(refusal)}
        else:
            messages.success(request, _("已提交。下面可以随时查看进度。"))
            return redirect("applications:progress", draft.number)
    if errors:
        draft = selectors.application(draft.number, by=actor)
        form = _draft_form(draft, data=request.POST, sent_files=request.FILES)
        form.show(errors)
        return _form_page(
            request, draft.item_version, form, party=draft.party, draft=draft, answers=draft.answers, status=422
        )
    messages.info(request, _("草稿已保存。"))
    return redirect("applications:edit", draft.number)


def _keep_uploads(request: HttpRequest, actor: Actor, draft: Application) -> dict[str, str]:
    errors: dict[str, str] = {}
    asked = {m.code for m in catalogue.materials_for(draft.item_version.spec, draft.answers)}
    for name, upload in request.FILES.items():
        code = name.removeprefix("m-")
        if code not in asked:
            continue
        assert isinstance(upload, UploadedFile)  # the stubs also know lists, which FILES.items() never gives
        try:
            stored = files.store(upload, by=actor, owner_kind="application", owner_key=draft.number, at=moments.now())
            drafting.attach(draft.number, code=code, file_id=str(stored.pk), by=actor)
        except Refused as refusal:
            errors[code] = translated(refusal.message)
    return errors


def _handed(request: HttpRequest, draft: Application | None = None) -> Handed:
    sent = request.POST
    form = {name[2:]: sent[name] for name in sent if name.startswith("f-")}
    met = _met(draft) if draft else {}
    met |= {name[2:]: intake.PROMISED for name in sent if name.startswith("m-")}
    return Handed(answers=_answers(sent), form=form, materials=met)


def _answers(sent: Any) -> dict[str, str]:
    return {name[2:]: sent[name] for name in sent if name.startswith("q-")}


def _met(draft: Application) -> dict[str, str]:
    return {m.code: str(m.file_id) for m in draft.materials.all() if m.file_id}


def _draft_form(draft: Application, data: Any = None, sent_files: Any = None) -> ApplyForm:
    return ApplyForm(
        draft.item_version.spec, answers=draft.answers, met=_met(draft), known=draft.form, data=data, files=sent_files
    )


def _known(prefill: str, party: Any) -> str:
    """What the city already knows of the applicant, filled in for them and for nobody else."""
    return {
        "party.name": lambda: party.name,
        "party.id_number": lambda: parties.id_number(party),
        "party.phone": lambda: parties.phone(party),
    }.get(prefill, str)()


def _channel(request: HttpRequest) -> str:
    return "3" if "Mobi" in request.headers.get("User-Agent", "") else "2"  # GB/T 39046 A.5


def _form_page(
    request: HttpRequest, version: Any, form: ApplyForm, *, answers: dict[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    code = intake.elsewhere(version.spec, answers)
    page = {"version": version, "form": form, "elsewhere": catalogue.find(code, moments.today()) if code else None}
    return render(request, "applications/apply.html", page | more, status=status)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的办件, newest first."""
    found = selectors.of_residents(resident(request))
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    rows = list(found[: PAGE + 1])
    older = f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    return render(request, "applications/mine.html", {"rows": rows[:PAGE], "older": older})


@require_GET
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """办件进度: where it stands, every day of every clock, and what happens next in plain words."""
    actor = resident(request)
    application = selectors.application(number, by=actor)
    if application.state == State.DRAFT:
        return redirect("applications:edit", number)
    return render(request, "applications/progress.html", page_of(application, by=actor))


@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """补正: hand in what the notice named."""
    actor = resident(request)
    application = selectors.application(number, by=actor)
    if Verb.SUPPLEMENT not in selectors.allowed(application, by=actor, acts_for=True):
        return redirect("applications:progress", number)
    form = SupplementForm(
        application.item_version.spec, application.answers, data=request.POST or None, files=request.FILES or None,
        initial={"version": application.version},
    )  # fmt: skip
    if form.is_bound and form.is_valid() and _supplemented(form, application, by=actor):
        messages.success(request, _("补正材料已提交。"))
        return redirect("applications:progress", number)
    page = {"application": application, "form": form}
    return render(request, "applications/supplement.html", page, status=422 if form.is_bound else 200)


def _supplemented(form: SupplementForm, application: Application, *, by: Actor) -> bool:
    """Keep the files and hand them in, all of them or none; what is wrong is said beside its field."""
    materials: dict[str, str] = {}
    for name, upload in list(form.cleaned_data.items()):
        if name.startswith("m-") and upload:
            try:
                stored = files.store(
                    upload, by=by, owner_kind=files.UPLOAD, owner_key=str(by.user_id), at=moments.now()
                )
                materials[name[2:]] = str(stored.pk)
            except Refused as refusal:
                form.add_error(name, translated(refusal.message))
    if form.errors:
        return False
    try:
        version = form.cleaned_data["version"]
        acceptance.supplement(application.number, materials=materials, by=by, at=moments.now(), version=version)
    except intake.Invalid as invalid:
        for code, text in invalid.errors.items():
            form.add_error(f"m-{code}" if f"m-{code}" in form.fields else None, translated(text))
    except Refused as refusal:
        form.add_error(None, explained(refusal))
    return not form.errors


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """撤回: asks once, then does it."""
    actor = resident(request)
    application = selectors.application(number, by=actor)
    form = WithdrawForm(request.POST or None, initial={"version": application.version})
    if form.is_bound and form.is_valid():
        try:
            review.withdraw(number, **form.cleaned_data, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
        else:
            messages.success(request, _("申请已撤回。"))
            return redirect("applications:progress", number)
    page = {"application": application, "form": form}
    return render(request, "applications/withdraw.html", page, status=409 if form.is_bound else 200)


@require_POST
def discard(request: HttpRequest, number: str) -> HttpResponse:
    drafting.discard(number, by=resident(request))
    messages.success(request, _("草稿已删除。"))
    return redirect("applications:mine")


@require_GET
def proof(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """日志证明: the proof of one line of one's own matter, as a file that anybody can check."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind == "anonymous":
        raise Forbidden("resident")
    application = selectors.application(number, by=actor)
    found = journal.proof(f"application:{application.number}", seq)
    if found is None and journal.exists(f"application:{application.number}", seq):
        raise Refused("not_sealed", "这一行今晚封存，封存以后才能取得证明。")
    if found is None:
        raise Hidden(number)
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="proof-{number}-{seq}.json"'
    return response
