"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from apps.consultations.api import clinic_urls, record_urls, views

ONE = "consultations/<uuid:thread_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    *clinic_urls.urlpatterns,
    path("consultations", views.Threads.as_view(), name="consultations"),
    path("consultations/search", views.Search.as_view(), name="consultations-search"),
    path("consultations/unread", views.Unread.as_view(), name="consultations-unread"),
    path(ONE, views.OneThread.as_view(), name="consultation"),
    path(f"{ONE}/messages", views.Messages.as_view(), name="consultation-messages"),
    path(f"{ONE}/messages/<int:sequence>/wordings", views.Wordings.as_view(), name="consultation-wordings"),
    path(f"{ONE}/receipts", views.Receipts.as_view(), name="consultation-receipts"),
    path(f"{ONE}/reopen", views.Reopening.as_view(), name="consultation-reopen"),
    *record_urls.urlpatterns,
    path("", include("apps.consultations.api.call_urls")),
    path("", include("apps.consultations.api.attachment_urls")),
]
