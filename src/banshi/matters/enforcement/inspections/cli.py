"""`banshi inspections`: commit a draw, draw, replace an officer, verify. Needs no database and no network."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from banshi.matters.enforcement.inspections.drawing import (
    draws,
    files,
    logs,
    publications,
    replacements,
    standings,
    verdicts,
)
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.records import Inputs

app = typer.Typer(help="Random inspections that anybody can check: draw, replace, verify.", no_args_is_help=True)

BROKEN, WRONG_INPUT = 1, 2

PolicyOption = Annotated[Path, typer.Option(help="policy.json: what is to be drawn, and how")]
PoolOption = Annotated[Path, typer.Option(help="pool.csv: id, class, district, industry, weight")]
OfficersOption = Annotated[Path, typer.Option(help="officers.csv: id, department, certificates, lead (districts)")]
RecusalsOption = Annotated[Path, typer.Option(help="recusals.csv: officer, object")]
SaltOption = Annotated[Path, typer.Option("--salt-file", help="one salt a line, one line a holder")]
LoadsOption = Annotated[Path | None, typer.Option(help="loads.csv: officer, load; default: everybody begins at 0")]
OutOption = Annotated[Path, typer.Option(help="the folder to publish")]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
DemonstrationOption = Annotated[
    bool, typer.Option("--demonstration", help="allow the demonstration's beacon, whose key everybody knows")
]


@app.command("commit")
def commit_command(
    *,
    policy: PolicyOption,
    pool: PoolOption,
    officers: OfficersOption,
    recusals: RecusalsOption,
    salt_file: SaltOption,
    out: OutOption,
    loads: LoadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Freeze policy and registers before the round: write commit.json. Publish it, and have it time-stamped."""
    with _one_line():
        inputs = files.read_inputs(pool, officers, recusals, loads)
        commitment = _commit(policy, inputs, files.read_salts(salt_file), loads)
        publications.publish_commitment(out, commitment, inputs)
    told = {"seq": commitment["seq"], "commit": draws.hash_of(commitment), "round": commitment["round"]}
    _tell(told, as_json, f"commitment {told['seq']} {told['commit']}, to be drawn with round {told['round']}")


@app.command("draw")
def draw_command(
    *,
    policy: PolicyOption,
    pool: PoolOption,
    officers: OfficersOption,
    recusals: RecusalsOption,
    beacon: Annotated[Path, typer.Option(help="beacon.json: round, randomness, signature, as drand writes it")],
    salt_file: SaltOption,
    out: OutOption,
    loads: LoadsOption = None,
    demonstration: DemonstrationOption = False,
    as_json: JsonOption = False,
) -> None:
    """Draw with the round's randomness, and write everything that a verifier needs."""
    with _one_line():
        inputs, salts = files.read_inputs(pool, officers, recusals, loads), files.read_salts(salt_file)
        commitment = _commit(policy, inputs, salts, loads)
        chain, given = files.read_beacon(beacon)
        _check_chain(commitment, chain, beacon.name, demonstration)
        try:
            found = draws.draw(commitment, inputs, given, salts)
        except Broken as broken:
            raise InputError(beacon.name, broken.detail) from broken
        publications.publish_commitment(out, commitment, inputs)
        publications.publish_draw(out, found)
    told = {"ok": True, "out": str(out), **found.summary(), "expected": standings.expect(commitment, inputs)}
    unpaired = f", {told['unpaired']} without a feasible pair" if told["unpaired"] else ""
    _tell(told, as_json, f"{told['objects']} objects in {told['batches']} batches{unpaired}: {out}")


@app.command("replace")
def replace_command(
    folder: Annotated[Path, typer.Argument(help="the folder of the draw")],
    *,
    batch: Annotated[str, typer.Option(help="the batch's name")],
    officer: Annotated[str, typer.Option(help="who cannot come")],
    reason: Annotated[str, typer.Option(help="why; it is published")],
    demonstration: DemonstrationOption = False,
    as_json: JsonOption = False,
) -> None:
    """Replace a pair of which one cannot come: the next pair of the batch's stream goes."""
    with _one_line():
        published = verdicts.read(folder)
        try:
            verdicts.examine(published, verdicts.Trust(demonstration=demonstration))
        except Broken as broken:
            raise InputError(str(folder), str(broken)) from broken
        found = replacements.add(
            published.commitment, published.inputs, published.seed(), published.replacements, (batch, officer, reason)
        )
        publications.publish_replacements(folder, found)
    told = found[-1].as_json()
    _tell(told, as_json, f"batch {batch}: {' and '.join(told['pair'] or ['nobody may go'])}")


