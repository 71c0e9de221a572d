"""A proof of one line can be checked by anyone, with Banshi and without."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from banshi.kernel.actors import Actor
from banshi.kernel.journal import chain, guards, proofs, seals, selectors
from banshi.kernel.journal.tests.happenings import CLERK, NINE, write

TOOL = Path(__file__).parents[5] / "tools" / "verify_journal.py"
OTHER = "ab" * 32


@pytest.fixture
def proof(db):
    for key in "ABC":
        write(key, 3)
    seals.seal(at=NINE)
    write("D", 1)
    found = selectors.proof("trial:B", 2)
    assert found is not None
    return found


def outside(tmp_path: Path, proof: object, *root: str) -> int:
    """What the verifier that knows nothing of Banshi says."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", str(TOOL), str(file), *root]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_good_proof_holds_inside_and_outside(proof, tmp_path):
    steps = proofs.check(proof, proof["root"])
    assert proofs.holds(steps)
    assert [step.name for step in steps] == ["shape", "line", "path", "seal", "root"]
    assert outside(tmp_path, proof, proof["root"]) == 0
    assert outside(tmp_path, proof) == 0


def test_the_root_may_be_typed_with_spaces_and_capitals(proof, tmp_path):
    typed = " ".join(proof["root"].upper()[n : n + 8] for n in range(0, 64, 8))
    assert proofs.holds(proofs.check(proof, typed))
    assert outside(tmp_path, proof, typed) == 0


def test_the_hash_of_the_seal_may_be_kept_instead_of_the_root(proof, tmp_path):
    assert proofs.holds(proofs.check(proof, proof["seal"]["hash"]))
    assert outside(tmp_path, proof, proof["seal"]["hash"]) == 0


def tampered(proof, change):
    bad = copy.deepcopy(proof)
    change(bad)
    return bad


TAMPERINGS = {
    "line": lambda p: p["line"]["data"].update(note="改"),
    "line-and-hash": lambda p: (
        p["line"].update(actor="staff:8"),
        p.update(hash=chain.digest(chain.canonical(p["line"]))),
    ),
    "place": lambda p: p.update(leaf_index=p["leaf_index"] + 1),
    "path": lambda p: p["path"].__setitem__(0, OTHER),
    "short-path": lambda p: p["path"].pop(),
    "size": lambda p: p.update(tree_size=p["tree_size"] - 1),
    "root": lambda p: p.update(root=OTHER),
    "seal-root": lambda p: p["seal"].update(root=OTHER),
    "seal-day": lambda p: p["seal"].update(day="2020-01-01"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_proof_fails_inside_and_outside(proof, tmp_path, name):
    bad = tampered(proof, TAMPERINGS[name])
    assert not proofs.holds(proofs.check(bad))
    assert outside(tmp_path, bad) == 1


def test_a_proof_against_another_root_fails(proof, tmp_path):
    assert proofs.check(proof, OTHER)[-1] == proofs.Step("root", False, OTHER)
    assert outside(tmp_path, proof, OTHER) == 1


RUBBISH = [None, 7, "text", [], {}, {"format": "banshi-proof/1"}, {"format": "banshi-proof/1", "line": {}, "path": 1}]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_what_is_no_proof_is_told_so(rubbish, tmp_path):
    assert [step.good for step in proofs.check(rubbish)] == [False]
    assert outside(tmp_path, rubbish) == 2


def test_a_missing_file_is_told_so():
    assert subprocess.run([sys.executable, str(TOOL), "nowhere.json"], capture_output=True, check=False).returncode == 2


SHAPES = {
    "boolean for a number": lambda p: p["line"].update(seq=True),
    "a field too many": lambda p: p["line"].update(extra=1),
    "half a surrogate": lambda p: p["line"].update(actor="\ud800"),
    "a path that is no hash": lambda p: p["path"].append("zz"),
    "a very long path": lambda p: p["path"].extend([OTHER] * 80),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_proof_of_the_wrong_shape_fails(proof, name):
    assert not proofs.holds(proofs.check(tampered(proof, SHAPES[name])))


def test_a_line_that_is_not_sealed_yet_has_no_proof(proof):
    assert selectors.proof("trial:D", 1) is None
    assert selectors.proof("trial:X", 1) is None


def test_every_sealed_line_has_a_proof(proof):
    seals.seal(at=NINE)
    for key, lines in (("A", 3), ("B", 3), ("C", 3), ("D", 1)):
        for seq in range(1, lines + 1):
            found = selectors.proof(f"trial:{key}", seq)
            assert found and proofs.holds(proofs.check(found, found["root"]))


def test_nobody_sees_a_stream_unless_its_owner_says_so(monkeypatch):
    monkeypatch.setattr(guards, "_guards", {})
    assert not guards.may_see(CLERK, "trial:A")

    @guards.guard("trial")
    def its_clerk(actor: Actor, key: str) -> bool:
        return actor == CLERK and key == "A"

    assert guards.may_see(CLERK, "trial:A")
    assert not guards.may_see(CLERK, "trial:B")
    assert not guards.may_see(Actor.anonymous(), "trial:A")
    assert not guards.may_see(CLERK, "other:A")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
keys = st.text(st.characters(max_codepoint=0xD7FF, exclude_characters="\0"), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, plain, max_size=4))
def test_the_standard_library_writes_the_bytes_of_rfc_8785(data):
    line = {"stream": "s:1", "seq": 1, "kind": "k", "actor": "a", "at": NINE, "data": data, "prev": "0" * 64}
    assert chain.digest(chain.new_line_bytes(**line)) == chain.line_hash(**line)


PREV, MARK = "a1" * 32, f'"prev":"{chain.GENESIS}","seq":1,'  # the second could be taken for the place


@given(st.dictionaries(keys, plain, max_size=3), texts | st.just(MARK))
@example({"prev": chain.GENESIS, "seq": 1, "stream": MARK}, MARK)
@example({"a": {"prev": chain.GENESIS, "seq": 1, "stream": "s:1"}}, "s:1")
def test_the_database_puts_the_line_before_where_it_belongs(data, stream):
    line = {"stream": stream, "kind": "k", "actor": "a", "at": NINE, "data": data}
    before, between, after = chain.pieces(chain.new_line_bytes(**line, seq=1, prev=chain.GENESIS))
    assert f"{before}{PREV}{between}42{after}".encode() == chain.line_bytes(**line, seq=42, prev=PREV)


def test_the_bytes_of_a_line_are_these():
    """The example of docs/algorithms/journal.md: whoever changes this breaks every proof ever given."""
    data = {"title": "换领驾驶证", "amount_cents": 1000, "agent": None}
    line = {"stream": "trial:A", "seq": 1, "kind": "tests.Opened", "actor": "staff:7", "at": NINE, "data": data}
    assert chain.line_bytes(**line, prev="0" * 64).decode() == (
        '{"actor":"staff:7","at":"2026-03-02T01:00:00.000000Z","data":{"agent":null,"amount_cents":1000,"title":"换领驾驶证"},'
        '"kind":"tests.Opened","prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,'
        '"stream":"trial:A"}'
    )
    assert chain.line_hash(**line, prev="0" * 64) == "2517c0a52645d9497db9389c9ad2776d07b0f277636184561dc59bfbe6b23926"
