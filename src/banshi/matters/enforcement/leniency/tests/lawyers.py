"""Reading the cases that a lawyer can read (cases/README.yaml says how they are written)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from banshi.kernel.clock import Calendar
from banshi.kernel.packs.registry import Reading
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law, Provision, Row
from banshi.matters.enforcement.leniency.rules import index

FOLDER = Path(__file__).with_name("cases")
CASES = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem != "README"
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def known(value: Any, otherwise: Any = None) -> Any:
    return None if value == "unknown" else otherwise if value is None else value


def facts_of(said: Mapping[str, Any]) -> Facts:
    act = said.get("act", date(2022, 3, 1))
    corrected = said.get("corrected")
    answers = {**dict.fromkeys(said.get("is", ()), True), **dict.fromkeys(said.get("is_not", ()), False)}
    return Facts(
        offence=said["offence"],
        act_on=act,
        decided_on=said.get("decided", date(2022, 4, 1)),
        party=said.get("party", "person"),
        born_on=known(said.get("born"), date(1980, 1, 1)),
        capacity=said.get("capacity", "full"),
        established=known(said.get("established"), True),
        continuing=known(said.get("continuing"), False),
        ended_on=said.get("end"),
        found_on=known(said.get("found"), act),
        harm=said.get("harm"),
        ordered_on=said.get("ordered"),
        ordered_until=said.get("until"),
        corrected=None if corrected is None else corrected is not False,
        corrected_on=corrected if isinstance(corrected, date) else None,
        answers=answers,
        quantities={name: Decimal(str(value)) for name, value in said.get("quantities", {}).items()},
        earlier=[earlier(one) for one in said.get("earlier", ())],
        searched=frozenset(said.get("searched", ["city"])),
    )


def earlier(said: Mapping[str, Any]) -> Earlier:
    return Earlier(said["offence"], said.get("field", ""), said["day"], said.get("register", "city"), "示例")


def law_of(case: Mapping[str, Any], reading: Reading, calendar: Calendar) -> Law:
    given = case.get("provisions")
    found = [provision(one) for one in given] if given else chain(case["facts"]["offence"], reading)
    return Law(found, calendar)


def provision(said: Mapping[str, Any]) -> Provision:
    return Provision(
        said["offence"], "示例", "示例规定 第一条", "示例规定 第二条", said["from"], said.get("to"),
        strict=said.get("strict", False), max_yuan=said.get("max_yuan"),
    )  # fmt: skip


def chain(code: str, reading: Reading) -> list[Provision]:
    """The same act under one law after the other."""
    offences = {row.key: row.data for row in reading.rows["offences"]}
    while before := next((one.code for one in offences.values() if one.replaced_by == code), ""):
        code = before
    found = []
    while code:
        one = offences[code]
        found.append(
            Provision(
                one.code, one.field, one.duty, one.penalty, one.valid_from, one.valid_to, one.protects, one.strict,
                one.max_yuan,
            )
        )  # fmt: skip
        code = one.replaced_by
    return found


def lists_of(case: Mapping[str, Any], listed: Iterable[Row]) -> Mapping[str, Any]:
    if case.get("list") == "no":
        return {}
    if "rows" in case:
        return index(
            Row.of(row["code"], row["offence"], row["kind"], row["conditions"], row["from"]) for row in case["rows"]
        )
    return index(listed)