@app.command("verify")
def verify_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="the folder of a published draw")],
    *,
    commit: Annotated[str, typer.Option(help="the commitment's hash, as you saw it published before the round")] = "",
    authority: Annotated[Path | None, typer.Option(help="PEM of the time-stamp authorities that you trust")] = None,
    demonstration: DemonstrationOption = False,
    as_json: JsonOption = False,
) -> None:
    """Derive the whole draw anew and compare. Exit code 1 and the first broken rule by name if anything differs."""
    with _one_line():
        if not (folder / publications.COMMIT).is_file():
            raise InputError(str(folder), f"holds no {publications.COMMIT}: not a published draw")
        verdict = verdicts.verify(folder, verdicts.Trust(_roots(authority), commit.strip().lower(), demonstration))
    _judge(verdict, as_json)


@app.command("log")
def log_command(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="the folders of all draws of an authority")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Walk the chain over many draws: no number missing or twice, each names the one before, loads carried over."""
    with _one_line():
        verdict = logs.verify(folders)
    _judge(verdict, as_json)


@app.command("odds")
def odds_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    subject: Annotated[str, typer.Argument(metavar="OBJECT", help="the id of a company")],
    *,
    as_json: JsonOption = False,
) -> None:
    """How probable it was that this company is drawn, exactly, and the proof that it stood in the frozen pool."""
    with _one_line():
        published = verdicts.read(folder)
        told = standings.stand(published.commitment, published.inputs, subject)
    _tell(told, as_json, f"{subject}: {told['probability']}")


def _commit(policy: Path, inputs: Inputs, salts: draws.Salts, loads: Path | None) -> dict[str, Any]:
    given = publications.read_json(policy)
    given.setdefault("loads", "stated" if loads else "zero")
    name = given.get("hash", "sha256")
    return draws.commit(given, inputs, draws.conceal(salts, name) if name in ("sha256", "sm3") else [])


def _check_chain(commitment: dict[str, Any], chain: str | None, file: str, demonstration: bool) -> None:
    expected = draws.chain_of(commitment["policy"]["chain"])
    if chain is not None and chain not in (expected.hash, expected.name):
        raise InputError(file, f"chain {chain} is not the policy's, {expected.name} {expected.hash}")
    if expected.demonstration and not demonstration:
        raise InputError("policy.json", "chain: everybody knows this beacon's key; only with --demonstration")


def _roots(authority: Path | None) -> list[Certificate]:
    if authority is None:
        return []
    try:
        return load_pem_x509_certificates(files.read_text(authority).encode())
    except ValueError as error:
        raise InputError(authority.name, f"no PEM certificates: {error}") from error


def _judge(verdict: dict[str, Any], as_json: bool) -> None:
    notes = "".join(f"\n  note: {note}" for note in verdict.get("notes", []))
    words = f"the draw holds{notes}" if verdict["ok"] else f"BROKEN  {verdict.get('rule')}: {verdict.get('detail')}"
    _tell(verdict, as_json, words)
    if not verdict["ok"]:
        raise typer.Exit(BROKEN)


def _tell(told: dict[str, Any], as_json: bool, words: str) -> None:
    text = json.dumps(told, ensure_ascii=False) if as_json else words
    typer.echo(text.encode("utf-8", "replace").decode())  # a file under test may hold half a character


@contextmanager
def _one_line() -> Iterator[None]:
    """What is wrong with the caller's files is one line on stderr and exit code 2, never a traceback."""
    try:
        yield
    except (InputError, OSError) as error:
        typer.echo("banshi: " + " ".join(str(error).split()), err=True)
        raise typer.Exit(WRONG_INPUT) from error
