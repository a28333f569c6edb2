"""Limits that are tried beside those in force, on recordings while they are made. What they say calls nobody."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel
from apps.monitoring.models_rehearsal import Rehearsal
from apps.recordings.models import Recording


class ShadowEnd(models.TextChoices):
    """What somebody did with a shadow. Without any of these it ends by itself."""

    ENDED = "ended", _("Ended")
    DISCARDED = "discarded", _("Discarded")
    MADE_SO = "made_so", _("Made so")


class Shadow(models.Model):
    """The limits of a rehearsal, asked on live recordings beside those in force: for a team's mothers, or for one.

    Rule, limits and team are the rehearsal's. It begins no recording later than `until`; one that it has begun it
    goes through, unless somebody ends it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    rehearsal = models.ForeignKey(Rehearsal, models.PROTECT, related_name="shadows")
    mother = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="NULL: every mother in the care of the team.",
    )
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    how = models.CharField(max_length=9, choices=ShadowEnd, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="shadow_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="shadow_has_a_reason"),
            models.CheckConstraint(
                condition=Q(how="", ended_at=None, ended_by=None)
                | ~Q(how="") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="shadow_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="shadow_open")]

    def is_running(self, at: datetime) -> bool:
        """Say whether it begins new recordings."""
        return self.ended_at is None and self.until > at


class ShadowedRecording(SubjectModel):
    """What the limits of a shadow say of one recording so far: as in a rehearsal, [second, fetus, direction, severity].

    Only recordings that were followed from their first sample: what began before could not be compared. Whoever
    follows the recording writes the whole row anew, so that nothing is said twice.
    """

    public_id = None  # type: ignore[assignment]  # part of its shadow
    shadow = models.ForeignKey(Shadow, models.CASCADE, related_name="recordings")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    said = models.JSONField(default=list)
    has_failed = models.BooleanField(help_text="The rule failed under these limits, and was not asked again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shadow", "recording"], name="shadowed_recording_once")
        ]
