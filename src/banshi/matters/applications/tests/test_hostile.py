"""Whatever is typed or sent comes back as text, or is refused; nothing is executed and nothing breaks."""

import json
import unicodedata
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.refusal import Refused
from banshi.matters.applications import intake
from banshi.matters.applications.models import Application
from banshi.matters.applications.services import drafting
from banshi.matters.applications.services.drafting import Handed

from .people import FOOD, MONDAY, on, pdf

SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    SCRIPT, '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% debug %}", "=1+1|cmd", "'; DROP TABLE applications; --",
    "\u202egnp.exe", "a\u0000b", "𠮷" * 300, "1" * 1_000_000, "\ud83d", "%s%n%x", "../../etc/passwd",
]  # fmt: skip


def name_of(text):
    return unicodedata.normalize("NFC", text)[:12].encode("unicode_escape").decode()


@pytest.mark.parametrize("text", HOSTILE, ids=name_of)
@pytest.mark.parametrize("field", ["premises", "manager", "area", "manager_phone", "credit_code"])
def test_no_field_of_the_form_breaks(town, browse, field, text):
    handed = town.handed(FOOD, town.wang)
    sent = {f"q-{name}": value for name, value in handed.answers.items()}
    sent |= {f"f-{name}": value for name, value in handed.form.items()}
    sent |= {f"f-{field}": text, "m-layout": pdf(), "m-safety-rules": pdf(), "action": "submit"}
    try:
        answer = browse("王芳").post(f"/items/{FOOD}/apply/", sent, follow=True)
    except UnicodeEncodeError:  # half a character cannot even be sent
        return
    assert answer.status_code in {200, 400, 422}
    assert SCRIPT not in answer.content.decode()


@pytest.mark.parametrize("text", HOSTILE, ids=name_of)
def test_no_word_of_the_office_breaks(town, browse, text):
    number = town.submit()
    address = reverse("applications:step", args=[number, "notify"])
    try:
        answer = browse("窗口李明").post(address, {"version": 1, "deficiencies": text}, follow=True)
    except UnicodeEncodeError:
        return
    assert answer.status_code in {200, 400, 422}
    assert SCRIPT not in answer.content.decode()
    if town.state(number) == "supplementing":
        assert SCRIPT not in browse("王芳").get(reverse("applications:progress", args=[number])).content.decode()


@pytest.mark.parametrize("text", HOSTILE, ids=name_of)
def test_no_text_of_the_api_breaks(town, browse, text):
    number, client = town.submit(), browse("王芳")
    for path, body in (
        (f"/api/applications/{number}/withdraw", {"version": 99, "fields": {"reason": text}}),
        (
            "/api/applications",
            {"item": FOOD, "answers": {text[:200]: "x"}, "form": {"area": text}, "materials": {"layout": text[:40]}},
        ),
        ("/api/applications", {"item": text}),
        (f"/api/applications/{number}/supplement", {"version": 1, "fields": {"layout": text}}),
    ):
        answer = client.post(
            path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": "hostile-key"}
        )
        assert answer.status_code in {400, 404, 409, 422}, (path, answer.status_code)


@pytest.mark.parametrize("text", ["\x00", "SQ-2026-000001\x00", "SQ-2026-999999999999999999999", "a b", "١٢٣"])
def test_no_address_breaks(town, browse, text):
    for prefix in ("/my/applications/", "/desk/applications/", "/api/applications/", "/certificates/"):
        for name in ("王芳", "窗口李明"):
            assert browse(name).get(f"{prefix}{quote(text)}/").status_code in {400, 403, 404, 422}


def test_a_proof_of_an_absurd_line_is_not_found(town, browse):
    number = town.submit()
    assert browse("王芳").get(f"/my/applications/{number}/proof/{10**30}/").status_code == 404


def test_a_name_of_ten_megabytes_is_cut(town, browse):
    long_name = "长" * 3_000_000 + ".pdf"
    browse("王芳").post(f"/items/{FOOD}/apply/", {"action": "save", "m-layout": pdf(long_name)})
    draft = Application.objects.get()
    stored = draft.materials.filter(code="layout", file__isnull=False).first()
    assert stored is None or len(stored.file.name) <= 100


@pytest.mark.parametrize(
    "name", ["=cmd.pdf", "<b>.pdf", "../../x.pdf", "a\u202efdp.exe.pdf", "\x00.pdf", ".pdf", "名" * 500 + ".pdf"]
)
def test_the_name_of_a_file_is_only_a_name(town, browse, name):
    browse("王芳").post(f"/items/{FOOD}/apply/", {"action": "save", "m-layout": pdf(name)})
    draft = Application.objects.first()  # none where the whole request was refused
    stored = draft.materials.get(code="layout").file if draft else None
    assert stored is None or not set(stored.name) & set("/\\<>\x00\u202e")


@pytest.mark.parametrize("address", ["apply", "withdraw", "discard", "step", "receive", "check"])
def test_every_form_needs_the_csrf_token(town, address):
    number, client = town.submit(), Client(enforce_csrf_checks=True)
    client.force_login(town.user("王芳"), backend="allauth.account.auth_backends.AuthenticationBackend")
    path = {
        "apply": f"/items/{FOOD}/apply/",
        "withdraw": reverse("applications:withdraw", args=[number]),
        "discard": reverse("applications:discard", args=[number]),
        "step": reverse("applications:step", args=[number, "accept"]),
        "receive": reverse("applications:receive", args=[FOOD]),
        "check": "/certificates/check/",
    }[address]
    assert client.post(path, {"version": 1, "action": "submit"}).status_code == 403
    assert town.read(number).version == 1


def test_a_value_that_is_no_text_is_no_value(town):
    handed = town.handed(FOOD, town.wang)
    for value in (["x"], {"a": 1}, 10**40, float("nan"), b"x"):
        with pytest.raises(Refused):
            drafting.submit(
                FOOD, party=town.party("王芳"), handed=Handed(handed.answers, {**handed.form, "area": value}, {}),
                by=town.wang, at=MONDAY,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kept"), [("80", "80"), (" 80.50 ", "80.50"), ("1e3", "1000"), ("-5", "-5"), ("0.1", "0.1")]
)
def test_numbers_are_kept_as_they_are(town, value, kept):
    field = next(f for f in town.read(town.submit()).item_version.spec.fields if f.type == "number")
    assert intake.value_of(field, value) == kept


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "1" * 16, "一百", "0x10", "1,000"])
def test_what_is_no_number_is_refused(town, value):
    field = next(f for f in town.read(town.submit(at=on(3, 2))).item_version.spec.fields if f.type == "number")
    with pytest.raises(ValueError, match="数字"):
        intake.value_of(field, value)
