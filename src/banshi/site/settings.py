"""Settings, from the environment only. Law and lists are packs; behaviour is Python; here stand secrets and addresses.

BANSHI_MODE        demo (default) · test · production
DATABASE_URL       any PostgreSQL >= 16; default: the embedded one
BANSHI_SECRET_KEY  signs sessions; required in production, else made and kept in BANSHI_HOME
BANSHI_DATA_KEY    encrypts personal numbers at rest; the same rule
BANSHI_CREDIT_KEY  seals what the credit lake keeps about people; the same rule
BANSHI_EXCHANGE_KEY  signs what the city publishes for its neighbours; the same rule
BANSHI_CREDIT_HOME the credit lake and its drop folder; default: BANSHI_HOME/credit
BANSHI_HOSTS       comma-separated host names; required in production
BANSHI_CLOCK_OFFSET  seconds by which a demo's clock differs from the real one; refused in production
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from banshi.kernel import logs
from banshi.site import devdb, log_in, secrets

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT.parents[1]
PACKS = Path(os.environ.get("BANSHI_PACKS", PROJECT / "packs"))

MODE = os.environ.get("BANSHI_MODE", "demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("BANSHI_MODE is demo, test or production")
PRODUCTION = MODE == "production"
DEBUG = False
TEST = MODE == "test"

SECRET_KEY = secrets.named("BANSHI_SECRET_KEY", production=PRODUCTION)
DATA_KEY = secrets.named("BANSHI_DATA_KEY", production=PRODUCTION)
CREDIT_KEY = secrets.named("BANSHI_CREDIT_KEY", production=PRODUCTION)
EXCHANGE_KEY = secrets.named("BANSHI_EXCHANGE_KEY", production=PRODUCTION)
ALLOWED_HOSTS = os.environ["BANSHI_HOSTS"].split(",") if PRODUCTION else ["*"]
CLOCK_OFFSET = timedelta(seconds=float(os.environ.get("BANSHI_CLOCK_OFFSET", "0")))
if PRODUCTION and CLOCK_OFFSET:
    raise ImproperlyConfigured("BANSHI_CLOCK_OFFSET is for demonstrations and tests")

SECRETS = devdb.home() / "secrets"
SITE_URL = os.environ.get("BANSHI_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
CREDIT_HOME = Path(os.environ.get("BANSHI_CREDIT_HOME", devdb.home() / "credit"))
CITY_PACK = os.environ.get("BANSHI_CITY", "panjin-demo")

INSTALLED_APPS = [
    "banshi.kernel.calendar",
    "banshi.kernel.jobs",
    "banshi.kernel.journal",
    "banshi.kernel.access",
    "banshi.kernel.files",
    "banshi.kernel.numbering",
    "banshi.kernel.packs",
    "banshi.kernel.worklist",
    "banshi.ui",
    "banshi.registers.parties",
    "banshi.registers.offices",
    "banshi.registers.catalogue",
    "banshi.registers.places",
    "banshi.registers.credit",
    "banshi.matters.applications",
    "banshi.matters.appointments",
    "banshi.matters.enforcement",
    "banshi.insight.ratings",
    "banshi.insight.indicators",
    "banshi.insight.exchange",
    "banshi.insight.disclosure",
    "banshi.faces.portal",
    "banshi.faces.desk",
    "banshi.faces.hall",
    "banshi.faces.open",
    "banshi.faces.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "banshi.faces.api.middleware.TokenMiddleware",  # what follows is for people
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "banshi.kernel.access.middleware.SessionMiddleware",
    "banshi.kernel.access.middleware.ActorMiddleware",
    "banshi.kernel.access.middleware.PlainTextMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "banshi.site.urls"
WSGI_APPLICATION = "banshi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


def _database() -> dict[str, object]:
    given = conninfo_to_dict(os.environ.get("DATABASE_URL") or devdb.url())
    return {
        "ENGINE": "banshi.kernel.postgresql",
        "NAME": given.pop("dbname", "banshi"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        # Statements are prepared on the server after the third time: it plans each once, which halves its work. Not in
        # tests: a plan made for empty tables would live on while one transaction fills them, and ANALYZE never sees it.
        "OPTIONS": given | {"server_side_binding": True, "prepare_threshold": None if TEST else 3},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
globals().update(log_in.settings(MODE))
LOGGING = logs.config(as_json=PRODUCTION, level="WARNING" if TEST else "INFO")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORM_RENDERER = "banshi.ui.forms.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = devdb.home() / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": devdb.home() / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
