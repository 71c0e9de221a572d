"""公示期 of delivered records: the rules of the pack, and what they say about one record."""

from functools import lru_cache

from banshi.kernel.packs.selectors import generation
from banshi.registers.credit.models import PublicationRule
from banshi.registers.credit.rules.publication import Rule
from banshi.registers.credit.schema import PublicationRow


def rules() -> tuple[Rule, ...]:
    """The rules of publication that are loaded; read once a loading."""
    return _rules(generation())


@lru_cache(maxsize=1)
def _rules(_generation: int) -> tuple[Rule, ...]:
    rows = PublicationRule.objects.filter(retired_on=None).values_list("row", flat=True)
    return tuple(PublicationRow.model_validate(row).rule() for row in rows)
