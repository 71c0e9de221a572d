"""`banshi journal`: verify, seal, tail, prove."""

import json
from pathlib import Path
from typing import Annotated

import typer

from banshi.kernel.calendar import moments
from banshi.kernel.journal import register, seals, selectors, verifying
from banshi.kernel.journal.models import Line

app = typer.Typer(no_args_is_help=True, help="The journal: is it whole, seal it, read it, prove a line.")

BROKEN = 1
NOT_FOUND = 2


@app.command()
def verify(
    since: Annotated[int, typer.Option(help="take what was sealed before this seal as it is")] = 1,
    saved: Annotated[
        Path | None, typer.Option("--against", help="seals.json saved earlier from /open/journal/")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the whole report as JSON")] = False,
) -> None:
    """Walk every line and seal. Exit code 1 if anything is broken, with the first broken line by name."""
    report = verifying.verify(since=since)
    if saved:
        report.faults += verifying.against(json.loads(saved.read_text(encoding="utf-8"))["seals"])
    if as_json:
        typer.echo(json.dumps(verifying.as_json(report), ensure_ascii=False, indent=2))
    else:
        for fault in report.faults:
            typer.echo(f"BROKEN  {fault.where}  {fault.why}: {fault.detail}", err=True)
        open_lines = report.lines - report.sealed_lines
        verdict = "sound" if report.sound else f"BROKEN: first at {report.faults[0].where} ({report.faults[0].why})"
        typer.echo(
            f"{report.lines} lines in {report.streams} streams, {report.seals} seals, {open_lines} not sealed yet"
        )
        typer.echo(f"journal {verdict}")
    if not report.sound:
        raise typer.Exit(BROKEN)


@app.command()
def seal() -> None:
    """Seal everything that is written now. The worker does this every night."""
    new = seals.seal(at=moments.now())
    typer.echo(f"seal {new.number} of {new.day}: {new.count} lines, root {new.root}")


@app.command()
def tail(lines: Annotated[int, typer.Option("--lines", "-n", help="how many")] = 20) -> None:
    """The last lines, the newest last."""
    for line in reversed(Line.objects.order_by("-id")[:lines]):
        at = line.at.astimezone(moments.CHINA)
        data = json.dumps(line.data, ensure_ascii=False)
        typer.echo(f"{at:%Y-%m-%d %H:%M:%S}  {line.stream}#{line.seq}  {line.kind}  {line.actor}  {data}")


@app.command()
def prove(
    stream: Annotated[str, typer.Argument(help="e.g. application:SQ-2026-000001")],
    seq: Annotated[int, typer.Argument(help="the line's number in its stream")],
    out: Annotated[Path, typer.Option(help="where to write the proof")] = Path("proof.json"),
) -> None:
    """Write the proof of one line; `tools/verify_journal.py` checks it anywhere. Exit code 2: none, or not sealed yet."""
    proof = selectors.proof(stream, seq)
    if proof is None:
        typer.echo(f"{stream}#{seq}: no such line, or not sealed yet", err=True)
        raise typer.Exit(NOT_FOUND)
    out.write_text(json.dumps(proof, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"{out}: proof against seal {proof['seal']['number']}, root {proof['root']}")


@app.command()
def events(out: Annotated[Path | None, typer.Option(help="write here instead of printing")] = None) -> None:
    """Every kind of line that the journal may hold, as the page docs/events.md."""
    page = register.as_markdown()
    if out:
        out.write_text(page, encoding="utf-8")
    else:
        typer.echo(page, nl=False)
