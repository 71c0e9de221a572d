"""The `banshi` command. It speaks to people, and with --json to programs; wrong input is one line on stderr, exit code 2."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")

import django
import typer
from typer.exceptions import Abort, Exit, TyperException

from banshi.kernel.clock.cli import app as clock
from banshi.kernel.refusal import Refused

WRONG_INPUT = 2


def _commands() -> typer.Typer:
    """The commands of the kernel and of the site. Their modules need Django set up, so they are imported after it."""
    from banshi.insight.exchange.cli import app as exchange  # noqa: PLC0415
    from banshi.kernel.journal.cli import app as journal  # noqa: PLC0415
    from banshi.kernel.packs.cli import app as packs  # noqa: PLC0415
    from banshi.matters.applications.cli import app as certificates  # noqa: PLC0415
    from banshi.matters.enforcement.inspections.cli import app as inspections  # noqa: PLC0415
    from banshi.registers.credit.cli import app as credit  # noqa: PLC0415
    from banshi.site import commands  # noqa: PLC0415

    app = commands.app
    app.add_typer(packs, name="packs")
    app.add_typer(clock, name="clock")
    app.add_typer(journal, name="journal")
    app.add_typer(certificates, name="certificates")
    app.add_typer(inspections, name="inspections")
    app.add_typer(credit, name="credit")
    app.add_typer(exchange, name="exchange")
    return app


def _command() -> typer.Typer:
    """`clock` and `inspections` need no Django, no database, no settings: anybody can compute a deadline, check a draw."""
    if sys.argv[1:2] == ["clock"]:
        return _alone("clock", clock)
    if sys.argv[1:2] == ["inspections"]:
        from banshi.matters.enforcement.inspections.cli import app as inspections  # noqa: PLC0415

        return _alone("inspections", inspections)
    django.setup()
    return _commands()


def _alone(name: str, commands: typer.Typer) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    app.add_typer(commands, name=name)
    return app


def main() -> None:
    """Run the command; never show a traceback for what the caller got wrong."""
    try:
        sys.exit(_command()(standalone_mode=False) or 0)
    except Exit as done:
        sys.exit(done.exit_code)
    except Refused as refusal:
        _stop(f"{refusal.message} {refusal.article}".strip())
    except Abort:
        sys.exit(130)
    except TyperException as fault:
        _stop(fault.format_message() if hasattr(fault, "format_message") else str(fault))


def _stop(message: str) -> None:
    sys.stderr.write("banshi: " + " ".join(message.split()) + "\n")
    sys.exit(WRONG_INPUT)
