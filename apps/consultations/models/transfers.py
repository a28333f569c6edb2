"""Letters with which a mother is sent to a hospital. (Never called referral: that word belongs to products.)"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.consultations.models.threads import Thread
from apps.foundation.visibility import SubjectModel

LONGEST_SUMMARY: Final = 20_000


class TransferUrgency(models.TextChoices):
    """How soon she has to be there."""

    NOW = "now", _("Now, by ambulance")
    TODAY = "today", _("Today")
    PLANNED = "planned", _("Planned")


class Transfer(SubjectModel):
    """A signed letter. Never changed: a corrected one is a row of its own that replaces it.

    `facts` is what the record said when the letter was made, `summary` what the clinician signed.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="transfers")
    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    hospital = models.CharField(max_length=200)
    urgency = models.CharField(max_length=12, choices=TransferUrgency)
    reason = models.TextField(max_length=2_000)
    summary = models.TextField(max_length=LONGEST_SUMMARY)
    facts = models.JSONField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=150, help_text="Name as it stood on the letter.")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signed_by", "client_id"], name="transfer_client_id_once"),
            models.CheckConstraint(
                condition=Q(urgency__in=TransferUrgency.values), name="transfer_urgency_known"
            ),
            models.CheckConstraint(
                condition=~Q(hospital="") & ~Q(reason="") & ~Q(summary=""), name="transfer_says_why"
            ),
        ]
