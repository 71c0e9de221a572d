"""`banshi journal` says in its exit code what it found."""

import json

import pytest
from django.db import connection
from typer.testing import CliRunner

from banshi.kernel.journal import proofs
from banshi.kernel.journal.cli import app
from banshi.kernel.journal.selectors import published_seals
from banshi.kernel.journal.tests.happenings import write


@pytest.fixture
def run(db):
    write("A", 3)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def tamper() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_line DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_line SET actor = 'staff:8' WHERE seq = 2")


def test_a_sound_journal_is_zero(run):
    done = run("verify")
    assert done.exit_code == 0
    assert "3 lines in 1 streams, 0 seals, 3 not sealed yet" in done.output
    assert "journal sound" in done.output


def test_a_broken_journal_is_one_and_names_the_line(run):
    tamper()
    done = run("verify")
    assert done.exit_code == 1
    assert "BROKEN: first at trial:A#2 (altered)" in done.output


def test_the_report_can_be_read_by_programs(run):
    tamper()
    done = run("verify", "--json", "--since", 1)
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["sound"], found["lines"], found["faults"][0]["where"]) == (False, 3, "trial:A#2")


def test_seals_that_were_saved_catch_a_journal_that_was_replaced_as_a_whole(run, tmp_path):
    saved = tmp_path / "seals.json"
    run("seal")
    kept = published_seals()
    saved.write_text(json.dumps({"seals": kept}))
    assert run("verify", "--against", saved).exit_code == 0
    saved.write_text(json.dumps({"seals": [{**kept[0], "root": "ab" * 32}]}))
    done = run("verify", "--against", saved)
    assert done.exit_code == 1 and "first at seal 1 (seal-replaced)" in done.output


def test_seal_prove_and_tail(run, tmp_path):
    out = tmp_path / "proof.json"
    assert run("prove", "trial:A", 2, "--out", out).exit_code == 2
    sealed = run("seal")
    assert sealed.exit_code == 0 and "3 lines" in sealed.output
    assert run("prove", "trial:A", 2, "--out", out).exit_code == 0
    assert proofs.holds(proofs.check(json.loads(out.read_text(encoding="utf-8"))))
    last = run("tail", "-n", 2).output.splitlines()
    assert len(last) == 2 and "trial:A#3  tests.Moved  staff:7" in last[1]
