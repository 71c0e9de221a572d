"""An English reader of lenient enforcement reads English, whatever stands on the pages; what is Chinese says so."""

import re

import pytest
from django.utils.translation import override

from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.services import proposal
from banshi.matters.enforcement.leniency.tests.people import HARMFUL, MONDAY
from banshi.site import messages
from tests.texts import unmarked

CITED = re.compile("[一-龥]+法 第[一-龥]+")


@pytest.fixture
def chinese(browse):
    """The sentences of the catalogue that stay Chinese. The list of slips and citations of law stay as published."""
    sentences = [sentence for sentence in messages.collect() if len(sentence) >= 4 and not sentence.endswith("条")]

    def read(name: str, *addresses: str) -> list[str]:
        client, found = browse(name), []
        for address in addresses:
            with override("en"):
                page = client.get(address, headers={"accept-language": "en"})
            assert page.status_code == 200, (address, page.status_code)
            texts = (CITED.sub("", text) for text in unmarked(page.content.decode()))
            found += [f"{address}: {text}" for text in texts if any(one in text for one in sentences)]
        return found

    return read


def test_everybody_reads_the_list_and_the_decisions(bureau, chinese) -> None:
    bureau.decided()
    rows = [f"/leniency/{row}/" for row in ("qd-sc-02", "qd-sc-06", "qd-sc-08")]
    assert chinese("王芳", "/leniency/", "/leniency/decisions/", "/leniency/figures/", *rows) == []


def test_the_party_reads_its_case(bureau, chinese) -> None:
    case = bureau.proposed(said=HARMFUL, effect=Effect.ORDINARY, cents=50_000)
    proposal.notify(case.number, by=bureau.by("甲"), at=MONDAY)
    mine = f"/my/cases/{case.number}/"
    assert chinese("王芳", "/my/cases/", mine, f"{mine}defend/") == []


def test_the_officers_read_their_desk(bureau, chinese) -> None:
    filed, worked, decided = bureau.file(), bureau.investigated(said={**HARMFUL, "established": None}), bureau.decided()
    matters = [f"/desk/cases/{case.number}/" for case in (filed, worked, decided)]
    steps = [f"{matters[0]}assign/", *(f"{matters[1]}{verb}/" for verb in ("record", "order", "propose", "recuse"))]
    assert chinese("甲", "/desk/cases/", "/desk/cases/new/", *matters, *steps) == []
