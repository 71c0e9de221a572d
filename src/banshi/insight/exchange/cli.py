"""`banshi exchange`: publish the city's feed, hand it over as a file, read a neighbour's."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from banshi.insight.exchange.selectors import feed
from banshi.insight.exchange.services import neighbours, publishing
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused

app = typer.Typer(no_args_is_help=True, help="Published credit records, to and from neighbouring cities.")
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
WITHHELD = 1


@app.command()
def about(*, as_json: JsonOption = False) -> None:
    """Whose feed this is, its public key, and how far each neighbour's was read."""
    mine = feed.about()
    read = [
        {
            "code": one.code,
            "name": one.name,
            "key": one.key,
            "seq": one.seq,
            "latest": one.latest,
            "read_at": one.read_at,
        }
        for one in feed.neighbours()
    ]
    lines = [f"{mine['city']} {mine['key']} 共{mine['latest']}行，现公开{mine['standing']}条"]
    lines += [f"{one['code']} {one['key']} 读到第{one['seq']}行，共{one['latest']}行" for one in read]
    _tell(mine | {"neighbours": read}, as_json, "\n".join(lines))


@app.command()
def publish(*, as_json: JsonOption = False) -> None:
    """Bring the feed to what the public may see today."""
    done = publishing.publish(by=Actor.system("exchange"), at=moments.now())
    text = f"新发布{done.published}条，终止{done.ended}条，期满{done.expired}条；链到第{done.seq}行 {done.hash}"
    _tell(asdict(done), as_json, text)


@app.command()
def export(
    *,
    out: Annotated[Path, typer.Option(help="the file to write, JSON lines")],
    since: Annotated[int, typer.Option(min=0, help="only what came after this line")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Write the feed, or what came after a line, into a file that stands for itself: signed and chained."""
    now, size = moments.now(), 0
    part = out.with_name(out.name + ".part")
    with part.open("wb") as file:
        for line in feed.page(since=since, at=now, day=moments.day_of(now), most=None):
            size += file.write(line)
    part.replace(out)
    _tell({"file": str(out), "since": since, "bytes": size}, as_json, f"{out} {size:,} 字节")


@app.command()
def pin(
    code: Annotated[str, typer.Argument(help="how the neighbour's feed calls its city")],
    key: Annotated[str, typer.Argument(help="its public key, compared by people over another way")],
    *,
    name: Annotated[str, typer.Option(help="the city's name")],
    as_json: JsonOption = False,
) -> None:
    """Read a neighbour's feed by this key from now on."""
    made = neighbours.pin(code, name=name, key=key, by=Actor.system("exchange"), at=moments.now())
    _tell({"code": made.code, "key": made.key, "seq": made.seq}, as_json, f"{made.name} {made.key}")


@app.command("import")
def import_command(
    source: Annotated[str, typer.Argument(help="a file of JSON lines, or - for standard input")],
    *,
    neighbour: Annotated[str, typer.Option("--from", help="the code under which its key was pinned")],
    as_json: JsonOption = False,
) -> None:
    """Check what a neighbour handed over, and keep it. What was changed on the way is named, and nothing is kept."""
    with _opened(source) as file:
        taken = neighbours.take(neighbour, file, by=Actor.system("exchange"), at=moments.now())
    text = f"新发布{taken.published}条，终止{taken.ended}条；读到第{taken.seq}行，共{taken.latest}行"
    if taken.withheld:
        text += f"\n缺正文的行：{', '.join(map(str, taken.withheld))}"
    _tell(asdict(taken), as_json, text)
    if taken.withheld:
        raise typer.Exit(WITHHELD)


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(source).open("rb") as file:
            yield file
    except OSError as fault:
        raise Refused("no_file", f"{source}: {fault.strerror}") from None


def _tell(facts: dict[str, Any], as_json: bool, text: str) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else text)
