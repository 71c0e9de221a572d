"""Template tags of applications: the state of a matter as a badge."""

from datetime import date
from typing import Any

from django import template

from banshi.matters.applications import presenting, wording
from banshi.matters.applications.rules import State

register = template.Library()


@register.simple_tag
def overdue(application: Any) -> date | None:
    """The day since which the decision is overdue."""
    return presenting.overdue_since(application)


@register.inclusion_tag("ui/components/badge.html")
def state_badge(application: Any) -> dict[str, Any]:
    state = State(application.state)
    return {"text": wording.STATES[state], "tone": wording.TONES.get(state, "")}
