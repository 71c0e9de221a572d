"""What the exchange tells the journal."""

from dataclasses import dataclass
from typing import ClassVar

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedPublished(Event):
    """发布: the city's own feed grew to line `seq`, whose hash this is; `key` is the city."""

    stream_kind: ClassVar[str] = "exchange"
    published: int
    ended: int
    expired: int  # whose period was over: no line, their text is taken away
    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class NeighbourPinned(Event):
    """约定密钥: from now on the neighbour's feed (`key`) is read by this public key."""

    stream_kind: ClassVar[str] = "neighbour"
    public_key: str


@dataclass(frozen=True, kw_only=True)
class FeedTaken(Event):
    """接收: a neighbour's feed was checked and read up to line `seq`, whose hash this is."""

    stream_kind: ClassVar[str] = "neighbour"
    published: int
    ended: int
    seq: int
    hash: str
