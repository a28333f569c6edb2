"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.observations.api import by_hand, charts, meaning, reading

urlpatterns: list[URLPattern] = [
    path("observations", reading.Observations.as_view(), name="observations"),
    path("observations/days", reading.Days.as_view(), name="observation-days"),
    path("observations/sources", reading.Sources.as_view(), name="observation-sources"),
    path("observations/series", charts.SeriesView.as_view(), name="observation-series"),
    path("observations/chart.png", charts.ChartView.as_view(), name="observation-chart"),
    path("observations/meaning", meaning.Meanings.as_view(), name="observation-meaning"),
    path("observations/by-hand", by_hand.ByHand.as_view(), name="observations-by-hand"),
    path(
        "observations/by-hand/<uuid:observation_id>", by_hand.OneByHand.as_view(), name="observation-by-hand"
    ),
    path(
        "observations/by-hand/<uuid:observation_id>/restore",
        by_hand.Restored.as_view(),
        name="observation-restore",
    ),
    path("observations/<uuid:observation_id>", reading.OneObservation.as_view(), name="observation"),
]
