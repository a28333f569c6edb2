"""What a mother answered when she was asked how she feels."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.accounts.models import Language
from apps.consultations.models.threads import Thread
from apps.foundation.visibility import SubjectModel


class FeelingAnswers(SubjectModel):
    """One filled form. Append-only. Holds the version of the questions that she saw, so that it reads the same later."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="feeling_answers")
    client_id = models.UUIDField()
    definition = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    answers = models.JSONField(help_text="Chosen options by step.")
    words = models.TextField(blank=True, max_length=2_000, help_text="What she added in her own words.")
    findings = models.JSONField(
        default=list, help_text="[{category, severity}, …]; empty: no warning sign named."
    )
    outcome = models.CharField(max_length=24)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "client_id"], name="feeling_client_id_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["call_emergency", "call_unit", "talk", "noted"]),
                name="feeling_outcome_known",
            ),
        ]
        indexes = [models.Index(fields=["pregnancy", "-id"], name="feeling_of_pregnancy")]
