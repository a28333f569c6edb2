"""When a mother is to record: on days of the week at an hour, or once. Each is awaited (services/plans.py)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.foundation.visibility import SubjectModel


class RecordingPlan(SubjectModel):
    """Days of the week and an hour by her clock, wherever she is; or `on_day`. Never changed: ended and made anew."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="recording_plans")
    weekdays = models.PositiveSmallIntegerField(default=0, help_text="Bits, Monday first; 127: daily.")
    on_day = models.DateField(null=True)
    at_time = models.TimeField()
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, help_text="What she reads beside it.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_day=None, weekdays__range=(1, 127)) | Q(on_day__isnull=False, weekdays=0),
                name="recording_plan_days_or_a_day",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="recording_plan_of_mother")]
