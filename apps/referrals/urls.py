"""Addresses of referrals outside the API."""

from django.urls import include, path

from apps.referrals import token_pages, ways_out

urlpatterns = [
    path("r/<uuid:token>", ways_out.way_out, name="way-out"),
    path("partner/", include("apps.referrals.pages.urls")),
    path("partners/", include("apps.referrals.pages.admin.urls")),
    path("oauth/token", token_pages.Token.as_view(), name="oauth-token"),
    path("oauth/revoke", token_pages.Revoke.as_view(), name="oauth-revoke"),
]
