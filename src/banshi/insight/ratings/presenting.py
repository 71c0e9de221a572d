"""What the pages of ratings show."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banshi.insight.ratings import rules, selectors, wording
from banshi.insight.ratings.models import Handling, Rating
from banshi.insight.ratings.permissions import Permission
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.registers.catalogue import selectors as catalogue

MONTHS = 12


def level(rating: Rating) -> str:
    return catalogue.label("A.8", str(rating.level))


def _handling(rating: Rating) -> Handling | None:
    return getattr(rating, "handling", None)


def own(rating: Rating) -> dict[str, Any]:
    """What the rater sees of the rating: everything."""
    handling = _handling(rating)
    return {
        "level": level(rating),
        "aspects": [wording.ASPECTS[code] for code in rating.aspects],
        "words": rating.words,
        "given_at": rating.given_at,
        "handling": handling,
        "state": wording.STATES[rules.State(handling.state)] if handling else "",
        "finding": wording.FINDINGS.get(handling.finding, "") if handling else "",
    }


def rows(found: Iterable[Rating], today: date) -> list[dict[str, Any]]:
    """The ledger of bad ratings: neither matter nor person."""
    calendar = calendars.current()
    return [
        {
            "rating": one,
            "level": level(one),
            "office": one.application.item_version.office.label,
            "state": wording.STATES[rules.State(one.handling.state)],
            "due_on": _due(one.handling),
            "light": light(_due(one.handling), today, calendar) if one.handling.state != rules.State.CLOSED else "",
        }
        for one in found
    ]


def _due(handling: Handling) -> date:
    return handling.due_on if handling.state == rules.State.WAITING else handling.closing_due_on


def at_desk(rating: Rating, actor: Actor) -> dict[str, Any]:
    """What the office sees. The words are for whoever handles bad ratings; and to nobody who handled the matter is it
    told whose rating it is."""
    own_matter = selectors.handled_matter(rating, actor)
    handles = actor.may(Permission.HANDLE, office_path=rating.office_path, matter="rating") and not own_matter
    return {
        "rating": rating,
        "handling": rating.handling,
        "level": level(rating),
        "aspects": [wording.ASPECTS[code] for code in rating.aspects],
        "state": wording.STATES[rules.State(rating.handling.state)],
        "finding": wording.FINDINGS.get(rating.handling.finding, ""),
        "office": rating.application.item_version.office.label,
        "words": rules.masked(rating.words) if handles else "",
        "feedback": rating.handling.feedback if handles else "",
        "own_matter": own_matter,
        "handles": handles,
        "may_reply": handles and rating.handling.state == rules.State.WAITING,
        "may_close": handles and rating.handling.state == rules.State.REPLIED,
        "application": rating.application if handles else None,
    }


def overview(month: date, today: date) -> dict[str, Any]:
    """The published counts of a month."""
    after = _next(month)
    counts = selectors.counts(_midnight(month), _midnight(after))
    total = rules.Row(
        (), tuple(sum(levels) for levels in zip(*counts.values(), strict=True)) or (0,) * len(rules.LEVELS)
    )
    running = after > today
    shown = [] if running else rules.published(counts)  # day by day one could watch who comes and goes
    names = selectors.office_names([row.offices[0] for row in shown if len(row.offices) == 1])
    return {
        "month": month,
        "levels": [label for _code, label in catalogue.codes("A.8")],
        "total": total,
        "split": bool(shown),
        "running": running,
        "rows": [(_name(row, names, alone=len(shown) == 1), row, _percent(row)) for row in shown],
        "percent": _percent(total) if shown else "",
        "earlier": f"?month={(month - timedelta(days=1)):%Y-%m}",
        "later": f"?month={after:%Y-%m}" if after <= today else "",
        "least": rules.LEAST,
    }


def _name(row: rules.Row, names: dict[str, str], *, alone: bool) -> str:
    if len(row.offices) == 1:
        return names.get(row.offices[0], row.offices[0])
    n = len(row.offices)
    if alone:
        return ngettext("%(n)d个单位合计", "%(n)d个单位合计", n) % {"n": n}
    return ngettext("其余%(n)d个单位合计", "其余%(n)d个单位合计", n) % {"n": n}


def _percent(row: rules.Row) -> str:
    """好评率, rounded half up from whole numbers."""
    return f"{(row.good * 2000 + row.total) // (2 * row.total) / 10:.1f}%" if row.total else _("暂无数据")


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), moments.CHINA)
