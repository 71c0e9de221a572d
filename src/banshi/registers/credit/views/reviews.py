"""关联审核: pairs that no rule may decide, side by side; the decision, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from banshi.kernel.actors import Actor, Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import explained
from banshi.registers.credit.forms import JudgeForm
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.selectors import links, reviews
from banshi.registers.credit.services import reviewing
from banshi.ui.outcomes import attempt

ROWS, LATEST = 25, 20


def officer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff" or not actor.paths(Permission.HANDLE):
        raise Forbidden(Permission.HANDLE)
    return actor


def fields() -> dict[str, str]:
    return {
        "name": _("名称"), "code": _("代码"), "reg_no": _("工商注册号"), "phone": _("电话"), "address": _("地址"),
    }  # fmt: skip


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits, the likeliest first, and what was decided lately."""
    officer(request)
    page = Paginator(reviews.waiting(), ROWS).get_page(request.GET.get("page"))
    told = {
        "page": page, "rows": [(doubt, reviews.name_of(doubt), reviews.rule_of(doubt)) for doubt in page],
        "judged": [(one, doubt and reviews.name_of(doubt)) for one, doubt in reviews.judged()],
        "merges": links.merges()[:LATEST],
    }  # fmt: skip
    return render(request, "credit/desk/reviews.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, doubt: int) -> HttpResponse:
    """One pair. After a decision the next one comes."""
    actor, found = officer(request), reviews.one(doubt)
    if found is None:
        raise Hidden("doubt")
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.judge(doubt, **form.cleaned_data, by=actor, at=moments.now())
        except Refused as refusal:
            form.add_error(None, explained(refusal))
        else:
            messages.success(request, _("已经判定，几分钟后生效。"))
            after = reviews.waiting().first()
            return redirect("credit:review", after.pk) if after else redirect("credit:reviews")
    names = fields()
    told = {
        "doubt": found, "sides": [(names[side.field], side) for side in reviews.sides(found)], "rule": reviews.rule_of(found),
        "judgement": reviews.judgement_of(found), "form": form,
    }  # fmt: skip
    return render(request, "credit/desk/review.html", told, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, judgement: int) -> HttpResponse:
    """Take a decision back: the rules decide again."""
    actor = officer(request)
    reason = request.POST.get("reason", "")
    done = _("判定已经撤销，几分钟后生效。")
    attempt(request, lambda: reviewing.undo(judgement, reason, by=actor, at=moments.now()), done)
    return redirect("credit:reviews")
