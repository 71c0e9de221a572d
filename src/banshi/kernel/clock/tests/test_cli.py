import json

import pytest
from typer.testing import CliRunner

from banshi.kernel.clock.cli import app


def ask(*arguments):
    return CliRunner().invoke(app, [*arguments])


def test_due_prints_json_for_programs():
    answer = ask("due", "--trigger", "2022-01-27", "--limit", "5wd", "--pause", "2022-02-08..2022-02-10", "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert list(found) == ["due", "provisional", "days"]
    assert (found["due"], found["provisional"]) == ("2022-02-11", False)
    assert found["days"][0] == {"date": "2022-01-27", "counted": False, "why": "触发日不计", "n": 0}
    assert found["days"][-1] == {"date": "2022-02-11", "counted": True, "why": "第5个工作日", "n": 5}
    assert len(found["days"]) == 16


def test_pauses_and_extensions_can_be_repeated():
    answer = ask(
        *("due", "--trigger", "2022-01-27", "--limit", "20wd", "--extend", "5wd", "--extend", "5wd", "--json"),
        *("--pause", "2022-02-08..2022-02-10", "--pause", "2022-02-14..2022-02-14"),
    )
    assert json.loads(answer.stdout)["due"] == "2022-03-21"


def test_hours_and_the_unproclaimed():
    assert json.loads(ask("due", "--trigger", "2022-01-27T23:30", "--limit", "4h", "--json").stdout)["due"] == (
        "2022-01-28T03:30"
    )
    assert json.loads(ask("due", "--trigger", "2026-12-31", "--limit", "5wd", "--json").stdout)["provisional"] is True
    assert json.loads(ask("due", "--trigger", "2022-01-27", "--limit", "0", "--json").stdout)["due"] == "2022-01-27"


def test_an_open_pause_waits_through_the_day_of_asking():
    answer = ask(
        *("due", "--trigger", "2022-03-04", "--limit", "5wd", "--pause", "2022-03-08..", "--as-of", "2022-03-09"),
        "--json",
    )
    assert json.loads(answer.stdout)["due"] == "2022-03-15"


@pytest.mark.parametrize("command", ["due", "explain"])
def test_people_see_a_table(command):
    answer = ask(command, "--trigger", "2022-01-27", "--limit", "5wd")
    assert answer.exit_code == 0
    assert "2022-02-08" in answer.stdout
    assert "春节放假" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--trigger", "2022-02-30", "--limit", "5wd"], "not a date"),
        (["--trigger", "20220127", "--limit", "5wd"], "not a date"),
        (["--trigger", "２０２２-01-27", "--limit", "5wd"], "not a date"),
        (["--trigger", "9999-12-31", "--limit", "5wd"], "not a date"),
        (["--trigger", "2022-01-27T25:00", "--limit", "5h"], "not a moment"),
        (["--trigger", "2022-01-27", "--limit", "five"], "a limit is"),
        (["--trigger", "2022-01-27", "--limit", "-5wd"], "a limit is"),
        (["--trigger", "2022-01-27", "--limit", "4h"], "needs the moment"),
        (["--trigger", "2022-01-27", "--limit", "9999mo"], "too far"),
        (["--trigger", "2022-01-27", "--limit", "15d", "--extend", "10wd"], "units differ"),
        (["--trigger", "2022-01-27", "--limit", "5wd", "--pause", "2022-02-10..2022-02-08"], "before it begins"),
        (["--trigger", "2022-01-27", "--limit", "5wd", "--pause", "2022-02-10"], "not a pause"),
        (["--trigger", "2022-01-27", "--limit", "5wd", "--pause", "..2022-02-10"], "not a date"),
        (["--trigger", "2022-01-27", "--limit", "5wd", "--as-of", "today"], "not a date"),
        (["--trigger", "x" * 100_000, "--limit", "5wd"], "not a date"),
    ],
)
def test_wrong_input_ends_with_two_and_says_why(arguments, says):
    answer = ask("due", *arguments)
    assert answer.exit_code == 2
    assert says in " ".join(answer.stderr.replace("│", " ").split())
    assert len(answer.stderr) < 1000


def test_a_missing_calendar_is_said_plainly(monkeypatch, tmp_path):
    monkeypatch.setenv("BANSHI_PACKS", str(tmp_path))
    answer = ask("due", "--trigger", "2022-01-27", "--limit", "5wd")
    assert answer.exit_code == 2
