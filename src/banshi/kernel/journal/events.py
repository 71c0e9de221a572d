"""Events 事件: typed news. One event is one journal line; who listens hears it in a job after the commit."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

from django.db import connection

from banshi.kernel.jobs import queue
from banshi.kernel.journal.chain import GENESIS, digest, new_line_bytes, pieces
from banshi.kernel.writing import together, write

if TYPE_CHECKING:
    from banshi.kernel.actors import Actor  # access itself writes journal lines; only its name is needed here

PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense. `key` is the matter's own number, public within the city's rules."""

    stream_kind: ClassVar[str]
    opens_stream: ClassVar[bool] = False  # it is the first line of its stream

    key: str

    @property
    def stream(self) -> str:
        return f"{self.stream_kind}:{self.key}"

    @classmethod
    def kind(cls) -> str:
        """The event's name in the journal: app and class, e.g. `applications.ApplicationAccepted`."""
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"


class PersonalNumberInJournal(ValueError):
    """An identity or telephone number was about to be written where it can never be removed."""


AnyEvent = TypeVar("AnyEvent", bound=Event)
Listener = Callable[[Any, int], None]
listeners: dict[str, dict[str, tuple[type[Event], Listener]]] = {}


def listens(event: type[AnyEvent]) -> Callable[[Callable[[AnyEvent, int], None]], Callable[[AnyEvent, int], None]]:
    """Register `f(event, line_id)` to be called once, in a job, after each such event is committed."""

    def register(function: Callable[[AnyEvent, int], None]) -> Callable[[AnyEvent, int], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        listeners.setdefault(event.kind(), {})[name] = (event, function)
        return function

    return register


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in the journal")


def payload(event: Event) -> dict[str, Any]:
    """The event's fields as JSON knows them: no float, no personal number."""
    fields = {f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name != "key"}
    text = json.dumps(fields, default=_plain, ensure_ascii=False, allow_nan=False)
    if PERSONAL_NUMBER.search(text) or PERSONAL_NUMBER.search(event.key):
        raise PersonalNumberInJournal(event.kind())
    data: dict[str, Any] = json.loads(text, parse_float=_refuse_float)
    return data


def _refuse_float(text: str) -> float:
    raise TypeError(f"{text}: a float has no one spelling; write an integer or text")


def revive(event: type[AnyEvent], stream: str, data: dict[str, Any]) -> AnyEvent:
    """The event again, from its line: days and moments are days and moments, fields it no longer has are left out."""
    hints = get_type_hints(event)
    known = {f.name for f in dataclasses.fields(event)}
    fields = {name: _typed(value, hints[name]) for name, value in data.items() if name in known}
    return event(key=stream.split(":", 1)[1], **fields)


def _typed(value: object, hint: object) -> object:
    wanted = set(get_args(hint)) or {hint}
    if isinstance(value, str) and str not in wanted:
        for kind in (datetime, date):
            if kind in wanted:
                return kind.fromisoformat(value)
    return tuple(value) if isinstance(value, list) and get_origin(hint) is tuple else value


OPEN = "INSERT INTO journal_stream AS s (name, length, prev, head) VALUES (%s, 1, %s, %s)"
APPEND = """
    ON CONFLICT (name) DO UPDATE SET length = s.length + 1, prev = s.head, head = encode(sha256(
        convert_to(%s || s.head || %s || (s.length + 1) || %s, 'UTF8')), 'hex')"""
LINE = """
    INSERT INTO journal_line (stream, seq, kind, actor, at, data, prev, hash)
    SELECT %s, length, %s, %s, %s, %s, prev, head FROM {end} RETURNING id"""
HEARD = f"""{queue.DEFER} 'journal.deliver', jsonb_build_object('line_id', line.id, 'listener', listener)
    FROM {{line}} AS line, unnest(%s::text[]) AS listener"""


def emit(event: Event, *, by: "Actor", at: datetime) -> None:
    """Say so: write the event's line into its stream and wake whoever listens, all in the caller's transaction.

    Appending locks the stream until the transaction ends, so a stream never forks; the line before is known only then,
    so the database puts its hash between the pieces of the canonical bytes.
    """
    kind, stream, actor, data = event.kind(), event.stream, str(by), payload(event)
    first = new_line_bytes(stream=stream, seq=1, kind=kind, actor=actor, at=at, data=data, prev=GENESIS)
    begin, arguments = OPEN, [stream, GENESIS, digest(first)]
    if not event.opens_stream:
        begin, arguments = OPEN + APPEND, [*arguments, *pieces(first)]
    with together():
        end = write(f"{begin} RETURNING length, prev, head", arguments)
        text = json.dumps(data, ensure_ascii=False)
        written = write(LINE.format(end=end), [stream, kind, actor, at, text])
        if heard := listeners.get(kind):
            write(HEARD.format(line=written), [queue.priority(), list(heard)])


# Lines before streams, as one statement of `emit` locks them: else the two and the sealer wait in a circle.
LOCK_LINES = "LOCK TABLE journal_line IN ROW EXCLUSIVE MODE"
LOCK_ALL = """
    INSERT INTO journal_stream AS s (name, length, head)
    SELECT name, count, %s FROM unnest(%s::text[], %s::int[]) AS wanted (name, count) ORDER BY name
    ON CONFLICT (name) DO UPDATE SET length = s.length + excluded.length RETURNING name, length, head"""
APPEND_ALL = """
    WITH heads AS (
        UPDATE journal_stream s SET prev = wanted.prev, head = wanted.head
        FROM unnest(%(streams)s::text[], %(prevs)s::text[], %(heads)s::text[]) AS wanted (name, prev, head)
        WHERE s.name = wanted.name)
    INSERT INTO journal_line (stream, seq, kind, actor, at, data, prev, hash)
    SELECT stream, seq, kind, actor, at, json::jsonb, prev, hash
    FROM unnest(
        %(stream)s::text[], %(seq)s::int[], %(kind)s::text[], %(actor)s::text[], %(at)s::timestamptz[],
        %(json)s::text[], %(prev)s::text[], %(hash)s::text[]
    ) AS line (stream, seq, kind, actor, at, json, prev, hash) RETURNING id"""


def emit_all(news: Sequence[tuple[Event, "Actor", datetime]]) -> None:
    """Say many things at once: the same lines as `emit` one by one would write, in three statements however many.

    In the caller's transaction, which holds the streams until it ends.
    """
    if not news:
        return
    counts = Counter(event.stream for event, _, _ in news)
    with connection.cursor() as cursor:
        cursor.execute(LOCK_LINES)
        cursor.execute(LOCK_ALL, [GENESIS, list(counts), list(counts.values())])
        ends = {name: (length - counts[name], head) for name, length, head in cursor.fetchall()}
        lines = []
        for event, by, at in news:
            seq, prev = ends[event.stream]
            if event.opens_stream and seq:
                raise ValueError(f"{event.stream} has begun already")
            line: dict[str, Any] = {
                "stream": event.stream, "kind": event.kind(), "actor": str(by), "at": at, "data": payload(event),
                "seq": seq + 1, "prev": prev,
            }  # fmt: skip
            line["hash"] = digest(new_line_bytes(**line))
            lines.append(line | {"json": json.dumps(line["data"], ensure_ascii=False)})
            ends[event.stream] = seq + 1, line["hash"]
        columns = {name: [line[name] for line in lines] for name in lines[0] if name != "data"}
        last = {line["stream"]: line for line in lines}
        heads = {
            "streams": list(last), "prevs": [line["prev"] for line in last.values()],
            "heads": [line["hash"] for line in last.values()],
        }  # fmt: skip
        cursor.execute(APPEND_ALL, columns | heads)
        ids = [row[0] for row in cursor.fetchall()]
    for (event, _, _), line_id in zip(news, ids, strict=True):
        for name in listeners.get(event.kind(), ()):
            queue.defer("journal.deliver", line_id=line_id, listener=name)
