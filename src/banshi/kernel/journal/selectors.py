"""Reads of the journal."""

from banshi.kernel.journal.models import Line


def timeline(stream: str) -> list[Line]:
    """Every line of a stream, in order."""
    return list(Line.objects.filter(stream=stream).order_by("seq"))
