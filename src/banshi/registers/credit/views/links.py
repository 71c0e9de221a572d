"""主体的关联: under which names a company's records came, which other subjects are one with it; merging, and holding apart."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.actors import Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.registers.credit import forms
from banshi.registers.credit.models import Subject
from banshi.registers.credit.selectors import links as selectors
from banshi.registers.credit.selectors import records, subjects
from banshi.registers.credit.services import merging
from banshi.registers.credit.views.reviews import officer
from banshi.ui.outcomes import attempt


def organisation(code: str) -> Subject:
    found = subjects.organisation(code.strip().upper())
    if found is None:
        raise Hidden("subject")
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, code: str) -> HttpResponse:
    """All ways in which it was named; those that mean somebody else are held apart."""
    actor, subject = officer(request), organisation(code)
    form, chosen = forms.ApartForm(request.POST or None), _chosen(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            toward = organisation(said["toward"]).sid if said["toward"] else None
            merging.hold_apart(subject.sid, chosen, said["reason"], toward=toward, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
        except Hidden:
            form.add_error("toward", _("没有找到这个单位"))
        else:
            messages.success(request, _("已经拆出，几分钟后生效。"))
            return redirect("credit:links", subject.code)
    told = {
        "subject": subject, "keys": selectors.of(subject), "merges": selectors.merges_of(subject), "form": form,
        "chosen": chosen, "most": selectors.MOST, "other": forms.OtherForm(),
    }  # fmt: skip
    return render(request, "credit/desk/links.html", told, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Two subjects side by side, and the decision that they are one. What is typed in stays out of the address."""
    actor, subject = officer(request), organisation(code)
    asked = forms.OtherForm(request.POST or None)
    other = subjects.organisation(asked.cleaned_data["other"].upper()) if asked.is_valid() else None
    if asked.is_valid() and other is None:
        asked.add_error("other", _("没有找到这个单位"))
    pair = [subject, other] if other else [subject]
    sides = [(one.code, f"{one.name}（{one.code}）") for one in pair]
    form = forms.MergeForm(request.POST if "reason" in request.POST else None, sides=sides)
    if other and form.is_valid():
        kept, gone = (subject, other) if form.cleaned_data["keep"] == subject.code else (other, subject)
        try:
            merging.merge(gone.sid, kept.sid, form.cleaned_data["reason"], by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
        else:
            messages.success(request, _("已经合并，几分钟后生效。"))
            return redirect("credit:links", kept.code)
    told = {"subject": subject, "other": other, "rows": _beside(pair) if other else [], "asked": asked, "form": form}
    return render(request, "credit/desk/merge.html", told, status=422 if asked.errors or form.errors else 200)


@require_POST
def part(request: HttpRequest, merge: int) -> HttpResponse:
    """Take a merge back: they are two again."""
    actor = officer(request)
    reason = request.POST.get("reason", "")
    done = _("合并已经撤销，几分钟后生效。")
    attempt(request, lambda: merging.part(merge, reason, by=actor, at=moments.now()), done)
    return redirect("credit:reviews")


def _chosen(request: HttpRequest) -> list[int]:
    """The keys whose boxes were ticked; whatever is no number is nobody's."""
    return [int(key) for key in request.POST.getlist("keys") if re.fullmatch("[0-9]{1,18}|[0-8][0-9]{18}", key)]


def _beside(pair: list[Subject]) -> list[tuple[str, list[Any]]]:
    """Field by field, what the register and the records say of both."""
    profiles = [records.profile_of(one.sid) for one in pair]
    return [
        (_("名称"), [one.name for one in pair]),
        (_("统一社会信用代码"), [one.code for one in pair]),
        (_("工商注册号"), [one.reg_no for one in pair]),
        (_("信用信息"), [profile.records if profile else 0 for profile in profiles]),
        (_("其中不利信息"), [profile.adverse if profile else 0 for profile in profiles]),
        (_("最早一条"), [profile and profile.first_on for profile in profiles]),
        (_("最近一条"), [profile and profile.last_on for profile in profiles]),
    ]
