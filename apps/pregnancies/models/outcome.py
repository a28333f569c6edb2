"""How a pregnancy, or one fetus of it, ended. A corrected outcome stays as a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.pregnancies.models.pregnancy import Fetus, Pregnancy
from apps.pregnancies.states import FetusState, PregnancyState


class OutcomeKind(models.TextChoices):
    """What is recorded as one act."""

    BIRTH = "birth", _("Birth")
    MISCARRIAGE = "miscarriage", _("Loss of the pregnancy")
    TERMINATION = "termination", _("Termination")
    STILLBIRTH = "stillbirth", _("Stillbirth")
    FETAL_DEATH = "fetal_death", _("Death of one fetus")
    TRANSFER = "transfer", _("Transfer to other care")


class Outcome(SubjectModel):
    """One act: what happened, when, who recorded it. `corrected_at` set: it was wrong, and why stands beside
    it."""

    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=16, choices=OutcomeKind)
    occurred_on = models.DateField()
    fetus = models.ForeignKey(
        Fetus, models.PROTECT, null=True, related_name="+", help_text="Death of one only."
    )
    destination = models.CharField(max_length=200, blank=True, help_text="Transfers: to whom.")
    note = models.CharField(max_length=1000, blank=True)
    pregnancy_state_before = models.CharField(max_length=16, choices=PregnancyState)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    correction_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pregnancy"],
                name="outcome_one_end",
                condition=Q(corrected_at=None) & ~Q(kind__in=["fetal_death", "transfer"]),
            ),
            models.UniqueConstraint(
                fields=["fetus"],
                condition=Q(corrected_at=None, fetus__isnull=False),
                name="outcome_one_per_fetus",
            ),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="fetal_death", fetus__isnull=False)
                | (~Q(kind="fetal_death") & Q(fetus=None)),
                name="outcome_fetus_of_one_death_only",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at=None) | ~Q(correction_reason=""),
                name="outcome_correction_has_reason",
            ),
        ]


class FetusOutcome(SubjectModel):
    """What an outcome meant for one fetus, with the state it had before (so that a correction can go
    back)."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="fetus_outcomes")
    fetus = models.ForeignKey(Fetus, models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=16, choices=FetusState)
    state_before = models.CharField(max_length=16, choices=FetusState)
    born_at = models.DateTimeField(null=True)
    birth_weight_g = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "fetus"], name="fetus_outcome_once"),
            models.CheckConstraint(
                condition=Q(birth_weight_g=None) | Q(birth_weight_g__range=(100, 8000)),
                name="fetus_outcome_birth_weight",
            ),
        ]
