"""Addresses of the gate and the screens under /api/v1/."""

from django.urls import path

from apps.monitoring.api import gate, screen

GATE = "pregnancies/<uuid:pregnancy_id>/recording-gate"

urlpatterns = [
    path(GATE, gate.RecordingGate.as_view(), name="recording-gate"),
    path(f"{GATE}/checks", gate.Checks.as_view(), name="recording-gate-checks"),
    path(f"{GATE}/openings", gate.Openings.as_view(), name="recording-gate-openings"),
    path(
        f"{GATE}/openings/<uuid:opening_id>/closed",
        gate.OpeningClosed.as_view(),
        name="recording-gate-opening-closed",
    ),
    path(f"{GATE}/practices", gate.Practices.as_view(), name="recording-gate-practices"),
    path(
        f"{GATE}/practices/<uuid:practice_id>/withdrawn",
        gate.PracticeWithdrawn.as_view(),
        name="recording-gate-practice-withdrawn",
    ),
    path("care-teams/<uuid:team_id>/recording-gate", gate.TeamGate.as_view(), name="team-recording-gate"),
    path(
        "recordings/<uuid:recording_id>/screen", screen.ScreenOfRecording.as_view(), name="recording-screen"
    ),
    path("recordings/<uuid:recording_id>/symptoms", screen.Symptoms.as_view(), name="recording-symptoms"),
]
