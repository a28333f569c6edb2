"""Addresses of the record under /api/v1/: notes, closing, rating, documents."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.consultations.api import documents, notes

OF_THREAD = "consultations/<uuid:thread_id>"

urlpatterns: list[URLPattern] = [
    path(f"{OF_THREAD}/notes", notes.Notes.as_view()),
    path(f"{OF_THREAD}/notes/draft", notes.NoteDraft.as_view()),
    path(f"{OF_THREAD}/notes/check", notes.NoteCheck.as_view()),
    path(f"{OF_THREAD}/closings", notes.Closings.as_view()),
    path(f"{OF_THREAD}/rating", notes.RatingOfConsultation.as_view()),
    path(f"{OF_THREAD}/rating/decline", notes.RatingDeclined.as_view()),
    path(f"{OF_THREAD}/documents", documents.Documents.as_view()),
    path(f"{OF_THREAD}/documents/<uuid:document_id>", documents.OneDocument.as_view()),
    path(f"{OF_THREAD}/documents/<uuid:document_id>/link", documents.DocumentLink.as_view()),
    path(
        "consultation-documents/<uuid:document_id>/content",
        documents.DocumentContent.as_view(),
        name="consultation-document-content",
    ),
    path("care-teams/<uuid:team_id>/consultation-ratings", notes.RatingsOfTeam.as_view()),
]
