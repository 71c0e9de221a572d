"""The method of the model city, read from its pack without a database, and the cases that a lawyer can read."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from banshi.kernel.packs.collecting import collect
from banshi.matters.enforcement.inspections.risk import rules
from banshi.matters.enforcement.inspections.risk.rules import Boundary, Criterion, Dossier, Fact, Method

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
LONG_AGO = date(2018, 1, 1)


@cache
def rows() -> tuple[tuple[Criterion, ...], tuple[Boundary, ...]]:
    found = collect(["panjin-demo"], folder=settings.PACKS)
    assert not found.faults
    criteria = tuple(row.data.criterion() for row in found.rows["risk_criteria"])
    return criteria, tuple(row.data.boundary() for row in found.rows["risk_classes"])


def method(day: date) -> Method:
    found = rules.method_on(*rows(), day)
    assert found
    return found


def fact(said: Any) -> Fact:
    """A fact as a case writes it."""
    said = said if isinstance(said, dict) else {"of": said[0], "dated": said[1]}
    kind, _colon, degree = said["of"].partition(":")
    return Fact(
        kind, degree, said["dated"], said["of"], "示例", until=said.get("until"), certain=said.get("certain", True),
        barred=said.get("barred", ""),
    )  # fmt: skip


def dossier(case: dict[str, Any]) -> Dossier:
    return Dossier(case.get("known", LONG_AGO), tuple(map(fact, case["facts"])))
