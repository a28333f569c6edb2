"""Tables of who may record at home: what the gate said and from what, what a clinician opened it for, and practice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.monitoring.rules.gate import Result

SHORTEST_PRACTICE, LONGEST_PRACTICE = 5, 240
RESULTS = [(one.value, one.value) for one in Result]


class AppliesTo(models.TextChoices):
    """Which recordings of a mother's own the gate keeps out. A clinician's are never asked about."""

    BEGINNING = "beginning", _("Recordings that begin now")
    ALL = "all", _("Every recording that she sends")


class GateUse(models.TextChoices):
    """Why the gate was asked, and what followed."""

    CHANGED = "changed", _("Something about it was changed")
    BEGUN = "begun", _("A recording was begun")
    REFUSED = "refused", _("A recording was refused")
    TAKEN = "taken", _("Already recorded, and taken although the gate was closed")


class GateSetting(models.Model):
    """What a team has chosen. No row: recordings that begin now. Of several teams the stricter one counts."""

    team = models.OneToOneField("accounts.CareTeam", models.PROTECT, related_name="+")
    applies_to = models.CharField(max_length=12, choices=AppliesTo)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()


class GateCheck(SubjectModel):
    """What the gate said once, from which facts, by which version. Append-only."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="gate_checks")
    use = models.CharField(max_length=8, choices=GateUse)
    result = models.CharField(max_length=16, choices=RESULTS)
    reasons = models.JSONField(
        help_text="Keys of every reason; `open`: a clinician has opened the gate for it."
    )
    inputs = models.JSONField(help_text="What was known, as the rule took it.")
    rule_version = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(
        "recordings.Recording",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="What was let in; NULL: nothing, or by a version that did not say.",
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pregnancy", "-id"], name="gate_check_of_pregnancy")]


class GateOpening(SubjectModel):
    """A clinician lets her record in spite of exactly these reasons, until an end. Append-only; see `GateClosing`."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="gate_openings")
    keys = models.JSONField(help_text="Reasons that were seen when it was opened.")
    reason = models.CharField(max_length=500)
    rule_version = models.PositiveSmallIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pregnancy", "until"], name="gate_opening_in_force")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="gate_opening_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("from_at")), name="gate_opening_ends_later"),
        ]


class GateClosing(SubjectModel):
    """An opening was taken back before its end. Append-only."""

    opening = models.OneToOneField(GateOpening, models.PROTECT, related_name="closing")
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="gate_closing_has_a_reason")]


class Practice(SubjectModel):
    """She placed the sensor herself with somebody of her team beside her. Taken back: it was noted wrongly."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="practices")
    minutes = models.PositiveSmallIntegerField()
    practised_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(SHORTEST_PRACTICE, LONGEST_PRACTICE)),
                name="practice_minutes_believable",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="practice_withdrawn_has_a_reason",
            ),
        ]
