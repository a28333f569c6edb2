"""A version of a week's plan, the work of making it, and what it says."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.foundation.visibility import SubjectModel
from apps.plans.states import PlanReason, PlanState

LONGEST_NOTE: Final = 2_000
LONGEST_WITHDRAWAL: Final = 300
DONE_PERCENT: Final = 100


class Plan(SubjectModel):
    """One version of one week of a mother. What it says is a row of its own (`PlanContent`), written once.

    `week_start`: her local day on which it begins. `because`: codes of the facts that changed. `missing`: what has to be
    known first. `stale_because`: what has changed since it was made; a newer version is on its way then.
    """

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="plans")
    week_start = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=PlanState, default=PlanState.MAKING)
    reason = models.CharField(max_length=7, choices=PlanReason)
    because = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    failure = models.CharField(max_length=40, blank=True, help_text="Code of why it could not be made.")
    needs_approval = models.BooleanField(default=False, help_text="As it was set when it was made.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True, help_text="From her care team to her.")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was replaced or withdrawn.")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=LONGEST_WITHDRAWAL, blank=True)
    stale_at = models.DateTimeField(null=True)
    stale_because = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pregnancy", "week_start", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["pregnancy", "week_start"], condition=Q(state="making"), name="plan_one_in_making"
            ),
            models.UniqueConstraint(
                fields=["pregnancy", "week_start"], condition=Q(state="sent"), name="plan_one_sent"
            ),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | Q(sent_at__isnull=False, approved_at__isnull=False, made_at__isnull=False),
                name="plan_sent_was_approved",
            ),
        ]
        indexes = [models.Index(fields=["pregnancy", "-week_start", "-version"], name="plan_of_pregnancy")]


class PlanJob(SubjectModel):
    """The work of making one plan; gone once that is over. The claim is the row: task and moment."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="job")
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(help_text="When somebody has to look after it.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=DONE_PERCENT), name="plan_job_progress_to_100"),
        ]
        indexes = [models.Index(fields=["due_at"], name="plan_job_due")]


class PlanContent(SubjectModel):
    """What a plan says, as it was printed, and what it rests on. Written once.

    `inputs`: the profile, and of each fact where it came from. `words`: supplements and activity by language. `versions`:
    of engine, dishes and tables. `difference`: to the version before, empty for the first.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="content")
    inputs = models.JSONField()
    result = models.JSONField()
    words = models.JSONField(default=dict)
    versions = models.JSONField()
    difference = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
