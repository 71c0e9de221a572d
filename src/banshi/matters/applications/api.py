"""Applications for programs: items, submit, read, list, step. The rules are the pages' own."""

from contextlib import nullcontext
from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import FileResponse, HttpRequest
from ninja import File, Header, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.kernel.journal import selectors as journal
from banshi.kernel.worklist import selectors as worklist
from banshi.matters.applications import certificates, selectors
from banshi.matters.applications.forms import STEP_FORMS, VersionedForm, WithdrawForm
from banshi.matters.applications.intake import Invalid
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import Verb
from banshi.matters.applications.services import acceptance, drafting, review
from banshi.matters.applications.services.drafting import Handed
from banshi.matters.applications.services.stepping import STEPS, take
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import selectors as parties
from banshi.registers.parties import services as entering

Code = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")]
Number = Annotated[str, Field(pattern=r"^[A-Z]{1,8}-\d{4}-\d{6,12}$")]
Key = Annotated[int, Field(ge=1, le=2**62)]


class Problem(BaseModel):
    """What was refused and why; `errors` names fields."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 401, 403, 404, 409, 422)}
router = Router(tags=["applications"])


class MeOut(BaseModel):
    """Who the token or the session is, and for whom they may apply."""

    name: str
    kind: str
    parties: list["PartyOut"]


class PartyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str
    name: str
    id_masked: str


class ItemOut(BaseModel):
    code: str
    name: str
    name_en: str
    office: str
    promised_limit: str
    statutory_limit: str
    window_kind: str
    online_depth: str


class ApplicantIn(BaseModel):
    """Who stands at the counter: found by the number, or registered with it."""

    kind: Annotated[str, Field(pattern="^(person|organisation)$")] = "person"
    name: Annotated[str, Field(min_length=1, max_length=100)]
    number: Annotated[str, Field(min_length=15, max_length=20)]
    phone: Annotated[str, Field(pattern=r"^(1\d{10})?$")] = ""


class SubmitIn(BaseModel):
    """An application. `party` may be left out by a resident who applies for themselves; a counter names `applicant`."""

    item: Code
    party: Key | None = None
    applicant: ApplicantIn | None = None
    answers: dict[str, Annotated[str, Field(max_length=60)]] = {}
    form: dict[str, str | bool] = {}
    materials: dict[str, Annotated[str, Field(max_length=40)]] = {}


class ApplicationOut(BaseModel):
    number: str
    item: str
    item_name: str
    applicant: str
    state: str
    version: int
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    delivered_at: datetime | None
    deemed: bool
    outcome: str
    notice_due_on: date | None
    promised_due_on: date | None
    statutory_due_on: date | None
    delivery_due_on: date | None
    provisional: bool
    certificate: str | None
    allowed: list[str]


class HappenedOut(BaseModel):
    """One line of the matter's journal."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    kind: str
    at: datetime
    actor: str
    data: dict[str, Any]
    hash: str


class LineOut(BaseModel):
    id: int
    matter: str
    key: str
    number: str
    title: str
    state: str
    due_on: date | None
    waits_for: str


class FileOut(BaseModel):
    id: str
    name: str
    size: int
    sha256: str


class StepIn(BaseModel):
    """The version that was looked at, and what the step's form asks for."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    fields: dict[str, str | int] = {}


def here(value: Any) -> Any:
    """A moment in China's time, whichever way it was read."""
    return value.astimezone(moments.CHINA) if isinstance(value, datetime) else value


SAME = tuple(ApplicationOut.model_fields.keys() - {"item", "applicant", "certificate", "allowed"})


def out(application: Application, *, by: Actor) -> ApplicationOut:
    acts_for = by.kind == "resident"  # the scope already answered that
    certificate = getattr(application, "certificate", None) if application.issued_at else None
    return ApplicationOut(
        item=application.item_version.item_id,
        applicant=application.applicant_name,
        certificate=certificate.number if certificate else None,
        allowed=[verb.value for verb in selectors.allowed(application, by=by, acts_for=acts_for)],
        **{name: here(getattr(application, name)) for name in SAME},
    )


@router.get("/me", response={200: MeOut, **PROBLEMS}, summary="我是谁")
def me(request: HttpRequest) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"name": actor.name, "kind": actor.kind, "parties": list(parties.parties_of(actor))}


@router.get("/items", response={200: list[ItemOut], **PROBLEMS}, auth=None, summary="事项目录")
def items(request: HttpRequest, q: Annotated[str, Query(max_length=100)] = "") -> Any:
    found = catalogue.search(q.replace("\x00", ""), on=moments.today())[:100]
    return [
        {"code": v.code, "name": v.name, "name_en": v.name_en, "office": v.office.name, "promised_limit": v.promised,
         "statutory_limit": v.statutory, "window_kind": v.window_kind, "online_depth": v.online_depth}
        for v in found
    ]  # fmt: skip


