"""Pages. The sign-in library's own names stay, because it looks them up; the addresses are ours."""

from allauth.account import views as account
from django.urls import include, path, re_path

from apps.accounts import pages, second_factor_pages

own_pages = [
    path("account/settings/", pages.settings, name="settings"),
    path("account/invitation/", pages.invitation, name="invitation"),
    path("me/", pages.home, name="home"),
]

urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", account.signup, name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/email/", account.email, name="account_email"),
    path("account/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^account/confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"
    ),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("sign-in/password/", account.password_reset, name="account_reset_password"),
    path(
        "sign-in/password/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/password/new/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "sign-in/password/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    # Before the library's own: setting a factor up counts as having shown it.
    path("account/second-factor/totp/activate/", second_factor_pages.activate_totp),
    path("account/second-factor/webauthn/add/", second_factor_pages.add_passkey),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
