"""Whoever bends a draw is caught, by the name of the rule, by every verifier."""

import hashlib
import json
import shutil

import pytest

from banshi.matters.enforcement.inspections.drawing import beacons, draws, faults, verdicts
from banshi.matters.enforcement.inspections.drawing.hashing import canonical
from banshi.matters.enforcement.inspections.drawing.tests import cases, verifiers
from banshi.matters.enforcement.inspections.drawing.verdicts import Trust

SECOND = {"name": "双色球", "value": "01 05 12 19 22 30 + 07"}


class Folder:
    """A published draw that somebody edits."""

    def __init__(self, path):
        self.path = path

    def read(self, name):
        return json.loads((self.path / name).read_text())

    def write(self, name, value):
        (self.path / name).write_bytes(canonical(value))

    def edit(self, name, change):
        value = self.read(name)
        change(value)
        self.write(name, value)

    def lines(self, name, change):
        rows = (self.path / name).read_text().splitlines()
        (self.path / name).write_text("\n".join(change(rows)) + "\n")

    def rows(self, change):
        rows = [json.loads(row) for row in (self.path / "transcript.jsonl").read_text().splitlines()]
        (self.path / "transcript.jsonl").write_bytes(b"".join(canonical(row) + b"\n" for row in change(rows) or rows))

    def recommit(self, change):
        """Change the commitment and make the reveal fit: an insider who hopes that nobody kept the hash."""
        self.edit("commit.json", change)
        commitment = self.read("commit.json")
        self.edit("reveal.json", lambda reveal: reveal.update(commit=draws.hash_of(commitment)))


def leave_out(folder):
    folder.lines("pool.csv", lambda rows: rows[:5] + rows[6:])


def downgrade(folder):
    folder.lines(
        "pool.csv",
        lambda rows: [row.replace(",C,", ",A,", 1) if i == first(rows, ",C,") else row for i, row in enumerate(rows)],
    )


def first(rows, part):
    return next(i for i, row in enumerate(rows) if part in row)


def recuse(folder):
    folder.lines("recusals.csv", lambda rows: [*rows, "O3,E59"])


def change_recusal(folder):
    folder.lines("recusals.csv", lambda rows: [*rows[:-1], "O0,E99"])


def promote(folder):
    folder.lines(
        "officers.csv",
        lambda rows: [row.replace(",0,", ",1,", 1) if i == first(rows, ",0,") else row for i, row in enumerate(rows)],
    )


def hire(folder):
    folder.lines("officers.csv", lambda rows: [*rows, "O99,甲,食品,1,"])


def edit_load(folder):
    folder.lines("loads.csv", lambda rows: [*rows[:-1], rows[-1].split(",")[0] + ",13"])


def another_round(folder):
    other = cases.genuine(123)
    folder.edit(
        "reveal.json", lambda reveal: reveal.update(round=123, randomness=other.randomness, signature=other.signature)
    )


def another_rounds_value(folder):
    other = cases.genuine(123)
    folder.edit("reveal.json", lambda reveal: reveal.update(randomness=other.randomness, signature=other.signature))


def another_committed_round(folder):
    folder.recommit(lambda commitment: commitment.update(round=999))


def invent_randomness(folder):
    folder.edit("reveal.json", lambda reveal: reveal.update(randomness=hashlib.sha256(b"mine").hexdigest()))


def invent_signature(folder):
    raw = b"\x8f" + b"\x11" * 47
    folder.edit("reveal.json", lambda r: r.update(signature=raw.hex(), randomness=hashlib.sha256(raw).hexdigest()))


def other_salt(folder):
    folder.edit("reveal.json", lambda reveal: reveal["salts"][1].update(salt="f" * 64))


def leave_out_salt(folder):
    folder.edit("reveal.json", lambda reveal: reveal["salts"].pop())


def other_second_source(folder):
    folder.edit("reveal.json", lambda reveal: reveal["second"].update(name="大乐透"))


def rewrite_commitment(folder):
    folder.edit("commit.json", lambda commitment: commitment["policy"].update(total=8))


def commit_after_the_round(folder):
    folder.recommit(lambda commitment: commitment["policy"].update(published_at="2023-08-24T00:10:00+08:00"))


def commit_within_the_margin(folder):
    folder.recommit(lambda commitment: commitment["policy"].update(published_at="2023-08-23T00:00:00+08:00"))


def lose_time_stamp(folder):
    folder.recommit(lambda commitment: commitment["policy"].update(time_stamp="required"))


def unpinned_beacon(folder):
    folder.recommit(
        lambda commitment: commitment["policy"].update(
            chain="8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
        )
    )


