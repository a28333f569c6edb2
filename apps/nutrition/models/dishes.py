"""Dishes that a site adds to what is recognised, by a few photos each. No mother is in here; the photos are the staff's.

Written by `services.dishes` (people) and `services.showing` (a worker).
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.nutrition.models.photos import SHA256_BYTES
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS
from apps.nutrition.states import DISH_DUE, DishState

LONGEST_LABEL: Final = 64
LABEL: Final = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"


class AddedDish(models.Model):
    """A dish that is recognised by its photos. With a label of the vocabulary it refines that one: its photos count
    beside what the network knows, and food, servings and cautions stay those of the vocabulary.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    label = models.CharField(_("label"), max_length=LONGEST_LABEL, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=120, blank=True)
    name_ko = models.CharField(_("name in Korean"), max_length=120, blank=True)
    food = models.ForeignKey(
        "nutrition.Food", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("food")
    )
    small_g = models.FloatField(_("small serving (g)"), null=True, blank=True)
    regular_g = models.FloatField(_("regular serving (g)"), null=True, blank=True)
    large_g = models.FloatField(_("large serving (g)"), null=True, blank=True)
    caution_rules = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Ids of rules of caution."
    )
    state = models.CharField(_("state"), max_length=7, choices=DishState, default=DishState.WAITING)
    failure = models.CharField(max_length=24, blank=True, help_text="Code of why it is not recognised.")
    archived_at = models.DateTimeField(_("put away"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True, help_text="When somebody has to look at its photos; NULL: never."
    )
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("added dish")
        verbose_name_plural = _("added dishes")
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(condition=Q(label__regex=LABEL), name="dish_label_is_snake_case"),
            models.CheckConstraint(condition=Q(state__in=DishState.values), name="dish_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DISH_DUE), due_at__isnull=False)
                | (~Q(state__in=sorted(DISH_DUE)) & Q(due_at=None)),
                name="dish_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(small_g=None, regular_g=None, large_g=None)
                | Q(
                    small_g__gte=SMALLEST_GRAMS,
                    regular_g__gt=F("small_g"),
                    large_g__gt=F("regular_g"),
                    large_g__lte=MOST_GRAMS,
                ),
                name="dish_servings_grow",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.label


class DishPhoto(models.Model):
    """One photo of an added dish, written anew as photos of meals are. `sight`: what the network saw in it."""

    dish = models.ForeignKey(AddedDish, models.CASCADE, related_name="photos")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    source_id = models.UUIDField(unique=True, editable=False, help_text="Where the file lies as it came.")
    media_type = models.CharField(max_length=40, help_text="Of the file as it came, by its content.")
    sha256 = models.BinaryField(max_length=SHA256_BYTES)
    variants = models.JSONField(
        default=dict, help_text="By name: media_type, size_bytes, width_px, height_px."
    )
    failure = models.CharField(max_length=24, blank=True, help_text="Code of why it cannot be used.")
    failure_limit = models.BigIntegerField(null=True)
    sight = models.BinaryField(null=True)
    seen_by = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the network that saw it.")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dish", "sha256"], name="dish_photo_once"),
            models.CheckConstraint(
                condition=Q(sight=None) | ~Q(seen_by=""), name="dish_photo_names_its_network"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_waiting(self) -> bool:
        """Nobody has looked at it yet."""
        return not self.variants and not self.failure
