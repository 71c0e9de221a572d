"""What a reader chose about the look, kept in cookies: theme (light, dark, as the device), and 长辈版 (elder mode)."""

from django.http import HttpRequest, HttpResponse

DEFAULTS = {"theme": "auto", "elder": ""}
CHOICES = {"theme": ("auto", "light", "dark"), "elder": ("", "on")}
YEAR = 365 * 24 * 3600


def read(request: HttpRequest, name: str) -> str:
    given = request.COOKIES.get(name, "")
    return given if given in CHOICES[name] else DEFAULTS[name]


def write(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    """Set the cookie; a value that is no choice falls back to the default, so a forged form does no harm."""
    chosen = value if value in CHOICES[name] else DEFAULTS[name]
    response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