@router.post("/files", response={201: FileOut, **PROBLEMS}, summary="上传材料")
def upload(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    stored = files.store(file, by=actor, owner_kind=files.UPLOAD, owner_key=str(actor.user_id), at=moments.now())
    told = {"id": str(stored.pk), "name": stored.name, "size": stored.size, "sha256": stored.sha256}
    return Status(201, told)


@router.post("/applications", response={201: ApplicationOut, **PROBLEMS}, summary="提交申请")
def submit(
    request: HttpRequest,
    body: SubmitIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{8,80}$")],
) -> Any:
    """The same Idempotency-Key from the same account answers with the same application, however often it is sent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = catalogue.find(body.item, moments.today())
    # Whoever is new at the counter is registered together with the application, or not at all.
    with transaction.atomic() if body.applicant else nullcontext():
        party = _applicant(body, request)
        if version is None or party is None:
            raise Hidden(body.item)
        handed = Handed(body.answers, body.form, body.materials)
        application = drafting.submit(
            body.item, party=party, handed=handed, by=actor, at=moments.now(), channel="1" if body.applicant else "2",
            idempotency_key=idempotency_key, version=version,
        )  # fmt: skip
    return Status(201, out(application, by=actor))


def _applicant(body: SubmitIn, request: HttpRequest) -> Any:
    """Oneself, a party one acts for, or whoever stands at this counter (which the register then knows)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if body.applicant is None:
        if body.party is not None:
            return parties.parties_of(actor).filter(pk=body.party).first()
        return getattr(request, "person", None) or parties.of_account(actor.user_id)  # a token's was found with it
    who, at = body.applicant, moments.now()
    if who.kind == "person":
        return entering.register_person(name=who.name, citizen_id=who.number, phone=who.phone, by=actor, at=at)
    return entering.register_organisation(name=who.name, credit_code=who.number, phone=who.phone, by=actor, at=at)


@router.get("/applications/{number}/timeline", response={200: list[HappenedOut], **PROBLEMS}, summary="办件经过")
def timeline(request: HttpRequest, number: Number) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return journal.timeline(f"application:{selectors.application(number, by=actor).number}")


@router.get("/applications/{number}/proof/{seq}", response={200: dict[str, Any], **PROBLEMS}, summary="日志证明")
def proof(request: HttpRequest, number: Number, seq: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Any:
    """The proof of one line, once the night has sealed it: anybody may check it without us."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = journal.proof(f"application:{selectors.application(number, by=actor).number}", seq)
    if found is None:
        raise Hidden(str(seq))
    return found


@router.get("/applications/{number}/certificate", response={**PROBLEMS}, summary="证照（PDF）")
def certificate(request: HttpRequest, number: Number) -> Any:
    """The signed PDF itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    issued = getattr(selectors.application(number, by=actor), "certificate", None)
    pdf = certificates.pdf_of(issued) if issued else None
    if issued is None or pdf is None:
        raise Hidden(number)
    return FileResponse(pdf, content_type="application/pdf", filename=f"{issued.number}.pdf", as_attachment=True)


@router.get("/applications/{number}", response={200: ApplicationOut, **PROBLEMS}, summary="办件进度")
def read(request: HttpRequest, number: Number) -> Any:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return out(selectors.application(number, by=actor), by=actor)


@router.post("/applications/{number}/withdraw", response={200: ApplicationOut, **PROBLEMS}, summary="撤回")
def withdraw(request: HttpRequest, number: Number, body: StepIn) -> Any:
    """`fields` may give a `reason`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    said = checked(WithdrawForm, body)
    review.withdraw(number, **said, by=actor, at=moments.now())
    return out(selectors.application(number, by=actor), by=actor)


@router.post("/applications/{number}/supplement", response={200: ApplicationOut, **PROBLEMS}, summary="补正")
def supplement(request: HttpRequest, number: Number, body: StepIn) -> Any:
    """`fields` maps a material's code to the id of a file that was uploaded before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    materials = {code: str(value) for code, value in body.fields.items()}
    acceptance.supplement(number, materials=materials, by=actor, at=moments.now(), version=body.version)
    return out(selectors.application(number, by=actor), by=actor)


@router.post("/applications/{number}/steps/{verb}", response={200: ApplicationOut, **PROBLEMS}, summary="办理一步")
def step(request: HttpRequest, number: Number, verb: Verb, body: StepIn) -> Any:
    """A step of the office. `fields` are those of the step's form; GET the application for the `allowed` steps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if verb not in STEPS:
        raise Hidden(verb)
    try:
        said = checked(STEP_FORMS.get(verb, VersionedForm), body)
    except Invalid:
        selectors.application(number, by=actor)  # hidden is hidden, whatever else is wrong with the request
        raise
    application = take(number, verb, said, by=actor, at=moments.now())
    return out(application, by=actor)


def checked(form_class: type[VersionedForm], body: StepIn) -> dict[str, Any]:
    """What a body says, through the same form as the page's."""
    form = form_class({**body.fields, "version": body.version})
    if not form.is_valid():
        raise Invalid({name: " ".join(map(str, texts)) for name, texts in form.errors.items()})
    return form.cleaned_data


@router.get("/worklist", response={200: list[LineOut], **PROBLEMS}, summary="待办")
def waiting(
    request: HttpRequest,
    state: Annotated[str, Query(pattern=r"^[a-z_]{0,20}$")] = "",
    after_due: date | None = None,
    after_id: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Any:
    """Twenty lines, soonest first; go on with the last line's `due_on` and its place."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lines = worklist.page(actor, size=20, state=state, after=(after_due, after_id) if after_id else None)
    names = list(LineOut.model_fields)
    return [{name: getattr(line, name) for name in names} for line in lines[:20]]
