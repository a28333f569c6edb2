"""What dietitians write about what a mother eats, for her care team."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.alerts.models.base import ForCareTeam
from apps.foundation.ids import uuid7

LONGEST_DIET_NOTE: Final = 4_000
LONGEST_WITHDRAWAL: Final = 300


class DietNote(ForCareTeam):
    """One version of a note; what was written stays, a change is a further row. The newest version counts.

    `withdrawn_because`: not empty where this version takes the note back; it says nothing else then.
    """

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="diet_notes")
    note_id = models.UUIDField(default=uuid7, help_text="The same for all versions of one note.")
    version = models.PositiveSmallIntegerField(default=1)
    week_on = models.DateField(help_text="Monday of the week of meals that it was first written about.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_DIET_NOTE, blank=True)
    withdrawn_because = models.CharField(max_length=LONGEST_WITHDRAWAL, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note_id", "version"], name="diet_note_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="diet_note_version_from_1"),
            models.CheckConstraint(
                condition=(~Q(text="") & Q(withdrawn_because=""))
                | (Q(text="", version__gte=2) & ~Q(withdrawn_because="")),
                name="diet_note_says_something",
            ),
        ]
        indexes = [models.Index(fields=["pregnancy", "-written_at"], name="diet_note_of_pregnancy")]
