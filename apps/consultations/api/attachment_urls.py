"""Addresses of attachments under /api/v1/."""

from __future__ import annotations

from django.urls import path

from apps.consultations.api import attachments
from apps.consultations.api.attachment_content import AttachmentContent

urlpatterns = [
    path(
        "consultations/<uuid:thread_id>/attachments",
        attachments.ThreadAttachments.as_view(),
        name="consultation-attachments",
    ),
    path("attachments/<uuid:attachment_id>", attachments.OneAttachment.as_view(), name="attachment"),
    path(
        "attachments/<uuid:attachment_id>/link", attachments.AttachmentLink.as_view(), name="attachment-link"
    ),
    path(
        "attachments/<uuid:attachment_id>/content/<slug:variant>",
        AttachmentContent.as_view(),
        name="attachment-content",
    ),
]
