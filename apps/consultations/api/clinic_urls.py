"""Addresses of the clinic's tools under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.consultations.api import feeling, hours, inside, queue, replies, transfers

ONE = "consultations/<uuid:thread_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("consultations/availability", hours.Availabilities.as_view()),
    path("care-teams/<uuid:team_id>/service-hours", hours.TeamServiceHours.as_view()),
    path("consultations/queue", queue.Queue.as_view()),
    path(f"{ONE}/claim", queue.Claim.as_view()),
    path(f"{ONE}/give-back", queue.GiveBack.as_view()),
    path(f"{ONE}/hand-over", queue.HandOver.as_view()),
    path(f"{ONE}/urgency", queue.ThreadUrgency.as_view()),
    path(f"{ONE}/panel", queue.Panel.as_view()),
    path(f"{ONE}/internal-notes", inside.Notes.as_view()),
    path(f"{ONE}/opinions", inside.Opinions.as_view()),
    path("opinions", inside.AskedOfMe.as_view()),
    path("opinions/<uuid:opinion_id>/answer", inside.OpinionAnswer.as_view()),
    path("opinions/<uuid:opinion_id>/withdraw", inside.OpinionWithdrawal.as_view()),
    path(f"{ONE}/transfer-summary", transfers.Proposal.as_view()),
    path(f"{ONE}/transfers", transfers.Transfers.as_view()),
    path("transfers", transfers.AllTransfers.as_view()),
    path("transfers/<uuid:transfer_id>", transfers.OneTransfer.as_view()),
    path("quick-replies", replies.Replies.as_view()),
    path("quick-replies/placeholders", replies.Placeholders.as_view()),
    path("quick-replies/<uuid:reply_id>", replies.OneReply.as_view()),
    path("quick-replies/<uuid:reply_id>/preview", replies.Preview.as_view()),
    path("feeling", feeling.Form.as_view()),
    path("feeling/next", feeling.NextStep.as_view()),
    path("feeling/<uuid:answers_id>", feeling.OneFeeling.as_view()),
    path("pregnancies/<uuid:pregnancy_id>/feeling", feeling.Feelings.as_view()),
]
