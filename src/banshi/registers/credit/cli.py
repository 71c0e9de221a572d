"""`banshi credit`: make deliveries, take them in, serve them, look at one subject, measure the linking."""

import json
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.registers.credit import city
from banshi.registers.credit.pipeline import evaluating, generating, ingesting
from banshi.registers.credit.pipeline.engines import Unreachable
from banshi.registers.credit.pipeline.lake import Busy
from banshi.registers.credit.selectors import records, subjects
from banshi.registers.credit.services import serving

app = typer.Typer(no_args_is_help=True, help="Public credit information: deliveries, linking, serving.")

JsonOption = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
DirArgument = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="unit-NN/ with files, register/ with subjects")
]
WORDS = {"linked": "已归集", "unlinked": "待定主体", "duplicate": "重复", "quarantined": "隔离"}


@app.command()
def generate(
    *,
    rows: Annotated[int, typer.Option(min=1_000, max=200_000_000, help="how many rows all units deliver together")],
    seed: Annotated[int, typer.Option(help="the same seed gives the same rows")],
    out: Annotated[Path, typer.Option(help="a new directory")],
    as_json: JsonOption = False,
) -> None:
    """Make synthetic deliveries of 59 units, with the register and the truth about every row."""
    with _progress(as_json) as bar:
        task = bar.add_task("generate", total=rows)
        try:
            generating.generate(rows, seed, out, lambda done, _: bar.update(task, completed=done))
        except FileExistsError:
            raise Refused("not_empty", f"{out} 不是空目录：请换一个目录。") from None
    _tell({"rows": rows, "seed": seed, "out": str(out), "synthetic": True}, as_json, f"{rows:,} 行合成数据：{out}")


@app.command()
def ingest(
    directory: DirArgument,
    *,
    engine: Annotated[str, typer.Option(help="duckdb, or spark://host:7077")] = "duckdb",
    memory: Annotated[int, typer.Option(help="limit of the engine's memory, MiB", min=512)] = 3072,
    today: Annotated[str | None, typer.Option(help="the day of the run, default: today")] = None,
    as_json: JsonOption = False,
) -> None:
    """Take in what is new: check, link, lay down. The same file twice changes nothing."""
    settings = city.run_settings(_day(today), memory=memory << 20, engine=_engine(engine))
    with _progress(as_json) as bar:
        task = bar.add_task("ingest", total=1.0)
        try:
            outcome = ingesting.ingest(
                city.lake(),
                directory,
                settings,
                lambda name, share: bar.update(task, description=name, completed=share),
            )
        except Busy as busy:
            raise Refused("busy", str(busy)) from None
        except Unreachable as fault:
            raise Refused("no_cluster", str(fault)) from None
    facts = outcome.facts()
    _tell(facts, as_json, _account(facts))


@app.command()
def refresh(
    *,
    full: Annotated[bool, typer.Option("--full", help="build everything anew, and swap")] = False,
    as_json: JsonOption = False,
) -> None:
    """Serve what the lake holds: load it into the database, or apply what has come since."""
    with _progress(as_json) as bar:
        task = bar.add_task("refresh", total=1)
        done = serving.refresh(
            city.lake(), by=Actor.system("credit"), at=moments.now(), full=full,
            progress=lambda name, done, of: bar.update(task, description=name, completed=done, total=of),
        )  # fmt: skip
    text = f"第 {done.run} 次归集：{done.records:,} 条信息，{done.subjects:,} 个主体（新增 {done.came:,}，撤下 {done.went:,}）"
    _tell(asdict(done), as_json, text)


@app.command()
def profile(
    code: Annotated[str, typer.Argument(help="统一社会信用代码 of an organisation")],
    *,
    as_json: JsonOption = False,
) -> None:
    """What is held about an organisation: its profile and its 50 newest records. People are looked up at the desk, for a purpose."""
    subject = subjects.organisation(code.strip().upper())
    if subject is None:
        raise Refused("nobody", "没有这个统一社会信用代码的主体。自然人的信息只能在工作台上查，查询须写明用途。")
    held, newest = records.file_of(subject.sid)
    facts = {
        "sid": subject.sid, "name": subject.name, "code": subject.code, "profile": held._asdict() if held else None,
        "records": [_record(one) for one in newest],
    }  # fmt: skip
    _tell(facts, as_json, json.dumps(facts, ensure_ascii=False, indent=1, default=str))


def _record(one: records.Record) -> dict[str, Any]:
    hidden = ("sid", "fp", "key")
    return {"token": one.place.token} | {name: value for name, value in one._asdict().items() if name not in hidden}


@app.command()
def evaluate(
    *,
    truth: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="truth.parquet of generated deliveries")],
    as_json: JsonOption = False,
) -> None:
    """Compare the links of the lake with the truth: precision and recall, by path and by rule."""
    lake = city.lake()
    try:
        facts = evaluating.evaluate(lake.root, truth, lake.key)
    except ValueError as fault:
        raise Refused("no_truth", str(fault)) from None
    _tell(facts, as_json, json.dumps(facts, ensure_ascii=False, indent=1))


def _engine(name: str) -> str:
    if name != "duckdb" and not name.startswith("spark://"):
        raise Refused("no_engine", f"没有引擎“{name}”：请写 duckdb 或 spark://主机:端口。")
    if name != "duckdb" and find_spec("pyspark") is None:
        raise Refused(
            "no_pyspark", "没有安装 pyspark：pip install --require-hashes -r requirements-spark.txt，并需要 Java 17。"
        )
    return name


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else moments.now().date()
    except ValueError:
        raise Refused("not_a_date", f"不是日期：“{text}”，请写成 2022-03-05。") from None


def _progress(as_json: bool) -> Progress:
    return Progress(
        TextColumn("{task.description:>10}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
        console=Console(stderr=True), disable=as_json, transient=True,
    )  # fmt: skip


def _account(facts: dict[str, Any]) -> str:
    if facts["run"] is None:
        return "没有新的报送 nothing new"
    parts = " + ".join(f"{word} {facts[name]:,}" for name, word in WORDS.items())
    said = [f"第 {facts['run']} 次归集：收到 {facts['received']:,} = {parts}"]
    said += [f"未接收 {file}：{why}" for file, why in facts["refused"].items()]
    return "\n".join(said)


def _tell(facts: dict[str, Any], as_json: bool, text: str) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    Console().print(text)
    if costs := facts.get("costs"):
        table = Table("stage", "wall s", "CPU s", "peak MiB", "spilled MiB")
        for name, cost in costs.items():
            table.add_row(
                name, f"{cost['wall']:.1f}", f"{cost['cpu']:.1f}", str(cost["peak"] >> 20), str(cost["spilled"] >> 20)
            )
        Console().print(table)
