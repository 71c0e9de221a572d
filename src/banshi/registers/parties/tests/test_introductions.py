"""引见: a signed hand-over says who it is; nothing else does."""

from datetime import datetime

import pytest

from banshi.kernel.calendar.moments import CHINA
from banshi.registers.parties import demo
from banshi.registers.parties.introductions import introduce, introduced

pytestmark = pytest.mark.django_db


def test_a_page_of_the_desk_hands_a_person_over_without_a_number_in_the_address():
    person = demo.plant(at=datetime(2026, 3, 2, 9, tzinfo=CHINA))[0]
    token = introduce(person, back="/desk/queue/pj-hall-23/")
    found = introduced(token)
    assert found is not None
    assert (found.party, found.back) == (person, "/desk/queue/pj-hall-23/")
    assert demo.RESIDENTS[0].citizen_id not in token and demo.RESIDENTS[0].name not in token


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "1", lambda t: "\x00"])
def test_a_token_that_is_not_ours_names_nobody(spoil):
    person = demo.plant(at=datetime(2026, 3, 2, 9, tzinfo=CHINA))[0]
    assert introduced(spoil(introduce(person, back="/desk/"))) is None
