"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from apps.alerts.api import limits, rota, views

of_a_team = [
    path("limits", limits.TeamLimits.as_view()),
    path("limits/<uuid:limit_id>/end", limits.TeamLimitEnd.as_view()),
    path("rota", rota.TeamRota.as_view()),
    path("shift-patterns", rota.Patterns.as_view()),
    path("shift-patterns/<uuid:pattern_id>/end", rota.PatternEnd.as_view()),
    path("shift-patterns/<uuid:pattern_id>/dates", rota.PatternDates.as_view()),
    path("shifts", rota.Shifts.as_view()),
    path("shifts/<uuid:shift_id>/cancel", rota.ShiftCancel.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("alerts", views.Alerts.as_view()),
    path("alerts/worklist", views.AlertWorklist.as_view()),
    path("alerts/<uuid:alert_id>", views.AlertDetail.as_view()),
    path("alerts/<uuid:alert_id>/acknowledgement", views.Acknowledgement.as_view()),
    path("alerts/<uuid:alert_id>/resolution", views.Resolution.as_view()),
    path("alerts/<uuid:alert_id>/snooze", views.AlertSnooze.as_view()),
    path("alert-rules", limits.AlertRules.as_view()),
    path("snoozes", views.Snoozes.as_view()),
    path("snoozes/<uuid:snooze_id>/end", views.SnoozeEnd.as_view()),
    path("suppressed-findings", views.Suppressed.as_view()),
    path("missing-facts", views.Missing.as_view()),
    path("mothers/<uuid:mother_id>/limits", limits.MotherLimits.as_view()),
    path("mothers/<uuid:mother_id>/limits/<uuid:limit_id>/end", limits.MotherLimitEnd.as_view()),
    path("care-teams/<uuid:team_id>/", include(of_a_team)),
]
