"""Regions and offices of the model city."""

import csv

import pytest
from django.conf import settings

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.packs import services
from banshi.registers.offices import rules, selectors


@pytest.fixture
def offices(tmp_path, db) -> None:
    """The real regions and offices, without the rest of the packs."""
    for pack, names in {
        "national": ("pack.toml", "divisions.csv"),
        "panjin-demo": ("pack.toml", "reporting_areas.csv", "offices.csv"),
    }.items():
        (tmp_path / pack).mkdir()
        for name in names:
            (tmp_path / pack / name).write_bytes((settings.PACKS / pack / name).read_bytes())
    services.load(folder=tmp_path, by=Actor.system("tests"), at=moments.now())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("荣兴村委会", "荣兴村"),
        ("怡园社区", "怡园社区"),
        ("四新居委会", "四新社区"),
        ("胡家社区居委会", "胡家社区"),
        ("盘山县林场", "盘山县林场"),
    ],
)
def test_statistical_names_become_names(name: str, shown: str) -> None:
    assert rules.display_name(name) == shown


def test_paths_nest() -> None:
    offices = {
        "pj-gaj": ("2111", ""),
        "pj-gaj-jjzd": ("2111", "pj-gaj"),
        "xlt-ybj": ("211103", ""),
        "t-211103007": ("211103007", ""),
        "v-211103007001": ("211103007001", ""),
    }
    assert rules.office_paths(offices) == {
        "pj-gaj": "/2111/pj-gaj/",
        "pj-gaj-jjzd": "/2111/pj-gaj/pj-gaj-jjzd/",
        "xlt-ybj": "/2111/211103/xlt-ybj/",
        "t-211103007": "/2111/211103/211103007/",
        "v-211103007001": "/2111/211103/211103007/211103007001/",
    }


def test_an_office_below_itself_is_caught() -> None:
    assert rules.circular({"a": ("2111", "b"), "b": ("2111", "a"), "c": ("2111", "")}) == {"a", "b"}


def test_all_599_regions_stand_in_one_tree(offices: None) -> None:
    assert [selectors.regions(level=level).count() for level in (1, 2, 3, 4)] == [1, 4, 50, 544]
    assert selectors.regions_within("/2111/").count() == 599
    assert selectors.region("211103007001").name == "怡园社区"
    assert [one.name for one in selectors.regions("2111")] == ["双台子区", "兴隆台区", "大洼区", "盘山县"]


def test_a_right_over_a_county_reaches_its_towns_and_not_its_neighbour(offices: None) -> None:
    codes = set(selectors.subtree("/2111/211103/").values_list("code", flat=True))
    assert {"xlt-ybj", "t-211103007", "v-211103007001", "gxq-zwfw"} <= codes
    assert not {"stz-ybj", "pj-gaj"} & codes
    assert selectors.subtree("/2111/").count() == selectors.offices().count() > 200


def test_six_areas_report(offices: None) -> None:
    assert [one.code for one in selectors.reporting_areas()] == ["stz", "xlt", "dw", "ps", "ldw", "gxq"]


def test_looking_for_places_and_offices(offices: None) -> None:
    assert [one.code for one in selectors.search_regions("怡园")] == ["211103007001"]
    assert selectors.search_regions("211103007").first().name == "曙光街道"
    assert "pj-gaj-jjzd" in {one.code for one in selectors.search("车管所")}
    assert not selectors.search(" ")


def test_an_unknown_office_is_an_error(offices: None) -> None:
    assert selectors.office("pj-gaj").label == "盘锦市公安局"
    with pytest.raises(selectors.UnknownOffice):
        selectors.office("pj-none")


def test_no_number_is_given_twice_in_the_model_city() -> None:
    with (settings.PACKS / "panjin-demo" / "offices.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    numbers = [row[column] for row in rows for column in ("phone", "complaint_phone")]
    assert len(numbers) == len(set(numbers))
