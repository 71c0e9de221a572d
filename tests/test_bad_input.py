"""What strangers type: every address and every form of the site with text that means harm. Nothing breaks, nothing runs."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction

from banshi.insight.indicators import spreadsheet
from banshi.insight.indicators.models import Definition
from banshi.kernel.access.models import Grant, User
from banshi.kernel.files.models import StoredFile
from banshi.matters.appointments.models import Request
from banshi.registers.parties.models import Agency, Party
from tests import whole_city
from tests.whole_city import PDF, City, addresses

pytestmark = pytest.mark.django_db
HARM = "<script>alert(7)</script>"
WHO = (None, "resident", "liu.yang", "zheng.hao", "sec.admin")
TURNS = 2
VALUES = (
    HARM, "-1", "9" * 30, "\u0663", "0001-01-01", "9999-12-31", "名" * 3000, "%ff%00", "' OR 1=1 --", "\u202e\ufeff",
)  # fmt: skip
ASKED = (
    "q", "page", "for", "on", "item", "hall", "day", "part", "slot", "party", "before", "after", "until", "from", "to",
    "area", "month", "state", "light", "waits_for", "next", "via", "visit", "application", "event", "kind", "s-x",
)  # fmt: skip


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    with django_db_blocker.unblock(), whole_city.undone(tmp_path_factory.mktemp("packs")) as city:
        yield city


@pytest.fixture
def undone(city) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page that change something, with what a browser would send."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.found, self.select = address, list[Form](), ""
        self.form: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action") or self.address)
            self.found.append(self.form)
        elif self.form is None:
            return
        elif tag == "textarea" or (tag == "input" and kind in {"text", "search", "tel", "url", "email", "password"}):
            self.form.texts.append(name)
        elif tag == "select":
            self.select = name
        elif tag == "option" and (given.get("value") or "selected" in given):
            self.form.values.setdefault(self.select, given.get("value", ""))
        elif name and tag in {"input", "button"} and kind != "file":
            self.form.values.setdefault(name, given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def browser_of(city: City, who: str | None) -> Any:
    return city.client(city.resident if who == "resident" else who, raise_request_exception=False)


def text(response: Any) -> str:
    return b"".join(response.streaming_content if response.streaming else [response.content]).decode(errors="replace")


def harm(response: Any, told: str) -> list[str]:
    """What went wrong, to be told all at once."""
    runs = response.get("Content-Type", "").startswith("text/html") and HARM in text(response)
    return [f"{response.status_code} {told}"] if response.status_code >= 500 or runs else []


def mixed(names: Any, turn: int, values: tuple[str, ...]) -> dict[str, str]:
    """Each name with another of the values, moved on by a turn: in as many turns as values each name has had each."""
    return {name: values[(place + turn) % len(values)] for place, name in enumerate(names)}


@pytest.mark.parametrize("who", WHO[:4], ids=str)
def test_no_address_breaks_whatever_it_is_asked(city, who):
    """Each page with every parameter that any page knows, all absurd, and once more with a real item, so that it reads on.

    Each reader sends two of the ten values in each parameter, another two than the reader before."""
    found: list[str] = []
    browser, first = browser_of(city, who), TURNS * WHO.index(who)
    for route, address in addresses(city).items():
        for turn in range(first, first + TURNS):
            real = {"item": "jsz-qmhz", "hall": "pj-hall"} if turn % 2 else {}
            with transaction.atomic():
                response = browser.get(address, mixed(ASKED, turn, VALUES) | real)
                found += harm(response, f"{route} turn {turn}")
                transaction.set_rollback(True)
    assert not found


@pytest.mark.parametrize("who", [None, "resident", "liu.yang"], ids=str)
def test_nul_is_no_text_anywhere(city, who):
    """It is told so at the door, before any page asks the database about it."""
    browser, pages = browser_of(city, who), {r: a for r, a in addresses(city).items() if not r.startswith("api:")}
    assert {browser.get(address, {"any": "a\x00b"}).status_code for address in pages.values()} == {400}
    assert {browser.post(address, {"any": "a\x00b"}).status_code for address in pages.values()} == {400}


NAMES = ("%00", "%ff", "..%2f..%2fetc%2fpasswd", "%3Cscript%3Ealert(7)%3C%2Fscript%3E", "9" * 400, "%E5%90%8D" * 90)


def test_no_address_breaks_whatever_it_names(city):
    """Each part of each address is replaced by two of the six names, another two than in the part before."""
    found: list[str] = []
    browser, asked = browser_of(city, "resident"), 0
    for address in addresses(city).values():
        parts = address.strip("/").split("/")
        for place in range(len(parts)):
            for name in (NAMES[asked % 6], NAMES[(asked + 3) % 6]):
                changed = "/" + "/".join([*parts[:place], name, *parts[place + 1 :]]) + "/"
                with transaction.atomic():
                    found += harm(browser.get(changed), changed[:80])
                    transaction.set_rollback(True)
            asked += 1
    assert not found
    assert asked > 250


TYPED = (HARM, "名" * 90_000, "-1", "9" * 5000, "")


@pytest.mark.parametrize("who", WHO, ids=str)
def test_no_form_breaks_whatever_is_typed(city, who):
    """Every form that a page shows is sent as a browser would, its text fields full of harm."""
    found: list[str] = []
    browser, sent = browser_of(city, who), set()
    for route, address in addresses(city).items():
        page = browser.get(address)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html") or route.startswith("api:"):
            continue
        for form in Forms(text(page), address).found:
            known = (form.action, *form.values, *form.texts)
            if "logout" in form.action or known in sent:
                continue
            sent.add(known)
            for turn in range(TURNS if form.texts else 1):
                with transaction.atomic():
                    response = browser.post(form.action, form.values | mixed(form.texts, turn, TYPED), follow=True)
                    found += harm(response, f"{route} -> {form.action} {form.texts} turn {turn}")
                    transaction.set_rollback(True)
    assert not found
    assert sent


WRITTEN = {
    "name", "title", "subject", "reason", "words", "reply", "applicant_name", "item_name", "short_name", "text", "post",
    "holder",
}  # fmt: skip
UNTOUCHED = {"journal_line", "access_role"}


def poison(value: str) -> int:
    """Words that people write, in every table, become harm; codes and keys stay."""
    changed = 0
    for model in apps.get_models():
        written = {
            one.name: value[: one.max_length]
            for one in model._meta.get_fields()
            if isinstance(one, models.CharField | models.TextField)
            and one.name in WRITTEN and not one.unique and not one.choices and not one.primary_key
        }  # fmt: skip
        if written and model.__module__.startswith("banshi") and model._meta.db_table not in UNTOUCHED:
            changed += model._default_manager.update(**written)
    return changed


def test_what_is_stored_is_shown_and_never_run(city, undone):
    assert poison(HARM) > 100
    shown = 0
    found: list[str] = []
    for who in WHO:
        browser = browser_of(city, who)
        for route, address in addresses(city).items():
            with transaction.atomic():
                response = browser.get(address)
                found += harm(response, f"{who} {route}")
                shown += "&lt;script&gt;alert(7)" in text(response)
                transaction.set_rollback(True)
    assert not found
    assert shown > 40


FORMULAS = ("=cmd()|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1")


@pytest.mark.parametrize("value", FORMULAS, ids=ascii)
def test_no_cell_computes(value):
    assert spreadsheet.safe(value) == f"'{value}"


def test_no_export_computes(city, undone):
    poison(FORMULAS[0])
    rows = 0
    for who in (None, "zheng.hao", "lin.dao", "sun.bo"):
        for code in Definition.objects.values_list("pk", flat=True):
            asked = {"from": "2026-01-01", "to": "2026-03-02"}
            response = city.client(who).get(f"/indicators/{code}/records.csv", asked)
            if response.status_code != 200:
                continue
            for row in csv.reader(io.StringIO(text(response).removeprefix(spreadsheet.BOM), newline="")):
                rows += 1
                assert not any(cell.startswith(spreadsheet.FORMULA) for cell in row), (who, code, row)
    assert rows > 20


def packed(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


HOSTILE = {
    "a program called pdf": ("a.pdf", b"MZ\x90\x00\x03" + b"\0" * 200, "file_kind"),
    "a pdf called exe": ("a.exe", PDF, "file_mismatch"),
    "html before the pdf": ("a.pdf", b"<html><script>alert(7)</script>" + PDF, "file_kind"),
    "a drawing with a script": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(7)</script></svg>', "file_kind"),
    "a drawing called png": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>', "file_kind"),
    "a bomb": ("a.docx", packed(**{"word/document.xml": b"", "bomb": b"\0" * (220 * 2**20)}), "file_kind"),
    "an archive that climbs": ("a.docx", packed(**{"word/document.xml": b"x", "../../etc/passwd": b"x"}), "file_kind"),
    "nothing": ("a.pdf", b"", "file_empty"),
    "too much": ("a.pdf", PDF + b"\0" * (20 * 2**20), "file_too_large"),
    "two endings": ("a.pdf.html", PDF, "file_mismatch"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_page_and_program_alike(city, undone, name):
    called, content, code = HOSTILE[name]
    browser, before = city.client(city.resident), StoredFile.objects.count()
    answer = browser.post("/api/files", {"file": SimpleUploadedFile(called, content)})
    assert answer.status_code in {409, 422} and (answer.json()["code"] == code or not content)
    (material,) = city.things["materials"][:1]
    answer = browser.post(
        f"/my/applications/{city.things['draft']}/edit/", {f"m-{material}": SimpleUploadedFile(called, content)}
    )
    assert answer.status_code == 422
    assert StoredFile.objects.count() == before


def test_a_file_that_is_both_pdf_and_page_is_only_ever_handed_over(city, undone):
    """A polyglot that begins as a PDF is one; it is served as what it is, to be saved, in a sandbox."""
    content = PDF + b"<html><script>alert(7)</script></html>"
    browser = city.client(city.resident)
    stored = browser.post("/api/files", {"file": SimpleUploadedFile("../..\\x; <b>.pdf", content)}).json()
    assert not set(stored["name"]) & set('/\\"<>')
    StoredFile.objects.filter(pk=stored["id"]).update(owner_kind="application", owner_key=city.things["waiting"])
    served = browser.get(f"/files/{stored['id']}/")
    assert served["Content-Type"] == "application/pdf" and served["Content-Disposition"].startswith("attachment;")
    assert served["X-Content-Type-Options"] == "nosniff" and "sandbox" in served["Content-Security-Policy"]


WRONG_IDS = {
    "wrong check digit": "211102199003070021", "February 30th": "211102199002300024", "born tomorrow": "211102202603030022",
    "born in 1799": "211102179903070020", "letters": "21110219900307002A",
    "full-width": "２１１１０２１９９００３０７００２０", "empty": "", "long": "2" * 40, "fifteen wrong": "211102909930700",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_IDS)
def test_a_number_of_nobody_registers_nobody(city, undone, name):
    before = Party.objects.count(), User.objects.count()
    browser = city.client()
    code = browser.post("/login/", {"phone": "13700000009"}, follow=True).context["asked"].shown
    assert browser.post("/login/code/", {"code": code}).url == "/login/who/"
    answer = browser.post("/login/who/", {"name": "某人", "citizen_id": WRONG_IDS[name], "agree": "on"})
    assert answer.status_code in {200, 422} and answer.context["form"].errors
    window = city.client("liu.yang").post(
        "/desk/receive/jsz-qmhz/",
        {"kind": "person", "name": "某人", "number": WRONG_IDS[name], "key": "a" * 16, "action": "submit"},
    )
    assert window.status_code == 422
    assert (Party.objects.count(), User.objects.count()) == before


WRONG_CODES = (
    "91211103MA10ABC34V", "91211103MA10ABC34", "91211103MAIOZSV34U", "0" * 18, "９１２１１１０３ＭＡ１０ＡＢＣ３４Ｕ", "",
)  # fmt: skip


@pytest.mark.parametrize("code", WRONG_CODES)
def test_a_code_of_no_company_joins_none(city, undone, code):
    answer = city.client(city.resident).post("/me/organisations/", {"name": "某某公司", "credit_code": code})
    assert answer.status_code in {200, 422} and answer.context["form"].errors


LARGE = "名" * 3_500_000  # ten megabytes
FILLED = {
    "/login/": ("phone",), "/me/organisations/": ("name", "credit_code"), "/me/agents/": ("agent_name",),
    "/items/sc-spjy/apply/": ("f-premises", "action"), "/appointments/request/": ("reason",),
    "/desk/receive/jsz-qmhz/": ("name", "number"), "/staff/login/": ("login", "password"), "/i18n/setlang/": ("next",),
}  # fmt: skip


@pytest.mark.parametrize("address", FILLED)
def test_ten_megabytes_of_name_are_put_away_unread(city, undone, address):
    browser = city.client("liu.yang" if "/desk/" in address else city.resident)
    page = browser.post(address, dict.fromkeys(FILLED[address], LARGE))
    assert page.status_code == 400 and len(page.content) < 20_000


def test_a_program_is_told_alike(city, undone):
    given = {"item": "sc-spjy", "form": {"premises": LARGE}}
    asked = {"Idempotency-Key": "test-large"}
    answer = city.client(city.resident).post("/api/applications", given, content_type="application/json", headers=asked)
    assert answer.status_code == 400 and answer.json()["code"] == "bad_request"


WRONG_DAYS = (
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "0000-00-00",
    "1799-01-01",
    "2026-02-28",
    "9999-12-31",
    "昨天",
    "",
)


def give_days(city: City, day: str) -> tuple[list[int], tuple[int, int]]:
    """An agency that ends on the day and an extended hour asked for it: the answers, and how many there are then."""
    browser = city.client(city.resident)
    agent = {"agent_name": "赵敏", "agent_phone": "13700000008", "scope": "all", "principal": city.party.pk}
    hour = {"party": city.party.pk, "part": "morning", "reason": "工作时间走不开", "item": "sfz-bl"}
    answers = [
        browser.post("/me/agents/", agent | {"until": day}),
        browser.post("/appointments/request/?item=sfz-bl", hour | {"day": day}),
    ]
    return [answer.status_code for answer in answers], (Agency.objects.count(), Request.objects.count())


@pytest.mark.parametrize("day", WRONG_DAYS)
def test_a_day_that_cannot_be_is_told_and_nothing_happens(city, undone, day):
    """Today is the second of March 2026."""
    before = Agency.objects.count(), Request.objects.count()
    answers, after = give_days(city, day)
    assert set(answers) <= {200, 409, 422} and after == before


def test_a_day_that_can_be_is_taken(city, undone):
    before = Agency.objects.count(), Request.objects.count()
    assert give_days(city, "2026-03-07")[1] == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("day", [day for day in WRONG_DAYS if day not in {"2026-02-28", "1799-01-01", "9999-12-31"}])
def test_a_grant_begins_on_a_real_day(city, undone, day):
    before = Grant.objects.count()
    given = {"role": "clerk", "office_path": "/2111/", "first": day, "last": ""}
    assert city.client("sec.admin").post("/staff/accounts/li.ming/grant/", given).status_code == 422
    assert Grant.objects.count() == before
