"""This city's lake, and what a run in it is told. The only place where the pipeline meets the settings."""

import hashlib
from datetime import date
from pathlib import Path

from django.conf import settings

from banshi.registers.credit.pipeline.ingesting import Settings
from banshi.registers.credit.pipeline.lake import Lake


def lake() -> Lake:
    """The city's lake, with its key."""
    return Lake(settings.CREDIT_HOME / "lake", hashlib.sha256(settings.CREDIT_KEY.encode()).digest())


def drop_folder() -> Path:
    """Where units' deliveries wait: one directory `unit-NN` each."""
    return Path(settings.CREDIT_HOME) / "in"


def run_settings(today: date, *, memory: int = 3 << 30, engine: str = "duckdb") -> Settings:
    """What the stages need to know on this day. `memory` is the engine's limit in bytes."""
    return Settings(today, settings.PACKS / "national", settings.PACKS / settings.CITY_PACK, memory, engine)
