"""How a mother wants her plans, and when the next one is due."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from apps.foundation.visibility import SubjectModel
from apps.plans.rules.profile import CUISINES, DIETS

DEFAULT_WEEKDAY: Final = 6
DEFAULT_HOUR: Final = 18


class PlanSettings(SubjectModel):
    """One for each mother. Allergies, risks, weights and supplements are told elsewhere and not repeated here.

    `weekday`: 0 Monday to 6 Sunday, with `hour` of her clock, when the plan of the week that follows is made.
    `week_starts_on`: its first day. `needs_approval` NULL: as the site has it. `next_due_at` NULL: no plan is due.
    """

    cuisine = models.CharField(max_length=16, default="mixed", choices=[(one, one) for one in CUISINES])
    diet = models.CharField(max_length=10, blank=True, choices=[(one, one) for one in DIETS])
    dislikes = models.JSONField(default=list, help_text="Codes or families of dishes.")
    usual = models.JSONField(default=list, help_text="Codes or families of dishes that she usually eats.")
    is_thrifty = models.BooleanField(default=False)
    wants_leftovers = models.BooleanField(default=False)
    cleared = models.JSONField(
        default=list,
        help_text="What would keep her from exercise, and a clinician has cleared (ids of the rules).",
    )
    needs_approval = models.BooleanField(null=True)
    is_wanted = models.BooleanField(default=True, help_text="False: she wants no plans by themselves.")
    weekday = models.PositiveSmallIntegerField(default=DEFAULT_WEEKDAY)
    hour = models.PositiveSmallIntegerField(default=DEFAULT_HOUR)
    week_starts_on = models.PositiveSmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject"], name="plan_settings_once"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, hour__lte=23, week_starts_on__lte=6),
                name="plan_settings_time_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="plan_settings_due"
            )
        ]
