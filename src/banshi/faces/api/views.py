"""访问令牌: make and revoke one's own tokens for programs."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from banshi.faces.api import services
from banshi.kernel.actors import Actor, Forbidden
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated


class TokenForm(forms.Form):
    """What the program is called, what it may do, and for how long."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80, help_text=gettext_lazy("例如：公司报税软件"))
    scope = forms.ChoiceField(
        label=gettext_lazy("权限范围"),
        choices=[("read", gettext_lazy("只能查看")), ("write", gettext_lazy("查看和办理"))],
        widget=forms.RadioSelect,
        initial="read",
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("有效期"),
        coerce=int,
        choices=[(30, gettext_lazy("30天")), (90, gettext_lazy("90天")), (365, gettext_lazy("一年"))],
    )

    def scopes(self) -> list[str]:
        return ["read", "write"] if self.cleaned_data["scope"] == "write" else ["read"]


def account(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is None:
        raise Forbidden("account")
    return actor


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and a new one; its secret is on this one page and nowhere else."""
    actor, secret = account(request), ""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            secret = services.make(
                name=said["name"], scopes=form.scopes(), days=said["days"], by=actor, at=moments.now()
            )
        except Refused as refusal:
            form.add_error(None, translated(refusal.message))
    page = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "tokens": services.standing(actor),
        "today": moments.today(),
    }
    response = render(request, "api/tokens.html", page, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    services.revoke(token, by=account(request), at=moments.now())
    messages.success(request, _("令牌已撤销。"))
    return redirect("tokens")
