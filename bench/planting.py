"""Plants a city's worth of applications by COPY: made-up people, seeded, with due days and journal hashes that hold.

What stands there afterwards, for every application: the application, its materials, its worklist line, its stream with
the lines of submission and acceptance (hashes right, so `banshi journal verify` passes), its timer while it waits, its
certificate once it was delivered. Later journal lines and the files behind materials are left out.
"""

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import psycopg

from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.crypto import encrypt, fingerprint
from banshi.kernel.journal.chain import GENESIS, line_hash
from banshi.matters.applications import rules
from banshi.matters.applications.rules import Facts, Limits
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.catalogue.models import ItemVersion

# Of a hundred applications; the rest was delivered and archived. Three in ten wait for somebody.
OPEN_STATES = (
    ("submitted", 20), ("review", 6), ("supplementing", 1), ("special", 1), ("granted", 1), ("issued", 1),
)  # fmt: skip
STATES = [state for state, share in OPEN_STATES for _ in range(share)] + ["delivered"] * 20 + ["archived"] * 50
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "芳伟娜敏静丽强磊军洋艳勇杰涛明超秀霞平刚桂英华玉"
CHUNK = 20_000
ACCEPTED = ("review", "special", "granted", "issued", "delivered", "archived")
DECIDED = ("granted", "issued", "delivered", "archived")
Row = tuple[object, ...]


@dataclass(frozen=True)
class Terms:
    """An item version, with everything of it that is copied into an application."""

    version: ItemVersion
    limits: Limits
    materials: tuple[tuple[str, str], ...]


def terms(on: date) -> list[Terms]:
    """The items for people that are in force."""
    found = []
    for version in catalogue.published(on).order_by("pk"):
        spec = version.spec
        if spec.applicant == "organisation":
            continue
        general = {
            name: catalogue.law_limit(spec, name, on) or rules.Limit.parse("0")
            for name in ("notice", "extension", "delivery")
        }
        limits = Limits(
            **general,
            promised=rules.Limit.parse(spec.promised_limit),
            statutory=rules.Limit.parse(spec.statutory_limit) if spec.statutory_limit else None,
        )
        asked = catalogue.materials_for(spec, {})
        found.append(Terms(version, limits, tuple((m.code, m.name) for m in asked[:3])))
    return found


