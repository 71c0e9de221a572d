"""Small made-up registers and whole draws for the tests."""

import hashlib
import random
from pathlib import Path
from typing import Any

from banshi.matters.enforcement.inspections.drawing import beacons, draws, policies, publications, records
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.records import Inputs, Officer, Subject

DRAW_AT, PUBLISHED_AT = "2023-08-23T23:59:24+08:00", "2023-08-22T20:00:00+08:00"  # quicknet's round 1000
RATES = {"A": 200, "B": 400, "C": 1500, "D": 5000}
SALTS = [("市场监管局", "8b108062" * 8), ("司法局", "e736c1d9" * 8)]
SIGNATURES = {  # genuine rounds of quicknet
    123: "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92",
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
}


def genuine(number: int, second: dict[str, str] | None = None) -> Beacon:
    signature = bytes.fromhex(SIGNATURES[number])
    return Beacon(number, hashlib.sha256(signature).hexdigest(), signature.hex(), second)


def policy(**given: Any) -> dict[str, Any]:
    return {
        "plan": "PJ-2023-01", "draw_at": DRAW_AT, "published_at": PUBLISHED_AT, "total": 7, "rates_bp": RATES,
        "batch": 3, "cap": 14, "certificates": {"餐饮": ["食品"], "电梯": "特种设备"},
    } | given  # fmt: skip


def registers(seed: int = 1, *, subjects: int = 60, officers: int = 12, recusals: int = 25) -> Inputs:
    """Ids of different lengths, on purpose: O1, O10, O2 stand in this order."""
    rng = random.Random(seed)
    pool = [
        Subject(
            f"E{i}",
            rng.choice("ABCD"),
            f"区{rng.randrange(3)}",
            rng.choice(["餐饮", "电梯", "零售"]),
            rng.randint(1, 3),
        )
        for i in range(subjects)
    ]
    names = [frozenset(), frozenset({"食品"}), frozenset({"食品", "特种设备"})]
    where = [frozenset(), frozenset({"区0", "区1"}), frozenset({"区2"})]
    staff = [
        Officer(f"O{i}", rng.choice("甲乙"), rng.choice(names), rng.random() < 0.5, rng.choice(where))
        for i in range(officers)
    ]
    barred = {(f"O{rng.randrange(officers)}", f"E{rng.randrange(subjects)}") for _ in range(recusals)}
    return records.order(pool, staff, barred, {})


def read(given: dict[str, Any], inputs: Inputs) -> policies.Policy:
    return policies.read(given, inputs.classes())


def draw(inputs: Inputs, beacon: Beacon | None = None, **given: Any) -> draws.Draw:
    """A draw with a genuine round; the beacon is not checked here, so that many draws are quick."""
    commitment = draws.commit(policy(**given), inputs, draws.conceal(SALTS, given.get("hash", "sha256")))
    found = beacon or genuine(1000)
    batches = draws.derive(
        policies.read(commitment["policy"], inputs.classes()), inputs, draws.seed_of(commitment, found, SALTS)
    )
    return draws.Draw(commitment, draws.reveal_of(commitment, found, SALTS), batches)


def demonstrated(inputs: Inputs, **given: Any) -> draws.Draw:
    """The same with the demonstration's beacon, at any moment."""
    chain = beacons.DEMONSTRATION
    number = chain.round_at(policies.moment(given.get("draw_at", DRAW_AT), "draw_at"))
    return draw(inputs, beacons.demonstrate(number), chain=chain.hash, **given)


def publish(folder: Path, found: draws.Draw, inputs: Inputs) -> Path:
    publications.publish_commitment(folder, found.commitment, inputs)
    publications.publish_draw(folder, found)
    return folder
