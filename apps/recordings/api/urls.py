"""Addresses under /api/v1/."""

from django.urls import path

from apps.recordings.api import (
    disagreements,
    plain_versions,
    plans,
    reading,
    receiving,
    reports,
    reviews,
    score_teams,
    verdicts,
)

urlpatterns = [
    path("pregnancies/<uuid:pregnancy_id>/recording-plans", plans.RecordingPlans.as_view()),
    path("recording-plans/<uuid:recording_plan_id>/end", plans.RecordingPlanEnd.as_view()),
    path(
        "care-teams/<uuid:team_id>/outcome-score",
        score_teams.ScoreSwitch.as_view(),
        name="team-outcome-score",
    ),
    path("recordings", receiving.Recordings.as_view(), name="recordings"),
    path("recordings/<uuid:recording_id>", receiving.OneRecording.as_view(), name="recording"),
    path("recordings/<uuid:recording_id>/file", receiving.File.as_view(), name="recording-file"),
    path("recordings/<uuid:recording_id>/chunks", receiving.Chunks.as_view(), name="recording-chunks"),
    path(
        "recordings/<uuid:recording_id>/chunks/<int:number>",
        receiving.OneChunk.as_view(),
        name="recording-chunk",
    ),
    path(
        "recordings/<uuid:recording_id>/complete", receiving.Completion.as_view(), name="recording-complete"
    ),
    path("recordings/<uuid:recording_id>/trace", reading.Trace.as_view(), name="recording-trace"),
    path("recordings/<uuid:recording_id>/gaps", reading.Gaps.as_view(), name="recording-gaps"),
    path(
        "recordings/<uuid:recording_id>/analysis",
        reading.CurrentAnalysis.as_view(),
        name="recording-analysis",
    ),
    path("recordings/<uuid:recording_id>/review", reviews.Reviews.as_view(), name="recording-review"),
    path("recordings/<uuid:recording_id>/reports", reports.Reports.as_view(), name="recording-reports"),
    path(
        "recordings/<uuid:recording_id>/reports/<uuid:report_id>",
        reports.OneReport.as_view(),
        name="recording-report",
    ),
    path(
        "recordings/<uuid:recording_id>/reports/<uuid:report_id>/content",
        reports.Content.as_view(),
        name="recording-report-content",
    ),
    path(
        "recordings/<uuid:recording_id>/reports/<uuid:report_id>/picture",
        reports.Picture.as_view(),
        name="recording-report-picture",
    ),
    path("recordings/<uuid:recording_id>/verdicts", verdicts.Verdicts.as_view(), name="recording-verdicts"),
    path("recordings/<uuid:recording_id>/analyses", verdicts.Analyses.as_view(), name="recording-analyses"),
    path("recordings/<uuid:recording_id>/labour", verdicts.Labour.as_view(), name="recording-labour"),
    path(
        "recordings/<uuid:recording_id>/outcome-score",
        verdicts.OutcomeScore.as_view(),
        name="recording-outcome-score",
    ),
    path(
        "recordings/<uuid:recording_id>/disagreements",
        disagreements.Disagreements.as_view(),
        name="recording-disagreements",
    ),
    path(
        "recordings/<uuid:recording_id>/disagreements/<uuid:disagreement_id>/taken-back",
        disagreements.TakenBack.as_view(),
        name="recording-disagreement-taken-back",
    ),
    path(
        "recordings/<uuid:recording_id>/plain-version",
        plain_versions.PlainVersions.as_view(),
        name="recording-plain-version",
    ),
    path(
        "recordings/<uuid:recording_id>/plain-version/withdrawal",
        plain_versions.Withdrawal.as_view(),
        name="recording-plain-version-withdrawal",
    ),
    path(
        "recordings/<uuid:recording_id>/plain-version/versions",
        plain_versions.Versions.as_view(),
        name="recording-plain-version-versions",
    ),
    path(
        "recordings/<uuid:recording_id>/plain-version/proposal",
        plain_versions.Proposal.as_view(),
        name="recording-plain-version-proposal",
    ),
]
