"""File kinds 文件类型: what may be handed in, told from the content; the name must agree. Pure."""

import re
import unicodedata
import zipfile
from io import BytesIO

import filetype

from banshi.kernel.refusal import Refused

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 100
UNPACKED_LARGEST = 200 * 1024 * 1024
PARTS_MOST = 5000

PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXTENSIONS = {
    PDF: {"pdf"},
    JPEG: {"jpg", "jpeg"},
    PNG: {"png"},
    HEIC: {"heic"},
    OFD: {"ofd"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
}
PACKED = {"OFD.xml": OFD, "word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ACCEPT = ",".join(f".{extension}" for extensions in EXTENSIONS.values() for extension in sorted(extensions))


def content_type(content: bytes, name: str) -> str:
    """The real type of the content. Refused: empty, too large, unknown, executable, or not what its name says."""
    if not content:
        raise Refused("file_empty", "文件是空的，请重新选择。")
    if len(content) > LARGEST:
        raise Refused("file_too_large", "文件超过20MB，请压缩或拆分后上传。")
    found = _sniffed(content)
    if found not in EXTENSIONS:
        raise Refused("file_kind", "只接受PDF、JPG、PNG、HEIC、OFD、DOCX、XLSX文件。")
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS[found]:
        raise Refused("file_mismatch", "文件内容与扩展名不一致，请核对后重新上传。")
    return found


def clean_name(name: str) -> str:
    """The last part of the name, without path, control, bidirectional or shell characters; never empty, never long."""
    name = unicodedata.normalize("NFC", name[-4096:].replace("\\", "/").rpartition("/")[2])
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    name = re.sub(r'[<>:"|?*;`$&%#]', "_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    kept = stem[: LONGEST_NAME - len(extension) - 1] or "file"
    return f"{kept}.{extension}" if dot and len(extension) <= 10 else kept[:LONGEST_NAME]


def _sniffed(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04":
        return _packed(content)
    kind = filetype.guess(content[:8192])
    found = kind.mime if kind else ""
    if found == PDF and not content.startswith(b"%PDF-"):
        return ""
    return "image/heic" if found in {"image/heif", "image/heic"} else found


def _packed(content: bytes) -> str:
    """OFD and Office files are ZIP archives; one with macros, encryption or absurd contents is none of them."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    names = {part.filename for part in parts}
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_LARGEST:
        return ""
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) or part_is_odd(name) for name in names):
        return ""
    return next((found for marker, found in PACKED.items() if marker in names), "")


def part_is_odd(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/")
