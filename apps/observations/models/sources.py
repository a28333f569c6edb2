"""Whom to believe where two devices measured the same minutes."""

from __future__ import annotations

from django.db import models

from apps.foundation.visibility import SubjectModel


class SourcePreference(SubjectModel):
    """Source apps (or `app|device`) of one measure, the most believed first."""

    measure = models.CharField(max_length=32)
    sources = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "measure"], name="source_preference_once")]
