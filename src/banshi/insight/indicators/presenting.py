"""What charts of indicators show."""

from typing import Any

from django.utils.translation import gettext as _

from banshi.insight.indicators import rules
from banshi.insight.indicators.models import Definition, Snapshot


def chart(definition: Definition, series: list[Snapshot]) -> dict[str, Any]:
    """Month by month with the target as it stood: a month without data is a gap, not a zero."""
    columns = [_("月份"), definition.label, _("目标")]
    rows = [[f"{one.first:%Y-%m}", _value(definition, one), _target(definition, one)] for one in series]
    return {
        "id": f"series-{definition.code}",
        "title": definition.label,
        "kind": "line",
        "columns": columns,
        "rows": rows,
    }


def _value(definition: Definition, one: Snapshot) -> str:
    return rules.shown(definition.unit, one.numerator, one.denominator) or "-"


def _target(definition: Definition, one: Snapshot) -> str:
    return rules.target_on(definition.target, one.last) or "-"
