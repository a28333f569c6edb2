"""What her care team lets nobody offer to a mother."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel

LONGEST_REASON: Final = 300


class VetoCategory(models.TextChoices):
    """Kinds of products, as the app of offers names them."""

    ALL = "all", _("Everything")
    SUPPLEMENT = "supplement", _("Supplements")
    FOOD = "food", _("Food")
    HERB = "herb", _("Herbs and teas")
    COSMETIC = "cosmetic", _("Cosmetics")
    DEVICE = "device", _("Devices that measure")
    GEAR = "gear", _("Gear")
    APPAREL = "apparel", _("Clothes")


class OfferVeto(SubjectModel):
    """A category that is not offered in a pregnancy, by whom and why, until somebody lifts it. The row stays."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="offer_vetoes")
    category = models.CharField(max_length=12, choices=VetoCategory)
    reason = models.CharField(max_length=LONGEST_REASON)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pregnancy", "category"], condition=Q(lifted_at=None), name="veto_open_once"
            ),
            models.CheckConstraint(condition=Q(category__in=VetoCategory.values), name="veto_category_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="veto_lifted_by_somebody",
            ),
        ]
