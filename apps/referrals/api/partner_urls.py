"""Addresses for partners' programs, below /api/v1/partners/."""

from django.urls import path

from apps.referrals.api import conversions

urlpatterns = [
    path("conversions", conversions.Conversions.as_view(), name="partner-conversions"),
    path("conversions/<uuid:conversion_id>", conversions.OneConversion.as_view(), name="partner-conversion"),
    path("refunds", conversions.Refunds.as_view(), name="partner-refunds"),
    path("cancellations", conversions.Cancellations.as_view(), name="partner-cancellations"),
    path("test-clicks", conversions.TestClicks.as_view(), name="partner-test-clicks"),
]
