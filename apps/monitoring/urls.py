"""Addresses of the pages. Included at the root: path("", include("apps.monitoring.urls"))."""

from django.urls import path

from apps.monitoring.pages import mother_words, rehearsals, shadows

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

of_words = [
    path("mother-words/", mother_words.teams, name="mother_words"),
    path("mother-words/teams/<uuid:team_id>/", mother_words.of_team, name="mother_words_team"),
    path(
        "mother-words/teams/<uuid:team_id>/<str:rule_id>/<str:language>/",
        mother_words.one_text,
        name="mother_words_text",
    ),
]

of_mothers = [path("trace-words/<uuid:alert_id>/", mother_words.hers, name="trace_words")]

urlpatterns = [*of_rehearsals, *of_shadows, *of_words, *of_mothers]
