"""制证、送达、归档、撤销、注销, and all of it in one visit."""

from datetime import date

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.refusal import Refused
from banshi.matters.applications import selectors
from banshi.matters.applications.models import Certificate
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import results, review

from .people import FOOD, LICENCE, on


def test_a_certificate_is_numbered_and_entered(town):
    number = town.issued()
    certificate = town.read(number).certificate
    assert certificate.number.startswith("ZZ-2026-")
    assert (certificate.holder, certificate.status) == ("王芳", "valid")
    assert certificate.valid_to == date(2031, 3, 1)  # five years, the last day inside
    assert "*" in certificate.holder_number_masked
    assert town.lines(number)[-1] == ("CertificateIssued", None)
    assert set(town.timers(number)) == {"delivery"}


def test_delivery_ends_the_matter(town):
    number = town.issued()
    results.deliver(number, way="express", by=town.li, at=on(3, 3))
    application = town.read(number)
    assert (application.state, application.ended_at) == (State.DELIVERED, on(3, 3))
    assert town.said(number) == {"code": None, "way": "express"}
    assert town.timers(number) == {}
    assert town.waiting(number).closed_at == on(3, 3)


def test_an_archivist_archives_and_nobody_else(town):
    number = town.issued()
    results.deliver(number, by=town.li, at=on(3, 3))
    with pytest.raises(Forbidden):
        results.archive(number, by=town.li, at=on(3, 4))
    results.archive(number, by=town.actor("档案钱铎"), at=on(3, 4))
    assert town.state(number) == State.ARCHIVED
    assert town.read(number).ended_at == on(3, 3)  # archived later, ended when it was delivered


def test_one_visit_is_four_steps_with_a_line_each(town):
    number = town.submit(LICENCE, by="市级刘洋")
    results.serve(number, by=town.actor("市级刘洋"), at=on(3, 2, 9, 30))
    assert town.lines(number) == [
        ("ApplicationSubmitted", 1),
        ("ApplicationAccepted", 3),
        ("ApplicationGranted", 11),
        ("CertificateIssued", None),
        ("ResultDelivered", None),
    ]
    application = town.read(number)
    assert (application.state, application.version) == (State.DELIVERED, 5)
    assert town.timers(number) == {}


def test_what_takes_days_is_not_served_on_the_spot(town):
    number = town.submit(FOOD)
    with pytest.raises(Refused) as refused:
        results.serve(number, by=town.li, at=on(3, 2, 11))
    assert refused.value.code == "not_on_the_spot"
    assert Verb.SERVE not in selectors.allowed(town.read(number), by=town.li)


@pytest.mark.parametrize(("verb", "status", "code"), [(Verb.REVOKE, "revoked", 15), (Verb.CANCEL, "cancelled", None)])
def test_a_certificate_is_taken_back_with_a_reason(town, verb, status, code):
    number = town.issued()
    with pytest.raises(Refused):
        results.take_back(number, verb=verb, reason="", by=town.head, at=on(3, 5))
    results.take_back(number, verb=verb, reason="以欺骗手段取得许可", by=town.head, at=on(3, 5))
    certificate = town.read(number).certificate
    assert (certificate.status, certificate.status_reason) == (status, "以欺骗手段取得许可")
    assert town.lines(number)[-1] == ("CertificateRevoked", code)
    assert town.timers(number) == {}


def test_a_clerk_does_not_take_back(town):
    with pytest.raises(Forbidden):
        results.take_back(town.issued(), verb=Verb.REVOKE, reason="以欺骗手段取得", by=town.li, at=on(3, 5))


def test_there_is_nothing_to_take_back_of_a_refusal(town):
    number = town.accepted()
    review.refuse(number, reason="不符合条件的申请", basis="食品安全法", by=town.head, at=on(3, 3))
    results.deliver(number, by=town.li, at=on(3, 4))
    with pytest.raises(Refused) as refused:
        results.take_back(number, verb=Verb.REVOKE, reason="以欺骗手段取得", by=town.head, at=on(3, 5))
    assert refused.value.code == "nothing_granted"
    assert not {Verb.REVOKE, Verb.CANCEL} & set(selectors.allowed(town.read(number), by=town.head))


def test_another_office_takes_no_step_at_all(town):
    number = town.issued()
    for step in (results.issue, results.deliver, results.archive, results.serve, review.grant, review.end_special):
        with pytest.raises(Hidden):
            step(number, by=town.ma, at=on(3, 5))


@pytest.mark.parametrize(
    ("issued_on", "validity", "last"),
    [
        (date(2024, 2, 29), "1y", date(2025, 2, 27)),
        (date(2026, 1, 31), "1mo", date(2026, 2, 27)),
        (date(2026, 3, 2), "30d", date(2026, 3, 31)),
        (date(2026, 3, 2), "long", None),
        (date(2026, 3, 2), None, None),
    ],
)
def test_the_last_day_of_a_result(issued_on, validity, last):
    assert results.valid_to(issued_on, validity) == last


def test_certificate_numbers_are_unique(town):
    numbers = {town.read(town.issued()).certificate.number for _ in range(3)}
    assert len(numbers) == Certificate.objects.count() == 3
