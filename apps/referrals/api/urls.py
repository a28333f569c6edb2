"""Addresses under /api/v1/ for mothers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.referrals.api import offers

urlpatterns: list[URLPattern | URLResolver] = [
    path("offers", offers.Offers.as_view(), name="offers"),
    path("offers/settings", offers.OfferSettings.as_view(), name="offer-settings"),
    path("offers/asked", offers.AskedFor.as_view(), name="offers-asked"),
    path("offers/asked/<uuid:need_id>", offers.OneAskedFor.as_view(), name="offer-asked"),
    path("offers/hidden", offers.Hidden.as_view(), name="offers-hidden"),
    path("offers/hidden/<uuid:product_id>", offers.OneHidden.as_view(), name="offer-hidden"),
    path("offers/reports", offers.Reports.as_view(), name="offer-reports"),
    path("offers/history", offers.OfferHistory.as_view(), name="offer-history"),
    path("offers/stop", offers.StopOffers.as_view(), name="offers-stop"),
]
