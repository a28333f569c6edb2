"""What partners are told: their addresses, the outbox of messages, and every attempt to deliver one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.foundation.ids import uuid7
from apps.referrals.models.partner import Partner


class WebhookEndpoint(models.Model):
    """An https address of a partner. `events`: kinds that it wants; empty: all."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="endpoints")
    is_live = models.BooleanField()
    url = models.CharField(max_length=1_000)
    events = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=20, blank=True)


class WebhookMessage(models.Model):
    """Something that happened, in the very bytes that are sent: what is signed is what is stored."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="webhook_messages")
    is_live = models.BooleanField()
    kind = models.CharField(max_length=40)
    body = models.TextField()
    created_at = models.DateTimeField()


class WebhookDelivery(models.Model):
    """A message on its way to one address. States: `apps/referrals/webhook_states.py`. `claimed_at` is the token."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "endpoint"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="webhook_due")
        ]


class WebhookAttempt(models.Model):
    """One attempt: the status that came back, or a code of ours where none did. Never a body."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    code = models.CharField(max_length=24)
    took_ms = models.PositiveIntegerField()