def second_first(folder):
    folder.recommit(lambda commitment: commitment.update(seq=2))


def other_protocol(folder):
    folder.edit("commit.json", lambda commitment: commitment.update(protocol="banshi-draw/0"))


def undrawn(folder):
    drawn = (folder.path / "transcript.jsonl").read_text()
    names = [row.split(",")[0] for row in (folder.path / "pool.csv").read_text().splitlines()[1:]]
    return next(name for name in names if f'"{name}"' not in drawn)


def swap_pick(folder):
    folder.rows(lambda rows: rows[0]["objects"].__setitem__(0, undrawn(folder)))


def add_object(folder):
    folder.rows(lambda rows: rows[0]["objects"].append(undrawn(folder)))


def visit_twice(folder):
    folder.rows(lambda rows: rows[0]["objects"].append(rows[-1]["objects"][0]))


def drop_object(folder):
    folder.rows(lambda rows: rows[0].update(objects=rows[0]["objects"][1:]))


def drop_batch(folder):
    folder.rows(lambda rows: rows[1:])


def swap_officers(folder):
    def swap(rows):
        a, b = (row for row in rows if row["pair"] != rows[0]["pair"]).__next__(), rows[0]
        a["pair"], b["pair"] = b["pair"], a["pair"]

    folder.rows(swap)


def turn_pair_round(folder):
    folder.rows(lambda rows: rows[0]["pair"].reverse())


def rename_batch(folder):
    folder.rows(lambda rows: rows[0].update(batch="1.1"))


def split_batch(folder):
    def split(rows):
        big = max(rows, key=lambda row: len(row["objects"]))
        half = {**big, "batch": big["batch"] + ".2", "objects": big["objects"][1:]}
        big["objects"] = big["objects"][:1]
        return [*rows, half]

    folder.rows(split)


def reorder_batches(folder):
    folder.rows(lambda rows: rows[::-1])


def understate_choice(folder):
    folder.rows(lambda rows: rows[0].update(feasible=rows[0]["feasible"] + 1))


def add_a_word(folder):
    folder.rows(lambda rows: rows[0].update(note="urgent"))


def spoil_file(folder):
    (folder.path / "transcript.jsonl").write_text("{")


def hide_file(folder):
    (folder.path / "reveal.json").unlink()


