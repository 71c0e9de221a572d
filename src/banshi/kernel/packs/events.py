"""What packs tell the journal."""

from dataclasses import dataclass

from banshi.kernel.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class PackLoaded(Event):
    """A pack was loaded and something changed."""

    stream_kind = "pack"

    version: str
    digest: str
    added: int
    changed: int
    retired: int
