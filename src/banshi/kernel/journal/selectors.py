"""Reads of the journal."""

from datetime import date
from typing import Any

from django.db.models import Sum

from banshi.kernel.journal import chain, merkle, proofs, seals
from banshi.kernel.journal.models import Line, Seal


def timeline(stream: str) -> list[Line]:
    """Every line of a stream, in order."""
    return list(Line.objects.filter(stream=stream).order_by("seq"))


def exists(stream: str, seq: int) -> bool:
    """Is there such a line?"""
    return seq < 2**31 and Line.objects.filter(stream=stream, seq=seq).exists()


def sealed_until() -> int:
    """The id of the last line under a seal; 0 before the first seal."""
    last = Seal.objects.order_by("number").last()
    return last.last_id if last else 0


def proof(stream: str, seq: int) -> dict[str, Any] | None:
    """The proof that a line stood in the journal when it was sealed. None: no such line, or not sealed yet."""
    line = Line.objects.filter(stream=stream, seq=seq).first()
    if line is None:
        return None
    seal = Seal.objects.filter(last_id__gte=line.pk).order_by("last_id").first()
    if seal is None:
        return None
    index = seals.covered(seal).filter(pk__lt=line.pk).count()
    path = merkle.inclusion_proof(seals.leaves(seal), index, seal.count)
    fields = {name: getattr(line, name) for name in ("stream", "seq", "kind", "actor", "at", "data", "prev")}
    return {
        "format": proofs.FORMAT,
        "line": chain.fields(**fields),
        "hash": line.hash,
        "leaf_index": index,
        "tree_size": seal.count,
        "path": [value.hex() for value in path],
        "root": seal.root,
        "seal": seals.published(seal),
    }


def published_seals(*, until: int | None = None, size: int | None = None) -> list[dict[str, Any]]:
    """What the city publishes of its seals, the newest first; `until` is the number to begin with."""
    found = Seal.objects.order_by("-number")
    if until is not None:
        found = found.filter(number__lte=until)
    return [seals.published(seal) for seal in (found[:size] if size else found)]


def published_seal(number: int) -> dict[str, Any] | None:
    seal = Seal.objects.filter(number=number).first()
    return seals.published(seal) if seal else None


def totals() -> dict[str, int | date | None]:
    """How many seals and sealed lines there are, and the day of the last one."""
    last = Seal.objects.order_by("number").last()
    lines = Seal.objects.aggregate(lines=Sum("count"))["lines"] or 0
    return {"seals": last.number if last else 0, "lines": lines, "day": last.day if last else None}
