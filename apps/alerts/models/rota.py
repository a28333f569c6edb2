"""Who is on duty when. Nothing clinical, no mother: administrators see it too."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.foundation.ids import uuid7


class ShiftPattern(models.Model):
    """The same hours every week, by the clock on the wall of `time_zone`: they survive a change of the clocks.

    `ends` at or before `starts` is on the next day. `from_day` to `until_day` (open: no end): days on which a shift
    may begin; one that was ended before its first day has an `until_day` before it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="shift_patterns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 Monday to 6 Sunday: the day on which it begins.")
    starts = models.TimeField()
    ends = models.TimeField()
    time_zone = models.CharField(max_length=64)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="pattern_weekday")]


class ShiftChange(models.Model):
    """One date of a pattern is different: somebody else (`person`), or nobody (`person` NULL)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    pattern = models.ForeignKey(ShiftPattern, models.PROTECT, related_name="changes")
    day = models.DateField(help_text="The local day on which the shift begins.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pattern", "day"], name="shift_change_once")]


class Shift(models.Model):
    """A single shift, from one moment to another."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="shifts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_later")
        ]
        indexes = [
            models.Index(fields=["team", "ends_at"], condition=Q(cancelled_at=None), name="shift_of_team")
        ]
