"""What a method may be: `banshi packs check` names what is wrong with it, and where."""

from pathlib import Path

import pytest

from banshi.kernel.packs import services
from tests import some_packs

CRITERIA, CLASSES = "risk_criteria.csv", "risk_classes.csv"
FILES = {"national": ("pack.toml", "credit_kinds.csv"), "panjin-demo": ("pack.toml", CRITERIA, CLASSES)}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return some_packs.copied(FILES, tmp_path)


def faults(folder: Path) -> str:
    return "\n".join(map(str, services.read(folder=folder).faults))


def change(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / "panjin-demo" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return faults(folder)


def test_the_method_of_the_model_city_is_without_fault(packs) -> None:
    assert faults(packs) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",honour,each", ",honours,each", "“honours” is neither a kind of record nor one of its degrees"),
        (",honour,each", ",penalty,each", "“penalty” speaks against a company, the criterion the other way"),
        ("judicial,each", "licence,each", "“licence” speaks for a company, the criterion the other way"),
        ("promise:kept,each", "promise,each", "“promise” is neither"),
        ("penalty:general,each", "penalty:hidden,each", "“penalty:hidden” is neither"),
        ("penalty:general,each", "penalty,each", "penalty-serious gives points for the same fact"),
        ("each,12,36,15", "each,11,36,15", "penalty-serious gives points for the same fact"),
        ("each,12,36,15", "each,36,12,15", "within must be more than older"),
        ("2022-02-28,1", "2022-03-01,1", "promise-broken gives points for the same fact"),
        ("each,,36,-5,2,,", "each,,36,-5,2,B,", "cannot ask for a class at least"),
        ("none,,24,-10", "none,,24,10", "“none” needs within and points below 0"),
        ("each,,12,40", "each,,12,40.5", "points"),
        ("each,,12,40", "each,,12,1e9", "points"),
        ("each,,12,5,,,", "each,,12,0,,,", "give points, or at_least"),
        ("memory,2021-01-01,,1,\npenalty-serious,", "heard,2021-01-01,,1,\npenalty-serious,", "evidence"),
    ],
)
def test_a_criterion_that_cannot_be_is_a_fault_with_its_line(packs, old, new, said) -> None:
    found = change(packs, CRITERIA, old, new)
    assert said in found
    assert f"panjin-demo/{CRITERIA}:" in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("B,-14,", "B,30,", "those of B, C and D must rise"),
        ("C,30,", "C,,", "those of B, C and D must rise"),
        ("class-a,A,,", "class-a,A,-99,", "A must have no from_points"),
        ("class-d,D,", "class-d,C,", "the classes are A, B, C, C"),
        ("class-d,D,60,国市监信发〔2022〕6号,,memory,2021-01-01,,", "class-d,D,60,国市监信发〔2022〕6号,,memory,2021-01-01,2023-06-30,",
         "on 2023-07-01 the classes are A, B, C, not"),
    ],
)  # fmt: skip
def test_every_day_has_its_four_classes(packs, old, new, said) -> None:
    assert said in change(packs, CLASSES, old, new)
