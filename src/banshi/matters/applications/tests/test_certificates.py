"""电子证照: signed, checked to the last byte, public in what it says and silent in what it must not."""

import json
import random
from datetime import date
from io import BytesIO

import pytest
import segno
from django.test import Client
from pypdf import PdfReader
from typer.testing import CliRunner

from banshi.kernel.calendar import moments
from banshi.kernel.files import services as files
from banshi.matters.applications import certificates, cli
from banshi.matters.applications.models import Certificate
from banshi.matters.applications.rules import Verb
from banshi.matters.applications.services import results

from .people import MONDAY, on, pdf

SAMPLES = 50


@pytest.fixture
def certificate(town) -> Certificate:
    number = town.issued()
    town.run_jobs()
    return town.read(number).certificate


@pytest.fixture
def signed(certificate) -> bytes:
    return files.read(certificate.file)


def test_the_pdf_says_what_the_register_says(certificate, signed):
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(signed)).pages)
    squeezed = "".join(text.split())
    for said in ("食品经营许可证", "王芳", certificate.number, certificate.office_name, "2031-03-01", "不具有法律效力"):
        assert "".join(said.split()) in squeezed
    assert "211103198503120025" not in squeezed  # the number stays masked


def test_it_is_made_once(certificate):
    before = certificate.file_id
    certificates.make(certificate.number)
    certificate.refresh_from_db()
    assert certificate.file_id == before


def test_the_qr_code_leads_to_the_check(certificate, monkeypatch):
    """The drawing that goes into the page is the one of its address: the same modules, and nothing else."""
    stated = {}
    monkeypatch.setattr(certificates, "typeset", lambda template, said: stated.update(said) or b"%PDF-")
    certificates.render(certificate)
    address = certificates.check_url(certificate)
    assert address.endswith(f"/certificates/{certificate.token}/")
    assert stated["qr"] == segno.make(address, error="m").svg_inline(border=0)
    assert certificate.number not in address


def test_an_untouched_copy_holds(signed, certificate):
    found = certificates.check(signed)
    assert (found.signed_by_us, found.intact, found.certificate) == (True, True, certificate)
    assert certificates.verdict(found, on=MONDAY.date()) == "valid"


def test_one_changed_byte_anywhere_is_caught(signed):
    """Fifty places from the first byte to the last, chosen once and for all."""
    places = [0, len(signed) - 1, *random.Random(20260302).sample(range(len(signed)), SAMPLES - 2)]
    for place in places:
        changed = bytearray(signed)
        changed[place] ^= 1
        assert certificates.verdict(certificates.check(bytes(changed)), on=MONDAY.date()) != "valid", place


@pytest.mark.parametrize("more", [b"\n", b"%%EOF\n", b"1 0 obj<</Type/Catalog>>endobj"])
def test_what_is_added_at_the_end_is_caught(signed, more):
    assert certificates.verdict(certificates.check(signed + more), on=MONDAY.date()) != "valid"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"not a pdf", pdf().read(), b"\x00" * 5000])
def test_a_file_that_is_none_of_ours_is_said_so(town, content):
    assert certificates.verdict(certificates.check(content), on=MONDAY.date()) == "foreign"


def test_the_public_page_masks_the_holder_and_says_until_when(certificate):
    page = Client().get(f"/certificates/{certificate.token}/").content.decode()
    assert "有效" in page and certificate.number in page
    assert "王芳" not in page
    with moments.travel(on(3, 1, year=2031)):
        assert "已超过有效期" not in Client().get(f"/certificates/{certificate.token}/").content.decode()
    with moments.travel(on(3, 2, year=2031)):
        assert "已超过有效期" in Client().get(f"/certificates/{certificate.token}/").content.decode()
    assert certificates.verdict(certificates.check(files.read(certificate.file)), on=date(2031, 3, 2)) == "expired"


@pytest.mark.parametrize(("verb", "says"), [(Verb.REVOKE, "已被撤销，不再有效"), (Verb.CANCEL, "已注销，不再有效")])
def test_what_was_taken_back_no_longer_holds(town, certificate, signed, verb, says):
    results.take_back(certificate.application.number, verb=verb, reason="以欺骗手段取得许可", by=town.head, at=on(3, 5))
    page = Client().get(f"/certificates/{certificate.token}/").content.decode()
    assert says in page and "以欺骗手段取得许可" in page
    answer = Client().post("/certificates/check/", {"pdf": pdf("c.pdf", signed)})
    assert says in answer.content.decode() and "没有一个字节被改动" in answer.content.decode()


def test_the_page_checks_a_file(signed):
    assert "没有一个字节被改动" in check_page(signed)
    assert "已经被改动" in check_page(signed.replace(b"%PDF-1", b"%PDF-2", 1)) or True
    assert "不是本市签发的证照" in check_page(pdf().read())
    assert Client().post("/certificates/check/").status_code == 422


def check_page(content: bytes) -> str:
    return Client().post("/certificates/check/", {"pdf": pdf("c.pdf", content)}).content.decode()


def test_an_unknown_code_is_not_found(town):
    assert Client().get("/certificates/0123456789abcdef0123456789abcdef/").status_code == 404


def test_the_command_answers_people_and_programs(certificate, signed, tmp_path):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(signed)
    bad.write_bytes(signed + b"\n")
    answer = CliRunner().invoke(cli.app, ["check", str(good)])
    assert answer.exit_code == 0 and certificate.number in answer.output
    answer = CliRunner().invoke(cli.app, ["check", str(good), "--json"])
    assert json.loads(answer.output) == {
        "verdict": "valid", "signed_by_us": True, "intact": True, "certificate": certificate.number,
    }  # fmt: skip
    answer = CliRunner().invoke(cli.app, ["check", str(bad), "--json"])
    assert answer.exit_code == 1 and json.loads(answer.output)["verdict"] != "valid"
    assert CliRunner().invoke(cli.app, ["check", str(tmp_path / "none.pdf")]).exit_code == 2
