"""An English reader reads English: on every page no sentence of the catalogue stays Chinese.

Chinese may stand where the page shows data: names, addresses, files, what somebody wrote. Longer texts that exist in Chinese
only say so to screen readers too (`lang="zh-CN"`), so they are passed over here.
"""

from collections.abc import Iterator

import pytest

from banshi.site import messages
from tests import whole_city
from tests.texts import Texts
from tests.whole_city import City, addresses

pytestmark = pytest.mark.django_db
READERS = (None, "resident", "liu.yang", "li.ming", "he.hua", "zheng.hao", "cui.xin", "sys.admin", "sec.admin")
SAMPLES = {"ui:style_guide", "api:openapi-view"}  # pages for builders, in Chinese and in English by intent
SHORTEST = 4  # shorter words are also parts of names


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[City]:
    with django_db_blocker.unblock(), whole_city.undone(tmp_path_factory.mktemp("packs")) as city:
        yield city


def pages(city: City) -> list[tuple[str, str]]:
    """Every address of the site, and those that need to be asked something."""
    done, submitted = city.things["done"], city.things["submitted"]
    return [
        *addresses(city).items(),
        ("search", "/search?q=licence"),
        ("calendar", "/appointments/new/?item=jsz-qmhz&hall=pj-hall"),
        ("ask", "/appointments/request/?item=jsz-qmhz"),
        ("receive", "/desk/receive/jsz-qmhz/"),
        ("done", f"/my/applications/{done}/"),
        ("matter done", f"/desk/applications/{done}/"),
        ("rate", f"/my/applications/{done}/rate/"),
        *((verb, f"/desk/applications/{submitted}/{verb}/") for verb in ("notify", "answer_not_competent")),
        *((f"desk {state}", f"/desk/?state={state}") for state in ("review", "submitted")),
    ]


@pytest.mark.parametrize("reader", READERS)
def test_no_sentence_of_the_catalogue_stays_chinese(city: City, reader: str | None) -> None:
    sentences = [sentence for sentence in messages.collect() if len(sentence) >= SHORTEST]
    browser = city.client(city.resident if reader == "resident" else reader, raise_request_exception=True)
    left = set()
    for route, address in pages(city):
        answer = browser.get(address, headers={"accept-language": "en"})
        if route in SAMPLES or answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        texts = (text for text in Texts(answer.content.decode()).found if messages.CHINESE.search(text))
        left |= {(route, text.strip()) for text in texts if any(sentence in text for sentence in sentences)}
    assert left == set()


def test_what_was_handed_in_wrongly_is_said_in_english(city: City) -> None:
    """The errors of rules, with values in them, beside their fields and to programs."""
    browser = city.client(city.resident, headers={"accept-language": "en"})
    answer = browser.post("/items/sc-spjy/apply/", {"action": "submit", "f-area": "1" * 600})
    said = "".join(Texts(answer.content.decode()).found)
    assert answer.status_code == 422

    assert "At most 500 characters." in said
    key = {"Idempotency-Key": "english-1"}
    refused = browser.post(
        "/api/applications", {"item": "sc-spjy", "form": {"nothing": "1"}}, "application/json", headers=key
    )
    assert (refused.status_code, refused.json()["errors"]["nothing"]) == (422, "There is no such field.")
