"""The way out to a partner's page, and who went it: nobody that a partner could name."""

from __future__ import annotations

from django.db import models

from apps.accounts.models import random_id
from apps.referrals.models.catalogue import Product
from apps.referrals.models.partner import Partner


class ClickVerdict(models.TextChoices):
    """What a click counts as. Only `counted` may earn anything."""

    COUNTED = "counted", "Counted"
    REPEAT = "repeat", "Repeat"
    FLOOD = "flood", "Flood"
    BOT = "bot", "Bot"


class OfferLink(models.Model):
    """One way out, made when an offer is shown. Where it leads is fixed then. `pseudonym` never leaves the house."""

    token = models.UUIDField(default=random_id, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="links", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="links", db_index=False)
    is_live = models.BooleanField(default=True)
    category = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=2_100)
    pseudonym = models.UUIDField(null=True, db_index=True, help_text="NULL: a test, or she was erased.")
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["issued_at"], condition=models.Q(pseudonym__isnull=False), name="link_of_somebody"
            )
        ]


class Click(models.Model):
    """Somebody followed a link. `place` is a digest with a key of the day: good for counting repeats, for nothing else.

    A repeat hands out the id of the click that it repeats (`of_click`), so that the first one keeps what it earns.
    """

    click_id = models.UUIDField(default=random_id, unique=True, editable=False)
    link = models.ForeignKey(OfferLink, models.PROTECT, related_name="clicks")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="clicks", db_index=False)
    is_live = models.BooleanField(default=True)
    verdict = models.CharField(max_length=8, choices=ClickVerdict)
    place = models.BinaryField(max_length=8)
    of_click = models.ForeignKey("self", models.SET_NULL, null=True, related_name="repeats", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["place", "-at"], name="click_of_place"),
            models.Index(fields=["partner", "at"], name="click_of_partner"),
        ]


class ClickDay(models.Model):
    """What is left of the clicks of a day once they are erased."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="click_days", db_index=False)
    is_live = models.BooleanField()
    day = models.DateField()
    verdict = models.CharField(max_length=8, choices=ClickVerdict)
    clicks = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "is_live", "day", "verdict"], name="click_day_once")
        ]
