"""Logs 抽取台账: the chain over all draws of one authority. A draw that is missing, or shown twice, cannot hide."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from banshi.matters.enforcement.inspections.drawing import draws, files, policies, publications
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.hashing import PROTOCOL

Drawn = tuple[datetime, list[str]]  # the announced moment of a draw, and the officers of its batches, one name a batch


def verify(folders: list[Path]) -> dict[str, Any]:
    """The verdict over the chain. A draw that was committed and not revealed stands in `failed`."""
    entries = sorted(((publications.read_json(one / publications.COMMIT), one) for one in folders), key=_number)
    try:
        check([commitment for commitment, _ in entries])
        for _, folder in entries:
            check_reveal(folder)
        check_loads(entries)
    except Broken as broken:
        return {"ok": False, "rule": broken.rule, "detail": broken.detail}
    except (InputError, LookupError, TypeError, ValueError, AttributeError) as error:
        return {"ok": False, "rule": "files", "detail": str(error)}
    first, last = entries[0][0], entries[-1][0]
    return {
        "ok": True,
        "draws": len(entries),
        "first": first["seq"],
        "last": last["seq"],
        "head": draws.hash_of(last),
        "failed": [commitment["seq"] for commitment, folder in entries if not revealed(folder)],
    }


def _number(entry: tuple[dict[str, Any], Path]) -> int:
    commitment, folder = entry
    if commitment.get("protocol") != PROTOCOL or type(commitment.get("seq")) is not int:
        raise InputError(str(folder / publications.COMMIT), f"not a commitment of {PROTOCOL}")
    return int(commitment["seq"])


def revealed(folder: Path) -> bool:
    return (folder / publications.REVEAL).exists()


def check(commitments: list[dict[str, Any]]) -> None:
    """Numbers without a gap, each with the hash of the commitment before. The commitments stand in order."""
    for one in commitments[:1]:
        if fault := draws.fault_of_sequence(one["seq"], one["prev"]):
            raise Broken("sequence", fault)
    for before, after in zip(commitments, commitments[1:], strict=False):
        if after["seq"] == before["seq"]:
            raise Broken("sequence-twice", f"two draws have the number {after['seq']}")
        if after["seq"] != before["seq"] + 1:
            raise Broken("sequence-gap", f"after {before['seq']} comes {after['seq']}")
        if after["prev"] != draws.hash_of(before):
            raise Broken("previous", f"draw {after['seq']} does not name the hash of draw {before['seq']}")


def check_reveal(folder: Path) -> None:
    """What is revealed is that very commitment; `verdicts.verify` looks at all the rest."""
    if revealed(folder):
        commitment = publications.read_json(folder / publications.COMMIT)
        if publications.read_json(folder / publications.REVEAL)["commit"] != draws.hash_of(commitment):
            raise Broken("commit", f"draw {commitment['seq']}: the reveal is of another commitment")


def check_loads(entries: list[tuple[dict[str, Any], Path]]) -> None:
    """Opening loads are what the policy says that they are; what draws before add up to is only known from number 1 on.

    The pairs as first drawn count: replacements happen later than the next commitment may.
    """
    before: list[Drawn] = []
    for commitment, folder in entries:
        policy = commitment["policy"]
        due = due_loads(policy, before) if policy["loads"] == "zero" or entries[0][0]["seq"] == 1 else None
        for who, load in files.read_loads(folder / "loads.csv").items():
            if due is not None and load != due[who]:
                raise Broken("loads-carried", f"draw {commitment['seq']}: {who} begins with {load}, due is {due[who]}")
        if revealed(folder):
            rows = publications.read_lines(folder / publications.TRANSCRIPT)
            officers = [who for row in rows for who in row["pair"] or ()]
            before.append((policies.moment(policy["draw_at"], "draw_at"), officers))


def due_loads(policy: dict[str, Any], before: list[Drawn]) -> Counter[str] | None:
    """Zero; carried: from all draws before; stated with a moment: from those announced until then. Else nobody can say."""
    rule, until = policy["loads"], policy.get("loads_until")
    if rule == "stated" and until is None:
        return None
    last = policies.moment(until, "loads_until") if until else None
    counted = [] if rule == "zero" else [one for at, one in before if last is None or at <= last]
    return Counter(who for officers in counted for who in officers)
