"""Addresses of the pages. Included at the root: path("", include("apps.monitoring.urls"))."""

from django.urls import path

from apps.monitoring.pages import rehearsals

app_name = "monitoring"

of_rehearsals = [
    path("rehearsals/", rehearsals.rehearsals, name="rehearsals"),
    path("rehearsals/<uuid:rehearsal_id>/", rehearsals.rehearsal, name="rehearsal"),
    path("rehearsals/teams/<uuid:team_id>/<str:rule_id>/new", rehearsals.propose, name="propose_rehearsal"),
]

urlpatterns = [*of_rehearsals]
