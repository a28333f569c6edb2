"""What partners offer. What a row means for a mother is a matter of `screening/`, whose verdict is copied in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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
    fetched_at = models.DateTimeField(null=True, help_text="When a fetch last ended, however it ended.")
    fetch_failure = models.CharField(
        max_length=40, blank=True, help_text="Why the last fetch failed; a code."
    )


class Product(models.Model):
    """One item of a partner. Money is in minor units of `currency`. `verdict` is worst first: block, warn, unknown, ok.

    `amounts_a_day` holds nutrient codes with what a day of the stated use brings, in the unit that the code ends with.
    `content_sha` is a digest of everything the partner said and of the version of the rules that judged it. What a person
    decided (`is_allowed`) holds as long as `judged_sha` is the same, and never where the rules say `block`.
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
    uses = models.JSONField(
        default=list, help_text="What it can serve: [need, amount a day, units in a pack]."
    )
    verdict = models.CharField(max_length=7)
    reasons = models.JSONField(default=list)
    rules_version = models.CharField(max_length=20)
    content_sha = models.BinaryField(max_length=16)
    said_sha = models.BinaryField(
        max_length=16,
        null=True,
        help_text="Of the words of a feed as they came. NULL: read them anew each time.",
    )
    judged_sha = models.BinaryField(max_length=16, null=True, help_text="`content_sha` as a person saw it.")
    is_allowed = models.BooleanField(null=True, help_text="What that person decided.")
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
            ),
            models.Index(fields=["partner", "state", "verdict"], name="product_health"),
        ]


class Judgement(models.Model):
    """What a person decided about an item on which the rules could not. Append-only; the newest of a digest holds."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="judgements")
    content_sha = models.BinaryField(max_length=16)
    found = models.CharField(max_length=7, help_text="The verdict of the rules at that time; or `report`.")
    is_allowed = models.BooleanField()
    reason = models.CharField(max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
