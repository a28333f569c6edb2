"""Addresses of the pages. Included at the root: path("", include("apps.monitoring.urls"))."""

from django.urls import path

from apps.monitoring.pages import rehearsals, shadows

app_name = "monitoring"

of_rehearsals = [
    path("rehearsals/", rehearsals.rehearsals, name="rehearsals"),
    path("rehearsals/<uuid:rehearsal_id>/", rehearsals.rehearsal, name="rehearsal"),
    path("rehearsals/teams/<uuid:team_id>/<str:rule_id>/new", rehearsals.propose, name="propose_rehearsal"),
]

of_shadows = [
    path("rehearsals/<uuid:rehearsal_id>/shadow", shadows.start, name="start_shadow"),
    path("rehearsals/shadows/<uuid:shadow_id>/", shadows.shadow, name="shadow"),
    path("rehearsals/shadows/<uuid:shadow_id>/end", shadows.end, name="end_shadow"),
    path("rehearsals/shadows/<uuid:shadow_id>/discard", shadows.discard, name="discard_shadow"),
    path("rehearsals/shadows/<uuid:shadow_id>/make-it-so", shadows.make_so, name="make_shadow_so"),
]

urlpatterns = [*of_rehearsals, *of_shadows]
