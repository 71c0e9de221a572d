"""双公示 and 信用承诺: public lists of licences, penalties and promises; and how punctual each unit delivers."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.insight.disclosure import selectors
from banshi.insight.disclosure.forms import ListForm
from banshi.insight.disclosure.selectors import Row
from banshi.insight.disclosure.services.measuring import first_day
from banshi.insight.exchange.selectors import published
from banshi.insight.exchange.selectors.published import Question
from banshi.insight.indicators import spreadsheet
from banshi.kernel.calendar import moments
from banshi.kernel.translation import translated
from banshi.registers.credit.selectors import deliveries, promises, punctuality, subjects

KINDS = {"licences": "licence", "penalties": "penalty", "promises": "promise"}


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, which: str) -> HttpResponse:
    """A page of one list. What is typed comes in the body; unless it is like a person's number, it becomes an address."""
    form = ListForm(request.POST or request.GET, units=deliveries.units(), promised=which == "promises")
    asked = form.asked()
    personal = subjects.is_personal(asked["q"] or "")
    if request.method == "POST" and not personal:
        return redirect(_address(which, asked))
    if personal:
        form, asked = ListForm(units=deliveries.units(), promised=which == "promises"), dict.fromkeys(asked)
    found = published.page(_question(which, asked, after=_after(request)), published.PAGE + 1)
    rows = list(_rows(found[: published.PAGE]))
    more = len(found) > published.PAGE
    totals = published.totals(_question(which, asked))
    page = {
        "which": which, "form": form, "rows": rows, "personal": personal, "query": _query(asked),
        "totals": totals, "sum": sum(totals.values()), "newest": published.newest(),
        "first": first_day(moments.today()), "words": dict(promises.choices()),
        "older": f"?{_query(asked | {'after': rows[-1].one.place})}" if more else "",
    }  # fmt: skip
    return render(request, "disclosure/list.html", page)


@require_safe
def export(request: HttpRequest, which: str) -> StreamingHttpResponse:
    """The same list, all of it, for a spreadsheet."""
    form = ListForm(request.GET, units=deliveries.units(), promised=which == "promises")
    rows = _rows(published.every(_question(which, form.asked())))
    response = StreamingHttpResponse(
        spreadsheet.written(_heads(which), map(_cells, rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{which}-{moments.today()}.csv"'
    return response


@require_safe
def punctual(request: HttpRequest) -> HttpResponse:
    """双公示及时率."""
    shares = selectors.shares()
    clocks = [
        {"code": code, "name": name, "rows": [one for one in shares if one.clock == code], "total": selectors.total(shares, code)}
        for code, name in ((punctuality.DOUBLE, _("双公示：七个工作日")), (punctuality.MARKET, _("国家企业信用信息公示系统：二十个工作日")))
    ]  # fmt: skip
    page = {"clocks": clocks, "first": first_day(moments.today()), "measured_at": selectors.measured_at()}
    return render(request, "disclosure/punctual.html", page)


def _question(which: str, asked: dict[str, Any], after: str = "") -> Question:
    today, text = moments.today(), asked["q"] or ""
    sids = [one.sid for one in subjects.search(text)] if text else None
    since = None if which == "promises" else first_day(today)
    return Question(KINDS[which], today, since, asked["unit"], asked["state"] or "", sids, after)


def _after(request: HttpRequest) -> str:
    """A place, if it is one."""
    decided, _dash, seq = request.GET.get("after", "")[:40].rpartition("-")
    return (
        f"{decided}-{seq}" if seq.isdecimal() and len(seq) < 19 and len(decided) == 10 and "\x00" not in decided else ""
    )


def _rows(found: Any) -> Iterator[Row]:
    units, today = deliveries.units(), moments.today()
    return (selectors.row(one, today, units) for one in found)


def _query(asked: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _address(which: str, asked: dict[str, Any]) -> str:
    query = _query(asked)
    return reverse("disclosure:list", args=[which]) + (f"?{query}" if query else "")


def _heads(which: str) -> list[str]:
    common = [_("主体名称"), _("统一社会信用代码"), _("决定日期"), _("单位"), _("文书号"), _("内容")]
    if which == "promises":
        return [*common, _("类型"), _("履行情况"), _("有效期至")]
    due = [_("双公示最后一日"), _("双公示及时"), _("市场监管公示最后一日"), _("市场监管公示及时")]
    return [*common, _("报送日期"), *due, _("公示至")]


def _cells(row: Row) -> list[str]:
    said = row.one.body
    common = [said["name"], said["code"], said["decided_on"], said["unit"], said["doc_no"], said["content"]]
    if row.state:
        return [*common, translated(row.sort), translated(promises.words(row.state)), said["valid_until"] or ""]
    told = {True: _("是"), False: _("否"), None: ""}
    duties = [cell for one in row.duties[:2] for cell in (one.due_on.isoformat(), told[one.in_time])]
    until = row.one.until.isoformat() if row.one.until else ""
    return [*common, said.get("delivered_on") or "", *duties, *[""] * (4 - len(duties)), until]
