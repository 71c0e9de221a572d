"""Translations: compiled from the .po files where the .mo files are missing or older, without GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_all() -> int:
    """Compile what has changed. Returns how many files were written."""
    written = 0
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).rglob("*.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalog = read_po(file)
            staging = target.with_suffix(".part")
            with staging.open("wb") as file:
                write_mo(file, catalog)
            staging.replace(target)
            written += 1
    return written
