"""One reading, in the canonical unit of its measure. What it means is a matter of rules, not of this row."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.foundation.visibility import SubjectModel

LONGEST_SOURCE: Final = 120
LONGEST_ID: Final = 120


class Modality(models.TextChoices):
    """Whether a sensor measured or a person said it."""

    SENSED = "sensed", "sensed"
    SELF_REPORTED = "self_reported", "self-reported"


class Origin(models.TextChoices):
    """In which form it came."""

    OMH = "omh", "Open mHealth / IEEE 1752.1"
    FHIR = "fhir", "FHIR R4"
    HAND = "hand", "By hand"


class Observation(SubjectModel):
    """One reading of a measure of `rules/measures.toml`. Unique for mother, source app and the source's own id.

    `start_at` and `end_at` are equal for a moment. `utc_offset_minutes` is the offset of the start, NULL where the
    source said UTC only; `end_offset_minutes` that of the end, where another one. `local_day` is the day it counts for:
    sleep the day it ends, everything else the day it starts, by the offset or else the mother's zone when it came in.
    `source_changed_at` is when the source wrote this version: an older version never replaces a newer one.
    """

    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    pregnancy = models.ForeignKey(
        "pregnancies.Pregnancy",
        models.PROTECT,
        null=True,
        related_name="observations",
        db_constraint=False,
        db_index=False,
        help_text="That which went on when it came in; NULL: none did.",
    )
    measure = models.CharField(max_length=32)
    source_app = models.CharField(max_length=LONGEST_SOURCE)
    external_id = models.CharField(max_length=LONGEST_ID)
    device = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    origin = models.CharField(max_length=4, choices=Origin)
    modality = models.CharField(max_length=13, choices=Modality, blank=True, help_text="Empty: not said.")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    utc_offset_minutes = models.SmallIntegerField(null=True)
    end_offset_minutes = models.SmallIntegerField(null=True)
    zone_name = models.CharField(max_length=64, blank=True)
    local_day = models.DateField()
    value = models.FloatField(null=True, help_text="NULL: the source did not say how much.")
    second_value = models.FloatField(null=True, help_text="Diastolic pressure; steps of an activity.")
    unit = models.CharField(max_length=16, help_text="Canonical, UCUM.")
    detail = models.JSONField(default=dict, help_text="What else the source said; see docs/reference.")
    is_unlikely = models.BooleanField(default=False, help_text="Beyond what is usual for a living mother.")
    version = models.PositiveIntegerField(default=1)
    source_changed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(help_text="When the server first heard of it.")
    changed_at = models.DateTimeField(help_text="When the server last heard something new.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    deleted_at = models.DateTimeField(null=True, help_text="The mark stays, so that a late copy stays away.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "source_app", "external_id"], name="observation_of_source_once"
            ),
            models.CheckConstraint(
                condition=Q(end_at__gte=F("start_at")), name="observation_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "measure", "start_at"], name="observation_of_measure"),
        ]
