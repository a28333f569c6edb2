"""Addresses under /api/v1/."""

from django.urls import path

from apps.monitoring.api import frames, gaps, mother_words, rehearsals, shadows, trace_words

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
    path("trace-words", trace_words.TraceWordsOfHers.as_view(), name="trace-words"),
    path("rehearsals/<uuid:rehearsal_id>", rehearsals.OneRehearsal.as_view(), name="rehearsal"),
    path(
        "rehearsals/<uuid:rehearsal_id>/shadows", shadows.RehearsalShadows.as_view(), name="rehearsal-shadows"
    ),
    path("shadows/<uuid:shadow_id>", shadows.OneShadow.as_view(), name="shadow"),
    path("shadows/<uuid:shadow_id>/end", shadows.EndShadow.as_view(), name="end-shadow"),
    path("shadows/<uuid:shadow_id>/discard", shadows.DiscardShadow.as_view(), name="discard-shadow"),
    path("shadows/<uuid:shadow_id>/make-it-so", shadows.MakeShadowSo.as_view(), name="make-shadow-so"),
]
