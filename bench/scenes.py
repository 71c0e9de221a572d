"""What is measured: the floor, and five things people do all day. Each scene yields requests without end."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from client import Request, Run, together
from planting import Planter

from banshi.faces.api import services as tokens
from banshi.kernel.access import selectors as access
from banshi.kernel.access.models import User
from banshi.kernel.calendar import moments
from banshi.matters.applications import demo as samples
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import services as parties

ITEM = "jy-jszg"  # 教师资格认定: seven materials, two of them uploaded
CLERK, CITY = "li.ming", "liu.yang"  # one office's clerk; a clerk over the whole city
RESIDENTS = 64
UPLOADS = 500  # files that each resident has uploaded before
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


@dataclass(frozen=True)
class Scene:
    """A kind of request: what it is called in the table, what answers it rightly, and where its requests come from."""

    name: str
    words: str
    expect: int
    requests: Callable[[], Iterator[Request]]


class Cast:
    """Who asks: residents and staff with their tokens, and what they ask for."""

    def __init__(self, planter: Planter, *, seed: int) -> None:
        self.planter, self.random = planter, random.Random(seed)
        now = moments.now()
        self.residents: list[tuple[int, str]] = []
        for n in range(RESIDENTS):
            number = citizen_id(n)
            party = parties.enter_from_province(name="测试居民", citizen_id=number, phone=f"13{n:09d}", at=now)
            self.residents.append((party.user_id, self._token(User.objects.get(pk=party.user_id))))
        self.clerk, self.city = (self._token(User.objects.get(username=name)) for name in (CLERK, CITY))
        version = catalogue.version(ITEM, now.date())
        self.sample = samples.sample(version.spec)
        asked = catalogue.materials_for(version.spec, self.sample.answers)
        self.uploaded = [m.code for m in asked if self.sample.materials.get(m.code) == "paper"]

    def _token(self, user: User) -> str:
        now = moments.now()
        by = access.actor(user, on=now.date())
        return tokens.make(name="bench", scopes=["read", "write"], days=30, by=by, at=now)

    def scenes(self) -> list[Scene]:
        return [
            Scene("create", "提交申请 POST /api/applications", 201, self.creating),
            Scene("step", "受理 POST …/steps/accept", 200, self.accepting),
            Scene("read", "看一件 GET /api/applications/{number}", 200, self.reading),
            Scene("list-office", "待办 20 行, one office", 200, lambda: self.listing(self.clerk, "submitted")),
            Scene("list-city", "待办 20 行, whole city", 200, lambda: self.listing(self.city, "review")),
        ]

    def creating(self) -> Iterator[Request]:
        """Residents hand in applications with files that they have uploaded before."""
        supplies = {user: self.planter.uploads(user, UPLOADS) for user, _ in self.residents}
        for turn in range(RESIDENTS * UPLOADS // len(self.uploaded)):
            user, token = self.residents[turn % RESIDENTS]
            files = [next(supplies[user]) for _ in self.uploaded]
            body = {
                "item": ITEM, "answers": self.sample.answers, "form": self.sample.form,
                "materials": {**self.sample.materials, **dict(zip(self.uploaded, files, strict=True))},
            }  # fmt: skip
            yield "POST", "/api/applications", token, {"Idempotency-Key": uuid.uuid4().hex}, body

    def accepting(self) -> Iterator[Request]:
        """Each planted submission is accepted once."""
        waiting = self.planter.submitted
        self.random.shuffle(waiting)
        while waiting:
            number = waiting.pop()
            yield "POST", f"/api/applications/{number}/steps/accept", self.city, {}, {"version": 2}

    def reading(self) -> Iterator[Request]:
        while True:
            yield "GET", f"/api/applications/{self.random.choice(self.planter.all)}", self.city, {}, None

    def listing(self, token: str, state: str) -> Iterator[Request]:
        while True:
            yield "GET", f"/api/worklist?state={state}", token, {}, None


def citizen_id(n: int) -> str:
    """A number that passes the check digit and belongs to nobody we know: made up, born on 1 January 1990 and after."""
    digits = f"2111021990{1 + n // 28 % 12:02d}{1 + n % 28:02d}{n:03d}"
    return digits + CHECKS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def floor(address: str, *, clients: int, seconds: float) -> Run:
    """The least that a database does for one case and its history: two rows in one transaction, committed."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_case (id bigserial PRIMARY KEY, number text, state text, at timestamptz)"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_event (id bigserial PRIMARY KEY, number text, kind text, at timestamptz)"
        )
    until = time.perf_counter() + seconds

    def work(run: Run) -> None:
        with psycopg.connect(address) as connection:
            number = 0
            while time.perf_counter() < until:
                number += 1
                begun = time.perf_counter()
                connection.execute(
                    "INSERT INTO bench_case (number, state, at) VALUES (%s, 'submitted', now())", (str(number),)
                )
                connection.execute(
                    "INSERT INTO bench_event (number, kind, at) VALUES (%s, 'submitted', now())", (str(number),)
                )
                connection.commit()
                run.took.append(time.perf_counter() - begun)

    return together(clients, work)
