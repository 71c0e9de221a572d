"""Steps 办一步: each step of the office with its service, its form filled for the case, and what the form says to it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from banshi.kernel.actors import Actor, Hidden
from banshi.matters.enforcement.leniency import weights
from banshi.matters.enforcement.leniency.forms import (
    STEP_FORMS,
    FactsForm,
    VersionedForm,
    conditions_of,
    initial_of,
)
from banshi.matters.enforcement.leniency.grounds import Effect
from banshi.matters.enforcement.leniency.models import Case
from banshi.matters.enforcement.leniency.procedure import Verb
from banshi.matters.enforcement.leniency.rules import rows_for
from banshi.matters.enforcement.leniency.services import decision, investigation, proposal
from banshi.matters.enforcement.officers.models import Inspector

if TYPE_CHECKING:
    from banshi.registers.offices.models import Office

STEPS: Mapping[Verb, Callable[..., Case]] = {
    Verb.ASSIGN: investigation.assign,
    Verb.RECUSE: investigation.recuse,
    Verb.RECORD: investigation.record,
    Verb.ORDER: investigation.order,
    Verb.RECHECK: investigation.recheck,
    Verb.PROPOSE: proposal.propose,
    Verb.NOTIFY: proposal.notify,
    Verb.HEAR: proposal.hear,
    Verb.RECONSIDER: proposal.reconsider,
    Verb.ASK_REVIEW: proposal.ask_review,
    Verb.PASS: proposal.review,
    Verb.RETURN: proposal.review,
    Verb.DECIDE: decision.decide,
    Verb.EDUCATE: decision.educate,
    Verb.DELIVER: decision.deliver,
    Verb.PUBLISH: decision.publish,
    Verb.SETTLE_PROMISE: decision.settle_promise,
    Verb.CLOSE: decision.close,
    Verb.WITHDRAW: decision.withdraw,
    Verb.UNPUBLISH: decision.unpublish,
}


def step(code: str) -> Verb:
    """The office's step with this code, or Hidden."""
    found = next((verb for verb in STEPS if verb == code), None)
    if found is None:
        raise Hidden(code)
    return found


def form_for(case: Case, verb: Verb, sent: Any, *, today: Any) -> VersionedForm:
    """The form of a step, with what the case already knows."""
    kind = STEP_FORMS.get(verb, VersionedForm)
    initial: dict[str, Any] = {"version": case.version}
    if kind is FactsForm:
        rows = rows_for(weights.lists(), weights.law_of(case.offence, on=today))
        return FactsForm(sent, initial={**initial, **initial_of(case.said)}, conditions=conditions_of(rows))
    if verb in (Verb.PROPOSE, Verb.RECONSIDER):
        initial["effect"] = case.chosen or case.recommended
        initial["imposed"] = f"{(case.imposed_cents or 0) / 100:.2f}"
    form = kind(sent, initial=initial)
    if verb in (Verb.ASSIGN, Verb.RECUSE):
        offer_officers(form, case)
    return form


def offer_officers(form: VersionedForm, case: Case) -> None:
    """The officers with a certificate whose office has the case."""
    choices = certified(case.office)
    for name in ("accounts", "account", "instead"):
        if name in form.fields:
            form.fields[name].choices = choices  # type: ignore[attr-defined]  # all three are fields of choice


def certified(office: "Office") -> list[tuple[int, str]]:
    """(account, name and certificate) of the officers of an office."""
    found = Inspector.objects.filter(office=office, left_at=None).select_related("account")
    return [(one.account_id, f"{one.account.name} {one.certificate}") for one in found]


def take(case: Case, verb: Verb, form: VersionedForm, *, by: Actor, at: datetime) -> Case:
    """Take a step of the office with what its form says."""
    said = dict(form.cleaned_data)
    if isinstance(form, FactsForm):
        said = {"said": form.said(), "version": said["version"]}
    if "effect" in said:
        said["effect"], said["imposed_cents"] = Effect(said["effect"]), said.pop("imposed")
    if verb in (Verb.PASS, Verb.RETURN):
        said["verb"] = verb
    return STEPS[verb](case.number, **said, by=by, at=at)
