"""Addresses under /accounts/: only those pages of allauth that staff need."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, register_converter
from django.urls.converters import StringConverter


class Base36Converter(StringConverter):
    """Letters and digits: the key after it has hyphens of its own."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36Converter, "base36")

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "password/reset/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password/reset/<base36:uidb36>-<key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("two-factor/", mfa.index, name="mfa_index"),
    path("two-factor/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("two-factor/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("two-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "two-factor/codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-factor/codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-factor/codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
