"""A call inside a consultation: who rang whom, on which devices, with whose consent. Nothing of what was said or shown.

Calls are not recorded; there is no table for it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.consultations.calls.states import LIVE, CallState, EndReason
from apps.foundation.visibility import SubjectModel


class CallKind(models.TextChoices):
    """What the caller asks for. Each of the two decides herself whether her camera is on."""

    AUDIO = "audio", _("Call")
    VIDEO = "video", _("Video call")


class Side(models.TextChoices):
    """Which end of the call."""

    CALLER = "caller", _("Caller")
    CALLEE = "callee", _("Called")


class Call(SubjectModel):
    """One attempt to speak, from the first ring to its end. Sound and picture never pass here."""

    thread = models.ForeignKey("consultations.Thread", models.PROTECT, related_name="calls")
    kind = models.CharField(max_length=8, choices=CallKind)
    state = models.CharField(max_length=12, choices=CallState, default=CallState.RINGING)
    reason = models.CharField(max_length=20, choices=EndReason, blank=True, default=EndReason.NONE)
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    callee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ring_due_at = models.DateTimeField(help_text="Until when it rings; then it is a missed call.")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(state__in=sorted(LIVE)), name="call_one_in_thread"
            ),
            models.CheckConstraint(condition=Q(kind__in=CallKind.values), name="call_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(condition=Q(reason__in=EndReason.values), name="call_reason_known"),
            models.CheckConstraint(condition=~Q(caller=models.F("callee")), name="call_of_two"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(LIVE), ended_at=None, reason="")
                | (~Q(state__in=sorted(LIVE)) & Q(ended_at__isnull=False) & ~Q(reason="")),
                name="call_over_has_time_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.ACTIVE) | Q(answered_at__isnull=False),
                name="call_active_was_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "-id"], name="call_of_thread"),
            models.Index(fields=["ring_due_at"], condition=Q(state="ringing"), name="call_ring_due"),
            models.Index(fields=["id"], condition=Q(state="active"), name="call_active"),
        ]

    @property
    def is_live(self) -> bool:
        """It rings, or they speak."""
        return self.state in LIVE

    @property
    def duration_s(self) -> float | None:
        """Seconds from the answer to the end; None where nobody answered or it goes on."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.answered_at).total_seconds()


class CallParty(SubjectModel):
    """One of the two, and the one device with which she is in the call: the first of hers that answered."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="parties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    device = models.UUIDField(null=True, help_text="Chosen by the client; NULL: none of hers has answered.")
    heard_at = models.DateTimeField(null=True, help_text="When her device last said that it is there.")
    is_live = models.BooleanField(default=True, help_text="The call rings or is active.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "side"], name="call_party_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_live=True), name="call_one_for_a_person"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="call_party_side_known"),
        ]


class CallConsent(SubjectModel):
    """What she agreed to before her device opened it, for this call only. Consent to be recorded is not asked: nothing
    is recorded.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device = models.UUIDField()
    microphone = models.BooleanField()
    camera = models.BooleanField()
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["call", "person"], name="call_consent_of")]
