"""Photos of meals, and what was learnt from them. The bytes lie in the private storage, never in the database."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel
from apps.nutrition.models.diary import Certainty, Meal
from apps.nutrition.rules.portions import PLATE_CM, Scale
from apps.nutrition.states import DUE, PhotoState, Step

SHA256_BYTES: Final = 32


class MealPhoto(SubjectModel):
    """One photo of a meal. What is kept was written anew: upright, without place and camera (`variants`).

    `prediction`: candidates with probabilities, status and model version, as the recogniser said it; empty until then.
    """

    meal = models.ForeignKey(Meal, models.CASCADE, related_name="photos")
    source_id = models.UUIDField(
        default=uuid7, unique=True, editable=False, help_text="Where the file lies as it came."
    )
    media_type = models.CharField(max_length=40, help_text="Of the file as it came, by its content.")
    sha256 = models.BinaryField(max_length=SHA256_BYTES)
    size_bytes = models.PositiveIntegerField()
    scale = models.CharField(
        max_length=5, choices=[(scale.value, scale.value) for scale in Scale], default=Scale.NONE.value
    )
    plate_cm = models.FloatField(
        null=True, help_text="How wide the plate is, where it is the scale; NULL: nobody has said."
    )
    state = models.CharField(max_length=7, choices=PhotoState, default=PhotoState.WAITING)
    step = models.CharField(max_length=11, choices=Step, blank=True, help_text="The last that was begun.")
    failure = models.CharField(max_length=24, blank=True, help_text="Code of why it could not be looked at.")
    failure_limit = models.BigIntegerField(null=True)
    prediction = models.JSONField(default=dict)
    model_version = models.CharField(max_length=80, blank=True)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    variants = models.JSONField(
        default=dict, help_text="By name: media_type, size_bytes, width_px, height_px."
    )
    uploaded_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="When its bytes are removed; NULL: never.")
    due_at = models.DateTimeField(null=True, help_text="When somebody has to look after it; NULL: never.")
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PhotoState.values), name="meal_photo_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DUE), due_at__isnull=False)
                | (~Q(state__in=sorted(DUE)) & Q(due_at=None)),
                name="meal_photo_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(plate_cm=None) | Q(plate_cm__range=PLATE_CM, scale=Scale.PLATE.value),
                name="meal_photo_plate_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=PhotoState.DONE) | ~Q(model_version=""), name="meal_photo_names_its_model"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="meal_photo_to_look_at"),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False) & ~Q(state=PhotoState.EXPIRED),
                name="meal_photo_to_expire",
            ),
        ]


class RecognitionOutcome(SubjectModel):
    """What the recogniser said of a photo and what she confirmed. Kept only while she agrees to it; no picture.

    `confirmed_label` is empty where what she ate is no label of the recogniser; `food_code` tells what it was.
    """

    item_public_id = models.UUIDField(unique=True)
    week_on = models.DateField(help_text="Monday of the week in which it was confirmed.")
    model_version = models.CharField(max_length=80)
    certainty = models.CharField(max_length=9, choices=Certainty)
    predicted = models.JSONField(help_text="Up to five [label, probability], the likeliest first.")
    confirmed_label = models.CharField(max_length=64, blank=True)
    food_code = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["week_on", "confirmed_label"], name="outcome_by_week")]
