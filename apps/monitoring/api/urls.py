"""Addresses under /api/v1/."""

from django.urls import path

from apps.monitoring.api import frames, gaps, mother_words, rehearsals

ONE = "recordings/<uuid:recording_id>"

urlpatterns = [
    path(f"{ONE}/gap-ledger", gaps.GapLedger.as_view(), name="recording-gap-ledger"),
    path(f"{ONE}/frames", frames.Frames.as_view(), name="recording-frames"),
    path("care-teams/<uuid:team_id>/rehearsals", rehearsals.TeamRehearsals.as_view(), name="team-rehearsals"),
    path(
        "care-teams/<uuid:team_id>/mother-words",
        mother_words.TeamMotherWords.as_view(),
        name="team-mother-words",
    ),
    path(
        "care-teams/<uuid:team_id>/mother-words/<str:rule_id>",
        mother_words.TeamMotherWordsOfRule.as_view(),
        name="team-mother-words-of-rule",
    ),
    path("rehearsals/<uuid:rehearsal_id>", rehearsals.OneRehearsal.as_view(), name="rehearsal"),
]
