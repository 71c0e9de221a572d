"""标注 marks on delivered records: what a person decided stays when records are swapped. Called by other services."""

from datetime import date

from banshi.registers.credit.models import Mark


def put(*, unit: int, fp: int, sid: int, kind: str, source: str, reason: str, since: date) -> None:
    """A mark holds from today; one that holds already stays as it is."""
    Mark.objects.get_or_create(
        unit=unit, fp=fp, kind=kind, until=None,
        defaults={"sid": sid, "source": source, "reason": reason[:300], "since": since},
    )  # fmt: skip


def lift(*, unit: int, fp: int, kind: str, source: str, until: date) -> None:
    """The mark that this source put no longer holds; `until` is the first day without it."""
    Mark.objects.filter(unit=unit, fp=fp, kind=kind, source=source, until=None).update(until=until)
