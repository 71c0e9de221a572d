"""The demonstration's year of inspections, seen from outside: every published file of its 709 draws is fetched from the public
pages and verified, and so is the chain of their numbers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates

from banshi.matters.enforcement.inspections.drawing import logs, publications, verdicts
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust

from .published_draws import Commitment, export, wait_for
from .site import Site

pytestmark = pytest.mark.prove

YEAR, DRAWS, OFFICER_TIMES, VISITS = 2021, 709, 1_610, 4_784
TOOL = Path(__file__).resolve().parents[1] / "tools" / "verify_draw.py"


@dataclass(frozen=True)
class Published:
    chain: list[Commitment]
    folders: list[Path]
    authority: Path


@pytest.fixture(scope="module")
def year(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The site need not run any longer than until everything is fetched."""
    home = tmp_path_factory.mktemp("draws")
    site.start(patience=1_200)  # beside others on a busy machine
    chain = wait_for(site, year=YEAR, draws=DRAWS, patience=3_600)
    folders = export(site, chain, home)
    site.interrupt()
    yield Published(chain, folders, home / "authority.pem")


def outside(*folders: Path) -> dict[str, object]:
    """What the verifier says that shares no line with Banshi."""
    command = [sys.executable, str(TOOL), *map(str, folders), "--demonstration"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    return dict(json.loads(done.stdout))


def test_the_year_stands_in_one_chain_without_a_gap(year: Published) -> None:
    assert [one["seq"] for one in year.chain] == list(range(1, DRAWS + 1))
    assert {one["state"] for one in year.chain} == {"opened"}


def test_the_outside_verifier_holds_every_draw_and_the_chain_with_its_loads(year: Published) -> None:
    verdict = outside(*year.folders)
    assert verdict == {"ok": True, "draws": DRAWS, "commits": [one["hash"] for one in year.chain]}


def test_every_draw_holds_with_a_proven_moment_and_they_add_up_to_the_year(year: Published) -> None:
    trust = Trust(load_pem_x509_certificates(year.authority.read_bytes()), demonstration=True)
    found = [verdicts.verify(folder, trust) for folder in year.folders]
    assert [verdict for verdict in found if not verdict["ok"]] == []
    assert {verdict["published"]["proof"] for verdict in found} == {"timestamp"}
    assert sum(verdict["objects"] for verdict in found) == VISITS
    assert 2 * sum(verdict["batches"] for verdict in found) == OFFICER_TIMES
    assert {verdict["unpaired"] for verdict in found} == {0}


def test_the_log_holds_and_opening_loads_grow_with_the_year(year: Published) -> None:
    verdict = logs.verify(year.folders)
    assert verdict["ok"], verdict
    assert (verdict["draws"], verdict["first"], verdict["last"], verdict["failed"]) == (DRAWS, 1, DRAWS, [])
    sums = [sum(int(row.split(",")[1]) for row in loads(folder)) for folder in (year.folders[0], year.folders[-1])]
    assert sums[0] == 0 < sums[1]


def loads(folder: Path) -> list[str]:
    return (folder / "loads.csv").read_text().splitlines()[1:]


def test_a_draw_that_is_kept_back_shows(year: Published) -> None:
    without = [*year.folders[:10], *year.folders[11:20]]
    assert outside(*without)["rule"] == logs.verify(without)["rule"] == "sequence-gap"


def test_a_draw_that_is_rewritten_shows_in_the_next_one(year: Published, tmp_path: Path) -> None:
    """An insider who owns the platform and draws again, with another salt, later than he should."""
    first, second = year.folders[:2]
    false = tmp_path / "false"
    false.mkdir()
    for file in first.iterdir():
        (false / file.name).write_bytes(file.read_bytes())
    commitment = publications.read_json(false / publications.COMMIT)
    commitment["policy"]["published_at"] = "2021-01-06T09:30:01+08:00"
    (false / publications.COMMIT).write_text(json.dumps(commitment, ensure_ascii=False))
    assert logs.verify([false, second])["rule"] == "previous"
