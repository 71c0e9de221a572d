"""Addresses of residents' log-in and of what the city holds about a resident."""

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from banshi.registers.parties import views

urlpatterns = [
    path("login/", views.login, name="resident_login"),
    path("login/code/", views.code, name="resident_code"),
    path("login/who/", views.who, name="resident_who"),
    path("login/<slug:provider_id>/start/", openid_connect.login, name="openid_connect_login"),
    path("login/<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
    path("login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("login/failed/", social.login_error, name="socialaccount_login_error"),
    path("logout/", views.log_out, name="resident_logout"),
    path("me/", views.me, name="me"),
    path("me/export/", views.export, name="me_export"),
    path("me/name/", views.name, name="me_name"),
    path("me/phone/", views.phone, name="me_phone"),
    path("me/phone/code/", views.phone_code, name="me_phone_code"),
    path("me/organisations/", views.organisations, name="me_organisations"),
    path("me/organisations/<int:pk>/leave/", views.leave, name="me_leave"),
    path("me/agents/", views.agents, name="me_agents"),
    path("me/agents/<int:pk>/accept/", views.accept, name="me_accept"),
    path("me/agents/<int:pk>/end/", views.end, name="me_end"),
]
