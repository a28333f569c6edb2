"""A pregnancy and the fetuses in it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.pregnancies.states import FetusState, PregnancyState

MAX_FETUSES = 8
LABELS = "ABCDEFGH"
HEIGHT_CM = (100, 230)
WEIGHT_KG = (20, 400)


class Chorionicity(models.TextChoices):
    """How several fetuses share placenta and amniotic sac; unknown until somebody saw it."""

    UNKNOWN = "unknown", _("Not known")
    DICHORIONIC = "dichorionic", _("Each with a placenta of its own")
    MONOCHORIONIC_DIAMNIOTIC = "monochorionic_diamniotic", _("One placenta, separate amniotic sacs")
    MONOCHORIONIC_MONOAMNIOTIC = "monochorionic_monoamniotic", _("One placenta, one amniotic sac")
    MIXED = "mixed", _("Mixed (three or more fetuses)")


class Pregnancy(SubjectModel):
    """One pregnancy of a mother (`subject`). Not its dating (rows of their own) and not how it ended
    (`Outcome`)."""

    state = models.CharField(max_length=16, choices=PregnancyState, default=PregnancyState.GOING)
    chorionicity = models.CharField(max_length=32, choices=Chorionicity, default=Chorionicity.UNKNOWN)
    height_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    weight_before_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    allergies_asked_at = models.DateTimeField(null=True, help_text="NULL: nobody asked, which is not «none».")
    risks_asked_at = models.DateTimeField(null=True, help_text="NULL: nobody asked, which is not «none».")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="going"), name="pregnancy_one_going"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PregnancyState.values), name="pregnancy_state_known"
            ),
            models.CheckConstraint(
                condition=Q(chorionicity__in=Chorionicity.values), name="pregnancy_chorionicity_known"
            ),
            models.CheckConstraint(
                condition=Q(height_cm=None) | Q(height_cm__range=tuple(map(Decimal, HEIGHT_CM))),
                name="pregnancy_height_believable",
            ),
            models.CheckConstraint(
                condition=Q(weight_before_kg=None)
                | Q(weight_before_kg__range=tuple(map(Decimal, WEIGHT_KG))),
                name="pregnancy_weight_believable",
            ),
        ]


class Fetus(SubjectModel):
    """One fetus, known by a letter that it keeps for ever, also when another one dies or is found later."""

    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, related_name="fetuses")
    label = models.CharField(max_length=1)
    state = models.CharField(max_length=16, choices=FetusState, default=FetusState.LIVING)
    found_on = models.DateField(null=True, help_text="Day of the scan that found it; unknown: NULL.")
    ended_on = models.DateField(null=True, help_text="Day of birth or death; unknown or living: NULL.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pregnancy", "label"], name="fetus_label_once"),
            models.CheckConstraint(condition=Q(label__in=list(LABELS)), name="fetus_label_a_to_h"),
            models.CheckConstraint(condition=Q(state__in=FetusState.values), name="fetus_state_known"),
        ]
