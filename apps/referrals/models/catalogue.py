"""What partners offer. What a row means for a mother is a matter of `screening/`, whose verdict is copied in."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.foundation.ids import uuid7
from apps.referrals.models.partner import Partner


class Availability(models.TextChoices):
    """Of the merchant feed."""

    IN_STOCK = "in_stock", "in stock"
    OUT_OF_STOCK = "out_of_stock", "out of stock"
    PREORDER = "preorder", "preorder"
    BACKORDER = "backorder", "backorder"


class Origin(models.TextChoices):
    """Which door an item came in by: it decides how long it counts as fresh, and whether a feed withdraws it."""

    FEED = "feed", "Feed"
    PUSH = "push", "Push"


class ProductState(models.TextChoices):
    """Withdrawn items keep their row: clicks and the ledger point at them."""

    LISTED = "listed", "Listed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Catalogue(models.Model):
    """A partner's catalogue as a whole: where it is fetched, and when it was last known to be right."""

    partner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="catalogue")
    fetch_url = models.CharField(max_length=2_000, blank=True)
    fetch_every_s = models.PositiveIntegerField(default=86_400)
    fetch_due_at = models.DateTimeField(null=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    refreshed_at = models.DateTimeField(
        null=True, help_text="When a whole feed last held. Hidden after 72 h."
    )
    feed_items = models.PositiveIntegerField(default=0, help_text="Accepted by the feed that holds.")


class Product(models.Model):
    """One item of a partner. Money is in minor units of `currency`. `verdict` is worst first: block, warn, unknown, ok.

    `amounts_a_day` holds nutrient codes with what a day of the stated use brings, in the unit that the code ends with.
    `content_sha` is a digest of everything the partner said and of the version of the rules that judged it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="products", db_index=False)
    item_id = models.CharField(max_length=50)
    origin = models.CharField(max_length=4, choices=Origin)
    state = models.CharField(max_length=9, choices=ProductState, default=ProductState.LISTED)
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    link = models.CharField(max_length=2_000)
    image_link = models.CharField(max_length=2_000)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    sale_price_minor = models.BigIntegerField(null=True)
    sale_from = models.DateTimeField(null=True)
    sale_until = models.DateTimeField(null=True)
    availability = models.CharField(max_length=12, choices=Availability)
    available_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    gtin = models.CharField(max_length=14, blank=True)
    brand = models.CharField(max_length=70, blank=True)
    mpn = models.CharField(max_length=70, blank=True)
    condition = models.CharField(max_length=11, default="new")
    category = models.CharField(max_length=750, blank=True, help_text="google_product_category")
    product_type = models.CharField(max_length=750, blank=True)
    item_group_id = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=12, help_text="As screening sees it: supplement, food, cosmetic …")
    ingredients = models.TextField(blank=True)
    allergens: Any = ArrayField(models.CharField(max_length=40), null=True, help_text="NULL: not said.")
    amounts_a_day = models.JSONField(default=dict)
    regulatory_id = models.CharField(max_length=100, blank=True)
    is_substitute = models.BooleanField(
        null=True, help_text="Of breast milk, as the partner says; NULL: not said."
    )
    age_from_months = models.PositiveSmallIntegerField(null=True)
    age_to_months = models.PositiveSmallIntegerField(null=True)
    ships_to = ArrayField(models.CharField(max_length=2), default=list, help_text="Empty: not said.")
    detail = models.JSONField(default=dict, help_text="Other attributes, checked.")
    verdict = models.CharField(max_length=7)
    reasons = models.JSONField(default=list)
    rules_version = models.CharField(max_length=20)
    content_sha = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "item_id"], name="product_of_partner_once")]
        indexes = [
            models.Index(
                fields=["partner", "kind"],
                condition=Q(state="listed", verdict="ok"),
                name="product_offerable",
            )
        ]
