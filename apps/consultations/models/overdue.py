"""Answers that did not come in time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.consultations.models.inside import InsideModel
from apps.consultations.models.threads import Thread
from apps.consultations.states import Urgency


class OverdueAnswer(InsideModel):
    """A moment by which an answer was owed, and which passed. One row for each: found twice, it is still one."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="overdue_answers", db_index=False)
    urgency = models.CharField(max_length=16, choices=Urgency)
    waiting_since = models.DateTimeField()
    due_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Answered, closed, or another moment came to count.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "due_at"], name="overdue_answer_once")]
        indexes = [
            models.Index(fields=["noticed_at"], condition=Q(ended_at=None), name="overdue_answer_open"),
        ]
