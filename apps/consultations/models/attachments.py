"""Photos, documents and voice notes of a conversation. Their bytes lie in the private storage, never in the database."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.consultations.attachment_states import ENDED, WAITING, AttachmentState
from apps.consultations.models.threads import Thread
from apps.foundation.files.names import LONGEST
from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel

SHA256_BYTES: Final = 32


class AttachmentKind(models.TextChoices):
    """What an attachment is by its content; its name says nothing."""

    IMAGE = "image", _("Picture")
    DOCUMENT = "document", _("Document")
    SOUND = "sound", _("Voice note")


class Attachment(SubjectModel):
    """One file that was uploaded to a thread. A message names it later; until then only who sent it sees it.

    What it was (`media_type`, `sha256`, `size_bytes`) is kept; what is served is what was written anew (`variants`).
    """

    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="attachments", db_index=False, db_constraint=False
    )
    message_sequence = models.BigIntegerField(
        null=True, help_text="Number of the message that names it; NULL: none does yet."
    )
    client_id = models.UUIDField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField()
    source_id = models.UUIDField(
        default=uuid7, unique=True, editable=False, help_text="Where the file lies as it came."
    )
    kind = models.CharField(max_length=8, choices=AttachmentKind)
    media_type = models.CharField(max_length=40, help_text="Of the file as it came, by its content.")
    file_name = models.CharField(max_length=LONGEST, blank=True, help_text="As given, cleaned; only shown.")
    sha256 = models.BinaryField(max_length=SHA256_BYTES)
    size_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=AttachmentState, default=AttachmentState.RECEIVED)
    refusal = models.CharField(max_length=24, blank=True, help_text="Code of why it was not taken.")
    refusal_limit = models.BigIntegerField(null=True)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    peaks = models.JSONField(null=True, help_text="Loudest of each stretch of a voice note, 0 to 100.")
    variants = models.JSONField(
        default=dict, help_text="By name: media_type, size_bytes, width_px, height_px."
    )
    checked_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(
        null=True, help_text="When somebody has to look after it; NULL: never."
    )
    claimed_at = models.DateTimeField(null=True, help_text="When a worker took it up.")
    claimed_by = models.CharField(max_length=64, blank=True, help_text="Id of the task that took it up.")
    attempts = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    files_removed_at = models.DateTimeField(null=True, help_text="Since when the storage has nothing of it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uploaded_by", "client_id"], name="attachment_client_id_once"),
            models.CheckConstraint(
                condition=Q(state__in=AttachmentState.values), name="attachment_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(WAITING), check_due_at__isnull=False)
                | (~Q(state__in=sorted(WAITING)) & Q(check_due_at=None)),
                name="attachment_waits_until",
            ),
            models.CheckConstraint(
                condition=~Q(state=AttachmentState.CHECKED) | Q(checked_at__isnull=False),
                name="attachment_checked_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=AttachmentState.REFUSED) | Q(refusal=""),
                name="attachment_refusal_belongs_to_refused",
            ),
            models.CheckConstraint(
                condition=~Q(state=AttachmentState.ABANDONED) | Q(message_sequence=None),
                name="attachment_abandoned_was_never_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "message_sequence"], name="attachment_of_message"),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="attachment_of_person"),
            models.Index(
                fields=["check_due_at"],
                condition=Q(check_due_at__isnull=False),
                name="attachment_to_check",
            ),
            models.Index(
                fields=["uploaded_at"],
                condition=Q(files_removed_at=None)
                & (Q(message_sequence=None) | Q(state__in=sorted({*ENDED, AttachmentState.REFUSED}))),
                name="attachment_to_tidy",
            ),
        ]

    @property
    def is_sent(self) -> bool:
        """A message names it: whoever sees the thread sees it."""
        return self.message_sequence is not None
