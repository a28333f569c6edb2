"""Papers that were made from a consultation."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.consultations.models.threads import Thread
from apps.foundation.visibility import SubjectModel

DONE_PERCENT: Final = 100


class DocumentKind(models.TextChoices):
    """What is on the paper."""

    TRANSCRIPT = "transcript", _("Everything that was said, and the notes")
    NOTES = "notes", _("The signed notes")


class Audience(models.TextChoices):
    """For whom it was made: the mother's holds what was released to her."""

    MOTHER = "mother", _("For the mother")
    TEAM = "team", _("For the care team")


class DocumentState(models.TextChoices):
    """Where a paper is on its way."""

    WAITING = "waiting", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Document(SubjectModel):
    """A PDF of a consultation as it was at `requested_at`. The same content is made once: `content_sha256`."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind)
    audience = models.CharField(max_length=8, choices=Audience)
    language = models.CharField(max_length=8, choices=Language)
    content_sha256 = models.BinaryField(max_length=32, help_text="Digest of all that goes into it.")
    last_sequence = models.BigIntegerField(help_text="Up to which message.")
    note_ids = models.JSONField(default=list, help_text="Ids of the notes that are printed.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, help_text="When a worker took it up.")
    claimed_by = models.CharField(max_length=64, blank=True, help_text="Id of the task that took it up.")
    failure = models.CharField(max_length=40, blank=True, help_text="Code of why it failed.")
    file_name = models.CharField(max_length=120, blank=True, help_text="Name in the private storage.")
    file_sha256 = models.BinaryField(max_length=32, null=True)
    size_bytes = models.BigIntegerField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "content_sha256"], name="document_once"),
            models.CheckConstraint(condition=Q(progress__lte=DONE_PERCENT), name="document_progress_to_100"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY)
                | (Q(file_sha256__isnull=False) & Q(ready_at__isnull=False) & ~Q(file_name="")),
                name="document_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                condition=Q(state__in=[DocumentState.WAITING, DocumentState.RENDERING]),
                name="document_waiting",
            )
        ]
