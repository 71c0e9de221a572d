"""What the progress page and the desk's page show of one application: the same facts, in the same words."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments
from banshi.kernel.calendar import selectors as calendars
from banshi.kernel.clock import light
from banshi.kernel.identifiers import mask_id, mask_phone
from banshi.kernel.journal import selectors as journal
from banshi.kernel.translation import translated
from banshi.matters.applications import selectors, wording
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import ENDED_BY_OFFICE, OPEN, UNDECIDED, State, is_promise_missed
from banshi.registers.parties import selectors as parties
from banshi.ui.templatetags.ui import bilingual


def page_of(application: Application, *, by: Actor) -> dict[str, Any]:
    """Everything both pages need: state, what comes next, clocks with every day, timeline, materials, allowed steps."""
    acts_for = by.kind == "resident" and parties.may_act_for(by, application.party_id)
    state = State(application.state)
    return {
        "application": application,
        "state": wording.STATES[state],
        "tone": wording.TONES.get(state, ""),
        "next": wording.NEXT[state],
        "overdue_since": overdue_since(application),
        "rateable": state in ENDED_BY_OFFICE,
        "light": light_of(application),
        "dues": _dues(application),
        "clocks": [(wording.CLOCKS[name], rows) for name, rows in selectors.clocks(application).items()],
        "timeline": [_entry(line) for line in reversed(journal.timeline(f"application:{application.number}"))],
        "stream": f"application:{application.number}",
        "materials": _materials(application),
        "verbs": [(verb, wording.VERBS[verb]) for verb in selectors.allowed(application, by=by, acts_for=acts_for)],
        "notices": application.notices.order_by("-pk"),
        "certificate": getattr(application, "certificate", None),
        "form_rows": _form_rows(application),
    }


def overdue_since(application: Application) -> date | None:
    """The first day after a promised day that was missed, until the decision."""
    promised_on = application.promised_due_on
    if (
        promised_on
        and application.state in UNDECIDED
        and is_promise_missed(application.facts, promised_on, today=moments.today())
    ):
        return promised_on + timedelta(days=1)
    return None


def since(application: Application, version: int) -> list[dict[str, Any]]:
    """What others have done since the version that somebody looked at: each step made one version and one line."""
    lines = journal.timeline(f"application:{application.number}")
    steps = [line for line in lines if line.kind not in WITHOUT_STEP]
    return [_entry(line) for line in reversed(steps[version:])]


WITHOUT_STEP = ("applications.ApplicationOverdue", "applications.DueDaysRecomputed")
"""Lines that the clock writes; they change no version."""


def light_of(application: Application) -> str:
    """green, yellow, red; "" when no clock runs."""
    due = {
        State.SUBMITTED: application.notice_due_on,
        State.REVIEW: application.promised_due_on,
        State.GRANTED: application.delivery_due_on,
        State.REFUSED: application.delivery_due_on,
        State.ISSUED: application.delivery_due_on,
    }.get(State(application.state))
    return light(due, moments.today(), calendars.current()) if due and application.state in OPEN else ""


def _dues(application: Application) -> list[tuple[str, Any]]:
    if application.state == State.SPECIAL:
        return []
    days = {
        "notice": application.notice_due_on if application.state == State.SUBMITTED else None,
        "promised": application.promised_due_on,
        "statutory": application.statutory_due_on,
        "delivery": application.delivery_due_on,
    }
    return [(str(wording.CLOCKS[name]), day) for name, day in days.items() if day]


TOLD = ("reason", "basis", "delay_reason", "competent", "kind_of_pause")


def _entry(line: Any) -> dict[str, Any]:
    who = {"resident": _("申请人"), "staff": _("办事机构"), "system": _("系统")}.get(line.actor.split(":")[0], "")
    told = [translated(str(line.data[name])) for name in TOLD if line.data.get(name)] + line.data.get(
        "deficiencies", []
    )
    if line.data.get("deemed"):
        told.append(_("期限内没有答复，自收到申请之日起视为受理（行政许可法第三十二条）。"))
    return {
        "title": wording.EVENTS.get(line.kind, line.kind),
        "at": line.at,
        "by": who,
        "text": " ".join(told),
        "seq": line.seq,
        "hash": line.hash,
    }


def _materials(application: Application) -> list[tuple[str, Any]]:
    """Each material with its name in the reader's language, as the item gives it."""
    names = {material.code: bilingual(material, "name") for material in application.item_version.spec.materials}
    rows = application.materials.select_related("file").order_by("pk")
    return [(names.get(row.code, row.name), row) for row in rows]


MASKS = {
    "party.id_number": mask_id, "citizen_id": mask_id, "party.phone": mask_phone, "phone": mask_phone,
}  # fmt: skip
"""Numbers of persons are shown masked, whoever looks."""


def _form_rows(application: Application) -> list[tuple[str, Any]]:
    """What was filled in, label and value, choices in words."""
    filled = application.form
    rows = []
    for field in application.item_version.spec.fields:
        value = filled.get(field.code, "")
        words = {True: _("是"), False: _("否")} | {one.code: bilingual(one, "label") for one in field.choices}
        if value not in ("", None):
            if field.prefill in MASKS or field.type in MASKS:
                value = MASKS[field.prefill if field.prefill in MASKS else field.type](value)
            rows.append((bilingual(field, "label"), words.get(value, value)))
    return rows
