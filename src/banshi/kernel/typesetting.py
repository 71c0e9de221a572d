"""Typesetting 排版: a PDF from a template and what is stated on it. Fonts come with the project: every machine makes the same."""

import json
from importlib.resources.abc import Traversable
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst


def typeset(template: Traversable, stated: dict[str, Any]) -> bytes:
    """The PDF, unsigned. The template reads what is stated as JSON from `sys.inputs.stated`."""
    return typst.compile(  # type: ignore[misc]  # the stub cannot say: bytes in, bytes out
        template.read_bytes(),
        sys_inputs={"stated": json.dumps(stated, ensure_ascii=False)},
        font_paths=list(pylopdf_fonts_zh_cn.__path__),
        ignore_system_fonts=True,
    )


def qr(text: str) -> str:
    """A QR code as SVG, for a template; it can be read with a seventh of it spoiled (ISO/IEC 18004, level M)."""
    return str(segno.make(text, error="m").svg_inline(border=0))
