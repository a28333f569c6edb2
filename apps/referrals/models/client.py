"""What partners' programs sign in and sign with."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.foundation.ids import uuid7
from apps.referrals.models.partner import Partner


class PartnerClient(models.Model):
    """A program of a partner: an OAuth 2 client that knows one mode only, sandbox or live.

    After a rotation the secret of before is good until `previous_until`; both are kept as slow hashes.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, models.CASCADE, related_name="partner_client"
    )
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="clients")
    name = models.CharField(max_length=80)
    is_live = models.BooleanField()
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    previous_secret = models.CharField(max_length=255, blank=True)
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class SigningSecret(models.Model):
    """A secret that both sides know: of postbacks (no endpoint), or of one address of webhooks. Encrypted at rest."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="signing_secrets")
    endpoint = models.ForeignKey(
        "referrals.WebhookEndpoint", models.CASCADE, null=True, related_name="secrets"
    )
    is_live = models.BooleanField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="After a rotation: until when it is still good.")


class PartnerAnswer(models.Model):
    """The answer to a POST of a partner's program, given again where the same request comes twice."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+", db_index=False)
    is_live = models.BooleanField()
    key = models.CharField(max_length=255)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "is_live", "key"], name="partner_answer_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="partner_answer_age")]
