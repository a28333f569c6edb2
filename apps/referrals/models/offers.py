"""What is asked for under a pseudonym, what she made of what was shown, and what a product can serve.

A pseudonym is a random number that `accounts` gives and takes away; nothing here has a key to anybody's account, and no
row holds anything of anybody's health but the line of a plan itself.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.foundation.contracts.needs import LONGEST_CODE
from apps.foundation.ids import uuid7
from apps.referrals.models.catalogue import Product
from apps.referrals.models.partner import Partner

LAST_PLACE: Final = 32_767
"""Of everything that is not among the first of its partner."""


class OfferBook(models.Model):
    """One for each pseudonym: when its needs were last told, and to which country things are sent (empty: not said)."""

    pseudonym = models.UUIDField(primary_key=True)
    told_at = models.DateTimeField(null=True)
    country = models.CharField(max_length=2, blank=True)


class Need(models.Model):
    """A line of somebody's plan, or something that she asked for herself (`is_asked`)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    pseudonym = models.UUIDField()
    need_code = models.CharField(max_length=LONGEST_CODE)
    until = models.DateTimeField()
    is_asked = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0, help_text="In the order of the plan.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pseudonym", "need_code"], name="need_once")]
        indexes = [models.Index(fields=["until"], name="need_until")]


class HiddenOffer(models.Model):
    """A product that she does not want to see; undone by deleting the row."""

    pseudonym = models.UUIDField()
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    hidden_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pseudonym", "product"], name="hidden_once")]


class ReportReason(models.TextChoices):
    """Why an offer should not be there. No free words: they could tell something about her."""

    UNSAFE = "unsafe", "Not safe in pregnancy"
    NOT_AS_SAID = "not_as_said", "Not what it says"
    SUBSTITUTE = "substitute", "Breast-milk substitute"
    OFFENSIVE = "offensive", "Offensive"
    BROKEN = "broken", "The page is broken, or the product is gone"
    OTHER = "other", "Something else"


class OfferReport(models.Model):
    """Somebody says that an offer should not be there. It waits until an administrator has looked at it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="reports")
    pseudonym = models.UUIDField(null=True, help_text="So that one person counts once. NULL: she was erased.")
    reason = models.CharField(max_length=12, choices=ReportReason)
    reported_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "pseudonym"], condition=Q(looked_at=None), name="report_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["reported_at"], condition=Q(looked_at=None), name="report_waits"),
            models.Index(fields=["pseudonym"], name="report_of_pseudonym"),
        ]


class HeldProduct(models.Model):
    """A product that is not offered until somebody has looked at it, or never again (`is_for_good`)."""

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="held")
    held_at = models.DateTimeField()
    is_for_good = models.BooleanField(default=False)


class ProductUse(models.Model):
    """What a product can serve: made when a catalogue is switched, only of what may be offered. It can be made again.

    `amount`: a day, of a supplement. `dose_step`: its logarithm to the base of 1.25, 0 for all else. `units`: days, or
    100 grams, or pieces that one pack holds, NULL: not known. `unit_price`: minor units for one of these, at the price of
    the day; `priced_until`: when a sale begins or ends, NULL: never. `is_complete`: the partner has said which allergens
    are in it. `place`: which of its partner's it is by price among those that are alike, counted up to 32: so a search
    meets the cheapest of every partner first.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="uses_found")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+", db_index=False)
    need_key = models.CharField(max_length=LONGEST_CODE)
    currency = models.CharField(max_length=3)
    amount = models.FloatField(null=True)
    units = models.FloatField(null=True)
    dose_step = models.SmallIntegerField()
    unit_price = models.FloatField()
    is_complete = models.BooleanField()
    ships_to = ArrayField(models.CharField(max_length=2), default=list)
    place = models.PositiveSmallIntegerField(default=LAST_PLACE)
    priced_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["need_key", "currency", "dose_step", "is_complete", "place", "unit_price"],
                name="use_cheapest",
            ),
            models.Index(fields=["priced_until"], condition=Q(priced_until__isnull=False), name="use_priced"),
        ]
