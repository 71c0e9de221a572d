"""省统一身份认证: what a province's OpenID Connect identity means here. No claim and no token of it is stored."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused
from banshi.kernel.translation import translated
from banshi.registers.parties import entering, services


class ProvinceAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The library checks state, PKCE, issuer, audience and expiry; here the claims become a party and a session."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = _claims(sociallogin.account.extra_data)
        now = moments.now()
        try:
            person = services.enter_from_province(**claims, at=now)
        except Refused as why:
            messages.error(request, translated(why.message))
            raise ImmediateHttpResponse(redirect("resident_login")) from None
        raise ImmediateHttpResponse(redirect(entering.enter(request, person, method="oidc", at=now)))


def _claims(data: dict[str, Any]) -> dict[str, str]:
    """Name, identity number and mobile, from the user information or else the ID token."""
    told = (data.get("id_token") or {}) | (data.get("userinfo") or {})
    return {ours: str(told.get(theirs) or "") for ours, theirs in settings.OIDC_CLAIMS.items()}
