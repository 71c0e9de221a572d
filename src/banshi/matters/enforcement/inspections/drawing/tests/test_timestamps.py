"""A time stamp turns the claim of publication into a proof, and a commitment stamped too late is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from banshi.matters.enforcement.inspections.drawing import policies, publications, timestamps, verdicts
from banshi.matters.enforcement.inspections.drawing.faults import Broken
from banshi.matters.enforcement.inspections.drawing.local_authority import Identity, LocalAuthority
from banshi.matters.enforcement.inspections.drawing.tests import cases
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust

ROUND = policies.moment(cases.DRAW_AT, "draw_at")
BEGINS = datetime(2023, 1, 1, tzinfo=UTC)


def authority(at):
    return LocalAuthority(lambda: at, Identity.make(BEGINS))


@pytest.fixture
def folder(tmp_path):
    inputs = cases.registers()
    return cases.publish(tmp_path / "it", cases.draw(inputs), inputs)


def stamp(folder, by, what=None):
    commitment = what or publications.read_json(folder / "commit.json")
    (folder / publications.TOKEN).write_bytes(by.stamp(timestamps.digest_of(commitment)))
    return verdicts.verify(folder, Trust(roots=by.roots))


def test_a_token_proves_its_moment():
    at = ROUND - timedelta(days=3)
    mine = authority(at)
    assert timestamps.verify(mine.stamp(bytes(32)), bytes(32), mine.roots) == at


@pytest.mark.parametrize("digest", [bytes(31) + b"\1", bytes(20)])
def test_a_token_is_of_one_digest(digest):
    mine = authority(ROUND)
    with pytest.raises(Broken, match="timestamp"):
        timestamps.verify(mine.stamp(bytes(32)), digest, mine.roots)


def test_a_token_of_another_authority_proves_nothing():
    mine, other = authority(ROUND), authority(ROUND)
    with pytest.raises(Broken, match="timestamp"):
        timestamps.verify(mine.stamp(bytes(32)), bytes(32), other.roots)


@pytest.mark.parametrize("spoil", [lambda token: b"", lambda token: token[:-1], lambda token: token[:-5] + bytes(5)])
def test_a_spoiled_token_proves_nothing(spoil):
    mine = authority(ROUND)
    with pytest.raises(Broken, match="timestamp"):
        timestamps.verify(spoil(mine.stamp(bytes(32))), bytes(32), mine.roots)


def test_a_commitment_stamped_the_margin_before_the_round_is_proven(folder):
    verdict = stamp(folder, authority(ROUND - timedelta(hours=24)))
    assert verdict["ok"] is True
    assert verdict["published"] == {"at": "2023-08-22T23:59:24+08:00", "proof": "timestamp"}
    assert not any("claim" in note for note in verdict["notes"])


@pytest.mark.parametrize("before", [timedelta(hours=23, minutes=59), timedelta(0), timedelta(hours=-1)])
def test_a_commitment_stamped_later_is_refused_whatever_it_claims(folder, before):
    assert stamp(folder, authority(ROUND - before))["rule"] == "timestamp"


def test_a_rewritten_commitment_does_not_fit_its_token(folder):
    commitment = publications.read_json(folder / "commit.json")
    other = commitment | {"policy": commitment["policy"] | {"total": 8}}
    assert stamp(folder, authority(ROUND - timedelta(days=2)), other)["rule"] == "timestamp"


def test_without_a_trusted_root_the_moment_stays_a_claim(folder):
    stamp(folder, authority(ROUND - timedelta(days=2)))
    assert verdicts.verify(folder)["published"]["proof"] == "claim"


def test_the_published_token_is_kept_beside_the_commitment(tmp_path):
    inputs = cases.registers()
    found = cases.draw(inputs)
    publications.publish_commitment(tmp_path, found.commitment, inputs, b"token")
    publications.publish_draw(tmp_path, found)
    assert verdicts.read(tmp_path).token == b"token"
