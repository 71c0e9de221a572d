"""演示 credit: what 59 units might have delivered, and records about the people and companies of the demonstration. All of it
is synthetic.

Deliveries go the way of every delivery: read, checked, linked, laid down, served. How many rows there are is what was received.
"""

import logging
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
from django.conf import settings

from banshi.kernel.actors import Actor
from banshi.kernel.jobs import queue
from banshi.registers.credit import city, demo_cases, demo_cast
from banshi.registers.credit.demo_cast import Figures, Own
from banshi.registers.credit.pipeline import generating, ingesting
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.selectors import deliveries
from banshi.registers.credit.services import serving
from banshi.registers.parties import demo as people

PLANTER = Actor.system("demo")
JOB = "credit.plant"
ROWS, SEED, MEMORY = 600_000, 20220305, 1 << 30
COMPANY_SID, FIRST_PERSON = 9_000_001, 19_000_001  # beyond the made-up register, below the provisional subjects
PROMISE = "promise"
DISTRICT, FIGURES = "211103", Figures()
log = logging.getLogger(__name__)


COMPANY = (
    Own(1, "licence", 410, "盘市监许〔示例〕118号", "准予食品生产许可：大米", valid=1400),
    Own(1, "inspection", 200, "盘市监检〔示例〕61号", "双随机检查：未发现问题"),
    Own(1, "penalty", 130, "盘市监罚〔示例〕31号", "生产日期标注不规范，罚款2000元", yuan="2000"),
    Own(8, "penalty", 900, "盘环罚〔示例〕9号", "超标排放废水，罚款20000元", yuan="20000"),
    Own(16, "promise", 150, "告知承诺〔示例〕201号", "食品经营许可告知承诺，现场核查属实，已履行"),
    Own(2, "rating", 330, "纳税信用〔示例〕2073号", "纳税信用等级：A"),
    Own(24, "honour", 260, "盘农荣〔示例〕5号", "市级农业产业化示范企业"),
)
PERSON = (
    Own(21, "honour", 90, "盘民志〔示例〕{n}号", "优秀志愿者"),
    Own(16, "promise", 60, "告知承诺〔示例〕{n}号", "证明事项告知承诺，核查属实"),
    Own(4, "qualification", 500, "盘人社职〔示例〕{n}号", "职业资格登记"),
)


def plant(*, rows: int = ROWS, figures: Figures = FIGURES) -> None:
    """Asked of the worker after the first start: it takes a minute, for which nobody has to wait."""
    queue.defer(JOB, rows=rows, figures=figures)


def deliver(rows: int, figures: Figures, *, at: datetime) -> None:
    """Everything taken in and served, if nothing is served already; then the cases that rest on it, in a job of their own."""
    if not deliveries.state():
        _deliver(rows, figures, at=at)
    with queue.patiently():
        queue.defer(demo_cases.JOB, figures=figures)


def _deliver(rows: int, figures: Figures, *, at: datetime) -> None:
    """No made-up organisation of the large delivery promises anything: the promises are those of our own companies."""
    place, lake = Path(settings.CREDIT_HOME) / "demo", city.lake()
    shutil.rmtree(place, ignore_errors=True)  # of a worker that died
    write_own(place / "own", figures, today=at.date())
    generating.generate(rows, SEED, place / "city", memory="1GB", without=PROMISE)
    for directory in (place / "own", place / "city"):
        ingesting.ingest(lake, directory, city.run_settings(at.date(), memory=MEMORY), _Told(directory.name))
    serving.refresh(lake, by=PLANTER, at=at)
    shutil.rmtree(place)


def write_own(place: Path, figures: Figures, *, today: date) -> None:
    """The residents of the demonstration, their company and the others: in the register, and in deliveries of some units."""
    companies = [(one.sid, one.name, one.code) for one in demo_cast.companies(figures)]
    persons = [(FIRST_PERSON + n, one.name, one.citizen_id) for n, one in enumerate(people.RESIDENTS)]
    _write_register(place / "register" / "enterprises.parquet", [(COMPANY_SID, *people.COMPANY), *companies])
    _write_register(place / "register" / "residents.parquet", persons)
    by_unit: dict[int, list[dict[str, str]]] = {}
    for unit, row in _rows(figures, today):
        by_unit.setdefault(unit, []).append(row)
    for unit, rows in by_unit.items():
        _write(place / f"unit-{unit:02d}" / "own.parquet", {name: [row[name] for row in rows] for name in FIELDS})


def _rows(figures: Figures, today: date) -> Iterator[tuple[int, dict[str, str]]]:
    promises = figures.promises - sum(own.kind == PROMISE for own in COMPANY)
    for one, own in demo_cast.records(figures, promises=promises):
        yield own.unit, _row(own, today, subject_kind="E", name=one.name, code=one.code)
    name, code = people.COMPANY
    for own in COMPANY:
        yield own.unit, _row(own, today, subject_kind="E", name=name, code=code)
    for n, person in enumerate(people.RESIDENTS, 1):
        for own in PERSON:
            yield own.unit, _row(own, today, n, subject_kind="P", name=person.name, code=person.citizen_id)


def _row(own: Own, today: date, n: int = 0, **subject: str) -> dict[str, str]:
    decided = today - timedelta(days=own.ago)
    until = today + timedelta(days=own.valid) if own.valid else None
    row = dict.fromkeys(FIELDS, "") | subject
    row |= {"kind": own.kind, "doc_no": own.doc_no.format(n=n), "content": own.content, "amount": own.yuan}
    return row | {"decided_on": decided.isoformat(), "valid_until": until.isoformat() if until else ""}


def _write_register(path: Path, subjects: list[tuple[int, str, str]]) -> None:
    sids, names, codes = (list(column) for column in zip(*subjects, strict=True))
    empty = {name: [""] * len(sids) for name in ("reg_no", "phone", "address")}
    _write(path, {"sid": sids, "name": names, "code": codes, **empty, "district": [DISTRICT] * len(sids)})


def _write(path: Path, columns: dict[str, list[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


class _Told:
    """Each stage said once, in the worker's log."""

    def __init__(self, name: str) -> None:
        self.name, self.stage = name, ""

    def __call__(self, stage: str, share: float) -> None:
        if stage != self.stage:
            self.stage = stage
            log.info("credit demonstration, %s: %s (%d %%)", self.name, stage, share * 100)
