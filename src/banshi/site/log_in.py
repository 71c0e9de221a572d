"""Settings of logging in 登录: staff by password and second factor, residents by one-time code or a province's identity.

BANSHI_PROXIES     how many of our own proxies stand before us (default 1 in production, else 0)
BANSHI_SMS, BANSHI_IDENTITY, BANSHI_VIRUS_SCAN, BANSHI_TIME_STAMPS   dotted class names of the outside systems
CLAMAV             address of a ClamAV daemon: /path/to/socket or host:port
TIME_STAMP_URL, TIME_STAMP_ROOTS   a time-stamp authority (RFC 3161 over HTTP), and the PEM file of its root certificates
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME   a province's identity (OpenID Connect)
OIDC_CLAIM_ID, OIDC_CLAIM_PHONE, OIDC_CLAIM_NAME   how the province calls what we need to know
"""

import os
from datetime import timedelta
from typing import Any

from banshi.kernel.sentences import later


def settings(mode: str) -> dict[str, Any]:
    """Everything that depends on how people log in, for `site/settings.py`."""
    production = mode == "production"
    return {
        "TRUSTED_PROXIES": int(os.environ.get("BANSHI_PROXIES", "1" if production else "0")),
        "SECOND_FACTOR": mode
        != "test",  # tests about something else log staff in directly; tests/test_log_in.py does not
        "STAFF_HOME": "/desk/",
        "LOGIN_URL": "resident_login",
        "CACHES": {  # shared by all processes, so that a used code is used everywhere
            "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"}
        },
        "PORTS": ports(production),
        **{name: os.environ.get(name, "") for name in ("CLAMAV", "TIME_STAMP_URL", "TIME_STAMP_ROOTS")},
        **staff(production),
        **residents(),
    }


def ports(production: bool) -> dict[str, str]:
    fakes = {
        "sms": "banshi.kernel.access.sms.ConsoleSms",
        "identity": "banshi.registers.parties.identity.FakeIdentity",
        "virus_scan": "banshi.kernel.files.scan.FakeScan",
        "time_stamps": "banshi.matters.enforcement.inspections.stamping.DemonstrationAuthority",
    }
    given = {name: os.environ.get(f"BANSHI_{name.upper()}", "") for name in fakes}
    for name, address, ready in (
        ("virus_scan", "CLAMAV", "banshi.kernel.files.scan.ClamAv"),
        ("time_stamps", "TIME_STAMP_URL", "banshi.matters.enforcement.inspections.stamping.HttpAuthority"),
    ):
        given[name] = given[name] or (ready if os.environ.get(address) else "")
    return given if production else {name: given[name] or fake for name, fake in fakes.items()}


def staff(production: bool) -> dict[str, Any]:
    """allauth for password, TOTP and passkeys; axes for the lock after five failures (GB/T 22239-2019, level 3)."""
    return {
        "ACCOUNT_ADAPTER": "banshi.kernel.access.allauth_adapters.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": {
            "login": "60/m/ip",
            "login_failed": "60/m/ip,10/900s/key",
            "reauthenticate": "10/m/user",
        },
        "MFA_ADAPTER": "banshi.kernel.access.allauth_adapters.MfaAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Banshi 办事",
        "MFA_TOTP_TOLERANCE": 0,  # a code lives 30 seconds, and so does the note that it was used
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not production,
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": timedelta(minutes=30),
        "AXES_LOCKOUT_PARAMETERS": ["username"],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_CALLABLE": "banshi.kernel.access.views.locked_out",
        "AXES_CLIENT_IP_CALLABLE": "banshi.kernel.access.addresses.client_address",
        "AXES_VERBOSE": False,
        "SILENCED_SYSTEM_CHECKS": [
            "axes.W006"
        ],  # the account is locked whatever the address; addresses are limited above
    }


def residents() -> dict[str, Any]:
    """A province's identity by OpenID Connect, when the environment names one. State and PKCE bind it to the browser."""
    issuer = os.environ.get("OIDC_ISSUER", "")
    app = {
        "provider_id": "province",
        "name": os.environ.get("OIDC_NAME", later("省统一身份认证")),
        "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
        "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {
        "SOCIALACCOUNT_ADAPTER": "banshi.registers.parties.province.ProvinceAdapter",
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {"APPS": [app] if issuer else [], "SCOPE": ["openid", "profile"]}
        },
        "OIDC_CLAIMS": {
            "name": os.environ.get("OIDC_CLAIM_NAME", "name"),
            "citizen_id": os.environ.get("OIDC_CLAIM_ID", "id_number"),
            "phone": os.environ.get("OIDC_CLAIM_PHONE", "phone_number"),
        },
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
    }
