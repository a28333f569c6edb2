"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.observations.api import reading

urlpatterns: list[URLPattern] = [
    path("observations", reading.Observations.as_view(), name="observations"),
    path("observations/days", reading.Days.as_view(), name="observation-days"),
    path("observations/sources", reading.Sources.as_view(), name="observation-sources"),
    path("observations/<uuid:observation_id>", reading.OneObservation.as_view(), name="observation"),
]
