"""May you? Inside one's offices a refusal is said; where one sees nothing of the kind, there is nothing."""

import pytest

from banshi.kernel.actors import Actor, Forbidden, Held, Hidden, require

OFFICE = "/2111/pj-gaj/"


def staff(*permissions: str, path: str = "/2111/", matter: str = "") -> Actor:
    return Actor(1, "李明", "staff", (Held(frozenset(permissions), path, matter),))


def test_who_holds_it_there_may():
    require(staff("applications.accept"), "applications.accept", office_path=OFFICE)


def test_who_reads_such_things_there_is_told_that_he_may_not():
    with pytest.raises(Forbidden):
        require(staff("applications.read"), "applications.accept", office_path=OFFICE)


@pytest.mark.parametrize(
    "actor",
    [
        staff("applications.accept", path="/2111/pj-scjgj/"),
        staff("access.accounts", "access.read"),  # keeps the accounts of the whole city, and sees none of its matters
        Actor(2, "王芳", "resident"),
        Actor.anonymous(),
    ],
)
def test_for_everybody_else_it_is_not_there(actor):
    with pytest.raises(Hidden):
        require(actor, "applications.accept", office_path=OFFICE)


def test_a_grant_for_one_kind_of_matter_is_none_for_another():
    with pytest.raises(Hidden):
        require(staff("applications.accept", matter="x"), "applications.accept", office_path=OFFICE, matter="y")
