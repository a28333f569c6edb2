"""Days on which a mother has readings: what the change feed names, so that it does not grow with every heartbeat."""

from __future__ import annotations

from django.db import models

from apps.foundation.visibility import SubjectModel


class ObservedDay(SubjectModel):
    """One local day with readings. `version` goes up with every batch that touches the day."""

    local_day = models.DateField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "local_day"], name="observed_day_once")]