TAMPERINGS = {
    leave_out: "pool-count",
    downgrade: "pool-root",
    hire: "officers-count",
    promote: "officers-root",
    recuse: "recusals-count",
    change_recusal: "recusals-root",
    edit_load: "loads-root",
    another_round: "round",
    another_rounds_value: "signature",
    another_committed_round: "round-rule",
    invent_randomness: "randomness",
    invent_signature: "signature",
    other_salt: "salt",
    leave_out_salt: "salt",
    other_second_source: "second-source",
    rewrite_commitment: "commit",
    commit_after_the_round: "published",
    commit_within_the_margin: "published",
    lose_time_stamp: "timestamp",
    unpinned_beacon: "chain",
    second_first: "sequence",
    other_protocol: "protocol",
    swap_pick: "object-foreign",
    add_object: "object-foreign",
    visit_twice: "object-foreign",
    drop_object: "object-missing",
    drop_batch: "object-missing",
    swap_officers: "pair",
    turn_pair_round: "pair",
    rename_batch: "batch-name",
    split_batch: "batch-split",
    reorder_batches: "batch-split",
    understate_choice: "transcript",
    add_a_word: "transcript",
    spoil_file: "files",
    hide_file: "files",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    inputs = cases.registers(3)
    found = cases.draw(inputs, cases.genuine(1000, SECOND), total=12, second_source=SECOND["name"])
    return cases.publish(tmp_path_factory.mktemp("draw") / "whole", found, inputs)


@pytest.fixture(scope="module")
def tampered(whole, tmp_path_factory):
    """Every tampering in a folder of its own."""
    home = tmp_path_factory.mktemp("tampered")
    for tamper in TAMPERINGS:
        shutil.copytree(whole, home / tamper.__name__)
        tamper(Folder(home / tamper.__name__))
    return home


def test_an_honest_draw_holds_for_its_own_verifier_and_says_what_is_only_claimed(whole):
    verdict = verdicts.verify(whole)
    assert verdict["ok"] is True
    assert verdict["published"]["proof"] == "claim"
    assert verdict["objects"] == 12


@pytest.mark.parametrize(("tamper", "rule"), TAMPERINGS.items(), ids=[one.__name__ for one in TAMPERINGS])
def test_each_tampering_is_named_inside_and_outside(tampered, tamper, rule):
    folder = tampered / tamper.__name__
    assert (verdicts.verify(folder)["rule"], verifiers.outside(folder)["rule"]) == (rule, rule)


@pytest.mark.browser
def test_each_tampering_is_named_in_the_browser(tampered, whole):
    with verifiers.browser() as ask:
        found = ask([tampered / tamper.__name__ for tamper in TAMPERINGS])
        honest = ask([whole])[0]
    assert {t.__name__: verdict["rule"] for t, verdict in zip(TAMPERINGS, found, strict=True)} == {
        t.__name__: rule for t, rule in TAMPERINGS.items()
    }
    assert honest["ok"] is True
    inside = [rule for rule in faults.RULES if rule not in ("files", "policy", "timestamp", "replacement")]
    assert honest["steps"] == inside


def test_the_outside_verifier_holds_the_honest_draw_too(whole):
    assert verifiers.outside(whole)["ok"] is True


def test_every_rule_has_a_tampering_that_breaks_it():
    apart = {
        "policy",
        "replacement",
        "loads-count",
    }  # in tests of their own; who is hired has no load either
    assert set(faults.RULES) - apart == set(TAMPERINGS.values())


def test_a_policy_that_leaves_something_to_the_reader_is_refused(whole, tmp_path):
    folder = Folder(shutil.copytree(whole, tmp_path / "it"))
    folder.recommit(lambda commitment: commitment["policy"].pop("plan"))
    assert verdicts.verify(folder.path)["rule"] == "policy"


def test_lines_quotes_and_columns_may_be_written_otherwise(whole, tmp_path):
    """What is committed is what the fields say, in the order of ids."""
    folder = Folder(shutil.copytree(whole, tmp_path / "it"))
    folder.lines(
        "pool.csv",
        lambda rows: [rows[0] + ",name", *(f'"{row.replace(",", chr(34) + "," + chr(34))}",店' for row in rows[:0:-1])],
    )
    (folder.path / "commit.json").write_text(json.dumps(folder.read("commit.json"), indent=2))
    assert verdicts.verify(folder.path)["ok"] is True
    assert verifiers.outside(folder.path)["ok"] is True


def test_a_demonstrations_beacon_holds_only_where_that_is_said(tmp_path):
    inputs = cases.registers()
    folder = cases.publish(tmp_path / "it", cases.demonstrated(inputs), inputs)
    assert verdicts.verify(folder)["rule"] == verifiers.outside(folder, demonstration=False)["rule"] == "chain"
    verdict = verdicts.verify(folder, Trust(demonstration=True))
    assert verdict["ok"] is True
    assert any("demonstration" in note for note in verdict["notes"])
    assert verifiers.outside(folder)["ok"] is True


def test_a_second_pair_that_nobody_drew_is_refused(tmp_path):
    inputs = cases.registers()
    folder = Folder(cases.publish(tmp_path / "it", cases.draw(inputs), inputs))
    row = json.loads((folder.path / "transcript.jsonl").read_text().splitlines()[0])
    told = {"batch": row["batch"], "officer": row["pair"][0], "reason": "病假", "pair": ["O1", "O2"]}
    (folder.path / "replacements.jsonl").write_bytes(canonical(told) + b"\n")
    assert verdicts.verify(folder.path)["rule"] == "replacement"


def test_a_rewritten_commitment_does_not_fit_the_hash_that_was_published(whole):
    assert verdicts.verify(whole, Trust(commit="0" * 64))["rule"] == "commit"
    assert verdicts.verify(whole, Trust(commit=draws.hash_of(Folder(whole).read("commit.json"))))["ok"] is True


def test_every_chain_that_is_pinned_is_pinned_everywhere():
    tool, page = verifiers.TOOL.read_text(), (verifiers.STATIC / "verify_draw.js").read_text()
    for chain in beacons.CHAINS.values():
        for value in (chain.hash, chain.public_key, str(chain.genesis)):
            assert value in tool
            assert value in page


def test_the_outside_verifier_fits_on_one_page_and_imports_nothing_of_ours():
    text = verifiers.TOOL.read_text()
    assert len(text.splitlines()) <= 80
    assert "import banshi" not in text
    assert "from banshi" not in text


def test_every_word_of_a_verdict_is_explained():
    page = (verifiers.ROOT / "docs" / "algorithms" / "draw.md").read_text()
    for word, meaning in (faults.RULES | faults.LOG_RULES).items():
        assert f"| `{word}` | {meaning} |" in page
