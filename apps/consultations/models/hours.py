"""When a team reads messages, and what mothers are told while it does not."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.preferences import zone_of
from apps.consultations.rules.working_time import Hours, parse_week


class ServiceHours(models.Model):
    """One team's week, in its own zone. No row: nobody has said when the team reads, which is not «always»."""

    team = models.OneToOneField("accounts.CareTeam", models.PROTECT, related_name="+")
    weekly = models.JSONField(help_text='{"mon": [["08:00", "12:00"], …], …}; a day left out is closed.')
    time_zone = models.CharField(max_length=64)
    holidays = ArrayField(models.DateField(), default=list)
    phone = models.CharField(max_length=32, blank=True)
    emergency_number = models.CharField(max_length=16, blank=True, help_text="Empty: the site's own.")
    out_of_hours = models.JSONField(default=dict, help_text="Text by language; what is left out is ours.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    @property
    def hours(self) -> Hours:
        """Return the hours as the rules take them."""
        return Hours(parse_week(self.weekly), zone_of(self.time_zone), frozenset(self.holidays))
