"""What a figure says: its value in exact arithmetic, whether it meets the target, and which periods are taken. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CATCH_UP_DAYS = 31  # a worker that was away longer leaves a gap, which is honest: nobody looked
STEP = Decimal("0.0001")
SHOWN = Decimal("0.01")


def value(unit: str, numerator: int, denominator: int) -> Decimal | None:
    """The value in the indicator's unit, to four places; nothing where nothing was counted."""
    exact = _exact(unit, numerator, denominator)
    return None if exact is None else _decimal(exact, STEP)


def shown(unit: str, numerator: int, denominator: int) -> str:
    """The value as people read it: two places of a percentage, whole days; empty where there is no data."""
    exact = _exact(unit, numerator, denominator)
    if exact is None:
        return ""
    return str(_decimal(exact, SHOWN)) if unit == "percent" else str(numerator)


def _exact(unit: str, numerator: int, denominator: int) -> Fraction | None:
    if denominator == 0:
        return None
    return Fraction(numerator * 100, denominator) if unit == "percent" else Fraction(numerator)


def _decimal(exact: Fraction, step: Decimal) -> Decimal:
    """Rounded once, from the exact fraction, halves away from zero."""
    places = Fraction(1) / Fraction(step)
    scaled = exact * places
    whole = int(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    return (Decimal(whole) * step).quantize(step, ROUND_HALF_UP)


def target_on(targets: Sequence[Mapping[str, str]], day: date) -> str:
    """目标值 as it stood on a day; empty before the first."""
    known = [target["value"] for target in targets if date.fromisoformat(target["from"]) <= day]
    return known[-1] if known else ""


def light(unit: str, direction: str, numerator: int, denominator: int, target: str) -> str:
    """green: the target is met, red: it is not; nothing without data or target. Compared as fractions, not as shown."""
    exact = _exact(unit, numerator, denominator)
    if exact is None or not target:
        return ""
    wanted = Fraction(target)
    return "green" if (exact >= wanted if direction == "higher" else exact <= wanted) else "red"


def is_public(first: date, last: date, area: str, denominator: int, *, least: int, today: date) -> bool:
    """May everybody see this figure? A guarded one (`least`) only for whole months that are over, of the whole city."""
    if not least:
        return True
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and last < today
    return whole and not area and denominator >= least


def month_ends(today: date, count: int) -> list[date]:
    """The last days of the months that are over, the newest first."""
    found, day = [], today.replace(day=1)
    for _ in range(count):
        day -= timedelta(days=1)
        found.append(day)
        day = day.replace(day=1)
    return found


def periods(today: date, taken: date | None) -> list[tuple[date, date]]:
    """What the night takes: for every day since the last snapshot up to yesterday, that day and its month so far."""
    yesterday = today - timedelta(days=1)
    day = max(taken + timedelta(days=1), today - timedelta(days=CATCH_UP_DAYS)) if taken else yesterday
    found: list[tuple[date, date]] = []
    while day <= yesterday:
        found += dict.fromkeys([(day, day), (day.replace(day=1), day)])
        day += timedelta(days=1)
    return found
