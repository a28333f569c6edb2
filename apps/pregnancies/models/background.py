"""What a mother brings with her: risk factors of this pregnancy, allergies, earlier pregnancies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.pregnancies.models.pregnancy import Pregnancy


class RiskFactor(SubjectModel):
    """A risk of this pregnancy, by code (rules/risk_factors.toml) or in words. Ended ones stay."""

    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, related_name="risk_factors")
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="", text=""), name="risk_factor_says_something"),
            models.UniqueConstraint(
                fields=["pregnancy", "code"],
                condition=Q(ended_at=None) & ~Q(code=""),
                name="risk_factor_open_once",
            ),
        ]


class Severity(models.TextChoices):
    """How bad a reaction was."""

    UNKNOWN = "unknown", _("Not known")
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")
    ANAPHYLAXIS = "anaphylaxis", _("Life-threatening")


class Allergy(SubjectModel):
    """An allergy of the mother; it outlives a pregnancy. Refuted ones stay, with who ended them."""

    substance = models.CharField(max_length=120)
    reaction = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=12, choices=Severity, default=Severity.UNKNOWN)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "subject", Lower("substance"), condition=Q(ended_at=None), name="allergy_open_once"
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="allergy_severity_known"),
        ]


class EarlierOutcome(models.TextChoices):
    """How an earlier pregnancy ended; «not known» is an answer."""

    LIVE_BIRTH = "live_birth", _("Live birth")
    STILLBIRTH = "stillbirth", _("Stillbirth")
    MISCARRIAGE = "miscarriage", _("Miscarriage")
    TERMINATION = "termination", _("Termination")
    ECTOPIC = "ectopic", _("Ectopic pregnancy")
    UNKNOWN = "unknown", _("Not known")


class BirthMode(models.TextChoices):
    """How a child was born; `unknown` also where nothing was born."""

    UNKNOWN = "unknown", _("Not known")
    VAGINAL = "vaginal", _("Vaginal birth")
    ASSISTED = "assisted", _("Vaginal birth with forceps or vacuum")
    CAESAREAN = "caesarean", _("Caesarean section")


class EarlierPregnancy(SubjectModel):
    """An earlier pregnancy as told. Not one that KAISHI followed: those are `Pregnancy` rows with an
    outcome."""

    year = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=16, choices=EarlierOutcome)
    gestation_weeks = models.PositiveSmallIntegerField(null=True)
    mode = models.CharField(max_length=12, choices=BirthMode, default=BirthMode.UNKNOWN)
    birth_weight_g = models.PositiveSmallIntegerField(null=True)
    complications = models.CharField(max_length=1000, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(year__range=(1950, 2200)), name="earlier_pregnancy_year"),
            models.CheckConstraint(
                condition=Q(gestation_weeks=None) | Q(gestation_weeks__range=(1, 45)),
                name="earlier_pregnancy_weeks",
            ),
            models.CheckConstraint(
                condition=Q(birth_weight_g=None) | Q(birth_weight_g__range=(100, 8000)),
                name="earlier_pregnancy_birth_weight",
            ),
        ]
