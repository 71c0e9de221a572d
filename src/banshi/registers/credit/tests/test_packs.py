"""Kinds of record and delivering units, as the packs give them."""

from pathlib import Path

import pytest

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.packs import services
from banshi.registers.credit.models import RecordKind, Unit
from tests import some_packs

FILES = {
    "national": ("pack.toml", "divisions.csv", "credit_kinds.csv", "credit_publication.csv", "credit_shapes.csv"),
    "panjin-demo": ("pack.toml", "reporting_areas.csv", "offices.csv", "credit_units.csv"),
}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with the lists of credit and what they refer to, which a test may change."""
    return some_packs.copied(FILES, tmp_path)


def load(folder: Path) -> services.Report:
    return services.load(folder=folder, by=Actor.system("tests"), at=moments.now())


@pytest.mark.django_db
def test_fifty_nine_units_and_twenty_one_kinds_are_loaded_once(packs: Path) -> None:
    load(packs)
    assert list(Unit.objects.values_list("number", flat=True)) == list(range(1, 60))
    assert list(RecordKind.objects.values_list("number", flat=True)) == list(range(1, 22))
    adverse = set(RecordKind.objects.filter(adverse=True).values_list("code", flat=True))
    assert adverse == {"judicial", "penalty", "coercion", "abnormal", "serious"}
    assert Unit.objects.get(number=1).office.code == "pj-scjgj"
    assert Unit.objects.get(code="pj-fy").office is None
    assert not any(load(packs).diffs.values())


def refusal(folder: Path) -> str:
    found = services.read(folder=folder)
    return "\n".join(map(str, found.faults))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_number_given_twice_is_a_fault(packs: Path) -> None:
    change(packs / "panjin-demo" / "credit_units.csv", "pj-fy,47,", "pj-fy,46,")
    assert "panjin-demo/credit_units.csv:48 number: 46 is the number of ldw-glwyh already" in refusal(packs)


def test_an_unknown_office_is_a_fault(packs: Path) -> None:
    change(packs / "panjin-demo" / "credit_units.csv", ",pj-scjgj,plain", ",pj-nobody,plain")
    assert "credit_units.csv:2 office: “pj-nobody” is not among the offices" in refusal(packs)


def test_the_packs_as_they_stand_have_no_fault(packs: Path) -> None:
    assert refusal(packs) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "panjin-demo/credit_units.csv",
            ",pj-scjgj,plain",
            ",pj-scjgj,fancy",
            ":2 shape: “fancy” is not among the credit_shapes",
        ),
        ("national/credit_shapes.csv", "plain,op,op,", "plain,op,opp,", ":2 field: “opp” is no field of a record"),
        ("national/credit_shapes.csv", "plain,op,op,", "plain,kind,op,", ":3 column: “kind” stands twice in plain"),
        (
            "national/credit_shapes.csv",
            "行政许可=licence",
            "行政许可=license",
            "words: “license” is not among the credit_kinds",
        ),
        ("national/credit_shapes.csv", "cf,,kind,,penalty", "cf,X,kind,,penalty", "give either a column"),
    ],
)
def test_a_shape_that_says_nonsense_is_a_fault(packs: Path, file: str, old: str, new: str, fault: str) -> None:
    change(packs / file, old, new)
    assert fault in refusal(packs)
