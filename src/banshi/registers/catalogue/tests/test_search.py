"""What people type, and what they find first."""

import pytest
from django.utils import translation

from banshi.kernel.clock import Limit
from banshi.registers.catalogue import searching, selectors
from banshi.registers.catalogue.tests.conftest import MORNING

TODAY = MORNING.date()
pytestmark = pytest.mark.usefixtures("city")


def codes(query: str = "", **filters: str) -> list[str]:
    return [one.item_id for one in selectors.search(query, on=TODAY, **filters)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("机动车驾驶证有效期满换证", "jsz-qmhz"),
        ("换证", "jsz-qmhz"),
        ("驾驶证到期", "jsz-qmhz"),
        ("驾照到期怎么办？", "jsz-qmhz"),
        ("补领", "jsz-bl"),
        ("驾照丢了", "jsz-bl"),
        ("bljdc", "jsz-bl"),
        ("huanzheng", "jsz-qmhz"),
        ("食品 许可", "spjy"),
        ("spjy", "spjy"),
        ("我要开饭店", "spjy"),
        ("food", "spjy"),
        ("ＦＯＯＤ", "spjy"),
        ("renewal", "jsz-qmhz"),
        ("renewel", "jsz-qmhz"),
        ("shipinjinying", "spjy"),
        ("市场监督", "spjy"),
    ],
)
def test_a_question_finds_its_item_first(query: str, first: str) -> None:
    assert codes(query)[:1] == [first]


@pytest.mark.parametrize("query", ["jsz", "JSZ", "jiashizheng", "驾驶证"])
def test_both_driving_items_answer(query: str) -> None:
    assert set(codes(query)) == {"jsz-qmhz", "jsz-bl"}


def test_the_end_of_a_word_weighs_more_than_its_inside() -> None:
    rank = {one.item_id: one.rank for one in selectors.search("xkz", on=TODAY)}
    assert rank == {"spjy": 5}, "食品经营许可证 ends with it"


def test_the_beginning_of_a_name_comes_before_its_inside() -> None:
    assert codes("机动车驾驶证") == ["jsz-qmhz", "jsz-bl"]


def test_nothing_is_found_for_nonsense() -> None:
    assert codes("qqqzzz") == [] and codes("天气") == []


def test_filters_narrow() -> None:
    assert set(codes(life_event="driving")) == {"jsz-qmhz", "jsz-bl"}
    assert codes(applicant="organisation") == ["spjy"]
    assert codes(window_kind="business") == codes(office="pj-scjgj") == codes(audience="2") == ["spjy"]
    assert codes("驾驶证", window_kind="business") == []
    assert len(codes()) == 3


def test_wildcards_are_only_characters() -> None:
    assert codes("%") == [] and codes("_") == []


def test_labels_speak_the_readers_language() -> None:
    assert selectors.label("A.1", "01") == "行政许可"
    with translation.override("en"):
        assert selectors.label("A.1", "01") == "Administrative licence"
    assert selectors.label("A.1", "99") == "99"
    assert len(selectors.codes("window-kinds")) == 9


def test_limits_of_the_law_are_dated_and_the_items_own_law_comes_first() -> None:
    shop = selectors.version("spjy", TODAY).spec
    assert selectors.law_limit(shop, "notice", TODAY) == Limit.parse("5wd")
    assert selectors.law_limit(shop, "extension", TODAY) == Limit.parse("5wd")
    assert selectors.statutory("extension", TODAY) == Limit.parse("10wd")
    assert selectors.statutory("extension", TODAY.replace(year=1999)) is None


def test_life_events_by_audience() -> None:
    mine = {one.code for one in selectors.life_events("person")}
    assert "driving" in mine and "open-doors" not in mine


def test_a_question_of_fillers_only_is_still_a_question() -> None:
    assert searching.terms("怎么办理") == ["怎么办理"]
    assert searching.terms("如何 换驾照？") == ["换驾照"]
