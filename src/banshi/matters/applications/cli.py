"""`banshi certificates`: check a certificate file from the command line. Exit code 0 it holds, 1 it does not."""

import json
from pathlib import Path
from typing import Annotated

import typer

from banshi.kernel.calendar import moments
from banshi.matters.applications import certificates

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Certificates 电子证照: check a file.")
LARGEST = 20 * 1024 * 1024


@app.callback()
def _commands() -> None:
    """Keeps `check` a command of its own."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="the certificate, a PDF", exists=True, dir_okay=False, readable=True)],
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Was this file signed here, is every byte as it was signed, and does the certificate still hold?"""
    if file.stat().st_size > LARGEST:
        raise typer.BadParameter(f"{file} is larger than 20 MB: no certificate is")
    found = certificates.check(file.read_bytes())
    verdict = certificates.verdict(found, on=moments.today())
    number = found.certificate.number if found.certificate and found.intact else None
    if as_json:
        said = {"verdict": verdict, "signed_by_us": found.signed_by_us, "intact": found.intact, "certificate": number}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        typer.echo(" ".join(filter(None, [WORDS[verdict], number])))
    raise typer.Exit(0 if verdict == "valid" else 1)


WORDS = {
    "valid": "有效：本市签发，没有改动  valid",
    "expired": "已超过有效期  expired",
    "revoked": "已被撤销  revoked",
    "cancelled": "已注销  cancelled",
    "unknown": "登记簿中没有这份证照  not in the register",
    "changed": "签发以后被改动过，不能采信  changed after it was signed",
    "foreign": "不是本市签发的证照，或者内容已被改动  not signed here, or changed",
}
