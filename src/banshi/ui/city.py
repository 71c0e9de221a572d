"""What every page says about the city: its name, who runs the site, the hotline. From `site.toml` of the city pack."""

import tomllib
from functools import lru_cache

from django.conf import settings

FALLBACK = {
    "city": "示例市",
    "city_en": "Sample City",
    "service": "办事",
    "service_en": "Banshi",
    "tagline": "一网通办",
    "tagline_en": "City services in one place",
    "organiser": "",
    "operator": "",
    "site_code": "",
    "icp": "",
    "hotline": "12345",
}


@lru_cache(maxsize=1)
def facts() -> dict[str, str]:
    """The city's words; a pack without the file gets a nameless sample city rather than a broken page."""
    path = settings.PACKS / settings.CITY_PACK / "site.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return FALLBACK | given


def fact(name: str, language: str) -> str:
    """The fact in the reader's language; Chinese where no translation is given."""
    known = facts()
    translated = known.get(f"{name}_en", "") if language.startswith("en") else ""
    return translated or known.get(name, "")
