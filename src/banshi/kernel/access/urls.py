"""Addresses of staff log-in and of account administration. Only what is used of the log-in library is exposed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from banshi.kernel.access import views
from banshi.kernel.access.views import staff_only

# The names without prefix are those by which the library finds its own pages.
urlpatterns = [
    path("login/", views.StaffLogin.as_view(), name="account_login"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", staff_only(account.reauthenticate), name="account_reauthenticate"),
    path("password/", views.change_password, name="account_change_password"),
    path("2fa/", staff_only(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", staff_only(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", staff_only(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", staff_only(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", staff_only(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        staff_only(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/passkeys/", staff_only(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", staff_only(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", staff_only(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", staff_only(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/", staff_only(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("accounts/", views.accounts, name="access_accounts"),
    path("accounts/open/", views.open_account, name="access_open"),
    path("accounts/<str:username>/", views.account, name="access_account"),
    path("accounts/<str:username>/grant/", views.grant, name="access_grant"),
    path("accounts/<str:username>/password/", views.new_password, name="access_password"),
    path("accounts/<str:username>/lock/", views.lock, name="access_lock"),
    path("grants/<int:pk>/revoke/", views.revoke, name="access_revoke"),
]
