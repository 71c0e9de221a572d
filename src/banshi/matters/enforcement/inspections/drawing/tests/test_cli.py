"""The commands as they are promised, and what they answer to what is wrong."""

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from banshi.matters.enforcement.inspections.cli import app
from banshi.matters.enforcement.inspections.drawing import publications
from banshi.matters.enforcement.inspections.drawing.records import COLUMNS
from banshi.matters.enforcement.inspections.drawing.tests import cases, verifiers


class Desk:
    """A folder with everything that is handed in."""

    def __init__(self, home):
        self.home, self.out = home, home / "out"
        inputs = cases.registers()
        for name in ("pool", "officers", "recusals"):
            with (home / f"{name}.csv").open("w", newline="") as file:
                csv.writer(file).writerows([COLUMNS[name], *inputs.rows(name)])
        self.write("policy.json", cases.policy())
        true = cases.genuine(1000)
        self.write("beacon.json", {"round": 1000, "randomness": true.randomness, "signature": true.signature})
        (home / "salts.txt").write_text("".join(f"{holder} {salt}\n" for holder, salt in cases.SALTS))

    def write(self, name, value):
        (self.home / name).write_text(json.dumps(value, ensure_ascii=False))

    def arguments(self, *more, beacon=True):
        files = ["policy.json", "pool.csv", "officers.csv", "recusals.csv", *(["beacon.json"] if beacon else [])]
        named = [part for name in files for part in (f"--{name.split('.')[0]}", str(self.home / name))]
        return [*named, "--salt-file", str(self.home / "salts.txt"), "--out", str(self.out), *more]

    def draw(self, *more):
        return ask("draw", *self.arguments("--json", *more))


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def ask(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def refused(answer, *words):
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert all(word in answer.stderr for word in words), answer.stderr


def test_draw_writes_all_that_a_verifier_needs(desk):
    told = json.loads(desk.draw().stdout)
    assert (told["ok"], told["objects"], told["round"]) == (True, 7, 1000)
    assert sorted(path.name for path in desk.out.iterdir()) == [
        "commit.json", "loads.csv", "officers.csv", "pool.csv", "recusals.csv", "reveal.json", "transcript.jsonl",
    ]  # fmt: skip
    assert verifiers.outside(desk.out, demonstration=False)["ok"] is True


def test_verify_says_ok_or_the_first_broken_rule(desk):
    desk.draw()
    answer = ask("verify", desk.out, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["ok"]) == (0, True)
    pool = (desk.out / "pool.csv").read_text()
    (desk.out / "pool.csv").write_text(pool.replace(",C,", ",A,", 1))
    answer = ask("verify", desk.out, "--json")
    assert answer.exit_code == 1
    assert {name: json.loads(answer.stdout)[name] for name in ("ok", "rule")} == {"ok": False, "rule": "pool-root"}


def test_it_speaks_to_people_too(desk):
    assert "7 objects in" in ask("draw", *desk.arguments()).stdout
    assert "the draw holds" in ask("verify", desk.out).stdout
    (desk.out / "transcript.jsonl").write_text("")
    answer = ask("verify", desk.out)
    assert (answer.exit_code, answer.stdout.split(":")[0]) == (1, "BROKEN  object-missing")


def test_without_database_settings_or_django(desk):
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "nowhere://", "DJANGO_SETTINGS_MODULE": "no.such"}
    for arguments in (["draw", *desk.arguments("--json")], ["verify", str(desk.out), "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "banshi", "inspections", *arguments],
            capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        assert (done.returncode, json.loads(done.stdout)["ok"], done.stderr) == (0, True, "")


def test_wrong_input_through_the_whole_command_is_one_line(desk):
    done = subprocess.run(
        [sys.executable, "-m", "banshi", "inspections", "verify", str(desk.home / "nothing")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_drawing_again_gives_the_same_and_another_commitment_needs_another_folder(desk):
    first = desk.draw().stdout
    assert desk.draw().stdout == first
    desk.write("policy.json", cases.policy(total=8))
    refused(desk.draw(), "commit.json", "final")


def test_a_commitment_made_before_is_the_one_that_is_drawn(desk):
    made = ask("commit", *desk.arguments("--json", beacon=False))
    assert [path.name for path in desk.out.glob("*.json*")] == ["commit.json"]
    assert json.loads(made.stdout)["commit"] == json.loads(desk.draw().stdout)["commit"]


def test_opening_loads_are_committed(desk):
    (desk.home / "loads.csv").write_text("officer,load\nO1,14\n")
    told = json.loads(desk.draw("--loads", desk.home / "loads.csv").stdout)
    assert publications.read_json(desk.out / "commit.json")["policy"]["loads"] == "stated"
    assert "O1,14\n" in (desk.out / "loads.csv").read_text()
    assert "O1" not in [
        one for row in publications.read_lines(desk.out / "transcript.jsonl") for one in row["pair"] or []
    ]
    assert told["ok"] is True


def test_another_round_is_refused_and_the_due_one_named(desk):
    true = cases.genuine(123)
    desk.write("beacon.json", {"round": 123, "randomness": true.randomness, "signature": true.signature})
    refused(desk.draw(), "beacon.json", "round 1000", "not 123")


def test_an_invented_signature_is_refused(desk):
    other = cases.genuine(123)
    desk.write("beacon.json", {"round": 1000, "randomness": other.randomness, "signature": other.signature})
    refused(desk.draw(), "beacon.json", "not signed by quicknet")


def test_a_beacon_of_another_chain_is_refused(desk):
    beacon = publications.read_json(desk.home / "beacon.json")
    desk.write("beacon.json", beacon | {"chain": "8990e7a9"})
    refused(desk.draw(), "beacon.json", "8990e7a9")
    desk.write("beacon.json", beacon | {"chain": "quicknet"})
    assert desk.draw().exit_code == 0


def test_a_commitment_published_too_late_is_refused(desk):
    desk.write("policy.json", cases.policy(published_at="2023-08-23T23:00:00+08:00"))
    refused(desk.draw(), "policy.json", "24 hours before the round")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("policy.json", "{", ["policy.json", "not JSON"]),
        ("policy.json", "[]", ["policy.json", "one JSON object"]),
        ("policy.json", '{"total": 1.5}', ["policy.json", "1.5"]),
        ("policy.json", '{"total": 1, "total": 2}', ["policy.json", "twice"]),
        ("pool.csv", "id\n", ["pool.csv:1", "class"]),
        ("officers.csv", "id,department,certificates,lead\nO1,甲,,x\n", ["officers.csv:2", "lead"]),
        ("recusals.csv", "who\n", ["recusals.csv:1", "officer"]),
        ("beacon.json", "{}", ["beacon.json", "round"]),
        ("salts.txt", "short", ["salts.txt:1", "32"]),
        ("salts.txt", "a" * 40, ["salt_holders is 2", "1 salts"]),
    ],
)
def test_wrong_input_is_one_line_with_its_file(desk, name, content, words):
    (desk.home / name).write_text(content)
    refused(desk.draw(), *words)
    assert not desk.out.exists()


def test_a_missing_file_is_one_line(desk):
    (desk.home / "pool.csv").unlink()
    refused(desk.draw(), "pool.csv")


def test_a_replacement_is_published_and_verified(desk):
    desk.draw()
    row = max(publications.read_lines(desk.out / "transcript.jsonl"), key=lambda row: row["feasible"])
    answer = ask(
        "replace", desk.out, "--batch", row["batch"], "--officer", row["pair"][0], "--reason", "病假", "--json"
    )
    told = json.loads(answer.stdout)
    assert row["pair"][0] not in told["pair"]
    assert json.loads(ask("verify", desk.out, "--json").stdout)["replacements"] == 1
    again = ask(
        "replace", desk.out, "--batch", row["batch"], "--officer", told["pair"][1], "--reason", "出差", "--json"
    )
    assert len(publications.read_lines(desk.out / "replacements.jsonl")) == 2
    assert json.loads(again.stdout)["pair"] != told["pair"]
    refused(
        ask("replace", desk.out, "--batch", row["batch"], "--officer", row["pair"][0], "--reason", "病假"),
        "not of its pair",
    )


@pytest.mark.browser
def test_the_browser_follows_replacements(desk):
    desk.draw()
    for row in publications.read_lines(desk.out / "transcript.jsonl"):
        ask("replace", desk.out, "--batch", row["batch"], "--officer", row["pair"][1], "--reason", "病假")
    false = desk.home / "false"
    shutil.copytree(desk.out, false)
    text = (false / "replacements.jsonl").read_text()
    (false / "replacements.jsonl").write_text(text.replace('"pair":["O', '"pair":["P', 1))
    with verifiers.browser() as ask_browser:
        found = ask_browser([desk.out, false])
    assert [(one["ok"], one.get("rule")) for one in found] == [(True, None), (False, "replacement")]


def test_log_walks_the_chain(desk):
    desk.draw()
    answer = ask("log", desk.out, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["last"]) == (0, 1)
    refused(ask("log", desk.home), "commit.json")


def test_odds_of_a_company(desk):
    desk.draw()
    told = json.loads(ask("odds", desk.out, "E5", "--json").stdout)
    assert "/" in told["probability"]
    assert ask("odds", desk.out, "E5").stdout.startswith("E5: ")
    refused(ask("odds", desk.out, "E500"), "E500 is not in the pool")


def test_a_demonstrations_beacon_needs_to_be_asked_for(desk):
    from_chain = cases.beacons.DEMONSTRATION
    number = from_chain.round_at(cases.policies.moment(cases.DRAW_AT, "draw_at"))
    beacon = cases.beacons.demonstrate(number)
    desk.write("policy.json", cases.policy(chain=from_chain.hash))
    desk.write("beacon.json", {"round": number, "randomness": beacon.randomness, "signature": beacon.signature})
    refused(desk.draw(), "--demonstration")
    assert desk.draw("--demonstration").exit_code == 0
    assert json.loads(ask("verify", desk.out, "--json").stdout)["rule"] == "chain"
    assert ask("verify", desk.out, "--demonstration").exit_code == 0


@pytest.mark.parametrize(
    "name", ["commit.json", "reveal.json", "transcript.jsonl", "replacements.jsonl", "pool.csv", "officers.csv"]
)
def test_whatever_stands_in_a_published_file_the_answer_is_a_verdict(desk, name):
    desk.draw()
    before = (desk.out / name).read_text() if (desk.out / name).exists() else ""
    broken = [
        "", "{", "[]", "null", "5", "{}", '"\\ud800"', '{"a": NaN}', "\x00", before[: len(before) // 2], before + "x", before.replace("1", "x"),
        before.replace("[", "{"), before.replace('"', ""), '{"batch": "\\ud800", "objects": ["\\ud800"], "pair": null, "feasible": 0}',
        '{"batch": [], "objects": [[]], "pair": 5, "feasible": {}}', '{"batch": "1", "officer": "O1", "reason": 5, "pair": []}',
    ]  # fmt: skip
    for text in broken:
        if text == before:
            continue
        (desk.out / name).write_text(text)
        answer = ask("verify", desk.out, "--json")
        assert (answer.exit_code, "rule" in json.loads(answer.stdout)) == (1, True), text
        outside = verifiers.outside(desk.out)
        assert outside["ok"] is (name == "replacements.jsonl"), text
