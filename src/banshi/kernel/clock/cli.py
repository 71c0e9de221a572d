"""`banshi clock`: ask the clock on the command line. Needs no database: the calendar comes from the national pack."""

import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from banshi.kernel.clock.calendars import Calendar
from banshi.kernel.clock.counting import Due, Pause, due
from banshi.kernel.clock.explaining import DayRow, explain
from banshi.kernel.clock.limits import Limit

app = typer.Typer(help="The last lawful day, and why each day on the way was counted or not.", no_args_is_help=True)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}")
_YEARS = range(1949, 2100)

TriggerOption = Annotated[
    str, typer.Option(help="The day it began, 2022-01-27; for hours the moment, 2022-01-27T09:30.")
]
LimitOption = Annotated[
    str, typer.Option(help="5wd working days, 15d calendar days, 3mo months, 4h hours, 0 on the spot.")
]
PauseOption = Annotated[
    list[str], typer.Option(help="2022-02-08..2022-02-10, both ends inside; open: 2022-02-08.. (repeatable)")
]
ExtendOption = Annotated[list[str], typer.Option(help="10wd, in the unit of the limit. (repeatable)")]
AsOfOption = Annotated[str | None, typer.Option(help="An open pause is taken to last through this day.")]


@app.command("due")
def due_command(
    *,
    trigger: TriggerOption,
    limit: LimitOption,
    pause: PauseOption = [],  # noqa: B006  # typer reads the default once and never changes it
    extend: ExtendOption = [],  # noqa: B006
    as_of: AsOfOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print the last lawful day."""
    found, rows = _answer(trigger, limit, pause, extend, as_of)
    if as_json:
        typer.echo(json.dumps(_as_data(found, rows), ensure_ascii=False))
    else:
        _print_table(found, rows)


@app.command("explain")
def explain_command(
    *,
    trigger: TriggerOption,
    limit: LimitOption,
    pause: PauseOption = [],  # noqa: B006
    extend: ExtendOption = [],  # noqa: B006
    as_of: AsOfOption = None,
) -> None:
    """Print each day, whether it was counted, and why."""
    _print_table(*_answer(trigger, limit, pause, extend, as_of))


def _answer(
    trigger: str, limit: str, pause: list[str], extend: list[str], as_of: str | None
) -> tuple[Due, list[DayRow]]:
    start = _moment(trigger, "--trigger")
    total = _limit(limit, "--limit")
    pauses = [_pause(text) for text in pause]
    extensions = [_limit(text, "--extend") for text in extend]
    until = _day(as_of, "--as-of") if as_of else None
    calendar = _calendar()
    try:
        found = due(start, total, calendar, pauses=pauses, extensions=extensions, as_of=until)
        if found.on.year not in _YEARS:
            raise OverflowError("the last day lies too far in the future")
        return found, explain(start, total, calendar, pauses=pauses, extensions=extensions, as_of=until)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(str(error)) from None


def _calendar() -> Calendar:
    packs = Path(os.environ.get("BANSHI_PACKS", Path(__file__).parents[4] / "packs"))
    path = packs / "national" / "calendar.csv"
    if not path.is_file():
        raise typer.BadParameter(f"no calendar at {path}; set BANSHI_PACKS to the folder of the packs")
    return Calendar.from_csv(path)


def _day(text: str, option: str) -> date:
    try:
        if _DAY.fullmatch(text) and (day := date.fromisoformat(text)).year in _YEARS:
            return day
    except ValueError:
        pass
    raise typer.BadParameter(f"{_shown(text)} is not a date from 1949 to 2099 such as 2022-01-27", param_hint=option)


def _moment(text: str, option: str) -> date | datetime:
    if not _MOMENT.fullmatch(text):
        return _day(text, option)
    _day(text[:10], option)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{_shown(text)} is not a moment such as 2022-01-27T09:30", param_hint=option
        ) from None


def _limit(text: str, option: str) -> Limit:
    try:
        return Limit.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{_shown(text)}: {error}", param_hint=option) from None


def _pause(text: str) -> Pause:
    first, dots, last = text.partition("..")
    if not dots:
        raise typer.BadParameter(f"{_shown(text)} is not a pause such as 2022-02-08..2022-02-10", param_hint="--pause")
    try:
        return Pause(_day(first, "--pause"), _day(last, "--pause") if last else None)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pause") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def _as_data(found: Due, rows: list[DayRow]) -> dict[str, object]:
    return {
        "due": _last(found),
        "provisional": found.provisional,
        "days": [{"date": str(row.date), "counted": row.counted, "why": row.why, "n": row.n} for row in rows],
    }


def _last(found: Due) -> str:
    return f"{found.at:%Y-%m-%dT%H:%M}" if found.at else str(found.on)


def _print_table(found: Due, rows: list[DayRow]) -> None:
    table = Table(title=f"{_last(found)}{'（暂定）' if found.provisional else ''}", title_style="bold")
    for heading in ("日期", "星期", "计入", "序数", "理由"):
        table.add_column(heading)
    for row in rows:
        weekday = "一二三四五六日"[row.date.weekday()]
        table.add_row(
            str(row.date),
            weekday,
            "是" if row.counted else "—",
            str(row.n),
            row.why,
            style="" if row.counted else "dim",
        )
    Console().print(table)
