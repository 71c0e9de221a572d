"""Pages of openness. Nothing here names a person or a matter, but the proof of a line shown to who may see its stream."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.faces.open import checking
from banshi.faces.open.forms import ProofForm
from banshi.kernel.journal import guards, selectors

PAGE = 30
JSON = {"ensure_ascii": False, "indent": 2}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = selectors.published_seals(size=1)
    return render(request, "open/home.html", {"totals": selectors.totals(), "newest": newest[0] if newest else None})


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    until = request.GET.get("until", "")
    found = selectors.published_seals(
        until=int(until) if until.isdecimal() and len(until) < 10 else None, size=PAGE + 1
    )
    older = f"?until={found[PAGE]['number']}" if len(found) > PAGE else ""
    context = {"seals": found[:PAGE], "older_url": older, "totals": selectors.totals(), "later": bool(until)}
    return render(request, "open/seals.html", context)


@require_safe
def seals_json(request: HttpRequest) -> HttpResponse:
    response = JsonResponse({"seals": selectors.published_seals()}, json_dumps_params=JSON)
    response["Content-Disposition"] = 'attachment; filename="banshi-seals.json"'
    return response


@require_safe
def seal(request: HttpRequest, number: int) -> HttpResponse:
    found = selectors.published_seal(number) if number < 2**31 else None
    if found is None:
        raise Http404
    last = selectors.totals()["seals"]
    return render(request, "open/seal.html", {"seal": found, "last": last})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A proof is checked where it is posted, and neither kept nor logged."""
    form = ProofForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "words": checking.words()}
    if request.method == "POST" and form.is_valid():
        steps = checking.check(form.cleaned_data["proof"], form.cleaned_data["root"])
        context |= {
            "steps": steps,
            "holds": all(step.state == "good" for step in steps),
            "proof": form.cleaned_data["proof"],
        }
    return render(request, "open/proof.html", context, status=200 if form.is_valid() or not form.is_bound else 422)


@never_cache
@require_safe
def line_proof(request: HttpRequest, stream: str, seq: int) -> HttpResponse:
    """The proof of one line, for who may see its stream; to all others the line does not exist."""
    proof = _proof(request, stream, seq)
    steps = checking.check(proof, "") if proof else []
    context = {"stream": stream, "seq": seq, "proof": proof, "steps": steps}
    return render(request, "open/line_proof.html", context | {"holds": all(step.state == "good" for step in steps)})


@never_cache
@require_safe
def line_proof_json(request: HttpRequest, stream: str, seq: int) -> HttpResponse:
    proof = _proof(request, stream, seq)
    if proof is None:
        return redirect("open:line_proof", stream, seq)
    response = JsonResponse(proof, json_dumps_params=JSON)
    response["Content-Disposition"] = 'attachment; filename="proof.json"'
    return response


def _proof(request: HttpRequest, stream: str, seq: int) -> dict[str, Any] | None:
    """None: the line is there but not sealed yet."""
    if not guards.may_see(request.actor, stream) or not selectors.exists(stream, seq):  # type: ignore[attr-defined]
        raise Http404
    return selectors.proof(stream, seq)
