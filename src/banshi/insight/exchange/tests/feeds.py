"""Feeds made by hand, without a database, and the ways in which somebody could tamper with one."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from banshi.insight.exchange import rules
from banshi.insight.exchange.rules import Cover, Line, Place
from banshi.kernel.journal.chain import canonical

CITY = "panjin-demo"
KEY = Ed25519PrivateKey.from_private_bytes(b"a city's own secret, 32 bytes ..")
OTHER = Ed25519PrivateKey.from_private_bytes(b"another one's secret, 32 bytes..")
PINNED = rules.public_key(KEY)
AT = "2022-03-05T04:00:00.000000Z"
COMPANY = "91211103MA10ABC34U"
File = list[bytes]
BEGINNING = Place()


def body(n: int, **more: Any) -> dict[str, Any]:
    return {
        "name": f"盘锦示例{n}号商行", "code": COMPANY, "kind": "licence", "unit": "示例局", "doc_no": f"盘许〔2022〕{n}号",
        "decided_on": "2022-01-10", "valid_until": None, "cents": None, "content": "准予食品经营许可", "basis": "",
        "synthetic": True, "salt": f"{n:032x}",
    } | more  # fmt: skip


def record(n: int) -> str:
    return f"07-{n:016x}"


def publish(n: int, until: str | None = None, **more: Any) -> dict[str, Any]:
    return {"op": "publish", "record": record(n), "until": until, "why": "", "body": body(n, **more)}


def end(n: int, why: str = "withdrawn") -> dict[str, Any]:
    return {"op": "end", "record": record(n), "until": None, "why": why, "body": None}


def chain(said: Iterable[dict[str, Any]], after: Place = BEGINNING) -> list[Line]:
    """Lines after a place; the text of what is ended later is taken away, as the city's own selectors do."""
    lines: list[Line] = []
    for one in said:
        lines.append(rules.chained(after, at=AT, **one))
        after = Place(lines[-1].seq, lines[-1].hash)
    return lines


def file(
    lines: list[Line], since: int = 0, to: int | None = None, *, key: Ed25519PrivateKey = KEY, city: str = CITY,
    latest: int | None = None,
) -> File:  # fmt: skip
    """What the city hands over of these lines, which are all it ever had."""
    to = len(lines) if to is None else to
    hashes = [rules.GENESIS, *(line.hash for line in lines)]
    cover = Cover(city, rules.public_key(key), since, hashes[since], to, hashes[to], latest or len(lines), AT, True)
    return [row(rules.signed(cover, key)), *(row(line.facts()) for line in lines[since:to])]


def row(facts: dict[str, Any]) -> bytes:
    return canonical(facts) + b"\n"


def read(given: File, after: Place = BEGINNING) -> list[Line]:
    """All lines, once everything is checked."""
    _cover, lines = rules.read(given, city=CITY, key=PINNED, after=after)
    return list(lines)


def change(n: int, **more: Any) -> Callable[[File], File]:
    """Change fields of row n; 0 is the cover."""
    return lambda given: [*given[:n], row(json.loads(given[n]) | more), *given[n + 1 :]]


def change_text(n: int, **more: Any) -> Callable[[File], File]:
    def tamper(given: File) -> File:
        facts = json.loads(given[n])
        return change(n, body=facts["body"] | more)(given)

    return tamper


def rehash(n: int, **more: Any) -> Callable[[File], File]:
    """Change a row and give it the hash that it then has."""

    def tamper(given: File) -> File:
        facts = json.loads(given[n]) | more
        head = {name: value for name, value in facts.items() if name not in ("hash", "body")}
        return change(n, **facts | {"hash": rules.digest(head)})(given)

    return tamper


def rewrite(given: File) -> File:
    """Another text in line 3, and the whole rest of the chain computed anew: only the signature is missing."""
    lines = [json.loads(one) for one in given[1:]]
    lines[2]["body"] |= {"content": "吊销许可证"}
    place, made = Place(), []
    for one in lines:
        made.append(
            rules.chained(place, **{name: one[name] for name in ("at", "op", "record", "until", "why", "body")})
        )
        place = Place(made[-1].seq, made[-1].hash)
    return [given[0], *(row(line.facts()) for line in made)]
