"""Datings: every due date that was ever proposed, from what, by which rule, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.pregnancies.models.pregnancy import Pregnancy
from apps.pregnancies.states import DatingState


class Basis(models.TextChoices):
    """What a due date is computed from."""

    LMP = "lmp", _("Last period")
    CONCEPTION = "conception", _("Known day of conception")
    IVF_TRANSFER = "ivf_transfer", _("Embryo transfer")
    DUE_DATE = "due_date", _("Due date given elsewhere")
    ULTRASOUND_CRL = "ultrasound_crl", _("Ultrasound, crown-rump length")
    ULTRASOUND_HC = "ultrasound_hc", _("Ultrasound, head circumference")
    ULTRASOUND_HC_FL = "ultrasound_hc_fl", _("Ultrasound, head circumference and femur length")
    ULTRASOUND_REPORT = "ultrasound_report", _("Ultrasound, weeks as in the report")


ULTRASOUND = tuple(basis for basis in Basis.values if basis.startswith("ultrasound"))


class Recommendation(models.TextChoices):
    """What the rules say of a new dating beside the one that counts."""

    REPLACE = "replace", _("Use this due date")
    KEEP = "keep", _("Keep the due date")
    CLINICIAN = "clinician", _("A clinician decides")


class Dating(SubjectModel):
    """One due date with what it came from, copied in. The inputs never change; only the decision is added."""

    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, related_name="datings")
    basis = models.CharField(max_length=24, choices=Basis)
    inputs = models.JSONField(help_text="Dates and measures as given, with their units in the names.")
    due_on = models.DateField()
    scan_on = models.DateField(null=True, help_text="Day of the ultrasound; NULL for other bases.")
    scan_age_days = models.SmallIntegerField(null=True, help_text="Gestational age by this scan on that day.")
    rule_id = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    needs_ultrasound = models.BooleanField(default=False)
    compared_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    difference_days = models.SmallIntegerField(
        null=True, help_text="This due date minus the one compared with."
    )
    threshold_days = models.PositiveSmallIntegerField(null=True)
    recommendation = models.CharField(max_length=12, choices=Recommendation)
    recommendation_code = models.CharField(max_length=40)
    recommendation_rule_id = models.CharField(max_length=60, blank=True)
    recommendation_rule_version = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=12, choices=DatingState, default=DatingState.PROPOSED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_override = models.BooleanField(default=False, help_text="Decided against the recommendation.")
    reason = models.CharField(max_length=500, blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pregnancy", "id"], name="dating_of_pregnancy")]
        constraints = [
            models.UniqueConstraint(
                fields=["pregnancy"], condition=Q(state="accepted"), name="dating_one_accepted"
            ),
            models.CheckConstraint(condition=Q(state__in=DatingState.values), name="dating_state_known"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False), name="dating_decided_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | ~Q(reason=""), name="dating_override_has_reason"
            ),
        ]
