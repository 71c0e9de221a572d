"""The city's feed for its neighbours. Open to everybody: it holds nothing but what is public."""

from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema

from banshi.insight.exchange.selectors import feed
from banshi.kernel.calendar import moments

router = Router(tags=["exchange"])
PAGE = 1_000


class Problem(Schema):
    """What was refused and why; `errors` names parameters."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 422)}


class AboutOut(Schema):
    """Whose feed this is. The key is pinned after people compared it over another way, not because it stands here."""

    format: str
    city: str
    key: str
    latest: int
    standing: int
    synthetic: bool


@router.get("/exchange", response={200: AboutOut, **PROBLEMS}, auth=None, summary="信用信息交换")
def exchange(request: HttpRequest) -> Any:
    """The feed's city, its public key (Ed25519), how many lines it has and how many records are public now."""
    return feed.about()


LINES = {"responses": {200: {"description": "OK", "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}}}


@router.get(
    "/exchange/feed", response={200: str, **PROBLEMS}, auth=None, summary="信用信息交换：逐行读取", openapi_extra=LINES
)
def exchange_feed(
    request: HttpRequest,
    since: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.MOST_LINES)] = PAGE,
) -> Any:
    """Lines of JSON: a signed cover, then at most `limit` lines after line `since`. What to check: docs/exchange.md."""
    now = moments.now()
    lines = feed.page(since=since, at=now, day=moments.day_of(now), most=limit)
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")
