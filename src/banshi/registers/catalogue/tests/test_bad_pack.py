"""A pack with twelve different faults: all twelve are named with file and line, and nothing is loaded."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from banshi.kernel.packs import services
from banshi.kernel.packs.cli import app
from banshi.kernel.packs.models import PackImport
from banshi.registers.catalogue.tests.conftest import BY, MORNING, item, write
from banshi.registers.offices.models import Region

BAD = Path(__file__).parent / "bad"

TWELVE = [
    ("faulty/divisions.csv:3 parent", "“2199” is not among the divisions"),
    ("faulty/offices.csv:2 credit_code", "not a unified social credit code"),
    ("faulty/offices.csv:3 complaint_phone", "give another number"),
    ("faulty/offices.csv:4 code", "“pj-b” stands already in faulty/offices.csv:3"),
    ("faulty/offices.csv:5:", "has 7 cells, the first line has 9"),
    ("faulty/items/one.yaml:3 versions.0.from", "2022-13-45"),
    ("faulty/items/one.yaml:6 versions.0.sumary", "Extra inputs are not permitted"),
    ("faulty/items/one.yaml:13 versions.0.window_kind", "traffik"),
    ("faulty/items/two.yaml:7 versions.0.office", "“pj-z” is not among the offices"),
    ("faulty/items/two.yaml:15 versions.0.promised_limit", "rule 2: promises 30wd, the law allows 20wd"),
    ("faulty/items/three.yaml:3:", "is not YAML"),
    ("faulty/window.csv:1:", "no part of Banshi reads this file"),
]


def test_all_twelve_faults_are_named_and_nothing_is_loaded(db: None) -> None:
    with pytest.raises(services.PackFaults) as refused:
        services.load(["faulty"], folder=BAD, by=BY, at=MORNING)
    lines = [str(fault) for fault in refused.value.faults]
    for where, what in TWELVE:
        assert any(line.startswith(where) and what in line for line in lines), (where, lines)
    assert len(lines) == len(TWELVE), "no fault is told twice"
    assert not Region.objects.exists() and not PackImport.objects.exists()


def test_the_command_says_one_line_a_fault_and_ends_with_two() -> None:
    result = CliRunner().invoke(app, ["check", str(BAD / "faulty")])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == len(TWELVE)
    assert result.stdout == ""


def test_a_situation_that_leads_to_no_item_is_named(packs: Path) -> None:
    document = item()
    document["versions"][0]["situations"][0]["options"][1]["go_to"] = "jsz-none"
    path = packs / "panjin-demo" / "items" / "jsz-qmhz.yaml"
    write(path, document)
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("      go_to: jsz-none")
    result = CliRunner().invoke(app, ["check", str(packs / "panjin-demo")])
    where = f"panjin-demo/items/jsz-qmhz.yaml:{line} versions.0.situations.0.options.1.go_to"
    assert result.stderr.splitlines() == [f"{where}: “jsz-none” is not among the items"]
    document["versions"][0]["situations"][0]["options"][1]["go_to"] = "jsz-bl"
    write(path, document)
    assert CliRunner().invoke(app, ["check", str(packs / "panjin-demo")]).exit_code == 0


def test_a_good_pack_is_counted(packs: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(packs / "panjin-demo")])
    assert result.exit_code == 0 and "no fault" in result.stdout
