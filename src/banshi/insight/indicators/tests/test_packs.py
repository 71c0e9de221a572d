from pathlib import Path

import pytest

from banshi.insight.indicators.models import Definition
from banshi.insight.ratings.tests.city import MACHINE, at, folder
from banshi.kernel.packs import services


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return folder(tmp_path, ("jdc-hpbl",))


def change(packs: Path, old: str, new: str, code: str = "instant_rate") -> None:
    path = packs / "national" / "indicators" / f"{code}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def load(packs: Path, day: int = 1):
    return services.load(folder=packs, by=MACHINE, at=at(day))


def faults(packs: Path) -> str:
    with pytest.raises(services.PackFaults) as refused:
        load(packs)
    return "\n".join(map(str, refused.value.faults))


def test_ten_definitions_load_and_load_again_without_a_change(packs, db):
    load(packs)
    assert Definition.objects.filter(retired_on=None).count() == 10
    assert not any(load(packs).diffs.values())


def test_another_text_is_another_digest(packs, db):
    load(packs)
    before = Definition.objects.get(pk="instant_rate").digest
    change(packs, 'value: "51"', 'value: "60"')
    load(packs, 2)
    after = Definition.objects.get(pk="instant_rate")
    assert after.digest != before and after.target[-1]["value"] == "60"


def test_a_definition_that_leaves_the_pack_is_retired_not_deleted(packs, db):
    load(packs)
    (packs / "national" / "indicators" / "instant_rate.yaml").unlink()
    load(packs, 2)
    assert Definition.objects.get(pk="instant_rate").retired_on == at(2).date()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: instant_rate", "code: instant", "nothing counts this"),
        ("code: instant_rate", "code: fully_online_rate", "the file is called instant_rate.yaml"),
        ("owner: pj-ysj", "owner: nobody", "is not among the offices"),
        ("unit: percent", "unit: promille", "unit"),
        ('value: "51"', "value: fifty", "value"),
        ("next_review: 2027-01-31", "", "next_review"),
        ('- {from: 2021-01-01, value: "51"}', '- {from: 2021-01-01, value: "51"}\n  - {from: 2020-01-01, value: "5"}', "order"),
    ],
    ids=["no measure", "name", "owner", "unit", "target", "missing", "targets"],
)  # fmt: skip
def test_a_fault_is_told_with_its_file(packs, db, old, new, said):
    change(packs, old, new)
    told = faults(packs)
    assert "national/indicators/instant_rate.yaml:" in told and said in told


def test_every_window_and_station_stands_in_the_list_of_rating_points(packs, db):
    path = packs / "panjin-demo" / "rating_points.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:1], *lines[2:], "pj-hall-99,window,qr,2021-01-01,1"]) + "\n", encoding="utf-8")
    told = faults(packs)
    assert "“pj-hall-01” is missing" in told and "“pj-hall-99” is not a window" in told


def test_an_unknown_way_of_rating_is_a_fault(packs, db):
    path = packs / "panjin-demo" / "rating_points.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("qr;pad", "qr;pigeon"), encoding="utf-8")
    assert "pigeon" in faults(packs)
