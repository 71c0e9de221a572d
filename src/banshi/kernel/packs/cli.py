"""`banshi packs`: load, check, schema."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.packs import services
from banshi.kernel.packs.collecting import collect
from banshi.kernel.packs.reading import Fault
from banshi.kernel.packs.registry import sections

app = typer.Typer(no_args_is_help=True, help="Law, lists and city parameters: the files in packs/.")

WRONG_INPUT = 2


@app.command()
def load(
    packs: Annotated[list[str] | None, typer.Argument(help="names of packs; none: all there are")] = None,
    check: Annotated[bool, typer.Option("--check", help="do everything, then undo it")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the difference as JSON")] = False,
) -> None:
    """Load packs and those they need, in one transaction. Any fault: nothing is loaded, exit code 2."""
    try:
        report = services.load(packs or (), by=Actor.system("packs"), at=moments.now(), check=check)
    except services.PackFaults as refused:
        _refuse(refused.faults, as_json=as_json)
    if as_json:
        changes = {
            f"{pack}/{section}": {"added": diff.added, "changed": diff.changed, "retired": diff.retired}
            for (pack, section), diff in report.diffs.items()
            if diff
        }
        typer.echo(json.dumps(changes, ensure_ascii=False, indent=2))
        return
    _print_report(report, check=check)


@app.command()
def check(
    directory: Annotated[Path, typer.Argument(help="a pack's folder; the packs it needs stand beside it")],
) -> None:
    """Check a pack's files without a database."""
    directory = directory.resolve()
    reading = collect([directory.name], folder=directory.parent)
    if reading.faults:
        _refuse(reading.faults, as_json=False)
    rows = sum(len(rows) for rows in reading.rows.values())
    typer.echo(f"{directory.name}: {rows} rows in {', '.join(pack.name for pack in reading.packs)}, no fault")


@app.command()
def schema(
    directory: Annotated[Path | None, typer.Argument(help="where to write; default packs/_schema")] = None,
) -> None:
    """Write the JSON Schema of every kind of pack file, for editors that check while one types."""
    directory = directory or settings.PACKS / "_schema"
    directory.mkdir(parents=True, exist_ok=True)
    for section in sections():
        text = json.dumps(section.schema.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True)
        (directory / f"{section.name}.json").write_text(text + "\n", encoding="utf-8")
        typer.echo(f"{section.files} -> {directory / section.name}.json")


def _refuse(faults: tuple[Fault, ...] | list[Fault], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([vars(fault) for fault in faults], ensure_ascii=False, indent=2), file=sys.stderr)  # noqa: T201
    else:
        for fault in faults:
            print(fault, file=sys.stderr)  # noqa: T201
    raise typer.Exit(WRONG_INPUT)


def _print_report(report: services.Report, *, check: bool) -> None:
    for pack in report.packs:
        diffs = {section: diff for (name, section), diff in report.diffs.items() if name == pack.name and diff}
        typer.echo(f"{pack.name} {pack.manifest.version}: {'no change' if not diffs else ''}".rstrip(": ").rstrip())
        for section, diff in diffs.items():
            for word, codes in (("added", diff.added), ("changed", diff.changed), ("retired", diff.retired)):
                if codes:
                    typer.echo(
                        f"  {section}: {len(codes)} {word}: {', '.join(codes[:8])}{' …' if len(codes) > 8 else ''}"
                    )
    if check:
        typer.echo("checked only; nothing was written")
