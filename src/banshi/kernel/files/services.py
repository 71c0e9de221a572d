"""Storing and reading files."""

import hashlib
import logging
import uuid
from collections.abc import Collection
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from banshi.kernel import ports
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.files import disk, kinds
from banshi.kernel.files.models import StoredFile
from banshi.kernel.refusal import Refused
from banshi.kernel.writing import write

UPLOAD = "upload"  # the owner of a file that belongs to nothing yet; its key is the uploader's
log = logging.getLogger(__name__)
# As text, because the ORM takes longer to write it than PostgreSQL to do it, and so written that one plan serves every
# time: the array through a subquery, lest its length make a new plan; the owners as one text, lest all that a person
# ever uploaded be looked through.
ADOPT = """
    UPDATE files_storedfile SET owner_kind = %s, owner_key = %s
    WHERE id = ANY(ARRAY(SELECT unnest(%s::uuid[]))) AND owner_kind || ':' || owner_key = ANY(%s) RETURNING id"""


class Damaged(Exception):
    """The bytes on disk are not those that were stored."""


def store(upload: UploadedFile, *, by: Actor, owner_kind: str, owner_key: str, at: datetime) -> StoredFile:
    """收取文件: check what a person hands in, then keep it. The caller checks that they may hand it in at all."""
    if (upload.size or 0) > kinds.LARGEST:
        raise Refused("file_too_large", "文件超过20MB，请压缩或拆分后上传。")
    name = kinds.clean_name(upload.name or "")
    content = upload.read(kinds.LARGEST + 1)
    content_type = kinds.content_type(content, name)
    scan(content)
    return _keep(
        content, name=name, content_type=content_type, owner_kind=owner_kind, owner_key=owner_key, by=by, at=at
    )


def keep(content: bytes, *, name: str, owner_kind: str, owner_key: str, at: datetime | None = None) -> StoredFile:
    """保存: a file that the city itself made, such as a certificate."""
    name = kinds.clean_name(name)
    made = Actor.system("files")
    return _keep(
        content,
        name=name,
        content_type=kinds.content_type(content, name),
        owner_kind=owner_kind,
        owner_key=owner_key,
        by=made,
        at=at or moments.now(),
    )


def adopt(ids: Collection[str], *, owner_kind: str, owner_key: str, by: Actor) -> None:
    """归入: files that `by` uploaded become part of a thing. Raises Refused if any is not theirs to give."""
    if not ids:
        return
    refused = Refused("unknown_file", "没有找到您上传的文件，请重新上传。")
    try:
        wanted = {uuid.UUID(str(one)) for one in ids}
    except ValueError:
        raise refused from None
    owners = [f"{UPLOAD}:{by.user_id}", f"{owner_kind}:{owner_key}"]
    write(ADOPT, [owner_kind, owner_key, list(wanted), owners], must=(len(set(ids)), refused))


def read(stored: StoredFile) -> bytes:
    """The bytes, compared with their digest: what was stored, or Damaged."""
    content = disk.read(stored.pk)
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise Damaged(str(stored.pk))
    return content


def scan(content: bytes) -> None:
    """A file that cannot be scanned is not taken: no scanner, no upload."""
    try:
        found = ports.virus_scan().scan(content)
    except OSError:
        log.exception("virus scan failed")
        raise Refused("scan_unavailable", "病毒查杀暂不可用，文件没有保存，请稍后再试。") from None
    if found:
        log.warning("upload refused: %s", found)
        raise Refused("virus", "文件未通过病毒查杀，没有保存。请检查您的设备。")


def _keep(
    content: bytes, *, name: str, content_type: str, owner_kind: str, owner_key: str, by: Actor, at: datetime
) -> StoredFile:
    key = uuid.uuid4()
    disk.write(key, content)
    return StoredFile.objects.create(
        id=key, owner_kind=owner_kind, owner_key=owner_key, name=name, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content_type=content_type, stored_at=at, stored_by=str(by),
    )  # fmt: skip
