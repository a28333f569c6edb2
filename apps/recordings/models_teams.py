"""What a care team has switched on for itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ScoreTeam(models.Model):
    """Whether a team is shown the outcome score. No row: it is not."""

    team = models.OneToOneField("accounts.CareTeam", models.PROTECT, related_name="+")
    is_on = models.BooleanField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
