"""Limits that somebody has set instead of a table's: with author, reason and an end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.alerts.models.base import ForCareTeam
from apps.foundation.ids import uuid7


class SetLimit(models.Model):
    """What both kinds share. The value lies inside the table's safe range; the newest open row counts."""

    rule_id = models.CharField(max_length=60)
    limit_id = models.CharField(max_length=60)
    value = models.FloatField()
    table_version = models.PositiveSmallIntegerField(help_text="Of the table's row that was in force.")
    reason = models.CharField(max_length=1_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class TeamLimit(SetLimit):
    """For every mother whom a team cares for."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "rule_id", "limit_id"],
                condition=Q(ended_at=None),
                name="team_limit_open_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("from_at")), name="team_limit_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="team_limit_has_a_reason"),
        ]


class MotherLimit(SetLimit, ForCareTeam):
    """For one mother, before those of her teams."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule_id", "limit_id"],
                condition=Q(ended_at=None),
                name="mother_limit_open_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("from_at")), name="mother_limit_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="mother_limit_has_a_reason"),
        ]
