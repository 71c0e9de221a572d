"""Ratings for programs: the resident's one rating of a matter. The rules are the pages' own."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from banshi.insight.ratings import rules, services
from banshi.kernel.actors import Actor
from banshi.kernel.calendar import moments

Number = Annotated[str, Field(pattern=r"^[A-Z]{1,8}-\d{4}-\d{6,12}$")]
router = Router(tags=["ratings"])


class Problem(Schema):
    """What was refused and why; `errors` names fields."""

    code: str
    message: str
    article: str = ""
    errors: dict[str, str] = {}


PROBLEMS = {code: Problem for code in (400, 401, 403, 404, 409, 422)}


class RateIn(Schema):
    """1 非常满意 to 5 非常不满意 (GB/T 39046-2020 A.8); the rest may be left out."""

    level: Annotated[int, Field(ge=1, le=5)]
    aspects: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=20)] = []
    words: Annotated[str, Field(max_length=rules.LONGEST)] = ""


class RatedOut(Schema):
    number: str
    level: int


@router.post("applications/{number}/rating", response={201: RatedOut, **PROBLEMS}, summary="评价")
def rate(request: HttpRequest, number: Number, body: RateIn) -> Any:
    """Once a matter, by its applicant or agent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = services.give(
        number, level=body.level, aspects=body.aspects, words=body.words, channel="pc", by=actor, at=moments.now()
    )
    return Status(201, given)
