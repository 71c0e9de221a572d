"""Which packs are loaded, and a number that grows with every loading so that caches know when to forget."""

import time

from banshi.kernel.packs.models import PackImport

_LOOK_AGAIN_AFTER_SECONDS = 10.0
_seen: tuple[float, int] | None = None


def loaded() -> list[PackImport]:
    """The latest loading of every pack."""
    return list(PackImport.objects.order_by("pack", "-id").distinct("pack"))


def generation() -> int:
    """Grows with every loading. Asked of the database at most every ten seconds: another process may have loaded."""
    global _seen  # noqa: PLW0603 -- one number a process
    now = time.monotonic()
    if _seen is None or now - _seen[0] > _LOOK_AGAIN_AFTER_SECONDS:
        latest = PackImport.objects.order_by("-id").values_list("id", flat=True).first()
        _seen = (now, latest or 0)
    return _seen[1]


def forget() -> None:
    """Ask the database next time."""
    global _seen  # noqa: PLW0603
    _seen = None
