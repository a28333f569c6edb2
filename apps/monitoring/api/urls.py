"""Addresses under /api/v1/."""

from django.urls import path

from apps.monitoring.api import frames, gaps

ONE = "recordings/<uuid:recording_id>"

urlpatterns = [
    path(f"{ONE}/gap-ledger", gaps.GapLedger.as_view(), name="recording-gap-ledger"),
    path(f"{ONE}/frames", frames.Frames.as_view(), name="recording-frames"),
]