class Planter:
    """Writes applications from where the last call ended."""

    def __init__(self, connection: psycopg.Connection, *, seed: int, owner: int) -> None:
        self.connection, self.random, self.owner = connection, random.Random(seed), owner
        self.now = moments.now()
        self.terms = terms(self.now.date())
        self.forms = [encrypt(json.dumps({"note": f"示例{n}"}, ensure_ascii=False)) for n in range(64)]
        self.numbers: Counter[tuple[str, int]] = Counter()
        self.submitted: list[str] = []
        self.all: list[str] = []
        self.calendar = calendars.current()
        self.dues = lru_cache(maxsize=None)(self._dues)

    def plant(self, count: int, *, told: Callable[[int], None]) -> None:
        self._open_series()
        for begin in range(0, count, CHUNK):
            self._chunk(min(CHUNK, count - begin))
            told(begin + CHUNK)
        self._close_series()

    def _chunk(self, count: int) -> None:
        people = self._people(count // 4)
        first = self._next_id("applications_application")
        tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        for key in range(first, first + count):
            self._one(key, self.random.choice(people), tables)
        for table, rows in tables.items():
            self._copy(table, COLUMNS[table], rows)
        for table in ("applications_application", "parties_party"):
            self.connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )

    def _one(self, key: int, person: tuple[int, str], tables: dict[str, list[Row]]) -> None:
        state = self.random.choice(STATES)
        chosen = self.random.choice(self.terms)
        received = self._received(state)
        number = self._number("SQ", received.year)
        path, name = chosen.version.office.path, chosen.version.name
        notice, promised, statutory, delivery = self.dues(chosen, received.date(), state in ACCEPTED, state in DECIDED)
        due = {"submitted": notice, "review": promised, "granted": delivery, "issued": delivery}.get(state)
        ended = received + timedelta(hours=5) if state in ("delivered", "archived") else None
        limits, moment = chosen.limits, _later(received, state)
        tables["applications_application"].append((
            key, number, name, person[1], path, "2", None, "{}", self.random.choice(self.forms), state, 2,
            received, received, moment("supplementing", 1), moment(ACCEPTED, 1), False, moment(DECIDED, 2),
            "granted" if state in DECIDED else "", moment(DECIDED[1:], 3), moment(DECIDED[2:], 4), ended,
            str(limits.notice), str(limits.promised), str(limits.statutory or ""), str(limits.extension),
            str(limits.delivery), "", "[]", notice, promised, statutory, delivery, False, "[]", "", "", "",
            self.owner, chosen.version.pk, person[0],
        ))  # fmt: skip
        tables["applications_material"] += [(key, code, title, "shared") for code, title in chosen.materials]
        tables["worklist_line"].append((
            "application", number, number, name, person[1], path, state,
            "party" if state == "supplementing" else "nobody" if state == "special" else "office",
            due, statutory, received, ended,
        ))  # fmt: skip
        if due:
            kind = {"submitted": "deemed", "review": "overdue"}.get(state, "delivery")
            tables["jobs_timer"].append((f"applications.{kind}", number, rules.end_of(due), 0, ""))
        self._journal(number, chosen, received, (notice, promised, statutory), tables)
        if state in DECIDED[1:]:
            tables["applications_certificate"].append((
                self._number("ZZ", received.year), key, uuid.UUID(int=self.random.getrandbits(128)).hex,
                chosen.version.spec.result.name, "", person[1], "", chosen.version.office.name,
                received.date(), "valid", "",
            ))  # fmt: skip
        self.all.append(number)
        if state == "submitted":
            self.submitted.append(number)

    def _journal(
        self,
        number: str,
        chosen: Terms,
        received: datetime,
        dues: tuple[date | None, ...],
        tables: dict[str, list[Row]],
    ) -> None:
        notice, promised, statutory = (day.isoformat() if day else None for day in dues)
        stream, actor, prev, length = f"application:{number}", f"resident:{self.owner}", GENESIS, 0
        lines: list[tuple[str, dict[str, object], datetime]] = [
            ("ApplicationSubmitted", {
                "code": 1, "item": chosen.version.item_id, "item_valid_from": chosen.version.spec.valid_from.isoformat(),
                "office_path": chosen.version.office.path, "channel": "2", "by_agent": False,
                "notice_due_on": notice,
            }, received),
        ]  # fmt: skip
        if promised:
            lines.append(("ApplicationAccepted", {
                "code": 3, "deemed": False, "accepted_on": received.date().isoformat(),
                "promised_due_on": promised, "statutory_due_on": statutory,
            }, received + timedelta(hours=1)))  # fmt: skip
        for length, (event, data, at) in enumerate(lines, start=1):
            kind = f"applications.{event}"
            found = line_hash(stream=stream, seq=length, kind=kind, actor=actor, at=at, data=data, prev=prev)
            tables["journal_line"].append((stream, length, kind, actor, at, json.dumps(data), prev, found))
            prev = found
        tables["journal_stream"].append((stream, length, tables["journal_line"][-1][-2], prev))

    def _dues(self, chosen: Terms, day: date, accepted: bool, decided: bool) -> tuple[date | None, ...]:
        facts = Facts(
            received_on=day, limits=chosen.limits, supplemented_on=None, accepted_on=day if accepted else None,
            decided_on=day if decided else None, extension=None, pauses=[],
        )  # fmt: skip
        dues = rules.dues(facts, self.calendar)
        return tuple(due.on if due else None for due in (dues.notice, dues.promised, dues.statutory, dues.delivery))

    def _received(self, state: str) -> datetime:
        """What waits came in during the last day or two; what is done, over the last three years."""
        back = self.random.randint(5, 1000) if state in ("delivered", "archived") else self.random.randint(0, 1)
        morning = self.now.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=back)
        return morning + timedelta(seconds=self.random.randint(0, 3600))

    def _people(self, count: int) -> list[tuple[int, str]]:
        first = self._next_id("parties_party")
        people = [
            (first + n, self.random.choice(SURNAMES) + self.random.choice(GIVEN) + self.random.choice(GIVEN))
            for n in range(count)
        ]
        cipher = encrypt("planted")
        rows = (
            (
                key,
                "person",
                name,
                "citizen_id",
                "2111**********0000",
                fingerprint(f"planted:{key}"),
                cipher,
                "",
                "",
                b"",
                self.now,
            )
            for key, name in people
        )
        self._copy("parties_party", PARTY, rows)
        return people

    def _number(self, prefix: str, year: int) -> str:
        self.numbers[prefix, year] += 1
        return f"{prefix}-{year}-{self.numbers[prefix, year]:06d}"

    def _open_series(self) -> None:
        for prefix in ("SQ", "ZZ"):
            for year in range(self.now.year - 3, self.now.year + 1):
                (number,) = self._row("SELECT banshi_next_number(%s, %s)", prefix, year)
                self.numbers[prefix, year] = int(number)

    def _close_series(self) -> None:
        for (prefix, year), number in self.numbers.items():
            self._row("SELECT setval(%s, %s)", f"number_{prefix.lower()}_{year}", number)

    def _next_id(self, table: str) -> int:
        return int(self._row(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0])

    def _row(self, query: str, *arguments: object) -> tuple[int, ...]:
        found = self.connection.execute(query, arguments).fetchone()  # type: ignore[arg-type]
        assert found
        return found

    def _copy(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def uploads(self, owner: int, count: int) -> Iterator[str]:
        """Rows of files that an account has uploaded and not yet handed in. Without the bytes: nobody opens them here."""
        ids = [uuid.UUID(int=self.random.getrandbits(128), version=4) for _ in range(count)]
        rows = (
            (key, "upload", str(owner), "示例.pdf", 1000, "0" * 64, "application/pdf", self.now, f"resident:{owner}")
            for key in ids
        )
        self._copy("files_storedfile", UPLOAD, rows)
        return iter([str(key) for key in ids])


def _later(received: datetime, state: str) -> Callable[[object, int], datetime | None]:
    """The moment some hours after it was received, if the application got that far."""
    return lambda states, hours: received + timedelta(hours=hours) if state in states else None  # type: ignore[operator]


PARTY = "id, kind, name, id_type, id_masked, id_fingerprint, id_cipher, phone_masked, phone_fingerprint, phone_cipher, registered_at"
UPLOAD = "id, owner_kind, owner_key, name, size, sha256, content_type, stored_at, stored_by"
COLUMNS = {
    "applications_application": "id, number, item_name, applicant_name, office_path, channel, idempotency_key, answers, "
    "form_cipher, state, version, created_at, received_at, notified_at, accepted_at, deemed, decided_at, outcome, "
    "issued_at, delivered_at, ended_at, notice_limit, promised_limit, statutory_limit, extension_limit, delivery_limit, "
    "extension, pauses, notice_due_on, promised_due_on, statutory_due_on, delivery_due_on, provisional, deficiencies, "
    "reason, basis, delay_reason, created_by_id, item_version_id, party_id",
    "applications_material": "application_id, code, name, way",
    "worklist_line": "matter, key, number, title, subject, office_path, state, waits_for, due_on, statutory_due_on, "
    "opened_at, closed_at",
    "jobs_timer": "kind, key, due_at, attempts, last_error",
    "journal_stream": "name, length, prev, head",
    "journal_line": "stream, seq, kind, actor, at, data, prev, hash",
    "applications_certificate": "number, application_id, token, name, name_en, holder, holder_number_masked, office_name, "
    "issued_on, status, status_reason",
}
