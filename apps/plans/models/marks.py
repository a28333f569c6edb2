"""What she made of a plan: lines that she marked, and dishes that she put in herself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.plans.rules.profile import MEALS


class MarkKind(models.TextChoices):
    """What kind of line."""

    MEAL = "meal", _("A dish")
    ACTIVITY = "activity", _("Activity")
    SUPPLEMENT = "supplement", _("A supplement")


class Mark(models.TextChoices):
    """What became of a line."""

    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    SWAPPED = "swapped", _("Something else instead")


class PlanMark(SubjectModel):
    """What became of one line on one day. It outlives versions: the line is named by day, meal and what it is.

    `item`: code of the dish, kind of activity, nutrient of the supplement. `slot`: of a dish, with its moment among the
    snacks (`when`).
    """

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="plan_marks")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=MarkKind)
    when = models.CharField(max_length=20, blank=True)
    item = models.CharField(max_length=60)
    mark = models.CharField(max_length=7, choices=Mark)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pregnancy", "day", "kind", "when", "item"], name="plan_mark_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="plan_mark_kind_known"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="plan_mark_known"),
        ]


class PlanLock(SubjectModel):
    """A dish that stays in a week where somebody put it. `day`: 0 to 6. `grams` NULL: the portion is open."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="plan_locks")
    week_start = models.DateField()
    day = models.PositiveSmallIntegerField()
    slot = models.CharField(max_length=9, choices=[(slot, slot) for slot in MEALS])
    food_code = models.CharField(max_length=40)
    grams = models.FloatField(null=True)
    instead_of = models.CharField(max_length=40, blank=True, help_text="Code of the dish that stood there.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(day__lte=6), name="plan_lock_day_of_week"),
            models.UniqueConstraint(
                fields=["pregnancy", "week_start", "day", "slot", "food_code"],
                condition=Q(removed_at=None),
                name="plan_lock_once",
            ),
        ]
