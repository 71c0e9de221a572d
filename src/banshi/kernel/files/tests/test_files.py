"""What is taken, what is refused, who may open it, and that it is on disk before the row is."""

import io
import zipfile
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel import ports
from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.files import disk, kinds, owners, scan, services
from banshi.kernel.files.models import StoredFile
from banshi.kernel.refusal import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
BY = Actor(3, "王芳", "resident")


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def hand_in(content: bytes, name: str = "身份证.pdf", key: str = "SQ-2026-000001") -> StoredFile:
    return services.store(SimpleUploadedFile(name, content), by=BY, owner_kind="test", owner_key=key, at=NOW)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (PDF, "a.PDF", kinds.PDF),
        (PNG, "a.png", kinds.PNG),
        (JPEG, "a.jpeg", kinds.JPEG),
        (packed("[Content_Types].xml", "word/document.xml"), "申请书.docx", kinds.DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "清单.xlsx", kinds.XLSX),
        (packed("OFD.xml", "Doc_0/Document.xml"), "证照.ofd", kinds.OFD),
    ],
)
def test_the_kind_is_told_from_the_content(content, name, found):
    stored = hand_in(content, name)
    assert (stored.content_type, stored.size) == (found, len(content))
    assert services.read(stored) == content


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (b"MZ\x90\0" + b"\0" * 100, "a.pdf", "file_kind"),
        (b"\x7fELF" + b"\0" * 100, "a.pdf", "file_kind"),
        (b"#!/bin/sh\nrm -rf /\n", "a.pdf", "file_kind"),
        (b"<html><script>alert(1)</script>", "a.pdf", "file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "a.png", "file_kind"),
        (b"just text", "a.txt", "file_kind"),
        (PNG, "a.pdf", "file_mismatch"),
        (PDF, "a.pdf.exe", "file_mismatch"),
        (PDF, "noextension", "file_mismatch"),
        (packed("evil.sh"), "a.docx", "file_kind"),
        (packed("word/document.xml", "word/vbaProject.bin"), "a.docx", "file_kind"),
        (packed("word/document.xml", "../../etc/passwd"), "a.docx", "file_kind"),
        (b"PK\x03\x04 broken", "a.docx", "file_kind"),
        (PDF + b"0" * kinds.LARGEST, "a.pdf", "file_too_large"),
        (PDF + scan.EICAR, "a.pdf", "virus"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(content, name, code, folder):
    with pytest.raises(Refused) as why:
        hand_in(content, name)
    assert why.value.code == code
    assert not StoredFile.objects.exists() and not folder.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\wang\\证件.pdf", "证件.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("evil\u202egnp.pdf", "evilgnp.pdf"),
        ('x"; filename="y.pdf', "x__ filename=_y.pdf"),
        ("....pdf", "pdf"),
        ("", "file"),
    ],
)
def test_a_name_loses_its_tricks(name, kept):
    assert kinds.clean_name(name) == kept


def test_a_name_of_ten_megabytes_is_cut():
    assert len(kinds.clean_name("名" * 10_000_000 + ".pdf")) == kinds.LONGEST_NAME


def test_a_bomb_of_parts_is_no_document():
    assert kinds._packed(packed("word/document.xml", *(f"p{n}" for n in range(kinds.PARTS_MOST)))) == ""


def test_nothing_a_person_typed_reaches_the_disk(folder):
    stored = hand_in(PDF, "张三的证件.pdf")
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [stored.pk.hex]
    assert disk.path_of(stored.pk).stat().st_mode & 0o777 == 0o600


def test_the_file_is_durable_before_its_row(monkeypatch):
    """fsync of the content, then of its folder, then the row: a killed process leaves no row without its file."""
    order: list[str] = []
    fsync = disk.os.fsync
    monkeypatch.setattr(disk.os, "fsync", lambda fd: (order.append("fsync"), fsync(fd))[1])
    create = StoredFile.objects.create
    monkeypatch.setattr(StoredFile.objects, "create", lambda **row: (order.append("row"), create(**row))[1])
    hand_in(PDF)
    assert order == ["fsync", "fsync", "fsync", "row"]


def test_a_changed_file_is_noticed():
    stored = hand_in(PDF)
    disk.path_of(stored.pk).write_bytes(b"%PDF-forged")
    with pytest.raises(services.Damaged):
        services.read(stored)


def test_no_scanner_no_upload(monkeypatch):
    class Dead:
        def scan(self, content):
            raise OSError("connection refused")

    monkeypatch.setattr(ports, "virus_scan", Dead)
    with pytest.raises(Refused, match="病毒查杀暂不可用"):
        hand_in(PDF)


def test_a_file_opens_only_for_whom_its_owner_allows(client, django_user_model):
    wang = django_user_model.objects.create(username="r-wang", name="王芳", kind="resident")
    li = django_user_model.objects.create(username="r-li", name="李强", kind="resident")
    stored = hand_in(PDF, "身份证 正面.pdf")
    url = f"/files/{stored.pk}/"
    client.force_login(wang)
    assert client.get(url).status_code == 404  # nobody has said who may open this kind
    owners.checkers["test"] = lambda actor, key: actor.user_id == wang.pk and key == "SQ-2026-000001"
    try:
        response = client.get(url)
        assert response.status_code == 200 and response.content == PDF
        assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        client.force_login(li)
        assert client.get(url).status_code == 404
        client.logout()
        assert client.get(url).status_code == 404
        assert client.post(url).status_code in {403, 405}
    finally:
        del owners.checkers["test"]
