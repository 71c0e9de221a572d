"""The site's own commands: start everything, start over, check, list demo log-ins."""

import json
from datetime import datetime
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command

from banshi.kernel.access import demo as second_factors
from banshi.kernel.calendar import moments
from banshi.site import demo, devdb, messages, running

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Banshi 办事: a city's service counter.",
)
demo_app = typer.Typer(no_args_is_help=True, help="The demonstration: its people and their log-ins.")
app.add_typer(demo_app, name="demo")


@app.command()
def up(
    port: Annotated[int, typer.Option(envvar="PORT", help="where to listen")] = 8000,
    clock: Annotated[str, typer.Option(help="demo: the moment at which the site begins, e.g. 2022-03-05T12:00")] = "",
) -> None:
    """Start database, web and worker; make what is missing; stop all of it with Ctrl-C."""
    running.up(port=port, offset=_offset(clock))


@app.command()
def prepare(plant: Annotated[bool, typer.Option(help="also plant the demonstration, once")] = True) -> None:
    """Start the database, migrate, load the packs, plant the demonstration. Does nothing twice."""
    running.prepare(plant=plant)


@app.command()
def reset() -> None:
    """Stop the embedded database and delete everything this demonstration knows."""
    if settings.PRODUCTION:
        raise typer.BadParameter("reset deletes everything; production refuses it")
    devdb.reset()
    typer.echo("started over: the next `make run` begins with an empty city")


@app.command()
def worker() -> None:
    """Work through the queue until told to stop."""
    running.work()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Django's own commands, for administrators: `banshi manage migrate`."""
    call_command(*context.args)


@app.command()
def words() -> None:
    """Bring the English catalogue up to date and print the sentences that have no translation yet."""
    for sentence in messages.update():
        typer.echo(sentence)


@demo_app.command()
def logins(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Who there is in the demonstration, and how to log in."""
    if as_json:
        typer.echo(json.dumps([vars(person) for person in demo.PEOPLE], ensure_ascii=False))
        return
    typer.echo(demo.logins())


@demo_app.command()
def totp(username: str) -> None:
    """The six digits that this demo account's authenticator shows now."""
    typer.echo(second_factors.totp_code(username))


def _offset(clock: str) -> float:
    if not clock:
        return 0.0
    try:
        begin = datetime.fromisoformat(clock)
    except ValueError:
        raise typer.BadParameter(f"{clock} is not a moment like 2022-03-05T12:00") from None
    begin = begin.replace(tzinfo=begin.tzinfo or moments.CHINA)
    return (begin - datetime.now(moments.CHINA)).total_seconds()
