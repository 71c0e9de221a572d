"""What a case is weighed with: its facts, the law and the list of the day, and what the city's records know of the party."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q

from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.packs.selectors import generation
from banshi.matters.enforcement.leniency.facts import Earlier, Facts, Law, Lists, Provision, Row, Standard
from banshi.matters.enforcement.leniency.models import Case, JointParty, ListedSlip
from banshi.matters.enforcement.leniency.procedure import State
from banshi.matters.enforcement.leniency.rules import Assessment, amount_due, assess, index
from banshi.matters.enforcement.offences.models import Discretion, Offence
from banshi.registers.catalogue import selectors as catalogue

Said = dict[str, Any]
"""What the officers recorded, as JSON: days as text, quantities as text."""


def assessment(case: Case, *, on: date) -> Assessment:
    return assess(facts_of(case, on=on), lists(), law_of(case.offence, on=on))


def amount(case: Case, *, on: date) -> int:
    """应罚额 in 分 by the published standard of the day."""
    return amount_due(standards(case.offence), facts_of(case, on=on), law_of(case.offence, on=on))


def facts_of(case: Case, *, on: date, before: Sequence[Earlier] | None = None) -> Facts:
    """The facts as judged on a day; `before`: the earlier violations, for who has looked them up already."""
    said = case.said
    corrections = list(case.corrections.order_by("pk")) if case.pk else []
    last = corrections[-1] if corrections else None
    corrected_on = last.corrected_on if last else _day(said.get("corrected_on"))
    return Facts(
        offence=case.offence_id,
        act_on=case.act_on,
        decided_on=on,
        party="person" if case.party_kind == "person" else "organisation",
        born_on=case.party.birth_on,
        capacity=said.get("capacity", "full"),
        established=said.get("established", True),
        continuing=said.get("continuing", False),
        ended_on=_day(said.get("ended_on")),
        found_on=_day(said.get("found_on")),
        harm=said.get("harm"),
        ordered_on=last.ordered_on if last else None,
        ordered_until=last.until if last else None,
        corrected=False if last and last.rechecked_on and not corrected_on else None if not corrected_on else True,
        corrected_on=corrected_on,
        answers=said.get("answers", {}),
        quantities={name: Decimal(value) for name, value in said.get("quantities", {}).items()},
        earlier=earlier(case) if before is None else before,
        searched=frozenset({"city", *said.get("searched", ())}),
        evidence=said.get("evidence", {}),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def earlier(case: Case) -> list[Earlier]:
    """初次违法 is looked up, not believed: what this city has decided against any of its parties before and did not undo."""
    concerned = case.parties
    together = JointParty.objects.filter(party__in=concerned).values("case")
    found = Case.objects.filter(Q(party__in=concerned) | Q(pk__in=together), decided_at__isnull=False).exclude(
        pk=case.pk
    )
    found = found.exclude(state=State.WITHDRAWN).exclude(chosen="unproven").select_related("offence")
    return [Earlier(one.offence_id, one.offence.field, one.act_on, "city", one.number) for one in found]


def law_of(offence: Offence, *, on: date) -> Law:
    window = catalogue.statutory("first-offence", on)
    return Law(chain(offence), calendars.current(), **({"first_window": str(window)} if window else {}))


def chain(offence: Offence) -> list[Provision]:
    """The same act under one law after the other, from the oldest."""
    while before := Offence.objects.filter(replaced_by=offence).first():
        offence = before
    found = []
    one: Offence | None = offence
    while one:
        found.append(
            Provision(
                one.pk, one.field, one.duty, one.penalty, one.valid_from, one.valid_to, one.protects, one.strict,
                one.max_yuan,
            )
        )  # fmt: skip
        one = one.replaced_by
    return found


def lists() -> Lists:
    """The list as loaded; remembered until a pack is loaded again."""
    return _lists(generation())


@lru_cache(maxsize=1)
def _lists(_generation: int) -> Lists:
    return index(row_of(one) for one in ListedSlip.objects.filter(retired_on=None))


def row_of(one: ListedSlip) -> Row:
    return Row.of(
        one.pk, one.offence_id, one.kind, one.conditions, one.valid_from,  # type: ignore[arg-type]
        office=one.office_id, measures=tuple(one.measures), valid_to=one.valid_to,
        person_below=one.person_below, organisation_below=one.organisation_below,
    )  # fmt: skip


def standards(offence: Offence) -> list[Standard]:
    """The standards of the act under every law that it had."""
    codes = [provision.offence for provision in chain(offence)]
    return [
        Standard(
            one.pk,
            one.document,
            (one.person_light, one.person_ordinary, one.person_grave),
            (one.organisation_light, one.organisation_ordinary, one.organisation_grave),
            one.valid_from,
            one.valid_to,
        )
        for one in Discretion.objects.filter(offence__in=codes, retired_on=None)
    ]
