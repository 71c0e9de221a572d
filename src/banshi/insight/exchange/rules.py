"""The format of the exchange 交换格式: one signed cover, then chained lines; and a reader that names what is wrong. Pure.

docs/exchange.md says the same in words, for whoever writes another reader. The text of a line is not hashed itself but
through its digest: when a publication ends its text is taken away, and the chain still holds.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from banshi.kernel.journal.chain import canonical
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later

FORMAT = "banshi-exchange/1"
GENESIS = "0" * 64
RECORD = re.compile(r"[0-9]{2}-[0-9a-f]{16}")
DAY = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
MOST_LINE = 1 << 16  # bytes; a longer line is nothing that this format has
Body = dict[str, Any]
Op = Literal["publish", "end"]


class Broken(Refused):
    """Somebody changed something: `code` says what, `line` is the feed's own number of the line, 0 the cover."""

    def __init__(self, code: str, line: int, pattern: str, **values: Any) -> None:
        super().__init__(code, Sentence(pattern, line=line, **values))
        self.line = line


@dataclass(frozen=True)
class Place:
    """Where in a feed: after which line, and what its hash was. A reader keeps one and goes on from there."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Cover:
    """封面: what a page or a file promises: the lines after `since` through `to`, of a chain that had `latest` lines at `at`."""

    city: str
    key: str  # Ed25519, 32 bytes as hexadecimal
    since: int
    since_hash: str
    to: int
    to_hash: str
    latest: int
    at: str
    synthetic: bool

    KINDS: ClassVar = {
        "format": str, "city": str, "key": str, "since": int, "since_hash": str, "to": int, "to_hash": str,
        "latest": int, "at": str, "synthetic": bool, "signature": str,
    }  # fmt: skip

    def facts(self) -> dict[str, Any]:
        return {"format": FORMAT} | asdict(self)


@dataclass(frozen=True)
class Line:
    """一行: from now on this is public (`publish`), until a day if one is known, or is not any more (`end`, `why`)."""

    seq: int
    at: str
    op: Op
    record: str  # 07-00000000000004d2: the unit's number and the record's fingerprint
    until: str | None  # the first day on which it is not shown any more
    why: str
    body_sha256: str
    prev: str
    hash: str
    body: Body | None = None  # None: ended by now

    KINDS: ClassVar = {
        "seq": int, "at": str, "op": str, "record": str, "until": str | None, "why": str, "body_sha256": str,
        "prev": str, "hash": str, "body": dict | None,
    }  # fmt: skip

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    def stands(self, day: date) -> bool:
        """Whether the period that it names is not over."""
        return self.until is None or day.isoformat() < self.until


# -- writing


def chained(place: Place, **said: Any) -> Line:
    """The next line after a place. `said`: at, op, record, until, why, body."""
    body = said.pop("body")
    head = {"seq": place.seq + 1, "prev": place.hash, "body_sha256": digest(body) if body else "", **said}
    return Line(**head, hash=digest(head), body=body)


def signed(cover: Cover, key: Ed25519PrivateKey) -> dict[str, Any]:
    facts = cover.facts()
    return facts | {"signature": key.sign(canonical(facts)).hex()}


def salted(secret: bytes, record: str, facts: Body) -> Body:
    """The text with its salt: without it nobody can guess from a digest what a line said whose publication has ended."""
    salt = hmac.new(secret, record.encode() + canonical(facts), hashlib.sha256).hexdigest()[:32]
    return facts | {"salt": salt}


def digest(value: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def public_key(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


# -- reading


def read(raw: Iterable[bytes], *, city: str, key: str, after: Place) -> tuple[Cover, Iterator[Line]]:
    """Check a page or file against the pinned key and the place up to which one has read.

    The cover is checked at once, each line when it is asked for, the end after the last: nothing may be kept before the
    iterator has come to its end. Lines up to `after` are checked and given too, so that a reader can look at them again.
    """
    rows = iter(raw)
    cover = _cover(next(rows, b""), city, key)
    _check_continues(cover, after)
    return cover, _lines(rows, cover, after)


def _cover(raw: bytes, city: str, key: str) -> Cover:
    facts = _object(raw, Cover.KINDS)
    if facts is None or facts["format"] != FORMAT:
        raise Broken("not_a_feed", 0, later("第一行不是交换封面（banshi-exchange/1）。"))
    if facts["key"] != key:
        raise Broken("foreign_key", 0, later("封面用的是另一把密钥{other}…，不是约定的{pinned}…。"), other=facts["key"][:16], pinned=key[:16])  # fmt: skip
    signature = facts.pop("signature")
    if not _holds(key, signature, canonical(facts)):
        raise Broken("bad_signature", 0, later("封面的签名不成立：封面被改动过，或者不是持有约定密钥的一方签的。"))
    if facts.pop("format") and facts["city"] != city:
        raise Broken("other_city", 0, later("这是{other}的数据，不是{city}的。"), other=facts["city"], city=city)
    return Cover(**facts)


def _holds(key: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_continues(cover: Cover, after: Place) -> None:
    if cover.latest < after.seq:
        pattern = later("对方的链现在只有{latest}行，而此前已经读到第{seq}行：链重新开始了，或者倒退了。")
        raise Broken("restarted", 0, pattern, latest=cover.latest, seq=after.seq)
    if cover.since > after.seq:
        pattern = later("中间缺第{first}行至第{last}行，请从第{seq}行之后读起。")
        raise Broken("gap", 0, pattern, first=after.seq + 1, last=cover.since, seq=after.seq)
    if cover.since == after.seq and cover.since_hash != after.hash:
        raise _rewritten(after.seq)


def _rewritten(seq: int) -> Broken:
    return Broken("rewritten", seq, later("第{line}行与此前读到的不一致：对方改写了已经发布的内容，或者换了一条链。"))


def _lines(rows: Iterator[bytes], cover: Cover, after: Place) -> Iterator[Line]:
    place = Place(cover.since, cover.since_hash)
    for raw in rows:
        line = _line(raw, place, rows)
        _check_order(line, place, cover, rows)
        _check_unchanged(line, place)
        place = Place(line.seq, line.hash)
        if line.seq == after.seq and line.hash != after.hash:
            raise _rewritten(line.seq)
        yield line
    if place.seq < cover.to:
        raise _truncated(place.seq + 1, cover.to)
    if place.hash != cover.to_hash:
        raise Broken("not_signed", place.seq, later("各行首尾相接，但不是签名的那一条链：第{line}行的摘要与封面不符。"))


def _truncated(first: int, last: int) -> Broken:
    return Broken("truncated", first, later("内容被截断：第{line}行起没有了，封面写明到第{last}行。"), last=last)


def _line(raw: bytes, place: Place, rows: Iterator[bytes]) -> Line:
    facts = _object(raw, Line.KINDS)
    if facts is not None and _means_something(facts):
        return Line(**facts)
    if next(rows, None) is None and not raw.rstrip().endswith(b"}"):
        raise Broken("truncated", place.seq + 1, later("内容被截断：第{line}行没有写完。"))
    raise Broken("unreadable", place.seq + 1, later("第{line}行的位置上不是一行交换内容。"))


def _means_something(facts: dict[str, Any]) -> bool:
    return bool(
        facts["op"] in ("publish", "end")
        and (facts["op"] == "end") == bool(facts["why"])
        and RECORD.fullmatch(facts["record"])
        and (facts["until"] is None or DAY.fullmatch(facts["until"]))
    )


def _check_order(line: Line, place: Place, cover: Cover, rows: Iterator[bytes]) -> None:
    expected = place.seq + 1
    if line.seq == expected and line.seq <= cover.to:
        return
    if place.seq >= cover.to:
        raise Broken("surplus", line.seq, later("封面只写明到第{last}行，后面多出了内容。"), last=cover.to)
    if line.seq < expected:
        raise Broken("reordered", line.seq, later("第{line}行又出现了一次，或者次序被调换：这里应当是第{expected}行。"), expected=expected)  # fmt: skip
    rest = (_object(raw, Line.KINDS) for raw in rows)
    if any(one and one["seq"] == expected for one in rest):
        raise Broken("reordered", expected, later("次序被调换：第{line}行不在它的位置上。"))
    raise Broken("missing_line", expected, later("缺第{line}行：第{before}行之后就是第{found}行。"), before=place.seq, found=line.seq)  # fmt: skip


def _check_unchanged(line: Line, place: Place) -> None:
    head = {name: value for name, value in line.facts().items() if name not in ("hash", "body")}
    if digest(head) != line.hash:
        raise Broken("changed_line", line.seq, later("第{line}行被改动过：内容与它自己的摘要不符。"))
    if line.prev != place.hash:
        raise Broken("does_not_follow", line.seq, later("第{line}行接不上它的前一行：这两行中有一行被换过。"))
    if line.body is not None and (line.op == "end" or digest(line.body) != line.body_sha256):
        raise Broken("changed_body", line.seq, later("第{line}行的正文被改动过：与签名时的摘要不符。"))


def _object(raw: bytes, kinds: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON object of a line, if it has exactly these fields."""
    if len(raw) > MOST_LINE:
        return None
    try:
        facts = json.loads(raw)
        if b"\\u" in raw:
            canonical(facts)  # half a character has no bytes to be hashed
    except (ValueError, RecursionError):
        return None
    if not isinstance(facts, dict) or facts.keys() != kinds.keys():
        return None
    fit = all(isinstance(facts[name], kind) and not _mistaken(facts[name], kind) for name, kind in kinds.items())
    return facts if fit else None


def _mistaken(value: Any, kind: Any) -> bool:
    """A truth value is a whole number to Python, not to us."""
    return isinstance(value, bool) and kind is not bool
