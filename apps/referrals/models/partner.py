"""Organisations that offer products, and the people who act for them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.foundation.ids import uuid7


class Partner(models.Model):
    """An organisation. Its feeds may point at `hosts` only, and price in `currencies` only (ISO 4217)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    hosts = ArrayField(models.CharField(max_length=253), default=list, help_text="Lower case, verified.")
    currencies = ArrayField(models.CharField(max_length=3), default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class Membership(models.Model):
    """A person who acts for a partner."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "person"], name="membership_once")]
