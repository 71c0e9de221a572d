"""The things of the permission table that are cases of leniency: the resident's, at `HOME`, worked by two certified officers."""

from banshi.kernel.actors import Actor, Held
from banshi.kernel.calendar import moments
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.permissions import Permission
from banshi.matters.enforcement.leniency.services import investigation, proposal
from banshi.matters.enforcement.officers.models import Inspector
from banshi.registers.offices import selectors as offices
from tests.permission_objects import HOME, Ask, World, path_of, route

NO_CASE = "ZF-2026-999999"
PUNISHED = {"found_on": "2026-03-01", "harm": "considerable", "answers": {"slight": False}}


def officers(world: World) -> list[Actor]:
    """Two accounts of the office, with certificates and the permissions of an enforcement officer."""
    held = (Held(frozenset(Permission), path_of(HOME)),)
    found = []
    for column in ("reviewer", "clerk"):
        user = world.users[column]
        assert user is not None
        Inspector.objects.get_or_create(
            account=user,
            defaults={
                "number": f"P-{user.pk}", "office": offices.office(HOME), "certificate": f"LN-{user.pk}",
                "valid_until": moments.today().replace(year=2030),
            },
        )  # fmt: skip
        found.append(Actor(user.pk, user.name, "staff", held))
    return found


def investigated(world: World) -> Case:
    one, other = officers(world)
    at = moments.now()
    case = investigation.file(
        investigation.offence("jg-01"), party=world.party, office=offices.office(HOME), source="inspection",
        act_on=moments.today(), by=one, at=at,
    )  # fmt: skip
    assert one.user_id and other.user_id
    return investigation.assign(case.number, accounts=[one.user_id, other.user_id], by=one, at=at)


def proposed(world: World) -> Case:
    case, (one, _other) = investigated(world), officers(world)
    investigation.record(case.number, said=PUNISHED, by=one, at=moments.now())
    return proposal.propose(
        case.number, effect=Effect.LIGHTER, imposed_cents=100, reason="主动配合调查", by=one, at=moments.now()
    )


def about(case: Case, **data: object) -> Ask:
    return Ask({"number": case.number}, {"version": case.version, **data}, absent={"number": NO_CASE})


@route("leniency:slip")
def a_row_of_the_list(world: World) -> Ask:
    return Ask({"code": "qd-jg-01"}, absent={"code": "qd-none"})


@route("leniency:case", "leniency:matter")
def a_case(world: World) -> Ask:
    return about(investigated(world))


@route("leniency:show")
def a_case_with_something_to_correct(world: World) -> Ask:
    case, (one, _other) = investigated(world), officers(world)
    ordered = investigation.order(case.number, what="随车携带驾驶证", until=moments.today(), by=one, at=moments.now())
    return about(ordered, words="已经带上了")


@route("leniency:defend")
def a_case_with_a_notice(world: World) -> Ask:
    case, (one, _other) = proposed(world), officers(world)
    return about(proposal.notify(case.number, by=one, at=moments.now()), words="我有话说")


@route("leniency:step")
def a_step_of_a_case(world: World) -> Ask:
    case, (one, _other) = investigated(world), officers(world)
    investigation.order(case.number, what="随车携带驾驶证", until=moments.today(), by=one, at=moments.now())
    investigation.recheck(case.number, corrected_on=moments.today(), by=one, at=moments.now())
    said = {"found_on": moments.today().isoformat(), "harm": "none", "answers": {"slight": True}}
    investigation.record(case.number, said=said, by=one, at=moments.now())
    found = proposal.propose(case.number, effect=Effect.MUST_NOT, by=one, at=moments.now())
    return Ask({"number": found.number, "verb": "decide"}, {"version": found.version}, absent={"number": NO_CASE})
