"""Sentences that are written often. They hold no mother's data, only places for it."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Language
from apps.foundation.ids import uuid7

LONGEST_REPLY: Final = 4_000


class QuickReply(models.Model):
    """A reply with placeholders: a team's, or one clinician's own. Retired ones stay."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=LONGEST_REPLY)
    language = models.CharField(max_length=8, choices=Language)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None, owner__isnull=False) | Q(team__isnull=False, owner=None),
                name="quick_reply_of_team_or_person",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="quick_reply_says_something"),
        ]
