"""What is not said for a while, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.alerts.models.alert import Alert
from apps.alerts.models.base import ForCareTeam
from apps.foundation.severity import Severity


class Snooze(ForCareTeam):
    """For one mother, rule and direction nothing is raised until `until`, unless it is worse than `severity` or
    `badness`. Ends by itself. Never for an emergency."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="snoozes")
    rule_id = models.CharField(max_length=60)
    direction = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=12, choices=Severity)
    badness = models.FloatField(null=True)
    reason = models.CharField(max_length=1_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, help_text="Ended before its time: by a person, or broken through."
    )
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule_id", "direction"],
                condition=Q(ended_at=None),
                name="snooze_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(severity=Severity.EMERGENCY), name="snooze_never_an_emergency"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("started_at")), name="snooze_ends_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_has_a_reason"),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="snooze_due")]


class SuppressedBy(models.TextChoices):
    """What kept a finding from being raised."""

    SNOOZE = "snooze", _("Not told: it was resting")
    PREGNANCY_ENDED = "pregnancy_ended", _("Not told: the pregnancy has ended")


class SuppressedFinding(ForCareTeam):
    """A finding that was not raised, and by whom or what. Append-only."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, null=True, related_name="+")
    rule_id = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=12, choices=Severity)
    badness = models.FloatField(null=True)
    evidence = models.JSONField(default=list)
    source_kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)
    by_what = models.CharField(max_length=20, choices=SuppressedBy)
    snooze = models.ForeignKey(Snooze, models.PROTECT, null=True, related_name="suppressed")
    suppressed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule_id", "direction", "source_kind", "source_id", "by_what", "snooze"],
                nulls_distinct=False,
                name="suppressed_once",
            ),
            models.CheckConstraint(
                condition=Q(by_what="snooze", snooze__isnull=False) | (~Q(by_what="snooze") & Q(snooze=None)),
                name="suppressed_by_something",
            ),
        ]
