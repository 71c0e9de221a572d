"""Reads of leniency: the public list, the cases that somebody may see, and the figures."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from banshi.kernel.actors import Actor, Hidden
from banshi.matters.enforcement.leniency import wording
from banshi.matters.enforcement.leniency.models import Case, JointParty, ListedSlip
from banshi.matters.enforcement.leniency.permissions import Permission
from banshi.matters.enforcement.leniency.procedure import MATTER, OF_THE_OFFICERS, PARTY, STAFF, State, Verb, verbs
from banshi.matters.enforcement.leniency.services.steps import officers_of
from banshi.registers.offices import selectors as offices
from banshi.registers.parties import selectors as parties

UNPUNISHED = ("must_not", "may_not")


def listed(*, on: date, text: str = "", kind: str = "", office: str = "") -> QuerySet[ListedSlip]:
    """清单: the rows in force on a day, by words of the act, by list, by department."""
    found = in_force(on).select_related("offence", "office")
    if kind:
        found = found.filter(kind=kind)
    if office:
        found = found.filter(office=office)
    for word in text.split():
        found = found.filter(
            Q(offence__act__icontains=word) | Q(offence__field__icontains=word) | Q(offence__duty__icontains=word)
            | Q(offence__penalty__icontains=word)
        )  # fmt: skip
    return found


def in_force(on: date) -> QuerySet[ListedSlip]:
    return ListedSlip.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, retired_on=None)


def slip(code: str) -> ListedSlip:
    """One row of the list, in force or not, or Hidden."""
    found = ListedSlip.objects.select_related("offence", "office").filter(pk=code, retired_on=None).first()
    if found is None:
        raise Hidden(code)
    return found


def departments(on: date) -> list[tuple[str, str, int]]:
    """(code, name, rows in force) of the departments of the list."""
    counted = in_force(on).values_list("office_id").annotate(rows=Count("pk"))
    names = {one.pk: one.label for one in offices.offices()}
    return [(code, names.get(code, code), rows) for code, rows in counted.order_by("office_id")]


def kinds(on: date) -> dict[str, int]:
    return dict(in_force(on).values_list("kind").annotate(rows=Count("pk")))


def all_rows() -> int:
    """Every row that the list holds, those of another time included."""
    return ListedSlip.objects.filter(retired_on=None).count()


def scope(actor: Actor) -> QuerySet[Case]:
    """What exists for this actor: staff their offices' cases, residents their own and their principals'."""
    if actor.kind == "resident":
        return concerning(parties.ids_for(actor))
    inside = Q(pk__in=[])
    for held in actor.held:
        if Permission.READ in held.permissions and held.matter in ("", MATTER):
            inside |= Q(office_path__startswith=held.office_path)
    return Case.objects.filter(inside)


def concerning(party_ids: QuerySet[Any]) -> QuerySet[Case]:
    """The cases of these parties, alone or jointly."""
    together = JointParty.objects.filter(party__in=party_ids)
    return Case.objects.filter(Q(party__in=party_ids) | Q(pk__in=together.values("case")))


def case(number: str, *, by: Actor) -> Case:
    """One case, or Hidden."""
    found = scope(by).select_related("party", "offence", "office", "document").filter(number=number).first()
    if found is None:
        raise Hidden(number)
    return found


def of_residents(actor: Actor) -> QuerySet[Case]:
    """The cases of a resident and of whom he speaks for, newest first."""
    return scope(actor).select_related("offence").order_by("-pk")


def allowed(case: Case, *, by: Actor) -> list[Verb]:
    """The steps that this actor may take now: exactly the buttons that are shown."""
    officers = officers_of(case)
    return [verb for verb in verbs(State(case.state)) if _may(case, verb, by, officers)]


def _may(case: Case, verb: Verb, by: Actor, officers: set[int]) -> bool:
    if verb in PARTY:
        return by.kind == "resident" and any(parties.may_act_for(by, party) for party in case.parties)
    if not by.may(STAFF[verb], office_path=case.office_path, matter=MATTER):
        return False
    return verb not in OF_THE_OFFICERS or by.user_id in officers


def published() -> QuerySet[Case]:
    """公开的处罚决定 (行政处罚法 第四十八条)."""
    return Case.objects.filter(publication="published").select_related("offence", "office").order_by("-published_at")


COUNTED = {
    "cases": Q(chosen__in=UNPUNISHED),
    "organisation": Q(chosen__in=UNPUNISHED, party_kind="organisation"),
    "person": Q(chosen__in=UNPUNISHED, party_kind="person"),
    "relieved": Q(relieved_cents__gt=0),
}
"""What each figure counts: the cases behind it."""


def figures(*, first: date, last: date, within: str = "/") -> dict[str, int]:
    """Cases not punished, legal persons and natural persons are three counters; money in whole 分, relieved in all cases."""
    decided = decided_cases(first=first, last=last, within=within)
    spared = decided.filter(COUNTED["cases"])
    relieved = decided.filter(COUNTED["relieved"]).aggregate(cents=Sum("relieved_cents", default=0))
    return {
        "cases": spared.count(),
        "legal_persons": concerned(spared, "organisation"),
        "natural_persons": concerned(spared, "person"),
        "relieved_cents": relieved["cents"],
    }


def decided_cases(*, first: date, last: date, within: str = "/") -> QuerySet[Case]:
    """Decided within these days, and not undone since."""
    found = Case.objects.filter(decided_at__date__range=(first, last), office_path__startswith=within)
    return found.exclude(state=State.WITHDRAWN)


def concerned(cases: QuerySet[Case], kind: str) -> int:
    """How many parties of a kind stand in these cases, each counted once, joint parties too."""
    cases = cases.filter(party_kind=kind).order_by()
    return cases.values("party").union(JointParty.objects.filter(case__in=cases).values("party")).count()


def behind(of: str, *, first: date, last: date) -> QuerySet[Case]:
    """The cases behind a figure, for everybody: which act, which office, how much; `together` says how many, never who."""
    found = decided_cases(first=first, last=last).filter(COUNTED[of]).select_related("offence", "office")
    return found.annotate(together=Count("joint") + 1).order_by("-decided_at", "-pk")


def years() -> list[int]:
    """The years in which cases were decided, the newest first."""
    return [day.year for day in Case.objects.exclude(decided_at=None).dates("decided_at", "year", order="DESC")]


def state_words(state: str) -> Any:
    return wording.STATES[State(state)]
