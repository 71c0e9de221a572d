"""Reading the cases that a lawyer can read (cases/README.yaml says how they are written) and the packs they rest on."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from banshi.kernel.clock import Calendar, Limit
from banshi.kernel.packs.collecting import collect
from banshi.registers.catalogue.rules import dated
from banshi.registers.credit.rules import penalties
from banshi.registers.credit.rules.publication import Adverse, Rule
from banshi.registers.credit.schema import KindRow

FOLDER = Path(__file__).with_name("cases")


def cases(pattern: str) -> list[dict[str, Any]]:
    files = (path for path in sorted(FOLDER.glob(pattern)) if path.stem != "README")
    return [case for path in files for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


@cache
def national() -> Any:
    found = collect(["national"], folder=settings.PACKS)
    assert not found.faults
    return found


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(row.data.rule() for row in national().rows["credit_publication"])


@cache
def kinds() -> Mapping[str, KindRow]:
    return {row.key: row.data for row in national().rows["credit_kinds"]}


@cache
def calendar() -> Calendar:
    return Calendar.from_csv(settings.PACKS / "national" / "calendar.csv")


def statutory(code: str, on: date) -> Limit | None:
    """The limit of national/statutes.yaml on a day."""
    (file,) = national().rows["statutes"]
    text = dated({day.isoformat(): value for day, value in file.data.limits[code].values.items()}, on)
    return Limit.parse(text) if text else None


def adverse(said: Mapping[str, Any]) -> Adverse:
    return Adverse(
        record=said.get("kind", "penalty"),
        decided_on=said.get("decided"),
        valid_until=said.get("valid_until"),
        published_on=said.get("published"),
        penalty=penalties.read(said.get("content", ""), unit=said.get("unit", ""), cents=said.get("yuan", 0) * 100),
    )
