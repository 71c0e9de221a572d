"""Pages of a list: the addresses of the one before and the one after."""

from typing import Any

from django.core.paginator import Page
from django.utils.http import urlencode


def pager(page: Page[Any], **kept: str) -> dict[str, str]:
    """`newer` and `older`, as the pagination component wants them: the same question, of which only what was asked is kept."""
    before = page.previous_page_number() if page.has_previous() else 0
    after = page.next_page_number() if page.has_next() else 0
    asked = {name: value for name, value in kept.items() if value}
    return {
        name: f"?{urlencode(asked | {'page': n})}" if n else "" for name, n in (("newer", before), ("older", after))
    }
