"""公开 for everybody: plans, every committed draw with its files and a verifier, results, one company's chance and proof."""

import io
import zipfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banshi.kernel.actors import Forbidden
from banshi.kernel.calendar import moments
from banshi.matters.enforcement.inspections import folders, presenting, selectors, stamping
from banshi.matters.enforcement.inspections.drawing import publications
from banshi.ui.paging import pager

PAGE = 30
TYPES = {".csv": "text/csv; charset=utf-8", ".tsr": "application/timestamp-reply"}


def _asked(request: HttpRequest, name: str = "q") -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:60]


def _page(request: HttpRequest, found: Any, size: int = PAGE) -> dict[str, Any]:
    page = Paginator(found, size).get_page(request.GET.get("page"))
    return {"rows": list(page), "count": page.paginator.count} | pager(page, q=_asked(request))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """双随机、一公开."""
    page = {
        "years": [(year, presenting.year_figures(year)) for year in selectors.years()[:2]],
        "plans": selectors.public_plans()[:6],
        "draws": selectors.public_draws()[:6],
        "results": presenting.rows(selectors.public_results()[:6], moments.today()),
    }
    return render(request, "inspections/home.html", page)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """抽查事项清单."""
    found = selectors.public_items(moments.today()).order_by("office__level", "office", "code")
    return render(request, "inspections/items.html", {"items": found})


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    return render(request, "inspections/plans.html", _page(request, selectors.public_plans()))


@require_safe
def plan(request: HttpRequest, number: str) -> HttpResponse:
    found = selectors.public_plan(number)
    draws = selectors.public_draws().filter(plan=found)
    return render(request, "inspections/plan.html", presenting.plan_page(found) | {"draws": draws})


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """全部抽取 by number, FAILED ones included: a gap would show."""
    return render(request, "inspections/draws.html", _page(request, selectors.public_draws()))


@require_safe
def commitments(request: HttpRequest, year: int) -> HttpResponse:
    """承诺链 of a year for whoever keeps a copy: number, hash, state, and the commitment itself."""
    found = selectors.public_draws().filter(year=year).order_by("seq")
    log = [
        {"seq": one.seq, "draw": one.number, "hash": one.commit_hash, "state": one.state, "commitment": one.committed}
        for one in found
    ]
    response = JsonResponse({"year": year, "draws": log}, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="commitments-{year}.json"'
    return response


@require_safe
def draw(request: HttpRequest, number: str) -> HttpResponse:
    found = selectors.public_draw(number)
    page = presenting.draw_page(found)
    visits = selectors.public_results().filter(task__draw=found)[:200] if page["files"] else []
    return render(request, "inspections/draw.html", page | {"results": presenting.rows(visits, moments.today())})


@require_safe
def file(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One published file; the commitment is public before everything else."""
    found = selectors.public_draw(number)
    if name == publications.COMMIT:
        content = found.commit.encode()
    else:
        published = folders.at_once(found) | folders.published(found)
        if name not in published:
            raise Http404(name)
        content = folders.contents({name: published[name]})[name]
    response = HttpResponse(content, content_type=TYPES.get(Path(name).suffix, "application/json; charset=utf-8"))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """时间戳服务机构的根证书, with which a time stamp is checked. Whoever doubts us asks the authority for it."""
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in stamping.roots())
    if not pem:
        raise Http404("time_stamps")
    response = HttpResponse(pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="time-stamp-authority.pem"'
    return response


@require_safe
def folder(request: HttpRequest, number: str) -> HttpResponse:
    """All published files of a draw, as one archive."""
    published = folders.published(selectors.public_draw(number))
    if not published:
        raise Http404(number)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(folders.contents(published).items()):
            archive.writestr(zipfile.ZipInfo(f"{number}/{name}", (2021, 1, 1, 0, 0, 0)), content)
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{number}.zip"'
    return response


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """核验 in the reader's own browser; nothing is sent anywhere."""
    return render(request, "inspections/verify.html")


@require_safe
def standing(request: HttpRequest, number: str) -> HttpResponse:
    """One company's chance and proof in an opened draw; before, only for who acts for the company."""
    found, code = selectors.public_draw(number), _asked(request, "code").upper()
    mine = {one.credit_code for one in selectors.own_objects(request.actor)}  # type: ignore[attr-defined]
    page: dict[str, Any] = {"draw": found, "code": code}
    if code and found.state != "opened" and code not in mine:
        page["closed"] = True
    elif code:
        page |= presenting.standing(found, code)
    return render(request, "inspections/standing.html", page)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """检查结果公示."""
    query = _asked(request)
    page = _page(request, selectors.public_results(query))
    page["rows"] = presenting.rows(page["rows"], moments.today())
    return render(request, "inspections/results.html", page | {"q": query})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的单位: in which draws it stands, with which chance, and what was found."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "resident":
        raise Forbidden("resident")
    companies = []
    for one in selectors.own_objects(actor):
        found = selectors.public_results().filter(object=one)[:20]
        companies.append({
            "object": one, "draws": selectors.draws_about(one)[:20], "abnormal": one.abnormal.filter(lifted_at=None),
            "results": presenting.rows(found, moments.today()), "changes": one.changes.order_by("-changed_at")[:10],
        })  # fmt: skip
    return render(request, "inspections/mine.html", {"companies": companies, "risks": dict(_risks())})


def _risks() -> list[tuple[str, str]]:
    return [("A", _("低风险")), ("B", _("一般风险")), ("C", _("较高风险")), ("D", _("高风险"))]
