"""What both tellings of the story share: the city as it was in March 2022, a clock that can be set, jobs run at once."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.jobs import timers, worker
from banshi.kernel.journal import seals
from banshi.kernel.packs import services as packs
from banshi.matters.appointments.services import slots
from banshi.registers.parties import demo as parties
from banshi.site import demo

T = TypeVar("T")
ITEMS = ("jsz-qmhz", "jdc-hpbl", "crj-hzhf", "sfz-bl", "sc-qysl", "bdc-zy", "jsz-hfjs")
CALLER = parties.RESIDENTS[0]


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of March 2022."""
    return datetime(2022, 3, day, hour, minute, second, tzinfo=moments.CHINA)


class Clock:
    """The site's clock: it runs, and can be set forward."""

    def __init__(self, given: Any) -> None:
        self.settings = given

    def set(self, moment: datetime) -> None:
        self.settings.CLOCK_OFFSET = moment - datetime.now(UTC)


def aside(act: Callable[[], T]) -> T:
    """In a thread of its own, which closes its connections: a browser's event loop may be running in this one."""

    def whole() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(whole).result()


def work() -> None:
    """What the worker would do now: the timers that are due, the jobs that wait."""
    aside(lambda: (timers.run_due(moments.now()), worker.run(wait=False)))


def seal() -> None:
    aside(lambda: seals.seal(at=moments.now()))


def fresh_codes() -> None:
    """A second factor serves once in its thirty seconds; the story is told faster than that."""
    aside(cache.clear)


def plant(folder: Path) -> None:
    """The packs with some of their items, the demonstration's people, the hall's free times. No matter yet."""
    for pack in ("national", "panjin-demo"):
        shutil.copytree(settings.PACKS / pack, folder / pack, ignore=shutil.ignore_patterns("items"))
    (folder / "panjin-demo" / "items").mkdir()
    for code in ITEMS:
        shutil.copy(settings.PACKS / "panjin-demo" / "items" / f"{code}.yaml", folder / "panjin-demo" / "items")
    packs.load(folder=folder, by=Actor.system("packs"), at=moments.now())
    calendars.forget()
    parties.plant(at=moments.now())
    demo.plant_staff()
    slots.open_slots(by=Actor.system("appointments"), at=moments.now())
