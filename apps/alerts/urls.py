"""Addresses of the pages. Included at the root: path("", include("apps.alerts.urls"))."""

from django.urls import path

from apps.alerts.pages import alert, limits, rota, worklist

app_name = "alerts"

of_alerts = [
    path("alerts/", worklist.worklist, name="worklist"),
    path("alerts/news", worklist.news, name="news"),
    path("alerts/unanswered/", worklist.unanswered, name="unanswered"),
    path("alerts/rules/", limits.rules, name="rules"),
    path("alerts/<uuid:alert_id>/", alert.alert, name="alert"),
    path("alerts/<uuid:alert_id>/take", alert.take, name="take"),
    path("alerts/<uuid:alert_id>/give-back", alert.give_back, name="give_back"),
    path("alerts/<uuid:alert_id>/end", alert.end, name="end"),
    path("alerts/<uuid:alert_id>/rest", alert.rest, name="rest"),
    path("alerts/<uuid:alert_id>/wake", alert.wake, name="wake"),
]

of_limits = [
    path("limits/teams/<uuid:team_id>/", limits.of_team, name="team_limits"),
    path(
        "limits/teams/<uuid:team_id>/<str:rule_id>/<str:limit_id>/set",
        limits.set_team_limit,
        name="set_team_limit",
    ),
    path(
        "limits/teams/<uuid:team_id>/<str:rule_id>/<str:limit_id>/end",
        limits.end_team_limit,
        name="end_team_limit",
    ),
    path("limits/mothers/<uuid:mother_id>/", limits.of_mother, name="mother_limits"),
    path(
        "limits/mothers/<uuid:mother_id>/<str:rule_id>/<str:limit_id>/set",
        limits.set_mother_limit,
        name="set_mother_limit",
    ),
    path(
        "limits/mothers/<uuid:mother_id>/<str:rule_id>/<str:limit_id>/end",
        limits.end_mother_limit,
        name="end_mother_limit",
    ),
]

of_the_rota = [
    path("rota/", rota.rotas, name="rotas"),
    path("rota/<uuid:team_id>/", rota.rota, name="rota"),
    path("rota/<uuid:team_id>/hours/new", rota.add_hours, name="add_hours"),
    path("rota/<uuid:team_id>/hours/<uuid:pattern_id>/end", rota.end_hours, name="end_hours"),
    path("rota/<uuid:team_id>/hours/<uuid:pattern_id>/<str:day>/swap", rota.swap, name="swap"),
    path("rota/<uuid:team_id>/shifts/new", rota.add_shift, name="add_shift"),
    path("rota/<uuid:team_id>/shifts/<uuid:shift_id>/cancel", rota.cancel_shift, name="cancel_shift"),
]

urlpatterns = [*of_alerts, *of_limits, *of_the_rota]
