"""Proofs 存证证明: that one line stood in the journal when a seal was made. Pure: anyone can check one with these bytes alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from banshi.kernel.journal import merkle
from banshi.kernel.journal.chain import canonical, digest

FORMAT = "banshi-proof/1"
LINE = {"stream": str, "seq": int, "kind": str, "actor": str, "at": str, "data": dict, "prev": str}
HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_PATH = 64


@dataclass(frozen=True)
class Step:
    """One check: its name for programs, whether it held, and what was computed."""

    name: str  # shape | line | path | seal | root
    good: bool
    found: str = ""


def check(proof: Any, root: str = "") -> list[Step]:
    """Check a proof step by step, and stop at the first that fails. `root` is what the reader kept:
    the seal's root, or the seal's own hash, which covers the root and every seal before it.
    """
    steps = []
    for name, test in _tests(root).items():
        try:
            good, found = test(proof)
        except (UnicodeEncodeError, RecursionError):  # text that no journal can hold
            good, found = False, ""
        steps.append(Step(name, good, found))
        if not good:
            break
    return steps


def holds(steps: list[Step]) -> bool:
    return all(step.good for step in steps)


Test = Callable[[Any], tuple[bool, str]]


def _tests(root: str) -> dict[str, Test]:
    tests: dict[str, Test] = {"shape": _shape, "line": _line, "path": _path, "seal": _seal}
    if kept := re.sub(r"\s", "", root).lower():
        tests["root"] = lambda proof: (kept in (proof["root"], proof["seal"]["hash"]), kept)
    return tests


def _shape(proof: Any) -> tuple[bool, str]:
    return all(_shape_facts(proof)), FORMAT


def _shape_facts(proof: Any) -> Iterator[bool]:
    yield isinstance(proof, dict) and proof.get("format") == FORMAT
    line, seal, path = proof.get("line"), proof.get("seal"), proof.get("path")
    yield isinstance(line, dict) and {name: type(value) for name, value in line.items()} == LINE
    yield isinstance(seal, dict) and isinstance(path, list) and len(path) <= LONGEST_PATH
    yield all(_is_hash(value) for value in [*path, proof.get("hash"), proof.get("root"), line["prev"]])
    yield type(proof.get("leaf_index")) is int and type(proof.get("tree_size")) is int


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _line(proof: Any) -> tuple[bool, str]:
    found = digest(canonical(proof["line"]))
    return found == proof["hash"], found


def _path(proof: Any) -> tuple[bool, str]:
    path = [bytes.fromhex(value) for value in proof["path"]]
    leaf = bytes.fromhex(proof["hash"])
    found = merkle.root_from_proof(leaf, proof["leaf_index"], proof["tree_size"], path)
    return found is not None and found.hex() == proof["root"], found.hex() if found else ""


def _seal(proof: Any) -> tuple[bool, str]:
    seal = {name: value for name, value in proof["seal"].items() if name != "hash"}
    found = digest(canonical(seal))
    agrees = seal.get("root") == proof["root"] and seal.get("count") == proof["tree_size"]
    return agrees and found == proof["seal"].get("hash"), found
